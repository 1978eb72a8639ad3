"""What becomes of a labelled phrasing: taken, asked about, or left to a person. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agent.evaluation.phrased import ASK, NONE, Phrasing
from agent.evaluation.report import Row, share_json, share_row
from agent.evaluation.statistics import Share

WORST = 40


@dataclass(frozen=True, slots=True)
class Became:
    """One phrasing and what the desk made of it.

    `taken` is the service it was taken as, `asked` the two it was asked about, and `guess` the
    likeliest one whatever was done; `priced` says that a price stands behind what was taken.
    """

    phrasing: Phrasing
    heard: str
    taken: str = ""
    asked: tuple[str, ...] = ()
    guess: str = ""
    priced: bool = False
    why: str = ""

    @property
    def fits(self) -> bool:
        """Whether what was taken is what was meant, or one of the two that were meant alike."""
        return self.taken in (self.phrasing.service, *self.phrasing.between)

    @property
    def right(self) -> bool:
        """Whether a good receptionist would have done the same or asked a fitting question."""
        wanted = self.phrasing
        if wanted.service == NONE:
            return not self.taken and not self.asked
        if wanted.service == ASK:
            return set(wanted.between) <= set(self.asked)
        return self.taken == wanted.service or wanted.service in self.asked

    @property
    def wrong_price(self) -> bool:
        """Whether a price would be told for something that was not meant."""
        return bool(self.taken) and self.priced and not self.fits

    @property
    def did(self) -> str:
        """What the desk did, in words."""
        if self.taken:
            return f"taken as {self.taken}"
        return f"asked: {' or '.join(self.asked)}" if self.asked else "left to a person"


@dataclass(frozen=True, slots=True)
class MappingFigures:
    """The figures over one set of phrasings, heard in one way."""

    heard: str
    first: Share
    taken: Share
    served: Share
    wrong_price: Share
    abstained: Share
    asked_rightly: Share
    asked: Share
    worst: tuple[tuple[str, str, str, str], ...]


def figures(heard: str, became: Sequence[Became], *, listed: bool) -> MappingFigures:
    """Count; single phrasings are listed only where they may be looked at."""
    served = [one for one in became if one.phrasing.is_served]
    none = [one for one in became if one.phrasing.service == NONE]
    ask = [one for one in became if one.phrasing.service == ASK]
    return MappingFigures(
        heard,
        _share(one.guess == one.phrasing.service for one in served),
        _share(one.taken == one.phrasing.service for one in served),
        _share(one.right for one in served),
        _share(one.wrong_price for one in became),
        _share(one.right for one in none),
        _share(one.right for one in ask),
        _share(bool(one.asked) for one in became),
        _worst(became) if listed else (),
    )


def _worst(became: Sequence[Became]) -> tuple[tuple[str, str, str, str], ...]:
    """Wrong prices first, then what was not right."""
    wrong = [one for one in became if one.wrong_price]
    wrong += [one for one in became if not one.right and not one.wrong_price]
    return tuple((one.heard, one.phrasing.service, one.did, one.why) for one in wrong[:WORST])


def mapping_rows(found: MappingFigures) -> list[Row]:
    """The rows of the table of goals."""
    by, goal = f"mapping, {found.heard}", found.heard == "as written"
    taken = f"{found.first.of:,} requests"
    return [
        share_row(f"{by}: likeliest service right", found.first, 0.95 if goal else None, taken),
        share_row(f"{by}: taken rightly without a question", found.taken, None, taken),
        share_row(f"{by}: taken rightly or the fitting question", found.served, None, taken),
        share_row(
            f"{by}: wrong item with a price",
            found.wrong_price,
            0.005 if goal else None,
            f"{found.wrong_price.of:,} phrasings",
            at_least=False,
        ),
        share_row(
            f"{by}: what nobody here does is left alone",
            found.abstained,
            0.95 if goal else None,
            f"{found.abstained.of:,} others",
        ),
        share_row(
            f"{by}: two services equally meant are asked about",
            found.asked_rightly,
            None,
            f"{found.asked_rightly.of:,} openings",
        ),
        share_row(f"{by}: one question asked", found.asked, None, f"{found.asked.of:,} phrasings"),
    ]


def mapping_json(found: MappingFigures) -> dict[str, Any]:
    """The figures as data."""
    shares = ("first", "taken", "served", "wrong_price", "abstained", "asked_rightly", "asked")
    told = {name: share_json(getattr(found, name)) for name in shares}
    columns = ("heard", "meant", "did", "why")
    worst = [dict(zip(columns, one, strict=True)) for one in found.worst]
    return {"heard": found.heard, **told, "worst": worst}


def _share(truths: Iterable[bool]) -> Share:
    all_of_them = list(truths)
    return Share(sum(all_of_them), len(all_of_them))
