"""The store at work: whole transactions, aware times, many writers, nothing half written."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from office.store import Store
from office.tables import problems, turns
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(await store_url(tmp_path))
    yield opened
    await opened.close()


async def count(store: Store) -> int:
    row = await store.row(select(func.count().label("n")).select_from(problems))
    assert row is not None
    return int(row["n"])


async def test_times_come_back_as_they_went_in(store: Store) -> None:
    await store.run(insert(problems).values(key="p", text="x", since=NOW))
    row = await store.row(select(problems))
    assert row is not None
    assert row["since"] == NOW
    assert row["since"].utcoffset() == timedelta(0)


async def test_a_transaction_that_breaks_writes_nothing(store: Store) -> None:
    async def write_twice() -> None:
        async with store.transaction() as connection:
            await connection.execute(insert(problems).values(key="p", text="x", since=NOW))
            await connection.execute(insert(problems).values(key="p", text="y", since=NOW))

    with pytest.raises(IntegrityError):
        await write_twice()
    assert await count(store) == 0
    await store.run(insert(problems).values(key="p", text="x", since=NOW))


async def test_a_row_for_a_call_that_is_not_there_is_refused(store: Store) -> None:
    with pytest.raises(IntegrityError):
        await store.add(insert(turns).values(call_id="c9", who="caller", text="Hi", at_ms=0))


async def test_an_error_does_not_repeat_what_the_caller_said(store: Store) -> None:
    with pytest.raises(IntegrityError) as caught:
        await store.add(insert(turns).values(call_id="c9", who="caller", text="Elm St", at_ms=0))
    assert "Elm St" not in str(caught.value)


async def test_many_writers_at_once_all_get_through(store: Store) -> None:
    async def write(number: int) -> None:
        await store.run(insert(problems).values(key=f"p{number}", text="x", since=NOW))

    async with asyncio.TaskGroup() as group:
        for number in range(40):
            group.create_task(write(number))
    assert await count(store) == 40


async def test_a_write_whose_asker_is_gone_is_still_written(store: Store) -> None:
    asked = asyncio.create_task(
        store.run(insert(problems).values(key="last words", text="x", since=NOW))
    )
    await asyncio.sleep(0)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    await store.run(insert(problems).values(key="next", text="x", since=NOW))
    assert await count(store) == 2
