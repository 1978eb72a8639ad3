"""A caller who says that they want no texts gets none, and whoever agreed is on file with it."""

from typing import Any

import pytest

from office.messages import MessageState
from office.texts import Consent, TextLedger

pytestmark = pytest.mark.acceptance

LISA, OTHER = "+16145550171", "+16145550143"
STORY = (
    "My AC isn't cooling. It can wait a few days.",
    "This is Lisa Park.",
    "Yes, that's right.",
)


async def test_dont_text_me_on_the_phone_holds_for_both_of_their_numbers(typed: Any) -> None:
    ledger = TextLedger(typed.store, typed.clock)
    call = await typed.ring(LISA)
    for words in STORY:
        await typed.turn(call, words)
    said = await typed.turn(call, "And please don't text me.")
    assert said.startswith("All right, we won't text you.")
    turn = await typed.journal.last_said(call.call)
    await typed.turn(call, "No, it's 614 555 0143.")
    await typed.turn(call, "Yes.")
    await typed.hang_up(call)
    assert [await ledger.stopped(number) for number in (LISA, OTHER)] == [True, True]
    (given,) = await ledger.given(LISA)
    assert (given.how, given.call_id, given.turn) == (Consent.SAID_STOP, call.call.id, turn)
    assert typed.phones.texts == []
    (kept,) = await typed.desk.messages.of_call(call.call.id)
    assert (kept.kind, kept.state) == ("confirmation", MessageState.SUPPRESSED)
    notes = await typed.desk.tray.follow_ups_of(call.call.id)
    assert [todo.kind for todo in notes if kept.body in todo.note] == ["no_texts"]


async def test_wish_said_on_a_withheld_number_holds_for_the_one_they_give(typed: Any) -> None:
    call = await typed.ring(None)
    for words in (*STORY, "614 555 0143, but don't text me.", "Yes.", "No e-mail."):
        await typed.turn(call, words)
    await typed.hang_up(call)
    assert typed.phones.texts == []
    assert await TextLedger(typed.store, typed.clock).stopped(OTHER)


async def test_who_is_texted_is_on_file_with_the_turn_they_gave_the_number_in(typed: Any) -> None:
    call = await typed.ring(LISA)
    for words in (*STORY, "614 555 0143."):
        await typed.turn(call, words)
    turn = await typed.journal.last_said(call.call)
    await typed.turn(call, "Yes.")
    await typed.hang_up(call)
    assert [text["to"] for text in typed.phones.texts] == [OTHER]
    (given,) = await TextLedger(typed.store, typed.clock).given(OTHER)
    assert (given.how, given.call_id, given.turn) == (Consent.GAVE_NUMBER, call.call.id, turn)
    assert given.allowed
