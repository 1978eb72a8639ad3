"""Labelled phrasings: what callers say at first, and what a good receptionist makes of it.

A third is kept apart: `tuning()` is for writing rules, ways of speaking and thresholds, `kept()` is
only measured. Which third a line belongs to follows from its words alone, so adding lines never
moves another one across.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

TRADES = ("plumbing", "hvac", "electrical", "general")
NONE = "none"
ASK = "ask"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One caller's opening words and what a good receptionist makes of them.

    `service` is a service's id, `none` for what nobody here does, or `ask` where one question must
    come first; then `between` names the two services that are close. `urgency` and `customer_type`
    are empty where the words do not show them. `table` is the file: a trade, `none` or `ask`.
    """

    says: str
    service: str
    table: str
    between: tuple[str, ...] = ()
    urgency: str = ""
    customer_type: str = ""

    @property
    def is_kept(self) -> bool:
        """True for the third that is not looked at while tuning."""
        digest = hashlib.sha256(self.says.lower().encode()).hexdigest()
        return int(digest, 16) % 3 == 0

    @property
    def is_served(self) -> bool:
        """Whether it is a request for one of the services, and clear about which."""
        return self.service not in (NONE, ASK)


def table(name: str) -> str:
    """The text of a table."""
    return files("agent.evaluation.phrasings").joinpath(f"{name}.yaml").read_text(encoding="utf-8")


@cache
def every() -> tuple[Phrasing, ...]:
    """All phrasings, trade by trade, in the order they are written."""
    return tuple(phrasing for name in (*TRADES, NONE, ASK) for phrasing in _read(name))


def tuning() -> tuple[Phrasing, ...]:
    """The two thirds that rules and thresholds may be tuned on."""
    return tuple(phrasing for phrasing in every() if not phrasing.is_kept)


def kept() -> tuple[Phrasing, ...]:
    """The third that is only measured."""
    return tuple(phrasing for phrasing in every() if phrasing.is_kept)


def _read(name: str) -> list[Phrasing]:
    return [
        Phrasing(**{**entry, "between": tuple(entry.get("between", ())), "table": name})
        for entry in yaml.safe_load(table(name))
    ]
