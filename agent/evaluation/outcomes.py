"""What became of a field of a caller, and of a whole call. Values and comparisons only."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone

MEASURED = (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS)
"""The fields that are read back, and whose every sign counts."""


class Became(StrEnum):
    """How a field ended.

    `exact` was confirmed and is true; `wrong` was confirmed and is not, which nobody would notice;
    `deferred` is left to a person, with whatever was heard marked as unconfirmed; `declined` is
    what the caller did not want to give; `dropped` was taken for declined though it was not;
    `unasked` was not wanted in this call.
    """

    EXACT = "exact"
    WRONG = "wrong"
    DEFERRED = "deferred"
    DECLINED = "declined"
    DROPPED = "dropped"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Captured:
    """One field of one call; `extra_turns` is beyond one question and one read-back."""

    became: Became
    first_try: bool | None = None
    extra_turns: int = 0
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One turn: what was said; for callers also what was heard of it, and the sheet after it."""

    who: str
    said: str
    heard: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Played:
    """One measured call."""

    seed: int
    repeat: int
    fields: dict[FieldName, Captured]
    rule: Became
    ended: bool
    turns: int
    seconds: float
    required: tuple[FieldName, ...] = ()
    stale_write: bool = False
    lines: tuple[Line, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def wrong(self) -> bool:
        """Whether anything was stored as confirmed that is not true."""
        return any(one.became is Became.WRONG for one in self.fields.values())

    @property
    def right(self) -> bool:
        """Whether the call ended as it should.

        The desk parted itself, nothing stands as confirmed that is not true, what the owner
        requires is confirmed and exact, and whatever else the caller gave is exact or left to a
        person.
        """
        done = all(self.fields[name].became is Became.EXACT for name in self.required)
        lost = any(one.became is Became.DROPPED for one in self.fields.values())
        return self.ended and done and not (self.wrong or lost) and self.rule is not Became.WRONG

    @property
    def whole(self) -> bool:
        """Whether besides that everything the caller gave is exact and nothing is left over."""
        settled = (Became.EXACT, Became.DECLINED, Became.UNASKED)
        return self.right and all(one.became in settled for one in self.fields.values())


def same(value: Any, truth: Any) -> bool:
    """Whether a stored value is the true one, after normalisation.

    Names by their letters, whatever the case and the signs between; numbers, extensions and
    e-mails by every sign; of an address the line and the unit must be there, and town, state and
    zip must not be others than the true ones.
    """
    match value, truth:
        case PersonName(), PersonName():
            return _letters(value.display) == _letters(truth.display)
        case Phone(), Phone():
            return value == truth
        case Email(), Email():
            return value.address == truth.address
        case Address(), Address():
            return _same_address(value, truth)
        case _:
            return str(value).casefold() == str(truth).casefold()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


_SHORT = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "lane": "ln", "court": "ct",
    "boulevard": "blvd", "place": "pl", "circle": "cir", "terrace": "ter", "parkway": "pkwy",
    "highway": "hwy", "trail": "trl", "square": "sq", "north": "n", "south": "s", "east": "e",
    "west": "w", "apartment": "apt", "suite": "ste", "first": "1st", "second": "2nd",
    "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th",
    "eighth": "8th", "ninth": "9th", "tenth": "10th", "eleventh": "11th", "twelfth": "12th",
}  # fmt: skip


def _street(text: str) -> str:
    words = re.findall(r"[\w']+", text.casefold().replace("’", "'"))
    return "".join(_SHORT.get(word, word) for word in words)


def _unit(text: str) -> str:
    """Which unit, whatever kind of unit it is called."""
    bare = re.sub(r"\b(?:apt|apartment|unit|suite|ste|number)\b\W*(?=\w)", "", text.casefold())
    return _letters(_street(bare))


def _same_address(value: Address, truth: Address) -> bool:
    if _street(value.line1) != _street(truth.line1):
        return False
    if _unit(value.line2) != _unit(truth.line2):
        return False
    parts = (
        (value.city, truth.city),
        (value.state, truth.state),
        (value.postal_code[:5], truth.postal_code[:5]),
    )
    return all(not mine or not its or _letters(mine) == _letters(its) for mine, its in parts)
