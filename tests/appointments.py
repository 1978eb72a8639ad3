"""A dialogue about visits played without any I/O, with a calendar in place of the visit book."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agent.arranged import done, found, looked, not_done, to_look_for, visiting_of
from agent.dialogue import Ran
from agent.policy import OnFile, Situation, lookup_key
from agent.visiting import BookedVisit, Outcome, Visiting
from office.sheet import CallSheet, FieldName
from office.values import Address, PersonName, Phone, Window, Wish
from tests.dialogues import LISA, NOW, PlayedCall, sheet_of

SARAH = Phone("+16145550142")
MOST = 3


def at(day: int, hour: int, hours: int = 2) -> Window:
    """Some hours of a day in September, by the clocks of the business."""
    starts = datetime(2026, 9, day, hour, tzinfo=NOW.tzinfo)
    return Window(starts, starts + timedelta(hours=hours))


WEEK = tuple(
    at(day, hour) for day in (15, 16, 17, 18, 21, 22, 23, 24, 25) for hour in (8, 10, 13, 15)
)
"""Windows of two hours on the working days that follow Monday the fourteenth."""


@dataclass
class Calendar:
    """Who comes when: one visit at a time, each free window given once."""

    free: list[Window] = field(default_factory=lambda: list(WEEK))
    visits: dict[int, BookedVisit] = field(default_factory=dict)
    of: dict[int, Phone] = field(default_factory=dict)
    snatched: list[Window] = field(default_factory=list)
    """Taken by somebody else at the moment they are agreed to."""
    proposes: bool = False

    def has(self, window: Window, phone: Phone = SARAH) -> BookedVisit:
        """A visit that was booked before."""
        visit = BookedVisit(len(self.visits) + 1, window, "drain")
        self.visits[visit.id], self.of[visit.id] = visit, phone
        self.free = [one for one in self.free if one != window]
        return visit

    def look(self, wish: Wish) -> tuple[tuple[Window, ...], bool]:
        """What fits, else the nearest, at most three."""
        free = [one for one in self.free if wish.allows(one)]
        fits = [one for one in free if wish.fits(one)]
        if fits:
            return tuple(fits[:MOST]), True
        wanted = wish.windows[0].starts if wish.windows else NOW
        near = sorted(free, key=lambda one: abs(one.starts - wanted))
        return tuple(near[:MOST]), False

    def take(self, window: Window) -> bool:
        """Whether a window was still free; it is not any more."""
        if window in self.snatched:
            self.snatched.remove(window)
            self.free.remove(window)
        if window not in self.free:
            return False
        self.free.remove(window)
        return True


class VisitCall(PlayedCall):
    """A call at a business that has its visits booked."""

    def __init__(
        self,
        calendar: Calendar | None = None,
        *,
        caller: Phone | None = LISA,
        known: bool = False,
        sheet: CallSheet | None = None,
        **situation: object,
    ) -> None:
        self.calendar = calendar or Calendar()
        on_file = OnFile("7", has_email=True, has_address=True) if known else None
        visiting = Visiting(proposes=self.calendar.proposes)
        begun = Situation(caller_id=caller, on_file=on_file, visiting=visiting)
        super().__init__(replace(begun, **situation), sheet)  # type: ignore[arg-type]
        self.ran: list[str] = []

    def visiting(self) -> Visiting:
        """What the call knows of visits."""
        return visiting_of(self.dialogue.situation)

    def _ran(self, tool: str) -> Ran:
        sheet, situation = self.dialogue.sheet, self.dialogue.situation
        self.ran.append(tool)
        match tool:
            case "lookup_customer" if (file := situation.on_file) and _is_sarah(sheet):
                key = lookup_key(sheet, situation)
                matched = replace(file, matched=True)
                known = replace(situation, on_file=matched, customer="known", customer_id="7")
                return Ran(sheet, replace(known, looked_up_for=key))
            case "find_visits":
                mine = [v for v in self.calendar.visits.values() if self.calendar.of[v.id] == SARAH]
                return found(sheet, situation, tuple(mine), NOW)
            case "check_availability":
                visiting = to_look_for(sheet, situation, NOW)
                windows, fits = self.calendar.look(visiting.wish or Wish())
                return looked(sheet, situation, visiting, windows, NOW, fits=fits)
            case "book_visit":
                return self._booked(sheet, situation)
            case "reschedule_visit":
                return self._moved(sheet, situation)
            case "cancel_visit":
                agreed = visiting_of(situation).agreed
                assert agreed is not None
                assert agreed.visit is not None
                visit = self.calendar.visits.pop(agreed.visit)
                return done(sheet, situation, visit, "cancelled", NOW)
            case _:
                return super()._ran(tool)

    def _booked(self, sheet: CallSheet, situation: Situation) -> Ran:
        window = sheet.confirmed(FieldName.PREFERRED_TIME, Window)
        assert window is not None
        if not self.calendar.take(window.value):
            return not_done(sheet, situation, self.calendar.look(_at(window.value))[0])
        visit = self.calendar.has(window.value, LISA)
        outcome: Outcome = "proposed" if self.calendar.proposes else "booked"
        return done(sheet, situation, visit, outcome, NOW)

    def _moved(self, sheet: CallSheet, situation: Situation) -> Ran:
        window = sheet.confirmed(FieldName.PREFERRED_TIME, Window)
        agreed = visiting_of(situation).agreed
        assert window is not None
        assert agreed is not None
        assert agreed.visit is not None
        if not self.calendar.take(window.value):
            return not_done(sheet, situation, self.calendar.look(_at(window.value))[0])
        old = self.calendar.visits[agreed.visit]
        self.calendar.free.append(old.window)
        self.calendar.visits[old.id] = moved = replace(old, window=window.value)
        return done(sheet, situation, moved, "moved", NOW)


def _at(window: Window) -> Wish:
    return Wish(windows=(window,))


def _is_sarah(sheet: CallSheet) -> bool:
    name = sheet.value(FieldName.NAME)
    return isinstance(name, PersonName) and name.given == "Sarah"


def stranger(calendar: Calendar | None = None) -> VisitCall:
    """A caller of whom all is known that a visit takes, except when."""
    sheet = sheet_of(
        name=PersonName("Lisa", "Park"),
        phone=LISA,
        address=Address("70 River Road", city="Columbus", state="OH", postal_code="43215"),
    )
    sheet = sheet.hear(FieldName.SERVICE, "kitchen sink is leaking")
    sheet = sheet.hear(FieldName.URGENCY, "routine").decline(FieldName.EMAIL)
    return VisitCall(calendar, sheet=sheet, offered_caller_id=True)
