"""A whole desk with the owner's calendar: looked at before booking, told by doctor and page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from agent import checkup
from agent.house import House
from agent.voices.choice import InstantVoices
from dashboard.app import desk_app
from office.clock import FixedClock
from office.mail.mailbox.box import Mailbox
from office.mail.mailbox.server import receiving
from office.ports import free_ports, loopback
from office.settings import Settings
from office.store import Store
from office.values import Email, PersonName, Phone
from office.visits import Technician, VisitPlan
from prompts.library import Library
from tests.serving import served
from tests.visits import NOW, at
from tests.wire.radicale import PASSWORD, USER, Owner, radicale
from tools.visiting import planner

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

WEEK = at(14, 0).starts, at(21, 0).starts


@asynccontextmanager
async def house_with(settings: Settings) -> AsyncIterator[House]:
    store = await Store.open(settings.database)
    library = Library.open(settings.data / "prompts")
    house = House(settings, store, FixedClock(NOW), InstantVoices(str), library)
    yield house
    await house.close()


async def test_a_desk_looks_into_the_owners_calendar_before_it_books(tmp_path: Path) -> None:
    with radicale(tmp_path) as server:
        owner = Owner(server, "work").begins()
        owner.blocks("DTSTART;TZID=America/New_York:20260916T080000", "DURATION:PT9H")
        port, mailbox_port = free_ports(2)
        settings = Settings(
            data=tmp_path,
            port=port,
            mailbox_port=mailbox_port,
            caldav_url=owner.calendar,
            caldav_user=USER,
            caldav_password=PASSWORD,
        )
        assert (await checkup._calendar(settings)).well
        async with house_with(settings) as house, served(desk_app(house), port):
            where = f"http://127.0.0.1:{port}/calendar"
            async with httpx2.AsyncClient(trust_env=False) as http:
                assert "read for the first time" in (await http.get(where)).text
                await planner(house.desk)
                (claim,) = await house.desk.visits.claims(*WEEK)
                assert claim.starts == at(16, 8).starts
                assert "Connected, last read Monday 3:15 PM." in (await http.get(where)).text
            # The owner has the visit in their calendar and gets no mail about it.
            plan = VisitPlan(
                at(15, 8),
                60,
                PersonName("Mike", "Chen"),
                phone=Phone("+442079460018"),
                email=Email("mike@email.com"),
            )
            await house.desk.visits.book(plan, [Technician("Dave")], key="1")
            box = Mailbox()
            with loopback(mailbox_port) as mailbox:
                async with receiving(box, mailbox):
                    await house.runner.run_due()
            assert [one.recipients for one in box.arrived] == [("mike@email.com",)]
            server.stop()
            assert house.calendar is not None
            assert not await house.calendar.keep()
            await planner(house.desk)
            assert len(await house.desk.visits.claims(*WEEK)) == 2
    finding = await checkup._calendar(settings)
    assert not finding.well
    assert "does not answer" in finding.seen


async def test_doctor_logs_in_at_the_mail_server_and_names_what_is_wrong(tmp_path: Path) -> None:
    with loopback() as port:
        number = port.getsockname()[1]
        settings = Settings(data=tmp_path, mailbox_port=number)
        async with receiving(Mailbox(), port):
            assert (await checkup._mail(settings)).seen == "embedded mailbox"
            real = settings.model_copy(
                update={"smtp_host": "127.0.0.1", "smtp_port": number, "mail_from": "a@b.test"}
            )
            finding = await checkup._mail(real)
            assert not finding.well
            assert "FRONTDESK_SMTP_SECURITY" in finding.seen
    assert "make run" in (await checkup._mail(settings)).advice


async def test_doctor_minds_neither_where_they_are_not_set(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, twilio_account_sid="AC1")
    assert (await checkup._mail(settings)).seen == "no mail server is set, so none is sent"
    assert (await checkup._calendar(settings)).seen == "none is connected"
