"""What QuickBooks has and what changes there is in the mirror, over the real wire."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from office.mirror_rows import MirrorRows
from office.values import Email, PersonName, Phone
from qbo.faults import QboError
from qbo.mirror.mirror import Mirror
from qbo.wire import pace
from tests.wire.mirror_ears import Ears, hearing

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


@pytest.fixture
async def ears(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ears]:
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    async with hearing(tmp_path) as there:
        yield there


async def test_small_company_is_known_after_one_page_of_each_kind(ears: Ears) -> None:
    assert (ears.mirror.complete, ears.mirror.progress) == (False, 0.0)
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert len(ears.odd.asked) == 2
    assert (ears.mirror.complete, ears.mirror.progress) == (True, 1.0)


async def test_pages_miss_nobody_while_the_owner_works_on(ears: Ears) -> None:
    ears.open(most=5)
    seen: list[float] = []

    async def owner_works(statement: str) -> None:
        seen.append(ears.mirror.progress)
        if "FROM Customer" in statement and "count" not in statement and len(seen) % 3 == 0:
            ears.add(f"Entered {len(seen)}")
            ears.edit("Sarah Johnson", Active=False)

    ears.odd.before = owner_works
    await ears.hearing.sync()
    ears.odd.before = None
    assert ears.missed() == set()
    assert any(0 < share < 1 for share in seen)
    await ears.hearing.sync()
    assert not ears.mirror.by_name("Sarah Johnson")[0].active


async def test_count_that_differs_is_read_again_once_and_then_told(ears: Ears) -> None:
    ears.open(most=20)
    ears.odd.miscounts = 1
    with capture_logs() as logs:
        await ears.hearing.sync()
    told = [one for one in logs if one["event"] == "mirror_count_differed"]
    assert [(one["entity"], one["again"]) for one in told] == [
        ("Customer", True),
        ("Customer", False),
        ("Item", True),
        ("Item", False),
    ]
    assert told[0]["counted"] == told[0]["found"] + 1
    assert ears.missed() == set()
    differing = ears.hearing.differing or ()
    assert [(one.entity, one.counted - one.read) for one in differing] == [
        ("Customer", 1),
        ("Item", 1),
    ]
    ears.odd.miscounts = 0
    await ears.hearing.count()
    assert ears.hearing.differing == ()


async def test_company_that_compares_ids_as_text_is_read_by_time(ears: Ears) -> None:
    ears.open(most=12)
    ears.company.ledger.remember("top", "997")
    for number in range(14):
        ears.add(f"Later {number}", ago=-1.0 * number)
    ears.odd.as_text = True
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.odd.count("FROM Customer WHERE Active IN (true, false) AND MetaData.CreateTime") > 1
    assert ears.odd.count("STARTPOSITION") > 0


async def test_company_that_refuses_to_compare_ids_is_read_by_time(ears: Ears) -> None:
    ears.open(most=12)
    ears.refuse("not_queryable", asking="Id >")
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.mirror.counts[1] == len(ears.company.ledger.all("Item"))
    assert ears.mirror.complete
    ears.add("Lisa Park")
    await ears.hearing.sync()
    assert ears.missed() == set()


async def test_company_that_refuses_to_tell_changes_is_read_whole_each_time(ears: Ears) -> None:
    ears.refuse("not_supported", entity="cdc")
    await ears.hearing.sync()
    number = ears.add("Lisa Park")
    ears.company.ledger.remove("Customer", ears.mirror.by_name("Sarah Johnson")[0].id)
    ears.odd.asked.clear()
    heard = await ears.hearing.sync()
    assert heard.everything
    assert ears.missed() == set()
    assert ears.mirror.customer(number) is not None
    assert [one.split()[0] for one in ears.odd.asked] == ["cdc", "SELECT", "SELECT"]
    ears.troubles.faults.clear()
    ears.add("Mike Park")
    assert not (await ears.hearing.sync()).everything
    assert ears.missed() == set()


async def test_owners_changes_cost_one_question(ears: Ears) -> None:
    await ears.hearing.sync()
    ears.pass_time(minutes=5)
    ears.add("Lisa Park", Mobile={"FreeFormNumber": "614-555-0955"})
    ears.edit("Sarah Johnson", DisplayName="Sarah Miller")
    ears.odd.asked.clear()
    heard = await ears.hearing.sync()
    assert heard.news >= 2
    assert ears.missed() == set()
    assert [one.split()[0] for one in ears.odd.asked] == ["cdc"]
    assert ears.mirror.by_phone(Phone("+16145550955"))[0].display_name == "Lisa Park"


async def test_nothing_new_is_no_news_though_the_overlap_tells_it_again(ears: Ears) -> None:
    await ears.hearing.sync()
    ears.add("Lisa Park")
    assert (await ears.hearing.sync()).news == 1
    again = await ears.hearing.sync()
    assert (again.news, bool(again.told)) == (0, True)


async def test_change_that_was_committed_late_is_caught_by_the_overlap(ears: Ears) -> None:
    await ears.hearing.sync()
    ears.pass_time(minutes=10)
    await ears.hearing.sync()
    ears.add("Lisa Park", ago=90)
    await ears.hearing.sync()
    assert ears.missed() == set()


async def test_more_changes_than_one_answer_holds_are_all_heard(ears: Ears) -> None:
    await ears.hearing.sync()
    ears.pass_time(hours=2)
    with ears.company.ledger.together():
        for number in range(1300):
            ears.add(f"Imported {number}", ago=7000 - 5 * number)
    ears.odd.asked.clear()
    cursor = datetime.fromisoformat(str(ears.mirror.mark.cursor))
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.odd.count("cdc") >= 2
    assert ears.odd.count("LastUpdatedTime <=") >= 2
    assert datetime.fromisoformat(str(ears.mirror.mark.cursor)) > cursor


async def test_cursor_stays_if_too_many_changes_were_not_all_heard(ears: Ears) -> None:
    await ears.hearing.sync()
    ears.pass_time(hours=2)
    with ears.company.ledger.together():
        for number in range(1100):
            ears.add(f"Imported {number}", ago=7000 - 5 * number)
    cursor = ears.mirror.mark.cursor

    async def breaks(statement: str) -> None:
        if "LastUpdatedTime" in statement:
            raise ConnectionError("the line broke")

    ears.odd.before = breaks
    with pytest.raises(QboError):
        await ears.hearing.sync()
    assert ears.mirror.mark.cursor == cursor
    ears.odd.before = None
    await ears.hearing.sync()
    assert ears.missed() == set()


async def test_too_many_changes_in_one_moment_end_in_reading_everything(ears: Ears) -> None:
    await ears.hearing.sync()
    with ears.company.ledger.together():
        for number in range(1001):
            ears.add(f"Imported {number}")
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.odd.count("count(*)") > 0


async def test_deleted_customer_is_forgotten_also_in_the_next_run(ears: Ears) -> None:
    await ears.hearing.sync()
    (sarah,) = ears.mirror.by_name("Sarah Johnson")
    ears.company.ledger.remove("Customer", sarah.id)
    await ears.hearing.sync()
    assert ears.missed() == set()
    ears.open()
    await ears.mirror.load("1")
    assert ears.mirror.by_name("Sarah Johnson") == ()


async def test_customer_that_cannot_be_read_any_more_is_forgotten(ears: Ears) -> None:
    await ears.hearing.sync()
    (sarah,) = ears.mirror.by_name("Sarah Johnson")
    ears.company.ledger.remove("Customer", sarah.id)
    await ears.hearing.look_at("Customer", [sarah.id])
    assert ears.missed() == set()


async def test_restart_goes_on_from_the_cursor_without_reading_everything(ears: Ears) -> None:
    await ears.hearing.sync()
    ears.pass_time(hours=1)
    ears.add("Lisa Park")
    ears.open()
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert [one.split()[0] for one in ears.odd.asked] == ["cdc"]


@pytest.mark.parametrize(
    ("away", "asked"), [({"days": 6}, 1), ({"days": 8}, 2), ({"days": 29, "hours": 1}, 2)]
)
async def test_everything_is_read_weekly_and_after_a_long_time_away(
    ears: Ears, away: dict[str, float], asked: int
) -> None:
    await ears.hearing.sync()
    ears.pass_time(**away)
    ears.add("Lisa Park")
    ears.open()
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert len(ears.odd.asked) == asked


async def test_cursor_beyond_reach_reads_everything_whenever_that_was_done(ears: Ears) -> None:
    await ears.hearing.sync()
    cursor = datetime.fromisoformat(str(ears.mirror.mark.cursor)) - timedelta(days=29)
    await ears.mirror.marked(type(ears.mirror.mark)(cursor.isoformat(), ears.ours.now()))
    ears.odd.asked.clear()
    ears.company.ledger.remove("Customer", ears.mirror.by_name("Sarah Johnson")[0].id)
    await ears.hearing.sync()
    assert ears.odd.count("cdc") == 0
    assert ears.missed() == set()


async def test_clock_of_quickbooks_that_was_set_back_loses_no_change(ears: Ears) -> None:
    ears.clock.advance(86400)
    await ears.hearing.sync()
    ears.clock.advance(-86400)
    ears.add("Lisa Park")
    await ears.hearing.sync()
    assert ears.missed() == set()


async def test_count_of_the_night_finds_who_vanished_in_silence(ears: Ears) -> None:
    await ears.hearing.sync()
    ears.odd.asked.clear()
    await ears.hearing.count()
    assert len(ears.odd.asked) == 2
    (sarah,) = ears.mirror.by_name("Sarah Johnson")
    ears.company.ledger._db.execute("DELETE FROM entities WHERE id=?", (int(sarah.id),))
    await ears.hearing.count()
    assert ears.missed() == set()


async def test_own_answer_is_not_undone_by_older_news(ears: Ears) -> None:
    await ears.hearing.sync()
    number = ears.add("Lisa Park")
    newest = dict(ears.company.ledger.get("Customer", number) or {})
    later = (ears.company.ledger.now() + timedelta(minutes=1)).isoformat()
    newest |= {"DisplayName": "Lisa Park-Chen", "SyncToken": "1"}
    ears.mirror.put({**newest, "MetaData": {"LastUpdatedTime": later}})
    await ears.hearing.sync()
    assert len(ears.mirror.by_name("Lisa Park-Chen")) == 1


async def test_company_that_began_anew_is_read_as_it_is(ears: Ears) -> None:
    for _ in range(3):
        ears.edit("Sarah Johnson", Notes="Gate code on file")
    await ears.hearing.sync()
    ears.clock.advance(-60)
    ears.edit("Sarah Johnson", DisplayName="Sarah Reset", SyncToken="-1")
    await ears.hearing.whole()
    assert len(ears.mirror.by_name("Sarah Reset")) == 1


async def test_caller_unknown_so_far_is_asked_for_by_name_and_mail(ears: Ears) -> None:
    address = {"Address": "lisa@email.com"}
    ears.add("Lisa Park (Oak St)", PrimaryEmailAddr={"Address": "l@email.com"})
    ears.add("Park Bakery", PrimaryEmailAddr=address)
    await ears.hearing.ask(PersonName("Lisa", "Park"), Email("lisa@email.com"))
    assert len(ears.mirror.by_beginning("Lisa Park")) == 1
    assert ears.mirror.by_email(Email("lisa@email.com"))[0].display_name == "Park Bakery"


async def test_cards_are_made_anew_when_the_area_code_changes(ears: Ears) -> None:
    ears.add("Lisa Park", Mobile={"FreeFormNumber": "555-0955"})
    await ears.hearing.sync()
    rows = MirrorRows(ears.store, ears.ours)
    for code in ("740", "740"):
        moved = Mirror(rows, area_code=code, clock=ears.ours)
        await moved.load("1")
        assert len(moved.by_phone(Phone("+17405550955"))) == 1
        assert moved.by_phone(Phone("+16145550955")) == ()


async def test_another_company_is_another_mirror(ears: Ears) -> None:
    await ears.hearing.sync()
    await ears.mirror.load("2")
    assert (ears.mirror.counts, ears.mirror.complete) == ((0, 0), False)
    await ears.mirror.load("1")
    assert ears.missed() == set()
    assert ears.mirror.complete
