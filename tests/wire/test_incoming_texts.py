"""Texts that callers send, by real signed webhooks over the wire."""

import asyncio
from typing import Any

import httpx2
import pytest

from office.messages import MessageState
from office.sheet import FieldName, Source, State
from office.texts import Consent
from office.values import Phone
from tools.text_for_field import Asked, TextForField, may_text, text_for_field

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

LISA = Phone("+16145550171")


async def todos(wired: Any) -> list[str]:
    return [todo.note for todo in await wired.house.tray.open_follow_ups()]


async def until(wired: Any, words: str) -> str:
    """The follow-up with these words, once it is there."""
    for _ in range(100):
        for note in await todos(wired):
            if words in note:
                return str(note)
        await asyncio.sleep(0.05)
    raise AssertionError(await todos(wired))


async def ended_call(wired: Any, outcome: Asked = Asked.SENT) -> str:
    """A call that asked for the e-mail by text and is over."""
    call = await wired.house.journal.open_call("CA1", caller=LISA.e164, called="+16145550100")
    asked = await text_for_field(wired.house.desk, call.id, TextForField(FieldName.EMAIL, LISA))
    assert asked.outcome is outcome
    await wired.house.journal.close_call(call, "finished")
    return str(call.id)


async def test_strangers_text_becomes_a_note_for_the_owner(wired: Any) -> None:
    answer = await wired.exchange.receive_text(LISA.e164, "Do you do gutters?")
    assert answer is not None
    assert "<Message" not in answer
    assert await todos(wired) == [f"{LISA.e164} wrote: Do you do gutters?"]


async def test_text_that_the_carrier_sends_twice_is_one(wired: Any) -> None:
    for _ in range(2):
        await wired.exchange.receive_text(LISA.e164, "Hello?", message_sid="SM" + "1" * 32)
    wired.exchange.faults.replayed_webhook = 1
    await wired.exchange.receive_text(LISA.e164, "Hello again?")
    assert len(await todos(wired)) == 2
    assert wired.exchange.warnings == []


async def test_forged_text_is_refused_and_changes_nothing(wired: Any) -> None:
    wired.exchange.faults.wrong_signature = 1
    assert await wired.exchange.receive_text(LISA.e164, "STOP") is None
    assert await todos(wired) == []
    assert await wired.house.texts.waiting() == []
    assert await wired.house.desk.texting.may_text(LISA)


async def test_text_without_a_signature_is_refused(wired: Any) -> None:
    form = {"MessageSid": "SM1", "From": LISA.e164, "Body": "hi", "AccountSid": "AC1"}
    async with httpx2.AsyncClient() as http:
        answer = await http.post(f"{wired.base}/twilio/sms", data=form)
    assert answer.status_code == 403
    assert await todos(wired) == []


async def test_picture_without_words_is_told_to_the_owner(wired: Any) -> None:
    await wired.exchange.receive_text(LISA.e164, "", pictures=1)
    (note,) = await todos(wired)
    assert "1 picture(s)" in note


async def confirmed(wired: Any, key: str = "c") -> bool:
    """Whether the desk can text what follows a call."""
    texting = wired.house.desk.texting
    return bool(await texting.text(LISA, "Thanks.", key=key, kind="confirmation", call_id=None))


def bodies(wired: Any) -> list[str]:
    return [message.body for message in wired.exchange.messages.values()]


CARRIERS = ("STOP", "StopAll", "Unsubscribe", "CANCEL", "end", "Quit", "revoke", "OptOut")


async def test_nothing_is_sent_to_whom_said_stop(wired: Any) -> None:
    for last, word in enumerate(CARRIERS):
        number = f"+1614555017{last}"
        await wired.exchange.receive_text(number, word)
        assert not await may_text(wired.house.desk, Phone(number))
    await ended_call(wired, Asked.REFUSED)
    assert [await confirmed(wired) for _ in range(3)] == [False] * 3
    # The carrier answers such a word itself, and would refuse what we send: it is not even tried.
    assert wired.exchange.messages == {}
    assert wired.exchange.refused == []
    assert await todos(wired) == [
        'They asked for no texts, so this was not sent: "Thanks." '
        "If it matters, please tell them another way."
    ]
    kept = await wired.house.messages.find("c")
    assert kept.state is MessageState.SUPPRESSED


async def test_stop_in_own_words_gets_one_last_text_and_none_after(wired: Any) -> None:
    await wired.exchange.receive_text(LISA.e164, "Please don’t text me any more.")
    farewell = (
        "ABC Plumbing: we won't text you any more. Reply START to get texts again, "
        "or call (614) 555-0100."
    )
    assert bodies(wired) == [farewell]
    await wired.exchange.receive_text(LISA.e164, "I said stop texting me")
    await wired.exchange.receive_text(LISA.e164, "HELP")
    # Neither a yes on the phone nor another call undoes it.
    await wired.house.texts.consent(LISA.e164, Consent.SAID_YES, turn=4)
    await wired.house.texts.consent(LISA.e164, Consent.GAVE_NUMBER)
    assert not await confirmed(wired)
    assert bodies(wired) == [farewell]


