"""What is kept of QuickBooks: rows per company, how far it was heard, what it announced."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from office.announcements import KEPT, Announced, Announcements
from office.clock import FixedClock
from office.mirror_rows import LOADED_AT_ONCE, Begun, KeptCustomer, Mark, MirrorRows
from office.store import Store
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(await store_url(tmp_path))
    yield opened
    await opened.close()


@pytest.fixture
def rows(store: Store) -> MirrorRows:
    return MirrorRows(store, FixedClock(NOW))


async def loaded(rows: MirrorRows, realm: str, kind: str = "US") -> list[KeptCustomer]:
    return [one async for some in rows.customers(realm, kind) for one in some]


async def test_newest_row_of_each_customer_is_kept_per_company(rows: MirrorRows) -> None:
    for realm, name in (("1", "Mike Chan"), ("1", "Mike Chen"), ("2", "Sarah Johnson")):
        await rows.keep_customers(realm, [({"Id": "7", "DisplayName": name}, name)], "US")
    assert await loaded(rows, "1") == [KeptCustomer("7", "Mike Chen", None)]
    assert await loaded(rows, "2") == [KeptCustomer("7", "Sarah Johnson", None)]
    assert await rows.items("1") == []


async def test_card_of_another_kind_is_left_out_and_its_body_given(rows: MirrorRows) -> None:
    body = {"Id": "7", "DisplayName": "Mike Chen"}
    await rows.keep_customers("1", [(body, "old card")], "US/614")
    assert await loaded(rows, "1", "US/740") == [KeptCustomer("7", None, body)]


async def test_more_rows_than_go_at_once_are_all_kept_loaded_and_dropped(rows: MirrorRows) -> None:
    bodies = [({"Id": str(number)}, f"card {number}") for number in range(2 * LOADED_AT_ONCE + 1)]
    await rows.keep_customers("1", bodies, "US")
    assert len(await loaded(rows, "1")) == await rows.count("1") == 2 * LOADED_AT_ONCE + 1
    await rows.drop_customers("1", [str(number) for number in range(2 * LOADED_AT_ONCE)])
    assert [one.id for one in await loaded(rows, "1")] == [str(2 * LOADED_AT_ONCE)]


async def test_items_of_one_company_are_not_those_of_another(rows: MirrorRows) -> None:
    items = [{"Id": "1", "Name": "HVAC Diagnostic"}, {"Id": "2", "Name": "HVAC Repair"}]
    await rows.keep_items("1", items)
    await rows.keep_items("2", items)
    await rows.drop_items("1", ["1"])
    assert await rows.items("1") == items[1:]
    assert await rows.items("2") == items


async def test_how_far_a_company_was_heard_is_known_in_the_next_run(rows: MirrorRows) -> None:
    assert await rows.mark("1") == Mark()
    for cursor in ("2026-09-14T15:13:00-04:00", "2026-09-14T15:18:00-04:00"):
        await rows.keep_mark("1", Mark(cursor, whole_at=NOW))
    assert await rows.mark("1") == Mark("2026-09-14T15:18:00-04:00", whole_at=NOW)
    assert await rows.mark("2") == Mark()


async def test_place_in_a_first_reading_is_kept_per_company_and_kind(rows: MirrorRows) -> None:
    halfway = Mark(begun={"Customer": Begun(4000, "2026-09-14T15:18:00-04:00")})
    await rows.keep_mark("1", halfway)
    assert await rows.mark("1") == halfway
    assert await rows.mark("2") == Mark()


def changed(number: int, realm: str = "1") -> Announced:
    return Announced(f"{realm}-{number}", realm, "Customer", str(number), "updated")


async def test_repeated_announcement_counts_once_also_after_it_was_heard(store: Store) -> None:
    news = Announcements(store, FixedClock(NOW))
    assert await news.note([changed(1), changed(2), changed(1)]) == 2
    assert await news.note([changed(2), changed(3)]) == 1
    waiting = await news.waiting("1")
    assert {one.number for one in waiting} == {"1", "2", "3"}
    await news.heard(waiting)
    assert await news.note([changed(1)]) == 0
    assert await news.waiting("1") == []


async def test_announcements_of_one_company_wait_for_it_alone(store: Store) -> None:
    news = Announcements(store, FixedClock(NOW))
    await news.note([changed(1), changed(1, realm="2")])
    assert [one.realm for one in await news.waiting("2")] == ["2"]


async def test_announcement_is_forgotten_after_a_week(store: Store) -> None:
    clock = FixedClock(NOW)
    news = Announcements(store, clock)
    await news.note([changed(1)])
    await news.heard(await news.waiting("1"))
    clock.advance((KEPT + timedelta(minutes=1)).total_seconds())
    await news.heard([])
    assert await news.note([changed(1)]) == 1
