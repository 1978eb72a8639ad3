import asyncio
from typing import Any

import pytest

from agent.answering import Answering
from agent.pipeline import Engines
from agent.reception import Reception
from office.calls import one_call
from office.sheet import FieldName

pytestmark = pytest.mark.acceptance

STRANGER = "+16145550171"


def nobody_answers(_answering: Answering) -> Engines:
    raise AssertionError("No line is open.")


async def nothing_to_render(_text: str) -> None:
    """Words are not spoken here."""


async def call_cut_by_a_crash(typed: Any) -> Any:
    """A caller has said enough for a lead, then the process is gone: nothing is closed."""
    call = await typed.ring(STRANGER)
    await typed.turn(call, "My kitchen sink is leaking. It can wait a few days.")
    await typed.turn(call, "My name is Lisa Park.")
    return call


async def restarted(typed: Any) -> Reception:
    reception = Reception(
        typed.desk, typed.journal, nobody_answers, nothing_to_render, resume_seconds=0.05
    )
    await reception.take_up()
    await asyncio.sleep(0.3)
    while await typed.runner.run_due():
        pass
    return reception


async def test_lead_of_a_call_cut_by_a_crash_becomes_a_follow_up(typed: Any) -> None:
    call = await call_cut_by_a_crash(typed)
    await restarted(typed)
    record = await one_call(typed.store, call.call.id)
    assert record is not None
    assert record.head["outcome"] == "lost"
    assert record.follow_ups


async def test_second_restart_does_nothing_twice(typed: Any) -> None:
    call = await call_cut_by_a_crash(typed)
    await restarted(typed)
    first = await one_call(typed.store, call.call.id)
    await restarted(typed)
    again = await one_call(typed.store, call.call.id)
    assert first is not None
    assert again is not None
    assert [row["id"] for row in again.follow_ups] == [row["id"] for row in first.follow_ups]
    assert len(typed.phones.texts) <= 1


async def test_what_was_heard_before_the_crash_is_known_after_it(typed: Any) -> None:
    call = await call_cut_by_a_crash(typed)
    sheet = await typed.journal.sheet(call.call)
    assert str(sheet.value(FieldName.NAME)) == "Lisa Park"
    assert {entry.name: entry.value for entry in sheet} == {
        entry.name: entry.value for entry in call.sheet
    }


async def test_call_that_ended_well_is_left_alone(typed: Any) -> None:
    call = await call_cut_by_a_crash(typed)
    await typed.journal.close_call(call.call, "hung_up")
    await restarted(typed)
    record = await one_call(typed.store, call.call.id)
    assert record is not None
    assert record.head["outcome"] == "hung_up"
