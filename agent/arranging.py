"""The tools for visits, as one call uses them: gated by the sheet, and journaled."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol, TypeVar

from agent.arranged import (
    TIME,
    agreed_to_nothing,
    done,
    found,
    looked,
    not_done,
    to_look_for,
    visiting_of,
)
from agent.effects import Ran
from agent.policy import Situation, is_pressing
from agent.visiting import BookedVisit, Outcome, Visiting
from office.journal import OpenCall
from office.sheet import CallSheet, FieldName
from office.values import Address, Email, PersonName, Phone, Window, Wish
from office.visits import Visit
from prompts.schema import Urgency, VisitNeeds
from tools.book_visit import Booked, NewVisit, VisitBooked, book_visit
from tools.cancel_visit import Cancelled, VisitCancel, cancel_visit
from tools.check_availability import Availability, Fit, VisitWish, check_availability
from tools.desk import Desk
from tools.find_visits import FoundVisits, find_visits
from tools.lookup_customer import Who
from tools.reschedule_visit import Rescheduled, VisitMove, VisitMoved, reschedule_visit

T = TypeVar("T")
Step = Callable[[CallSheet, Situation], Awaitable[Ran]]


class Journaled(Protocol):
    """Runs a tool with its arguments and its result in the journal."""

    async def __call__(self, name: str, arguments: object, work: Awaitable[Any]) -> Any:
        """Give the tool's result."""
        ...


def visiting_at(desk: Desk) -> Visiting | None:
    """What a call begins with; None where the owner gives out the times."""
    rules = desk.library.current.business.visits
    return None if rules.book == "never" else Visiting(proposes=rules.book == "ask_me_first")


async def visiting_again(desk: Desk, call_id: str) -> Visiting | None:
    """What a call goes on with whose line was lost: what it has booked stays booked."""
    begun = visiting_at(desk)
    made = await desk.visits.of_call(call_id)
    if begun is None or not made:
        return begun
    standing = next((visit for visit in reversed(made) if visit.state.holds_time), None)
    if standing is None:
        return replace(begun, made=len(made), outcome="cancelled")
    outcome: Outcome = "proposed" if standing.is_proposed else "booked"
    now = desk.clock.now().astimezone(desk.library.current.business.zone)
    return replace(begun, now=now, own=_kept(standing), made=len(made), outcome=outcome)


