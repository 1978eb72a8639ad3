"""Callers who answer at random: the laws hold in whatever order things are said."""

import random
from collections import Counter
from typing import Any

import pytest

from agent.moves import AskFor, ReadBack, SayGoodbye, Warn
from agent.policy import TRIES
from office.sheet import FieldName, State

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(120)]

MOST_TURNS = 60
ANSWERS = (
    "My kitchen sink is leaking.",
    "I need two new outlets installed.",
    "It's urgent, can someone come today?",
    "No, it can wait a few days.",
    "My name is Lisa Park.",
    "No, my name is Lisa Bark.",
    "Park. P, A, R, K.",
    "JC Plumbing.",
    "It's six one four, five five five, zero one seven one.",
    "No, it's zero one seven three at the end.",
    "614-555-143",
    "lisa at gmail dot com",
    "I'd rather not say.",
    "It's 70 River Road, Columbus, Ohio, 43215.",
    "Friday afternoon.",
    "Yes.",
    "Yes, that's right.",
    "No.",
    "No, that's not right.",
    "Could you repeat that, please?",
    "What are your hours?",
    "Hold on a second.",
    "I want to talk to a real person.",
    "It smells of gas in here.",
    "Hm.",
    "The weather is awful, isn't it.",
    "keypad: 6145550133",
)


async def said_to(typed: Any, call: Any, words: str, seen: Counter[str]) -> None:
    await typed.turn(call, words)
    move = call.last.move if call.last else None
    if isinstance(move, AskFor):
        seen[f"ask:{move.field}"] += 1
    if isinstance(move, Warn):
        seen["warn"] += 1


@pytest.mark.parametrize("seed", range(10))
async def test_laws_hold_whatever_a_caller_says(typed: Any, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - a seed makes the call repeatable
    call = await typed.ring(dice.choice(["+16145550171", "+16145550142", None]), greeted=True)
    seen: Counter[str] = Counter()
    for _ in range(25):
        before = {entry.name: entry for entry in call.sheet}
        await said_to(typed, call, dice.choice(ANSWERS), seen)
        for entry in call.sheet:
            old = before.get(entry.name)
            changed = old is not None and old.value != entry.value
            assert not (changed and entry.state is State.CONFIRMED and entry.name != "phone"), (
                f"{entry.name} changed and was confirmed in one turn"
            )
        if isinstance(call.last.move, SayGoodbye):
            break
    for name in (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS):
        assert call.sheet[name].refusals <= TRIES
    customers = [run for run in await tools_of(typed, call) if run["name"] == "create_customer"]
    if customers:
        assert call.sheet[FieldName.NAME].state is State.CONFIRMED
        reach = (FieldName.PHONE, FieldName.EMAIL)
        assert any(call.sheet[name].state is State.CONFIRMED for name in reach)
    estimates = [run for run in await tools_of(typed, call) if run["name"] == "create_estimate"]
    assert len(estimates) <= 1


async def tools_of(typed: Any, call: Any) -> list[Any]:
    from office.calls import one_call

    record = await one_call(typed.store, call.call.id)
    assert record is not None
    return list(record.tools)


async def test_caller_who_makes_no_sense_is_let_go_kindly(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    seen: Counter[str] = Counter()
    for _ in range(MOST_TURNS):
        await said_to(typed, call, "Hm.", seen)
        if isinstance(call.last.move, SayGoodbye):
            break
    assert isinstance(call.last.move, SayGoodbye)
    assert len(typed.dialogue) < MOST_TURNS
    assert max(seen.values()) <= TRIES


async def test_caller_who_refuses_every_read_back_is_left_to_a_person(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    seen: Counter[str] = Counter()
    reply = "My kitchen sink is leaking. It can wait a few days."
    for _ in range(MOST_TURNS):
        await said_to(typed, call, reply, seen)
        move = call.last.move
        if isinstance(move, SayGoodbye):
            break
        reply = (
            "No, that's not right. My name is Lisa Park."
            if isinstance(move, ReadBack)
            else (
                "My name is Lisa Park."
                if isinstance(move, AskFor) and move.field is FieldName.NAME
                else "I'd rather not say."
            )
        )
    assert isinstance(call.last.move, SayGoodbye), typed.dialogue
    assert len(typed.dialogue) < MOST_TURNS
    assert call.sheet[FieldName.NAME].state is State.DEFERRED


async def test_danger_is_warned_of_before_anything_is_asked(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    said = await typed.turn(call, "My furnace is broken and it smells of gas in here.")
    warning = call.rulebook.say(call.rulebook.phrases.safety.gas)
    assert said.startswith(warning)
    assert warning not in await typed.turn(call, "My name is Lisa Park.")


async def test_danger_is_warned_of_once_and_once_more_if_another_comes_up(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    lines = call.rulebook.phrases.safety

    def warnings(said: str) -> list[str]:
        kinds = lines.model_dump()
        return [kind for kind in kinds if said.startswith(call.rulebook.say(kinds[kind]))]

    assert warnings(await typed.turn(call, "I smell gas in the basement.")) == ["gas"]
    assert warnings(await typed.turn(call, "I really smell gas.")) == []
    assert warnings(await typed.turn(call, "Now the outlet is sparking.")) == ["sparks"]
    assert warnings(await typed.turn(call, "And sewage is coming up.")) == []


async def test_owner_hears_of_danger_at_once_with_the_number_they_call_from(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    await typed.turn(call, "I smell gas in the basement.")
    await typed.runner.run_due()
    (text,) = typed.phones.texts
    assert text["to"] == "+16145550101"
    assert text["body"].startswith("DANGER at 3:15 PM: smell of gas. ")
    assert "(614) 555-0171" in text["body"]
    await typed.turn(call, "I still smell gas.")
    await typed.runner.run_due()
    assert len(typed.phones.texts) == 1
