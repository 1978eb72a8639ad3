"""The visit book around a rehearsed call: what stands in it before, and what after."""

from datetime import UTC, datetime, timedelta

from agent.rehearsal.scenario import WEEKDAYS, Appointment, Scenario
from office.values import PersonName, Phone, Window
from office.visits import Busy, Technician, Visit, VisitBook, VisitPlan

SOURCE = "rehearsal"
MINUTES = 90


class RehearsedBook:
    """The book of the desk that is phoned; only the rehearsed caller's visits are touched."""

    def __init__(self, book: VisitBook, people: tuple[str, ...]) -> None:
        """Look into a book in which these people make the visits."""
        self._book, self._people = book, people

    async def prepare(self, scenario: Scenario, rings_at: datetime) -> bool:
        """Call off what an earlier rehearsal left, and book what the scenario begins with.

        Gives whether anything changed, so that messages about it are on their way.
        """
        phone = _phone_of(scenario)
        old = await self._of(phone)
        for visit in old:
            await self._book.cancel(visit, "a rehearsal begins anew")
        taken = [_window(each, rings_at) for each in scenario.taken]
        blocks = [Busy(f"{SOURCE}-{n}", one.starts, one.ends) for n, one in enumerate(taken)]
        for person in self._people:
            await self._book.keep_busy(SOURCE, person, blocks)
        name = PersonName.parse(scenario.caller.facts.name) if scenario.booked else None
        for number, each in enumerate(scenario.booked):
            if name is None:
                break
            plan = VisitPlan(_window(each, rings_at), MINUTES, name, phone=phone)
            key = f"{SOURCE}:{scenario.name}:{number}:{datetime.now(UTC).timestamp()}"
            await self._book.book(plan, [Technician(who) for who in self._people], key=key)
        return bool(old or scenario.booked)

    async def visits(self, scenario: Scenario) -> list[str]:
        """The caller's visits to come, such as "thursday 08:00"."""
        return [_told(visit.window) for visit in await self._of(_phone_of(scenario))]

    async def _of(self, phone: Phone | None) -> list[Visit]:
        if phone is None:
            return []
        return [visit for visit in await self._book.upcoming() if visit.phone == phone]


def _phone_of(scenario: Scenario) -> Phone | None:
    said = scenario.caller.facts.phone or scenario.caller.number
    return Phone.parse(said) if said else None


def _window(appointment: Appointment, rings_at: datetime) -> Window:
    """The next such day behind the day of the call."""
    ahead = (WEEKDAYS.index(appointment.day) - rings_at.weekday()) % 7 or 7
    day = rings_at.date() + timedelta(days=ahead)
    starts = datetime.combine(day, appointment.time, rings_at.tzinfo)
    return Window(starts, starts + timedelta(hours=appointment.hours))


def _told(window: Window) -> str:
    return f"{WEEKDAYS[window.starts.weekday()]} {window.starts:%H:%M}"