class Arranging:
    """The visits of one call."""

    def __init__(self, desk: Desk, call: OpenCall, journaled: Journaled) -> None:
        """Arrange at a desk for a call."""
        self._desk, self._call, self._journaled = desk, call, journaled
        self.steps: dict[str, Step] = {
            "find_visits": self._find,
            "check_availability": self._check,
            "book_visit": self._book,
            "reschedule_visit": self._move,
            "cancel_visit": self._cancel,
        }

    async def _find(self, sheet: CallSheet, situation: Situation) -> Ran:
        """The matched caller's visits to come; the policy lets nobody else come so far."""
        who = _who(sheet, situation)
        mine: FoundVisits = await self._journaled(
            "find_visits", who, find_visits(self._desk, self._call.id, who)
        )
        known = tuple(BookedVisit(one.id, one.window, one.service) for one in mine.visits)
        return found(sheet, situation, known, self._now())

    async def _check(self, sheet: CallSheet, situation: Situation) -> Ran:
        now = self._now()
        visiting = to_look_for(sheet, situation, now)
        there = await self._look(sheet, situation, visiting)
        fits = there.outcome is Fit.FITS
        return looked(sheet, situation, visiting, there.windows, now, fits=fits)

    async def _look(
        self, sheet: CallSheet, situation: Situation, visiting: Visiting
    ) -> Availability:
        """What there is for the likeliest reading of the wish that can be met, else the nearest."""
        wish, needs = visiting.wish or Wish(), self._needs(situation)
        # Whoever cannot wait is offered the first times there are, if their own is not free.
        soon = (None,) if is_pressing(sheet) else ()
        first: Availability | None = None
        for window in (*wish.windows, *soon) or (None,):
            asked = VisitWish(
                service=_text(sheet, FieldName.SERVICE),
                trade=situation.trade,
                urgency=_urgency(sheet),
                wish=window,
                keeping=replace(
                    wish, windows=(), not_windows=(*wish.not_windows, *visiting.refused)
                ),
                address=_of(sheet.value(FieldName.ADDRESS), Address),
                minutes=needs.minutes or 0,
                people=needs.people,
                moving=visiting.target.id if visiting.target else None,
            )
            there: Availability = await self._journaled(
                "check_availability", asked, check_availability(self._desk, self._call.id, asked)
            )
            first = first or there
            if there.outcome is Fit.FITS and window is None and wish.windows:
                return replace(there, outcome=Fit.NEAR)
            if there.outcome is Fit.FITS:
                return there
        return first or Availability(Fit.NONE)

    async def _book(self, sheet: CallSheet, situation: Situation) -> Ran:
        agreed = visiting_of(situation).agreed
        window = sheet.confirmed(TIME, Window)
        if window is None or agreed is None or window.value != agreed.window:
            return agreed_to_nothing(sheet, situation)
        needs = self._needs(situation)
        new = NewVisit(
            window=window,
            name=sheet.confirmed(FieldName.NAME, PersonName),
            phone=sheet.confirmed(FieldName.PHONE, Phone),
            email=sheet.confirmed(FieldName.EMAIL, Email),
            address=sheet.confirmed(FieldName.ADDRESS, Address),
            customer_id=situation.customer_id,
            service=_text(sheet, FieldName.SERVICE),
            trade=situation.trade,
            urgency=_urgency(sheet),
            minutes=needs.minutes or 0,
            people=needs.people,
            note=_text(sheet, FieldName.NOTES),
            revision=visiting_of(situation).made + 1,
        )
        made: VisitBooked = await self._journaled(
            "book_visit", new, book_visit(self._desk, self._call.id, new)
        )
        if made.visit is None or made.outcome not in (Booked.BOOKED, Booked.PROPOSED):
            return not_done(sheet, situation, made.windows)
        outcome: Outcome = "booked" if made.outcome is Booked.BOOKED else "proposed"
        return done(sheet, situation, _kept(made.visit), outcome, self._now())

    async def _move(self, sheet: CallSheet, situation: Situation) -> Ran:
        agreed = visiting_of(situation).agreed
        window = sheet.confirmed(TIME, Window)
        if window is None or agreed is None or agreed.visit is None:
            return agreed_to_nothing(sheet, situation)
        if window.value != agreed.window:
            return agreed_to_nothing(sheet, situation)
        move = VisitMove(agreed.visit, _who(sheet, situation), window)
        made: VisitMoved = await self._journaled(
            "reschedule_visit", move, reschedule_visit(self._desk, self._call.id, move)
        )
        if made.visit is None or made.outcome is not Rescheduled.MOVED:
            return not_done(sheet, situation, made.windows)
        return done(sheet, situation, _kept(made.visit), "moved", self._now())

    async def _cancel(self, sheet: CallSheet, situation: Situation) -> Ran:
        visiting = visiting_of(situation)
        agreed, target = visiting.agreed, visiting.target
        if agreed is None or target is None or agreed.visit != target.id:
            return agreed_to_nothing(sheet, situation)
        cancel = VisitCancel(target.id, _who(sheet, situation))
        made = await self._journaled(
            "cancel_visit", cancel, cancel_visit(self._desk, self._call.id, cancel)
        )
        if made.outcome is not Cancelled.CANCELLED:
            return not_done(sheet, situation, ())
        return done(sheet, situation, target, "cancelled", self._now())

    def _needs(self, situation: Situation) -> VisitNeeds:
        """How long the work takes and who can do it, by the rule that applies."""
        rules = self._desk.library.current.services.rules
        rule = next((each for each in rules if each.name == situation.rule), None)
        return rule.visit if rule is not None else VisitNeeds()

    def _now(self) -> datetime:
        return self._desk.clock.now().astimezone(self._desk.library.current.business.zone)


def _kept(visit: Visit) -> BookedVisit:
    return BookedVisit(visit.id, visit.window, visit.service)


def _who(sheet: CallSheet, situation: Situation) -> Who:
    """The caller as they matched: by the number they called from, or the one they confirmed."""
    phone = sheet.confirmed(FieldName.PHONE, Phone)
    email = sheet.confirmed(FieldName.EMAIL, Email)
    return Who(
        phone=phone.value if phone else situation.caller_id,
        email=email.value if email else None,
        name=_of(sheet.value(FieldName.NAME), PersonName),
        company=str(sheet.value(FieldName.COMPANY) or ""),
    )


def _urgency(sheet: CallSheet) -> Urgency | None:
    said = _text(sheet, FieldName.URGENCY)
    return Urgency(said) if said in set(Urgency) else None


def _text(sheet: CallSheet, name: FieldName) -> str:
    return str(sheet.value(name) or "")


def _of(value: object, kind: type[T]) -> T | None:
    return value if isinstance(value, kind) else None
