from typing import Any

import pytest

from office.sheet import FieldName, State
from office.values import PersonName

pytestmark = pytest.mark.acceptance

SARAH = "+16145550142"


async def test_badly_heard_name_of_a_greeted_caller_is_put_right_by_asking(typed: Any) -> None:
    call = await typed.ring(SARAH, greeted=True)
    await typed.turn(call, "I need two new outlets. It can wait a few days.")
    said = await typed.turn(call, "This is Seva Johnson.")
    assert "Sarah Johnson" in said
    assert call.situation.customer == ""
    await typed.turn(call, "Yes, that's right.")
    assert call.situation.customer == "known"


async def test_no_to_the_name_on_file_is_taken_and_not_asked_again(typed: Any) -> None:
    call = await typed.ring(SARAH, greeted=True)
    await typed.turn(call, "I need two new outlets. It can wait a few days.")
    await typed.turn(call, "This is Sala Johnson.")
    await typed.turn(call, "No, my name is Sala Johnson.")
    assert call.sheet[FieldName.NAME].value == PersonName("Sala", "Johnson")
    assert call.situation.customer != "known"


async def test_other_person_on_the_same_phone_is_not_taken_for_the_customer(typed: Any) -> None:
    call = await typed.ring(SARAH, greeted=True)
    await typed.turn(call, "I need two new outlets. It can wait a few days.")
    said = await typed.turn(call, "This is Steve Johnson.")
    assert "Steve Johnson" in said
    assert "Sarah" not in said


async def test_name_on_file_stays_unsaid_to_a_caller_not_greeted_by_it(typed: Any) -> None:
    call = await typed.ring(SARAH)
    await typed.turn(call, "I need two new outlets. It can wait a few days.")
    said = await typed.turn(call, "This is Seva Johnson.")
    assert "Sarah" not in said
    assert call.sheet[FieldName.NAME].state is not State.CONFIRMED
