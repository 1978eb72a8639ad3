"""From the stretches of a dictation to numbers: joined, repaired, put into one another. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from agent.spoken.dictation import (
    ECHO,
    EXTENSION,
    FIRST,
    GAP,
    PLACE,
    PLUS,
    REPAIR,
    RESTART,
    WRONG,
    Option,
    Part,
)

_TEN = 10
_BEAM = 24
_STARTS = (0, 3, 6)
"""Where the groups of a number begin."""

_NOISE = 2
"""So many unknown words between digits may be a recogniser's; more are another sentence."""


@dataclass(frozen=True, slots=True)
class Number:
    """Digits that were said, perhaps not all of them yet; 0 costs what needs no guess."""

    digits: str
    cost: float = 0.0
    extension: str = ""
    abroad: bool = False
    last_group: int = 0


def numbers(parts: list[Part], current: str = "") -> list[Number]:
    """What the stretches make together, the likeliest first.

    Args:
        parts: a turn taken apart.
        current: ten digits that the turn corrects; they are where it starts from.
    """
    found = [Number(current)]
    fresh = bool(current)
    for place, part in enumerate(parts):
        following = parts[place + 1] if place + 1 < len(parts) else None
        wrong = _wrong_of(following) if following is not None else ""
        reached: dict[Number, float] = {}
        for before in found:
            for after in _after(before, part, wrong, corrects=fresh):
                reached[after] = min(after.cost, reached.get(after, 99.0))
        found = sorted(reached, key=lambda one: one.cost)[:_BEAM]
        fresh = False
    changed = [one for one in found if not current or one.digits != current]
    return [*changed, *_said_twice(changed)]


def _wrong_of(part: Part) -> str:
    """The digits that a "not ..." behind a stretch says to be wrong."""
    if part.mark != WRONG or not part.options:
        return ""
    option = part.options[0]
    return option.digits if len(option.sizes) == 1 else ""


def _after(before: Number, part: Part, wrong: str, *, corrects: bool) -> Iterator[Number]:
    if part.mark == EXTENSION:
        digits = next((option.digits for option in part.options if option.digits), "")
        if len(digits) <= 6:
            yield replace(before, extension=digits)
        return
    if part.mark == WRONG:
        yield from _not(before, part)
        return
    if not part.options or not part.options[0].groups:
        yield from _named_behind(before, part)
        return
    for option in part.options:
        for after in _joined(before, part, option, wrong, corrects=corrects):
            yield _home(after)


def _joined(
    before: Number, part: Part, option: Option, wrong: str, *, corrects: bool
) -> Iterator[Number]:
    """A number after one more stretch, by what led to the stretch."""
    digits = option.digits
    sizes = option.sizes
    now = replace(before, cost=before.cost + option.cost, last_group=sizes[-1] if sizes else 0)
    if not before.digits and part.mark != PLUS:
        yield replace(now, digits=digits)
    elif part.mark == PLACE:
        yield from _placed(now, digits, part.at, part.size)
        if part.count and len(digits) == part.size - 1:
            yield from _placed(now, part.count + digits, part.at, part.size)
    elif part.mark == PLUS:
        abroad = not digits.startswith("1")
        if not before.digits or corrects:
            yield replace(now, digits=digits, abroad=abroad)
        else:
            yield _dearer(now, before.digits + digits, 2.0)
    elif corrects:
        if not part.unknown and part.mark in (FIRST, REPAIR, ECHO, GAP, RESTART):
            yield from _corrected(now, option, wrong)
    elif part.mark == RESTART:
        yield _dearer(now, digits, 0.1)
    elif part.mark == REPAIR:
        yield from _repaired(now, option, wrong)
    elif part.mark == ECHO:
        yield from _echoed(now, option)
    elif part.mark == GAP:
        yield from _beside(now, digits, part.unknown)
    else:
        yield replace(now, digits=before.digits + digits)


