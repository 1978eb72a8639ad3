"""Opening the store: brought up to date whole, or refused in one sentence."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, insert, select

from office import store as store_module
from office.clock import FixedClock
from office.journal import Journal
from office.live import LiveEvents
from office.mirror_rows import KeptCustomer, Mark, MirrorRows
from office.sheet import FieldName
from office.store import Store, StoreError
from office.tables import calls, metadata, problems, turns
from office.values import Address, PersonName

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
MIKE = PersonName("Mike", "Chen")


def url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


async def refusal(address: str) -> str:
    with pytest.raises(StoreError) as caught:
        await Store.open(address)
    assert caught.value.permanent
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


async def test_a_new_store_makes_its_folder_and_has_the_tables_of_the_code(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "desk.db"
    await (await Store.open(url(path))).close()
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


async def test_a_store_opened_again_has_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    for expected in (1, 2):
        store = await Store.open(url(path))
        await store.run(insert(problems).values(key=f"p{expected}", text="x", since=NOW))
        assert len(await store.rows(select(problems))) == expected
        await store.close()


async def test_a_file_of_the_first_version_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    old_file(path)
    store = await Store.open(url(path))
    (turn,) = await store.rows(select(turns))
    (call,) = await store.rows(select(calls))
    journal = Journal(store, FixedClock(NOW), LiveEvents())
    (left,) = await journal.left_open()
    sheet = await journal.sheet(left)
    await journal.fields(left, [sheet.hear(FieldName.NAME, MIKE)[FieldName.NAME]])
    sheet = await journal.sheet(left)
    await store.close()
    assert sheet.value(FieldName.ADDRESS) == Address("12 Oak Street", "", "Columbus", "OH", "43215")
    assert sheet.value(FieldName.NAME) == MIKE
    assert (turn["text"], turn["call_id"]) == ("My sink leaks.", "c1")
    assert call["started_at"] == NOW


def old_file(path: Path) -> None:
    """A database as the first version left it, with a call in it."""
    config = Config()
    folder = Path(store_module.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder))
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO calls (id, call_sid, started_at, resumed)"
            " VALUES ('c1', 'CA1', '2026-09-14 19:15:00.000000', 0)"
        )
        connection.execute(
            "INSERT INTO turns (call_id, who, text, at_ms)"
            " VALUES ('c1', 'caller', 'My sink leaks.', 10)"
        )
        connection.execute(
            "INSERT INTO field_changes (call_id, name, value, state, confidence, attempts,"
            " refusals, source, alternatives, at_ms) VALUES ('c1', 'address',"
            " '12 Oak Street, Columbus, OH 43215', 'heard', 0.8, 1, 0, 'speech', '[]', 20)"
        )
        connection.commit()


async def test_customers_kept_by_the_first_version_are_loaded_and_get_their_cards(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.db"
    old_file(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "INSERT INTO customers (realm, id, body, seen_at) VALUES ('1', '7',"
            """ '{"Id": "7", "DisplayName": "Mike Chen"}', '2026-09-14 19:15:00.000000')"""
        )
        connection.commit()
    store = await Store.open(url(path))
    rows = MirrorRows(store, FixedClock(NOW))
    body = {"Id": "7", "DisplayName": "Mike Chen"}
    assert [one async for some in rows.customers("1", "US") for one in some] == [
        KeptCustomer("7", None, body)
    ]
    await rows.keep_customers("1", [(body, "card")], "US")
    assert [one async for some in rows.customers("1", "US") for one in some] == [
        KeptCustomer("7", "card", None)
    ]
    assert await rows.mark("1") == Mark()
    await store.close()


async def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE writes (mine TEXT)")
        connection.commit()
    assert "already exists" in await refusal(url(path))
    with closing(sqlite3.connect(path)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        assert names == {"writes"}
        connection.execute("DROP TABLE writes")
        connection.commit()
    await (await Store.open(url(path))).close()


async def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    await (await Store.open(url(path))).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    message = await refusal(url(path))
    assert "another version of Frontdesk" in message
    assert str(path) in message


async def test_an_unwritable_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    message = await refusal(url(tmp_path / "file" / "desk.db"))
    assert str(tmp_path / "file") in message
    assert "FRONTDESK_DATA" in message


async def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_text("Dear diary, " * 100)
    assert "not a database" in await refusal(url(tmp_path / "desk.db"))
    (tmp_path / "folder.db").mkdir()
    assert "unable to open" in await refusal(url(tmp_path / "folder.db"))


@pytest.mark.parametrize("address", ["desk", "sqlite:", "postgres://desk:secret@db:port/desk"])
async def test_an_address_that_is_none_is_one_sentence(address: str) -> None:
    message = await refusal(address)
    assert message.startswith("DATABASE_URL is not the address of a database")
    assert "secret" not in message


async def test_a_missing_driver_is_one_sentence_without_the_password() -> None:
    message = await refusal("postgresql+nothing://desk:secret@db/desk?password=secret")
    assert message.startswith("The database at db/desk cannot be used")
    assert "secret" not in message


async def test_an_address_without_a_driver_gets_ours(tmp_path: Path) -> None:
    store = await Store.open(f"sqlite:///{tmp_path / 'desk.db'}")
    assert store.dialect == "sqlite"
    await store.close()


async def test_a_refused_store_leaves_no_thread(tmp_path: Path) -> None:
    (tmp_path / "desk.db").write_text("Dear diary, " * 100)
    (tmp_path / "folder.db").mkdir()
    before = {*threading.enumerate()}
    for name in ("desk.db", "folder.db"):
        await refusal(url(tmp_path / name))
        # Threads of other tests may end meanwhile; none may have come.
        assert {*threading.enumerate()} - before == set()
