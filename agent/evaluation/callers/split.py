"""Which callers tune the desk and which only judge it. Pure.

The split goes by the seed's own hash, so that it never moves when callers are added. Nothing is
ever tuned on the held-out part, and its failures are not looked at one by one.
"""

import hashlib
from collections.abc import Iterator
from itertools import count, islice

from agent.evaluation.callers.cases import cases
from agent.evaluation.callers.grammar import caller
from agent.evaluation.callers.person import Caller

HELD_OUT_SHARE = 0.3


def is_held_out(name: str) -> bool:
    """Whether a caller is kept for judging; `name` is a case's, or a grammar caller's "seed 7"."""
    digest = hashlib.sha256(f"split {name}".encode()).digest()
    return digest[0] / 256 < HELD_OUT_SHARE


def callers(number: int, *, held_out: bool) -> list[Caller]:
    """The hand-written cases of a part, then as many grammar callers as are wanted."""
    written = [case for case in cases() if is_held_out(case.name) is held_out][:number]
    return [*written, *islice(_grown(held_out), number - len(written))]


def _grown(held_out: bool) -> Iterator[Caller]:
    return (caller(seed) for seed in count() if is_held_out(f"seed {seed}") is held_out)


def one(name: str) -> Caller:
    """A caller by the name of a case or by the number of a seed.

    Raises:
        LookupError: there is no such case, and it is no number.
    """
    for case in cases():
        if name in (case.name, str(case.seed)):
            return case
    if not name.isdigit():
        raise LookupError(f"There is no caller {name!r}; name a case, or give a seed's number.")
    return caller(int(name))
