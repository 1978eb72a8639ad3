"""`check_availability`: when somebody could come. Nothing is held by asking."""

from dataclasses import dataclass, replace
from enum import StrEnum

from office.values import Address, Window, Wish
from prompts.schema import Urgency
from tools.availability import Choices, Wanted, WhyNot
from tools.desk import Desk
from tools.visiting import elsewhen, is_out_of_area, planner


class Fit(StrEnum):
    """`fits`: inside the wish; `near`: the nearest instead; `none`: a person decides."""

    FITS = "fits"
    NEAR = "near"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class VisitWish:
    """A visit as the caller wants it; without a wish the next times are looked for.

    `minutes` is the work by the owner's rule and `people` who can do it, where it says so; `moving`
    is the number of the visit that is to be moved, which tells all of that by itself.
    `keeping` tells which hours and days suit besides.
    """

    service: str = ""
    trade: str = ""
    urgency: Urgency | None = None
    wish: Window | None = None
    keeping: Wish | None = None
    address: Address | None = None
    minutes: int = 0
    moving: int | None = None
    people: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Availability:
    """At most three windows, best first; `why_not` tells why the wish itself cannot be had.

    With `is_proposal` the owner wants to say yes to each visit before it counts.
    """

    outcome: Fit
    windows: tuple[Window, ...] = ()
    why_not: WhyNot | None = None
    is_proposal: bool = False


async def check_availability(desk: Desk, call_id: str, wish: VisitWish) -> Availability:
    """Look for windows inside the wish, or the nearest to it."""
    del call_id  # a look changes nothing and leaves no trace
    rules = desk.library.current.business.visits
    if rules.book == "never":
        return Availability(Fit.NONE, why_not=WhyNot.NOT_OFFERED)
    if is_out_of_area(desk, wish.address):
        return Availability(Fit.NONE, why_not=WhyNot.OUT_OF_AREA)
    found = (await planner(desk)).choices(await _wanted(desk, wish))
    return available(found, is_proposal=rules.book == "ask_me_first")


async def _wanted(desk: Desk, wish: VisitWish) -> Wanted:
    """What a wish means for the calendar; a visit that is to be moved tells its own work."""
    visit = await desk.visits.find(wish.moving) if wish.moving is not None else None
    if visit is not None:
        return replace(elsewhen(desk, visit, wish.wish), keeping=wish.keeping)
    return Wanted(
        trade=wish.trade,
        is_emergency=wish.urgency is Urgency.EMERGENCY,
        minutes=wish.minutes,
        wish=wish.wish,
        people=wish.people,
        keeping=wish.keeping,
    )


def available(found: Choices, *, is_proposal: bool = False) -> Availability:
    """What was found, as a caller can be told."""
    windows = tuple(choice.window for choice in found.choices)
    if not windows:
        return Availability(Fit.NONE, why_not=found.why_not)
    outcome = Fit.FITS if found.fits else Fit.NEAR
    return Availability(outcome, windows, found.why_not, is_proposal)
