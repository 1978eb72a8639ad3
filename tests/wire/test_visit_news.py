"""What customer and owner hear of a visit: over SMTP and the carrier, each way once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from agent.house import House
from agent.voices.choice import InstantVoices
from office.calendars.reading import kept
from office.clock import FixedClock
from office.journal import OpenCall
from office.mail.mailbox.box import Mailbox
from office.ports import free_ports
from office.settings import Settings
from office.sheet import CallSheet, FieldName
from office.store import Store
from office.texts import Consent
from office.values import Address, Email, PersonName, Phone
from office.visits import Technician, Visit, VisitPlan
from prompts.library import Library
from telephony.carrier.app import carrier_of
from telephony.carrier.exchange import Exchange
from tests.migrated import up_to_date
from tests.serving import served
from tests.visits import NOW, ZONE, at

pytestmark = pytest.mark.wire

TUESDAY = at(15, 14)


@dataclass
class Desk:
    """A desk with its post and its phone line."""

    house: House
    box: Mailbox
    exchange: Exchange

    async def book(self, **changes: Any) -> Visit:
        plan: dict[str, Any] = {
            "window": TUESDAY,
            "minutes": 90,
            "name": PersonName("Mike", "Chen"),
            "phone": Phone("+16145550171"),
            "email": Email("mike@email.com"),
            "address": Address("12 Oak Street", "", "Columbus", "OH", "43215"),
            "service": "AC not cooling",
        }
        visit = await self.house.desk.visits.book(
            VisitPlan(**{**plan, **changes}), [Technician("Dave")], key="visit:1"
        )
        assert visit is not None
        return visit

    async def run(self) -> None:
        while await self.house.runner.run_due():
            pass

    def letters(self) -> list[tuple[str, str]]:
        return [(one.recipients[0], str(one.message["Subject"])) for one in self.box.arrived]

    def texts(self) -> list[tuple[str, str]]:
        return [(one["to"], one["body"]) for one in self.exchange.outbox()]

    def calendar(self, number: int) -> Calendar:
        """The invitation in a letter, as a calendar program takes it out."""
        (part,) = [
            one for one in self.box.arrived[number].message.walk() if one.get_param("method")
        ]
        text = Calendar.from_ical(part.get_content())
        assert text["METHOD"] == part.get_param("method")
        assert isinstance(text, Calendar)
        return text


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    port, books, carrier, mailbox = free_ports(4)
    settings = Settings(
        data=tmp_path, port=port, sandbox_port=books, carrier_port=carrier, mailbox_port=mailbox
    )
    store = await Store.open(await up_to_date(tmp_path / "frontdesk.db"))
    library = Library.open(tmp_path / "prompts")
    house = House(settings, store, FixedClock(NOW), InstantVoices(str), library)
    phones = carrier_of(settings)
    async with served(phones, carrier):
        yield Desk(house, phones.state.mailbox, phones.state.exchange)
    await house.close()


async def test_a_booked_visit_is_told_to_both_once(desk: Desk) -> None:
    visit = await desk.book()
    await desk.run()
    when = "Tue Sep 15, 2:00 PM to 4:00 PM"
    assert desk.letters() == [
        ("mike@email.com", f"Your visit from ABC Plumbing: {when}"),
        ("dave@abcplumbing.test", f"Visit booked: Mike Chen, {when}"),
    ]
    assert desk.texts() == [
        (
            "+16145550171",
            f"ABC Plumbing: your visit is booked for {when}. Need another time? "
            "Call (614) 555-0100.",
        )
    ]
    await desk.house.events.happened("visit_booked", "again", {"visit": visit.id, "sequence": 0})
    await desk.run()
    assert len(desk.letters()) == 2
    assert len(desk.texts()) == 1


async def test_the_invitation_says_the_time_the_place_and_who_comes(desk: Desk) -> None:
    visit = await desk.book()
    await desk.run()
    calendar = desk.calendar(0)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "REQUEST"
    assert (str(event["UID"]), int(str(event["SEQUENCE"]))) == (visit.uid, 0)
    assert event["ATTENDEE"] == "mailto:mike@email.com"
    assert event["ORGANIZER"] == "mailto:desk@frontdesk.test"
    assert event["LOCATION"] == "12 Oak Street, Columbus, OH 43215"
    assert event["SUMMARY"] == "ABC Plumbing: AC not cooling"
    read = kept(calendar.to_ical().decode(), ZONE)
    assert read.starts == datetime(2026, 9, 15, 18, tzinfo=UTC)
    assert read.ends == datetime(2026, 9, 15, 20, tzinfo=UTC)
    message = desk.box.arrived[0].message
    assert message["Reply-To"] == "ABC Plumbing <dave@abcplumbing.test>"
    assert "Hello Mike," in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "<p>Hello Mike,</p>" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]


async def confirms(desk: Desk, address: str, call: OpenCall) -> None:
    """The caller says their e-mail and yes to it, and hangs up."""
    name, email = FieldName.EMAIL, Email(address)
    sheet = CallSheet().hear(name, email).read_back(name).confirm(name, email)
    await desk.house.journal.fields(call, list(sheet))
    await desk.house.journal.close_call(call, "finished")
    body = {"customer_id": "7", "caller": ""}
    await desk.house.events.happened(
        "call_completed", f"{call.id}:{address}", body, call_id=call.id
    )
    await desk.run()


async def test_an_email_confirmed_after_the_booking_is_invited_then_and_once(desk: Desk) -> None:
    call = await desk.house.journal.open_call("CA1", caller=None, called="+16145550100")
    visit = await desk.book(email=None, call_id=call.id)
    await desk.run()
    assert [to for to, _ in desk.letters()] == ["dave@abcplumbing.test"]
    for _ in range(2):
        await confirms(desk, "mike@email.com", call)
    assert [to for to, _ in desk.letters()] == ["dave@abcplumbing.test", "mike@email.com"]
    (event,) = desk.calendar(1).walk("VEVENT")
    assert str(event["UID"]) == visit.uid
    kept_visit = await desk.house.desk.visits.find(visit.id)
    assert kept_visit is not None
    await desk.house.desk.visits.move(kept_visit, at(16, 8), [Technician("Dave")])
    await desk.run()
    assert desk.letters()[2][0] == "mike@email.com"


async def test_whoever_was_invited_at_the_booking_is_not_invited_again(desk: Desk) -> None:
    call = await desk.house.journal.open_call("CA1", caller=None, called="+16145550100")
    visit = await desk.book(call_id=call.id)
    await desk.run()
    await desk.house.desk.visits.move(visit, at(16, 8), [Technician("Dave")])
    await confirms(desk, "mike@email.com", call)
    assert len([to for to, _ in desk.letters() if to == "mike@email.com"]) == 2


async def test_an_invitation_that_comes_late_waits_for_the_mail_server(desk: Desk) -> None:
    clock = desk.house.clock
    assert isinstance(clock, FixedClock)
    call = await desk.house.journal.open_call("CA1", caller=None, called="+16145550100")
    await desk.book(email=None, call_id=call.id)
    await desk.run()
    desk.box.faults.greylist = 1
    await confirms(desk, "mike@email.com", call)
    assert len(desk.letters()) == 1
    clock.advance(301)
    await desk.run()
    assert [to for to, _ in desk.letters()][1:] == ["mike@email.com"]


async def test_a_moved_visit_updates_the_same_entry(desk: Desk) -> None:
    visit = await desk.book()
    await desk.run()
    await desk.house.desk.visits.move(visit, at(16, 8), [Technician("Dave")])
    await desk.run()
    assert [subject for _, subject in desk.letters()][2:] == [
        "New time for your visit from ABC Plumbing: Wed Sep 16, 8:00 AM to 10:00 AM",
        "Visit moved: Mike Chen, Wed Sep 16, 8:00 AM to 10:00 AM",
    ]
    (event,) = desk.calendar(2).walk("VEVENT")
    assert (str(event["UID"]), int(str(event["SEQUENCE"]))) == (visit.uid, 1)
    assert "instead of Tue Sep 15, 2:00 PM to 4:00 PM" in desk.texts()[1][1]


async def test_a_cancelled_visit_is_taken_back(desk: Desk) -> None:
    visit = await desk.book()
    await desk.run()
    await desk.house.desk.visits.cancel(visit)
    await desk.run()
    calendar = desk.calendar(2)
    (event,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == "CANCEL"
    assert event["STATUS"] == "CANCELLED"
    assert int(str(event["SEQUENCE"])) == 1
    assert "is cancelled" in desk.texts()[1][1]


async def test_a_change_that_was_overtaken_is_not_told(desk: Desk) -> None:
    visit = await desk.book()
    await desk.house.desk.visits.cancel(visit)
    await desk.run()
    assert all("cancelled" in subject.lower() for _, subject in desk.letters())


async def test_without_a_confirmed_address_or_number_only_the_owner_is_told(desk: Desk) -> None:
    await desk.book(email=None, phone=None)
    await desk.run()
    assert [to for to, _ in desk.letters()] == ["dave@abcplumbing.test"]
    assert desk.texts() == []


async def test_a_number_from_abroad_and_one_that_said_stop_are_not_texted(desk: Desk) -> None:
    await desk.house.texts.consent("+16145550171", Consent.TEXTED_STOP)
    await desk.book()
    await desk.run()
    abroad = VisitPlan(at(17, 8), 60, PersonName("Ana", "Lima"), phone=Phone("+442079460018"))
    await desk.house.desk.visits.book(abroad, [Technician("Dave")], key="visit:2")
    await desk.run()
    assert desk.texts() == []
    assert len(desk.letters()) == 3


async def test_a_mail_server_that_was_away_gets_each_letter_once(desk: Desk) -> None:
    """The text does not wait for it, and does not go out again."""
    clock = desk.house.clock
    assert isinstance(clock, FixedClock)
    desk.box.faults.greylist = 3
    await desk.book()
    await desk.run()
    assert desk.letters() == []
    assert len(desk.texts()) == 1
    for _ in range(4):
        clock.advance(301)
        await desk.run()
    assert sorted(to for to, _ in desk.letters()) == ["dave@abcplumbing.test", "mike@email.com"]
    assert len(desk.texts()) == 1


async def test_a_letter_whose_answer_was_lost_is_a_persons_and_goes_out_once(desk: Desk) -> None:
    desk.box.faults.drop_after_data = 1
    await desk.book()
    await desk.run()
    assert len(desk.letters()) == 2
    notes = [one.note for one in await desk.house.tray.open_follow_ups()]
    assert notes == ["The e-mail (visit_booked) may or may not have gone out."]


@pytest.mark.parametrize(
    ("month", "day", "utc_hour"), [(11, 1, 14), (10, 31, 13)], ids=["clocks back", "day before"]
)
async def test_a_visit_on_the_morning_of_the_change_is_at_its_hour(
    desk: Desk, month: int, day: int, utc_hour: int
) -> None:
    await desk.book(window=at(day, 9, month=month))
    await desk.run()
    assert "9:00 AM to 11:00 AM" in desk.texts()[0][1]
    read = kept(desk.calendar(0).to_ical().decode(), ZONE)
    assert read.starts == datetime(2026, month, day, utc_hour, tzinfo=UTC)
