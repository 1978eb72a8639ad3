"""What is charged for each: how many is asked once, where nobody has said it."""

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from agent.moves import AskHowMany, AskWhichService
from office.sheet import FieldName
from prompts.library import Library

pytestmark = pytest.mark.acceptance

LIGHTS = "I'd like to get some recessed lights put in at my house. It can wait a few days."


async def quantity(call: Any) -> str:
    return str(call.situation.quote.lines[0].quantity)


async def test_missing_number_is_asked_and_counts_in_the_price(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    said = await typed.turn(call, LIGHTS)
    assert said == "How many would that be: recessed lights?"
    assert await quantity(call) == "1"
    said = await typed.turn(call, "Two. No, make that six.")
    assert said == "What's your name?"
    assert await quantity(call) == "6"
    assert call.situation.quote.total == call.situation.quote.lines[0].amount
    assert str(call.sheet.value(FieldName.SERVICE)).endswith("; 6 recessed lights")


@pytest.mark.parametrize("words", ["I don't know yet.", "A few.", "I'd rather not say."])
async def test_without_a_number_the_owners_own_stays_and_nothing_is_asked_twice(
    typed: Any, words: str
) -> None:
    call = await typed.ring("+16145550171")
    await typed.turn(call, LIGHTS)
    assert await typed.turn(call, words) == "What's your name?"
    assert await quantity(call) == "1"


@pytest.mark.parametrize(
    "opening",
    [
        "I need three recessed lights installed at my house. It can wait.",
        "I need a recessed light installed at my house. It can wait.",
    ],
)
async def test_number_that_was_said_is_not_asked(typed: Any, opening: str) -> None:
    call = await typed.ring("+16145550171")
    await typed.turn(call, opening)
    assert not isinstance(call.last.move, AskHowMany)


async def test_number_that_is_said_later_still_counts(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    await typed.turn(call, LIGHTS)
    await typed.turn(call, "Not sure.")
    await typed.turn(call, "My name is Lisa Park, and it's four recessed lights.")
    assert await quantity(call) == "4"


async def test_one_question_about_what_is_wanted_is_enough(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    await typed.turn(call, "I need smoke detectors and a ceiling fan put in at my house, no rush.")
    assert isinstance(call.last.move, AskWhichService)
    said = await typed.turn(call, "The smoke detectors.")
    assert not isinstance(call.last.move, AskHowMany), said


async def test_range_that_is_quoted_later_writes_no_estimate_and_tells_the_owner_what_was_said(
    typed: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    text = (files("prompts") / "services.yaml").read_text()
    rule = (
        "rules:\n"
        "  - name: Attic lights\n    trade: electrical\n    range_written: quote\n"
        "    says: {any: [attic lights]}\n    lines:\n"
        "      - {item: Recessed Light Installation, say: attic lights, charge: each, "
        "count: [attic light], up_to_quantity: 4}\n"
    )
    (folder / "services.yaml").write_text(f"{text}\n{rule}")
    typed.desk = replace(typed.desk, library=Library.open(folder))
    assert typed.desk.library.problems == ()
    call = await typed.ring("+16145550171")
    for words in (
        "I want attic lights at my house, it can wait.",
        "My name is Lisa Park.",
        "Yes.",
        "Yes, this number.",
        "I'd rather not give my e-mail.",
        "It's 70 River Road, Columbus, Ohio, 43215.",
        "Yes.",
        "I'd rather not say.",
    ):
        await typed.turn(call, words)
    low, high = call.situation.quote.total, call.situation.quote.upper
    assert high.amount == 4 * low.amount
    assert "It mostly comes to between" in call.last.text
    await typed.hang_up(call)
    made = await typed.desk.writes.of_call(call.call.id)
    assert {write.entity for write in made} == {"Customer"}
    notes = {one.kind: one.note for one in await typed.desk.tray.open_follow_ups()}
    assert 'In these words: "It mostly comes to between' in notes["send_quote"]
    (sent,) = typed.phones.texts
    assert "get back to you with a quote" in sent["body"]
    assert "$" not in sent["body"]