def _home(number: Number) -> Number:
    """Without the country code: no American area code begins with a one."""
    digits = number.digits
    if number.abroad or len(digits) < 2:
        return number
    if digits.startswith("011") and len(digits) > _TEN:
        return replace(number, digits=digits[3:], abroad=True)
    return replace(number, digits=digits[1:]) if digits[0] == "1" else number


def _dearer(number: Number, digits: str, cost: float) -> Number:
    return replace(number, digits=digits, cost=number.cost + cost)


def _named_behind(before: Number, part: Part) -> Iterator[Number]:
    """ "555 0143 in the 614 area code": the part is named behind its digits."""
    digits = before.digits
    is_area = part.mark == PLACE and (part.at, part.size) == (0, 3)
    if is_area and len(digits) == _TEN and before.last_group == 3:
        yield _dearer(before, digits[7:] + digits[:7], 0.2)
    else:
        yield before


def _not(before: Number, part: Part) -> Iterator[Number]:
    """ "not 614, 615": the first group is wrong, what follows is right."""
    option = part.options[0] if part.options else Option("", 0)
    wrong, _, right = option.groups.partition("|")
    if not right:
        yield before
    elif not before.digits:
        yield replace(before, digits=right.replace("|", ""), cost=before.cost + 0.2)
    else:
        yield from _repaired(before, Option(right, 0), wrong)


def _placed(now: Number, digits: str, at: int, size: int) -> Iterator[Number]:
    """A part that was named: the area code, the middle, the last four."""
    have, size = now.digits, size or len(digits)
    at = _TEN - size if at < 0 else at
    if len(digits) == _TEN:
        yield replace(now, digits=digits)
    elif len(have) == _TEN and len(digits) == size:
        yield _dearer(now, have[:at] + digits + have[at + size :], 0.2)
    elif len(have) == _TEN - size and len(digits) == size:
        yield replace(now, digits=have[:at] + digits + have[at:])
    elif len(have) + len(digits) == _TEN and at == 0:
        yield replace(now, digits=have + digits)
    elif len(have) < _TEN:
        yield _dearer(now, have + digits, 1.0)


def _corrected(now: Number, option: Option, wrong: str) -> Iterator[Number]:
    """A part of the number that was read back, said again without saying which."""
    size = len(option.digits)
    if wrong or size >= _TEN:
        yield from _repaired(now, option, wrong)
    elif size in (3, 4, 6, 7):
        yield from _repaired(_dearer(now, now.digits, 0.2), option, "")
    elif size == 2:
        yield from _repaired(_dearer(now, now.digits, 1.0), option, "")


def _repaired(now: Number, option: Option, wrong: str) -> Iterator[Number]:
    """What was just said is taken back: the new digits take the place of old ones."""
    have, digits = now.digits, option.digits
    size = len(digits)
    if size >= _TEN:
        yield _dearer(now, digits, 0.1)
        return
    if wrong and len(wrong) == size and wrong in have:
        places = [at for at in range(len(have) - size + 1) if have[at : at + size] == wrong]
        # Three digits are the area code or the middle, four the end.
        starts = {3: (0, 3), 4: (6,)}.get(size, (*_STARTS, _TEN - size))
        aligned = [at for at in places if at in starts] or places
        for at in aligned:
            cost = 0.3 if len(aligned) == 1 else 1.6
            yield _dearer(now, have[:at] + digits + have[at + size :], cost)
        return
    if len(have) == _TEN:
        for at, cost in _likeliest(have, digits):
            yield _dearer(now, have[:at] + digits + have[at + size :], cost)
        return
    keep, group = _TEN - size, option.sizes[0] if option.sizes else size
    if keep < len(have):
        yield _dearer(now, have[:keep] + digits, _doubt(have, keep, digits, group))
    elif keep == len(have):
        yield _dearer(now, have + digits, 0.9)
    kept = max(0, len(have) - group)
    odd = kept + size == _TEN and kept not in _STARTS and group > 1
    yield _dearer(now, have[:kept] + digits, 1.2 if odd else 0.6)
    yield _dearer(now, have + digits, 1.5)


