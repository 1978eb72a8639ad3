"""The journal: everything in order, and a resumed call begins where the lost one stopped."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from office.calls import one_call
from office.clock import FixedClock
from office.journal import Journal, OpenCall
from office.kept import pack, unpack
from office.live import LiveEvents
from office.sheet import CallSheet, FieldName, Said, Source, State, Value
from office.store import Store
from office.tables import field_changes
from office.values import Address, Email, Money, PersonName, Phone
from tests.stores import store_url

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
MIKE = PersonName("Mike", "Chen")
words = st.text(max_size=12)
street = st.text(min_size=1, max_size=12).filter(lambda text: bool(text.strip()))
values = st.one_of(
    words,
    st.builds(PersonName, words, words),
    st.builds(Address, street, words, words, words, words),
    st.builds(Phone, st.from_regex(r"\+1[2-9][0-9]{9}", fullmatch=True), words),
    st.builds(Email, words),
    st.integers(0, 10**9).map(Money.from_cents),
)


@dataclass
class Bench:
    """A journal, its store and a clock that can be moved."""

    store: Store
    clock: FixedClock
    journal: Journal

    async def ring(self, call_sid: str = "CA1") -> OpenCall:
        return await self.journal.open_call(
            call_sid, caller="+16145550188", called="+16145550100", attestation="A"
        )


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    store = await Store.open(await store_url(tmp_path))
    clock = FixedClock(NOW)
    yield Bench(store, clock, Journal(store, clock, LiveEvents()))
    await store.close()


async def test_turns_keep_their_order_and_their_time(bench: Bench) -> None:
    call = await bench.ring()
    for text in ("Thanks for calling.", "My AC is not cooling.", "I can help."):
        bench.clock.advance(1.5)
        await bench.journal.turn(call, "desk", text)
    turns = await bench.journal.turns_so_far(call)
    assert [turn["text"] for turn in turns] == [
        "Thanks for calling.",
        "My AC is not cooling.",
        "I can help.",
    ]
    assert [turn["at_ms"] for turn in turns] == [1500, 3000, 4500]


async def test_how_long_the_caller_waited_stands_with_its_turn(bench: Bench) -> None:
    call = await bench.ring()
    first = await bench.journal.turn(call, "desk", "One moment.")
    second = await bench.journal.turn(call, "desk", "Found it.", answer_ms=300)
    await bench.journal.answered(call, first, 1350)
    assert second > first
    assert [turn["answer_ms"] for turn in await bench.journal.turns_so_far(call)] == [1350, 300]


async def test_a_tool_run_is_there_before_its_result(bench: Bench) -> None:
    call = await bench.ring()
    run = await bench.journal.tool_started(call, "map_service", {"service": "AC not cooling"})
    begun = await one_call(bench.store, call.id)
    await bench.journal.tool_ended(call, run, {"outcome": "priced"}, 12)
    ended = await one_call(bench.store, call.id)
    assert begun is not None
    assert ended is not None
    assert begun.tools[0]["result"] is None
    assert ended.tools[0]["result"] == {"outcome": "priced"}
    assert ended.tools[0]["ms"] == 12


@settings(deadline=None)
@given(values)
def test_a_value_comes_back_as_it_was_kept(value: Value) -> None:
    assert unpack(pack(value)) == value


async def test_a_resumed_call_has_the_same_sheet(bench: Bench) -> None:
    call = await bench.ring()
    oak = Address("12 Oak Street, rear", "", "Columbus", "", "43215")
    sheet = CallSheet()
    for name, value in (
        (FieldName.NAME, PersonName("Mary Ann", "van Dyke")),
        (FieldName.PHONE, Phone("+16145550123", "42")),
        (FieldName.EMAIL, Email("mike@email.com")),
        (FieldName.ADDRESS, oak),
        (FieldName.BUDGET, Money.of("445")),
        (FieldName.SERVICE, "AC running, not cooling"),
    ):
        sheet = sheet.hear(
            name, value, source=Source.KEYPAD, confidence=0.7, said=Said(turn=4, at_ms=2500)
        )
        sheet = sheet.read_back(name).confirm(name, value)
    others = (MIKE, PersonName("Mike", "Chan"))
    sheet = sheet.hear(FieldName.COMPANY, "JC Plumbing", alternatives=others).miss(FieldName.NOTES)
    sheet = sheet.decline(FieldName.URGENCY).defer(FieldName.MATERIALS).refuse(FieldName.COMPANY)
    await bench.journal.fields(call, list(sheet))
    assert (await bench.journal.sheet(call)).fields == sheet.fields


async def test_a_field_keeps_where_it_was_said_and_how_often_it_was_not_understood(
    bench: Bench,
) -> None:
    call = await bench.ring()
    sheet = CallSheet().miss(FieldName.NAME).hear(FieldName.NAME, MIKE, said=Said(7, 1250))
    await bench.journal.fields(call, list(sheet))
    found = (await bench.journal.sheet(call))[FieldName.NAME]
    assert (found.misses, found.failures, found.said) == (1, 1, Said(7, 1250))


async def test_the_last_change_of_a_field_counts(bench: Bench) -> None:
    call = await bench.ring()
    sheet = CallSheet()
    for value in (PersonName("Mike", "Chan"), MIKE):
        sheet = sheet.hear(FieldName.NAME, value)
        await bench.journal.fields(call, [sheet[FieldName.NAME]])
    sheet = sheet.defer(FieldName.NAME)
    await bench.journal.fields(call, [sheet[FieldName.NAME]])
    assert (await bench.journal.sheet(call)).fields == sheet.fields


async def test_a_read_back_nobody_answered_is_only_heard(bench: Bench) -> None:
    call = await bench.ring()
    sheet = CallSheet().hear(FieldName.NAME, MIKE).read_back(FieldName.NAME)
    await bench.journal.fields(call, list(sheet))
    resumed = await bench.journal.sheet(call)
    assert resumed[FieldName.NAME] == replace(sheet[FieldName.NAME], state=State.HEARD)


async def test_a_row_without_parts_is_read_from_its_words(bench: Bench) -> None:
    call = await bench.ring()
    values: dict[FieldName, Value] = {
        FieldName.NAME: MIKE,
        FieldName.PHONE: Phone("+16145550123", "42"),
        FieldName.ALTERNATE_PHONE: Phone("+16145550124"),
        FieldName.EMAIL: Email("mike@email.com"),
        FieldName.ADDRESS: Address("12 Oak Street", "Apt 4B", "Columbus", "OH", "43215"),
        FieldName.SERVICE: "AC not cooling",
    }
    sheet = CallSheet()
    for name, value in values.items():
        sheet = sheet.hear(name, value)
    await bench.journal.fields(call, list(sheet))
    await bench.store.run(update(field_changes).values(kept=None))
    assert {field.name: field.value for field in await bench.journal.sheet(call)} == values


async def test_a_call_sent_twice_has_one_journal(bench: Bench) -> None:
    one, other = await asyncio.gather(bench.ring(), bench.ring())
    assert one.id == other.id
    assert await bench.ring() == one
    assert await bench.ring("CA2") != one


async def test_calls_left_open_are_those_without_an_end(bench: Bench) -> None:
    ended, open_one, lost = [await bench.ring(f"CA{number}") for number in range(3)]
    await bench.journal.close_call(ended, "finished")
    await bench.journal.close_call(lost, "lost")
    assert [call.id for call in await bench.journal.left_open()] == [open_one.id, lost.id]
    bench.clock.advance(timedelta(days=1).total_seconds() + 1)
    assert [call.id for call in await bench.journal.left_open()] == [open_one.id]


async def test_a_resumed_call_is_open_again_and_counts(bench: Bench) -> None:
    call = await bench.ring()
    await bench.journal.close_call(call, "lost")
    again = await bench.journal.resume_call(await bench.journal.resume_call(call))
    assert (again.id, again.resumed) == (call.id, 2)
    assert await bench.journal.find_call("CA1") == again
    record = await one_call(bench.store, call.id)
    assert record is not None
    assert (record.head["ended_at"], record.head["outcome"]) == (None, None)


async def test_nothing_is_written_for_a_call_that_was_never_opened(bench: Bench) -> None:
    nobody = OpenCall("c9", "CA9", NOW)
    with pytest.raises(IntegrityError):
        await bench.journal.turn(nobody, "caller", "Hello?")
    assert await bench.journal.find_call("CA9") is None
