from typing import Any

import pytest

from office.sheet import FieldName, State
from office.values import PersonName

pytestmark = pytest.mark.acceptance

STRANGER = "+16145550171"


async def at_name_read_back(typed: Any, name: str) -> Any:
    call = await typed.ring(STRANGER)
    await typed.turn(call, "I need two new outlets. It can wait a few days.")
    await typed.turn(call, f"My name is {name}.")
    return call


async def test_refusal_in_two_halves_counts_once(typed: Any) -> None:
    call = await at_name_read_back(typed, "Lisa Bark")
    await typed.turn(call, "No, that's not right.")
    said = await typed.turn(call, "My name is Lisa Park.", overlapped=True)
    assert "Lisa Park" in said
    assert call.sheet[FieldName.NAME].refusals == 1


async def test_question_talked_over_is_asked_again(typed: Any) -> None:
    call = await at_name_read_back(typed, "Lisa Park")
    asked = await typed.turn(call, "Yes, that's right.")
    assert "calling from" in asked
    again = await typed.turn(call, "Park with a P.", overlapped=True)
    assert "calling from" in again
    await typed.turn(call, "Yes.")
    assert call.sheet[FieldName.PHONE].state is State.CONFIRMED


async def test_yes_before_the_overlap_stays_a_yes(typed: Any) -> None:
    call = await at_name_read_back(typed, "Lisa Park")
    await typed.turn(call, "Yes.")
    await typed.turn(call, "That's right.", overlapped=True)
    entry = call.sheet[FieldName.NAME]
    assert (entry.value, entry.state) == (PersonName("Lisa", "Park"), State.CONFIRMED)


async def test_a_field_names_the_turn_it_was_said_in(typed: Any) -> None:
    call = await at_name_read_back(typed, "Lisa Park")
    entry = call.sheet[FieldName.NAME]
    (turn,) = [
        turn
        for turn in await typed.journal.turns_so_far(call.call)
        if turn["text"] == "My name is Lisa Park."
    ]
    assert entry.said is not None
    assert entry.said.turn == turn["id"]
