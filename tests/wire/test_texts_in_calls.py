"""Texts that arrive while their sender is on the line: real calls, real signed webhooks."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from office.sheet import FieldName, Source
from office.values import Phone
from tools.text_for_field import TextForField, text_for_field

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

LISA = Phone("+16145550171")


def live(wired: Any) -> list[Any]:
    """The conversations that are going on, the oldest first."""
    return [call.conversation for call in wired.house.reception._live.values()]


async def started(wired: Any, phone: Any, calls: int = 1) -> Any:
    """The newest conversation, once its greeting is heard."""
    await phone.until(lambda: phone.sounds and len(live(wired)) == calls)
    await phone.until_quiet()
    return live(wired)[-1]


async def asked_by_text(wired: Any, talk: Any) -> None:
    """The desk has texted this call's caller for the e-mail."""
    await text_for_field(wired.house.desk, talk.call.id, TextForField(FieldName.EMAIL, LISA))
    dialogue = talk.dialogue
    dialogue.sheet = dialogue.sheet.defer(FieldName.EMAIL)
    dialogue.situation = replace(dialogue.situation, awaited=(FieldName.EMAIL,))


async def test_text_is_thanked_for_and_read_back_at_once(wired: Any) -> None:
    async with wired.phone(LISA.e164).call() as phone:
        talk = await started(wired, phone)
        before = len(phone.sounds)
        assert await wired.exchange.receive_text(LISA.e164, "lisa.park@gmail.com") is not None
        await phone.until(lambda: len(phone.sounds) > before)
        assert talk.last.text.startswith("Thanks, I have your text.")
        assert "Is that right?" in talk.last.text
        assert talk.sheet[FieldName.EMAIL].source is Source.TEXT
        assert talk.sheet.confirmed(FieldName.EMAIL, object) is None
    assert not any(todo.kind == "text" for todo in await wired.house.tray.open_follow_ups())


async def talks(wired: Any, phone: Any) -> None:
    """The caller is heard to make a sound."""
    (answering,) = wired.house.reception._live.values()
    phone.talk()
    for _ in range(250):
        if answering._watch.caller_talks:
            return
        await asyncio.sleep(0.02)
    raise TimeoutError


async def test_text_that_comes_into_the_callers_words_is_answered_behind_them(wired: Any) -> None:
    async with wired.phone(LISA.e164).call() as phone:
        talk = await started(wired, phone)
        wired.heard.append("My furnace makes a terrible noise.")
        await talks(wired, phone)
        before = len(phone.sounds)
        await wired.exchange.receive_text(LISA.e164, "lisa.park@gmail.com")
        assert talk.sheet[FieldName.EMAIL].source is Source.TEXT
        assert not talk.last.text.startswith("Thanks, I have your text.")
        await phone.until(lambda: len(phone.sounds) > before)
        assert phone.sounds[before][0] > phone.spoke_to
        assert talk.last.text.startswith("Thanks, I have your text.")
        assert "furnace" in talk.heard
        assert talk.sheet.value(FieldName.SERVICE) is not None


async def test_noise_while_a_text_is_awaited_takes_nothing_from_it(wired: Any) -> None:
    async with wired.phone(LISA.e164).call() as phone:
        talk = await started(wired, phone)
        await asked_by_text(wired, talk)
        await talks(wired, phone)
        before = len(phone.sounds)
        assert talk.situation.awaited == (FieldName.EMAIL,)
        await wired.exchange.receive_text(LISA.e164, "lisa.park@gmail.com")
        # Nobody understood a word, and still the text is thanked for when the noise is over.
        await phone.until(lambda: len(phone.sounds) > before)
        assert phone.sounds[before][0] > phone.spoke_to
        assert talk.last.text.startswith("Thanks, I have your text.")
        assert talk.sheet.value(FieldName.EMAIL) is not None
    said = await wired.house.journal.turns_so_far(talk.call)
    assert [turn["text"] for turn in said if turn["who"] == "caller"] == [
        f"{wired.house.library.current.phrases.text.shown} lisa.park@gmail.com"
    ]


async def test_newest_of_two_calls_from_one_number_gets_the_text(wired: Any) -> None:
    async with wired.phone(LISA.e164).call() as one:
        first = await started(wired, one)
        async with wired.phone(LISA.e164).call() as two:
            second = await started(wired, two, calls=2)
            await wired.exchange.receive_text(LISA.e164, "lisa.park@gmail.com")
            assert second.sheet.value(FieldName.EMAIL) is not None
            assert first.sheet.value(FieldName.EMAIL) is None


async def test_text_of_somebody_else_does_not_reach_the_call(wired: Any) -> None:
    async with wired.phone(LISA.e164).call() as phone:
        talk = await started(wired, phone)
        await wired.exchange.receive_text("+16145550199", "mallory@evil.com")
        assert talk.sheet.value(FieldName.EMAIL) is None
    assert any(t.kind == "text" for t in await wired.house.tray.open_follow_ups())


async def test_forged_text_does_not_reach_the_call(wired: Any) -> None:
    async with wired.phone(LISA.e164).call() as phone:
        talk = await started(wired, phone)
        wired.exchange.faults.wrong_signature = 1
        assert await wired.exchange.receive_text(LISA.e164, "mallory@evil.com") is None
        assert talk.sheet.value(FieldName.EMAIL) is None


async def test_landline_is_not_waited_for(wired: Any) -> None:
    wired.exchange.faults.undeliverable = {LISA.e164: 30006}
    async with wired.phone(LISA.e164).call() as phone:
        talk = await started(wired, phone)
        await asked_by_text(wired, talk)
        for _ in range(100):
            if FieldName.EMAIL in talk.situation.untextable:
                break
            await asyncio.sleep(0.05)
        assert talk.situation.awaited == ()
        assert FieldName.EMAIL in talk.situation.untextable


async def test_stop_during_the_call_leaves_the_field_to_a_person(wired: Any) -> None:
    async with wired.phone(LISA.e164).call() as phone:
        talk = await started(wired, phone)
        await asked_by_text(wired, talk)
        await wired.exchange.receive_text(LISA.e164, "STOP")
        assert FieldName.EMAIL in talk.situation.untextable
    assert not await wired.house.desk.texting.may_text(LISA)