async def test_what_is_about_one_time_only_is_left_to_a_person(wired: Any) -> None:
    await wired.exchange.receive_text(LISA.e164, "Don't text me until you are on your way")
    assert len(await todos(wired)) == 1
    assert await confirmed(wired)


async def test_a_stopped_number_can_have_texts_again(wired: Any) -> None:
    # Of somebody who never stopped it is an answer, and to be read.
    await wired.exchange.receive_text(LISA.e164, "Yes")
    assert await todos(wired) == [f"{LISA.e164} wrote: Yes"]
    for word in ("START", "unstop", "YES"):
        await wired.exchange.receive_text(LISA.e164, "STOP")
        assert not await may_text(wired.house.desk, LISA)
        await wired.exchange.receive_text(LISA.e164, word)
        assert await confirmed(wired, word)
    assert len(await todos(wired)) == 1


async def test_help_says_once_who_texts_and_where_to_call(wired: Any) -> None:
    for word in ("HELP", "info", "Help!"):
        await wired.exchange.receive_text(LISA.e164, word)
    assert bodies(wired) == [
        "This is ABC Plumbing. We text about your calls and visits only. "
        "Call us at (614) 555-0100. Reply STOP to get no more texts."
    ]


async def test_stop_that_only_the_carrier_heard_holds_from_the_first_refusal(wired: Any) -> None:
    wired.exchange.stopped.add(LISA.e164)
    assert not await confirmed(wired)
    assert wired.exchange.refused == [(LISA.e164, 21610)]
    assert not await confirmed(wired, "d")
    assert len(wired.exchange.refused) == 1
    assert [given.how for given in await wired.house.texts.given(LISA.e164)] == [
        Consent.CARRIER_STOP
    ]


async def test_owners_alarm_is_not_held_back_by_anybodys_stop(wired: Any) -> None:
    owner = wired.house.library.current.business.owner_mobile
    await wired.exchange.receive_text(LISA.e164, "STOP")
    await wired.house.texts.consent(owner.e164, Consent.SAID_STOP)
    texting = wired.house.desk.texting
    assert await texting.text(owner, "DANGER", key="a", kind="x", call_id=None, alarm=True)
    assert bodies(wired) == ["DANGER"]


async def test_field_is_asked_for_once_per_call(wired: Any) -> None:
    call = await ended_call(wired)
    again = await text_for_field(wired.house.desk, call, TextForField(FieldName.EMAIL, LISA))
    assert again.outcome is Asked.SENT
    (sent,) = wired.exchange.messages.values()
    assert sent.body.startswith("ABC Plumbing: please reply to this text with your e-mail address.")


async def test_only_numbers_of_the_own_region_are_texted(wired: Any) -> None:
    for number in ("+18765550123", "+442079460123"):
        assert not await may_text(wired.house.desk, Phone(number))


async def test_number_that_cannot_be_texted_is_refused_by_the_carrier(wired: Any) -> None:
    wired.exchange.faults.not_mobile = [LISA.e164]
    await ended_call(wired, Asked.REFUSED)
    assert await todos(wired) == []


async def test_late_answer_is_heard_and_never_confirmed(wired: Any) -> None:
    call_id = await ended_call(wired)
    await wired.exchange.receive_text(LISA.e164, "it's lisa.park@gmail.com, thanks!")
    note = await until(wired, "After the call they texted their email")
    assert "lisa.park@gmail.com" in note
    known = await wired.house.journal.find_call("CA1")
    sheet = await wired.house.journal.sheet(known)
    assert call_id == known.id
    assert str(sheet.value(FieldName.EMAIL)) == "lisa.park@gmail.com"
    assert sheet[FieldName.EMAIL].state is State.HEARD
    assert sheet[FieldName.EMAIL].source is Source.TEXT


async def test_late_answer_joins_the_follow_up_that_waits_for_it(wired: Any) -> None:
    call_id = await ended_call(wired)
    await wired.house.tray.follow_up(
        key=f"unconfirmed:{call_id}:email", kind="confirm_field", note="Not given.", call_id=call_id
    )
    await wired.exchange.receive_text(LISA.e164, "lisa.park@gmail.com")
    assert (await until(wired, "lisa.park")).startswith("Not given. After the call they texted")
    assert len(await todos(wired)) == 1


async def test_text_kept_by_a_process_that_died_is_seen_to_by_the_next(wired: Any) -> None:
    await wired.house.texts.note("SM1", LISA.e164, "Is anybody there?")
    await wired.house.incoming.take_up()
    assert await todos(wired) == [f"{LISA.e164} wrote: Is anybody there?"]
    assert await wired.house.texts.waiting() == []