def _doubt(have: str, keep: int, digits: str, group: int) -> float:
    """What it costs that digits behind `keep` were taken back: a lost digit must not go unseen."""
    rest = have[keep:]
    if digits.startswith(rest) and keep in _STARTS:
        return 0.4
    if len(have) == _TEN - 1 and len(digits) < 7:
        # Nine digits and four again: one of the nine may have been two.
        return 1.2
    if keep not in _STARTS and group > 1:
        return 1.2
    alike = sum(a == b for a, b in zip(rest, digits, strict=False)) * 2 >= len(rest)
    if len(rest) == group or (group == len(digits) and alike):
        return 0.4
    return 0.9 if alike else 1.2


def _likeliest(have: str, digits: str) -> list[tuple[int, float]]:
    """Where new digits belong in a whole number: where they differ least from the old ones."""
    size = len(digits)
    if size not in (3, 6):
        return [(_TEN - size, 0.5 if size in (1, 2, 4, 7) else 1.2)]
    starts = (0, 3, 7) if size == 3 else (0, 4)
    alike = {
        at: sum(a == b for a, b in zip(have[at : at + size], digits, strict=True)) for at in starts
    }
    most = max(alike.values())
    best = [at for at in starts if alike[at] == most]
    certain = len(best) == 1 and most * 3 >= size
    return [(at, 0.5 if certain else 1.6) for at in best]


def _echoed(now: Number, option: Option) -> Iterator[Number]:
    """ "that's ...": the same again, or the next of it."""
    have, digits = now.digits, option.digits
    if len(have) == _TEN:
        if digits in (have, "1" + have) or have.endswith(digits) or have.startswith(digits):
            yield replace(now, cost=now.cost - 0.1)
        elif len(digits) >= _TEN:
            yield _dearer(now, digits, 0.6)
            yield _dearer(now, have, 0.6)
        else:
            for again in _repaired(now, option, ""):
                yield _dearer(again, again.digits, 0.5)
        return
    if len(digits) >= _TEN:
        yield _dearer(now, digits, 0.1)
    elif have == digits:
        yield _dearer(now, have, 0.1)
    yield _dearer(now, have + digits, 0.3 if have != digits else 1.0)


def _beside(now: Number, digits: str, unknown: int) -> Iterator[Number]:
    """Digits behind other words: another number, or the rest of this one behind noise."""
    have = now.digits
    if len(have) == _TEN:
        # "... 4777, mean 4377": a correction whose first word was lost, or something else.
        tail = have[-len(digits) :]
        alike = sum(a == b for a, b in zip(tail, digits, strict=False)) * 2 >= len(digits)
        if tail != digits and unknown <= _NOISE and alike and len(digits) in (4, 7):
            yield _dearer(now, have, 1.2)
            yield _dearer(now, have[: -len(digits)] + digits, 1.3)
        else:
            yield now
        if len(digits) >= _TEN:
            yield _dearer(now, digits, 0.4)
        return
    yield _dearer(now, digits, 0.0 if len(digits) >= _TEN else 0.5)
    if unknown <= _NOISE:
        yield _dearer(now, have + digits, 1.6)


def _said_twice(found: list[Number]) -> Iterator[Number]:
    """A number or a group of it that was said twice in one breath, or two numbers in a row."""
    for one in found:
        have, over = one.digits, len(one.digits) - _TEN
        if over < 3 or one.abroad:
            continue
        if over == 7 and have[:7] == have[_TEN:]:
            yield _dearer(one, have[7:], 0.6)
        for at in range(len(have) - 2 * over + 1) if over <= _TEN else ():
            if have[at : at + over] == have[at + over : at + 2 * over]:
                yield _dearer(one, have[:at] + have[at + over :], 0.3 if over == _TEN else 0.9)
                break
        else:
            if over == _TEN:
                yield _dearer(one, have[:_TEN], 1.4)
                yield _dearer(one, have[_TEN:], 1.5)
