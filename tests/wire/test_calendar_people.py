"""A calendar for each who makes visits: kept side by side, with a real CalDAV server."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from importlib.resources import files
from itertools import count
from pathlib import Path

import pytest

from agent import checkup
from agent.calendars import misnamed
from agent.house import House
from agent.voices.choice import InstantVoices
from office.clock import FixedClock
from office.mail.mailbox.box import Mailbox
from office.mail.mailbox.server import receiving
from office.ports import free_ports, loopback
from office.settings import Settings, SettingsError
from office.store import Store
from office.visits import Visit
from prompts.library import Library
from tests.migrated import up_to_date
from tests.visits import ANA, DAVE, NOW, at, plan
from tests.wire.radicale import PASSWORD, USER, Owner, Radicale, radicale

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

NAMES = count()
TUESDAY = at(15, 14)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def daves(server: Radicale) -> Owner:
    return Owner(server, f"dave{next(NAMES)}").begins()


@pytest.fixture
def anas(server: Radicale) -> Owner:
    return Owner(server, f"ana{next(NAMES)}").begins()


@asynccontextmanager
async def house_of(folder: Path, **settings: object) -> AsyncIterator[House]:
    """A desk whose visits Dave and Ana make."""
    prompts = folder / "prompts"
    prompts.mkdir()
    text = (files("prompts") / "business.yaml").read_text()
    people = text.replace("  - name: Dave\n", "  - name: Dave\n  - name: Ana\n", 1)
    (prompts / "business.yaml").write_text(people)
    given = Settings.load(data=folder, **settings)
    store = await Store.open(await up_to_date(folder / "frontdesk.db"))
    house = House(given, store, FixedClock(NOW), InstantVoices(str), Library.open(prompts))
    yield house
    await house.close()


def both(daves: Owner, anas: Owner) -> dict[str, object]:
    theirs = {"Ana": {"url": anas.calendar, "user": USER, "password": PASSWORD}}
    return {
        "caldav_url": daves.calendar,
        "caldav_user": USER,
        "caldav_password": PASSWORD,
        "caldav_people": json.dumps(theirs),
    }


async def keep(house: House) -> bool:
    clock = house.clock
    assert isinstance(clock, FixedClock)
    clock.advance(1)
    assert house.calendar is not None
    return await house.calendar.keep()


async def visit_of(house: House, *people: object, key: str = "1") -> Visit:
    made = await house.desk.visits.book(plan(TUESDAY), people, key=key)  # type: ignore[arg-type]
    assert made is not None
    return made


async def test_each_visit_stands_in_the_calendar_of_who_makes_it(
    tmp_path: Path, daves: Owner, anas: Owner
) -> None:
    async with house_of(tmp_path, **both(daves, anas)) as house:
        first, second = await visit_of(house, DAVE), await visit_of(house, ANA, key="2")
        for _ in range(2):
            assert await keep(house)
            assert str(daves.event()["UID"]) == first.uid
            assert str(anas.event()["UID"]) == second.uid
        assert (await checkup._calendar(house.settings)).seen == "connected, and all 2 let us in"


async def test_what_somebody_blocks_keeps_only_them(
    tmp_path: Path, daves: Owner, anas: Owner
) -> None:
    async with house_of(tmp_path, **both(daves, anas)) as house:
        anas.blocks("DTSTART;TZID=America/New_York:20260915T130000", "DURATION:PT4H")
        assert await keep(house)
        assert (await visit_of(house, ANA, DAVE)).person == "Dave"


async def test_visit_that_somebody_else_makes_now_goes_into_their_calendar(
    tmp_path: Path, daves: Owner, anas: Owner
) -> None:
    async with house_of(tmp_path, **both(daves, anas)) as house:
        visit = await visit_of(house, DAVE)
        assert await keep(house)
        await house.desk.visits.move(visit, at(16, 8), [ANA])
        for _ in range(2):
            assert await keep(house)
        assert daves.entries() == {}
        assert str(anas.event()["UID"]) == visit.uid
        assert house.calendar is not None
        assert not any([await one.waiting() for one in house.calendar.each])


async def test_one_calendar_that_cannot_be_used_holds_up_no_other(
    tmp_path: Path, daves: Owner, anas: Owner
) -> None:
    settings = both(daves, anas)
    theirs = {"Ana": {"url": anas.calendar, "user": USER, "password": "wrong"}}
    async with house_of(tmp_path, **settings | {"caldav_people": json.dumps(theirs)}) as house:
        visit = await visit_of(house, DAVE)
        assert not await keep(house)
        assert str(daves.event()["UID"]) == visit.uid
        (problem,) = await house.tray.problems()
        assert problem.text.startswith("Ana's calendar: Your calendar refuses the login.")
        assert (await checkup._calendar(house.settings)).seen.startswith("Ana: Your calendar")


async def test_owner_is_mailed_about_visits_that_their_own_calendar_does_not_show(
    tmp_path: Path, daves: Owner, anas: Owner
) -> None:
    (port,) = free_ports(1)
    async with house_of(tmp_path, **both(daves, anas), mailbox_port=port) as house:
        await visit_of(house, DAVE)
        await visit_of(house, ANA, key="2")
        box = Mailbox()
        with loopback(port) as mailbox:
            async with receiving(box, mailbox):
                await house.runner.run_due()
        assert [one.recipients[0] for one in box.arrived] == ["dave@abcplumbing.test"]


@pytest.mark.parametrize(
    ("setting", "settings"),
    [
        ("FRONTDESK_CALDAV_PERSON", {"caldav_person": "Anna"}),
        ("FRONTDESK_CALDAV_PEOPLE", {"caldav_people": '{"Anna": {"calendar": "work"}}'}),
    ],
)
async def test_calendar_of_nobody_is_told_in_one_sentence_until_it_is_mended(
    tmp_path: Path, daves: Owner, setting: str, settings: dict[str, object]
) -> None:
    said = (
        f'{setting} names "Anna", who is not under people in business.yaml; '
        "write one of Dave, Ana, or add them there."
    )
    where = {"caldav_url": daves.calendar, "caldav_user": USER, "caldav_password": PASSWORD}
    async with house_of(tmp_path, **where, **settings) as house:
        assert misnamed(house.settings, house.library) == said
        finding = await checkup._calendar(house.settings)
        assert (finding.well, finding.seen) == (False, said)
        assert not await keep(house)
        (problem,) = await house.tray.problems()
        assert problem.text.endswith(said)
        business = tmp_path / "prompts" / "business.yaml"
        business.write_text(business.read_text().replace("- name: Ana\n", "- name: Anna\n"))
        assert house.library.reload() == ()
        assert await keep(house)
        assert await house.tray.problems() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("Ana", "It must be JSON by person"),
        ('{"Ana": {"calendar": "work"}}', "The calendar of Ana needs a url"),
    ],
)
def test_calendars_that_cannot_be_meant_are_refused_with_the_setting(given: str, said: str) -> None:
    with pytest.raises(SettingsError, match=rf"FRONTDESK_CALDAV_PEOPLE: {said}"):
        Settings.load(caldav_people=given)
