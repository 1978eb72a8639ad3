"""Addresses checked while talking: misheard streets, unknown ones, and places outside the area."""

from typing import Any

import pytest

from agent.conversation import Conversation
from office.sheet import FieldName, State

pytestmark = pytest.mark.acceptance

MIKE = "+16145550171"


async def up_to_the_address(typed: Any) -> Conversation:
    """A caller who has told all but where the work is."""
    call: Conversation = await typed.ring(MIKE)
    await typed.turn(call, "My water heater is leaking and needs to be replaced. It can wait.")
    await typed.turn(call, "Mike Chen.")
    await typed.turn(call, "Yes, that's right.")
    await typed.turn(call, "Yes, this number is fine.")
    await typed.turn(call, "mike at gmail dot com")
    await typed.turn(call, "Yes, that's right.")
    return call


def address(call: Conversation) -> str:
    return str(call.sheet.value(FieldName.ADDRESS) or "")


async def kinds(call: Conversation) -> list[str]:
    """What is left for a person."""
    return [each.kind for each in await call.toolbelt.tray.open_follow_ups()]


async def test_misheard_street_is_asked_about_and_a_yes_confirms_what_was_said(typed: Any) -> None:
    call = await up_to_the_address(typed)
    said = await typed.turn(call, "It's forty Maypole Avenue, Columbus, Ohio, 43206.")
    assert "Did you mean forty Maple Avenue" in said
    assert call.sheet[FieldName.ADDRESS].state is not State.CONFIRMED
    await typed.turn(call, "Yes, that's right.")
    assert call.sheet[FieldName.ADDRESS].state is State.CONFIRMED
    assert address(call) == "40 Maple Avenue, Columbus, OH 43206"


async def test_no_to_the_street_that_sounds_alike_asks_again_and_not_for_it(typed: Any) -> None:
    call = await up_to_the_address(typed)
    await typed.turn(call, "forty Mable Avenue")
    await typed.turn(call, "No.")
    assert address(call) == ""
    said = await typed.turn(call, "forty Mable Avenue")
    assert "forty Maple Avenue, Columbus" not in said


async def test_town_and_zip_of_the_street_are_proposed_and_read_back(typed: Any) -> None:
    call = await up_to_the_address(typed)
    said = await typed.turn(call, "nine Cherry Street")
    assert "nine Cherry Street, Columbus, Ohio, four three two one five" in said
    assert call.sheet[FieldName.ADDRESS].state is not State.CONFIRMED


async def test_unknown_street_costs_one_question_and_is_then_read_back_as_heard(typed: Any) -> None:
    call = await up_to_the_address(typed)
    said = await typed.turn(call, "twelve Zanzibar Crescent, Columbus")
    assert "zip code" in said
    said = await typed.turn(call, "four three two one five")
    assert "twelve Zanzibar Crescent, Columbus, Ohio" in said or "twelve Zanzibar" in said
    assert call.sheet[FieldName.ADDRESS].confidence <= 0.5
    await typed.turn(call, "Yes, that's right.")
    assert call.sheet[FieldName.ADDRESS].state is State.CONFIRMED
    assert address(call).endswith("43215")


async def test_unknown_street_goes_on_without_its_zip(typed: Any) -> None:
    call = await up_to_the_address(typed)
    await typed.turn(call, "twelve Zanzibar Crescent, Columbus")
    said = await typed.turn(call, "I don't know, sorry.")
    assert "twelve Zanzibar Crescent" in said
    assert "zip code" not in said


@pytest.mark.parametrize("answer", ["No, that's all right.", "Hm, what?"])
async def test_place_outside_the_area_never_gets_an_estimate_silently(
    typed: Any, answer: str
) -> None:
    call = await up_to_the_address(typed)
    await typed.turn(call, "a hundred Main Street, Mansfield, Ohio")
    said = await typed.turn(call, "Yes, that's right.")
    assert "outside the area we work in, which is Columbus" in said
    for _ in range(3):
        said = await typed.turn(call, answer)
        if "won't make an estimate" in said:
            break
    await typed.turn(call, "Whenever.")
    assert call.situation.estimate == ""
    assert (await kinds(call)).count("out_of_area") == 1


async def test_caller_outside_the_area_may_leave_it_to_the_owner(typed: Any) -> None:
    call = await up_to_the_address(typed)
    await typed.turn(call, "a hundred Main Street, Mansfield, Ohio")
    await typed.turn(call, "Yes, that's right.")
    await typed.turn(call, "Yes, please.")
    said = await typed.turn(call, "Whenever.")
    assert "I've noted the address for Dave" in said
    assert call.situation.estimate == "sent"
    assert "out_of_area" in await kinds(call)
