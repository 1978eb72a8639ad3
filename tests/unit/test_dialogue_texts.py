"""A text message in a call: offered, waited for, thanked for, read back."""

from dataclasses import replace

import pytest

from agent.dialogue import Ran
from agent.moves import OfferText, ReadBack, RemindOfText, SayGoodbye, WaitForText
from agent.policy import Situation
from office.sheet import CallSheet, FieldName, Source, State
from office.values import Address, Email, PersonName
from tests.dialogues import BOOK, LISA, NOW, PlayedCall, sheet_of

pytestmark = pytest.mark.unit

TEXT = BOOK.phrases.text
MUMBLED = "Well, that is really hard to say."


class TextingCall(PlayedCall):
    """A call whose texts reach the caller, or do not."""

    reaches = True

    def _ran(self, tool: str) -> Ran:
        situation, sheet = self.dialogue.situation, self.dialogue.sheet
        if tool != "text_for_field":
            return super()._ran(tool)
        field = situation.text_wanted
        assert field is not None
        if not self.reaches:
            return Ran(sheet, situation.text_lost(field))
        awaited = (*situation.awaited, field)
        return Ran(sheet, replace(situation, text_wanted=None, awaited=awaited))

    def text(self, body: str) -> str:
        """The caller texts; the desk's words."""
        assert self.dialogue.texted(body, NOW)
        return self.answer()


def known(**more: object) -> CallSheet:
    sheet = sheet_of(name=PersonName("Lisa", "Park"), phone=LISA, **more)  # type: ignore[arg-type]
    for name, words in ((FieldName.SERVICE, "a clogged drain"), (FieldName.URGENCY, "routine")):
        sheet = sheet.hear(name, words)
    return sheet.hear(FieldName.PREFERRED_TIME, "Tuesday")


def at_the_email(*, can_text: bool = True, address: bool = True) -> TextingCall:
    """A call in which only the e-mail is still open, and cannot be understood."""
    more = {"address": Address("70 River Road", city="Columbus")} if address else {}
    call = TextingCall(Situation(caller_id=LISA, can_text=can_text), known(**more))
    call.answer()
    return call


def offered(**more: bool) -> TextingCall:
    call = at_the_email(**more)
    for _ in range(6):
        if isinstance(call.did(), OfferText):
            return call
        call.say(MUMBLED)
    raise AssertionError(call.did())


def test_what_cannot_be_heard_is_offered_by_text() -> None:
    assert offered().did() == OfferText(FieldName.EMAIL)


def test_no_text_is_offered_where_none_can_be_sent() -> None:
    call = at_the_email(can_text=False)
    for _ in range(6):
        call.say(MUMBLED)
        assert not isinstance(call.did(), OfferText)
    assert call.state(FieldName.EMAIL) is State.DEFERRED


def test_call_goes_on_with_other_questions_while_the_caller_types() -> None:
    call = offered(address=False)
    said = call.say("Yes, please.")
    assert said.startswith(TEXT.sent)
    assert BOOK.phrases.ask[FieldName.ADDRESS][0] in said
    assert call.state(FieldName.EMAIL) is State.DEFERRED


def test_text_is_thanked_for_read_back_and_confirmed_by_a_yes() -> None:
    call = offered(address=False)
    call.say("Yes, please.")
    said = call.text("Lisa.Park@gmail.com thanks!")
    assert said.startswith(TEXT.came)
    assert call.did() == ReadBack(FieldName.EMAIL, Email("lisa.park@gmail.com"))
    assert call.state(FieldName.EMAIL) is State.READ_BACK
    said = call.say("Yes, that's right.")
    assert call.state(FieldName.EMAIL) is State.CONFIRMED
    assert call.dialogue.sheet[FieldName.EMAIL].source is Source.TEXT
    assert BOOK.phrases.ask_short[FieldName.ADDRESS] in said or "address" in said


def test_no_to_the_read_back_takes_the_text_for_nothing() -> None:
    call = offered()
    call.say("Yes, please.")
    call.text("lisa.park@gmail.com")
    call.say("No, that's not right.")
    assert call.state(FieldName.EMAIL) is not State.CONFIRMED


def test_text_whose_read_back_gets_no_clear_answer_is_read_back_once_more() -> None:
    call = offered()
    call.say("Yes, please.")
    call.text("lisa.park@gmail.com")
    call.say("You got captured.")
    again = call.did()
    assert isinstance(again, ReadBack)
    assert again.value == Email("lisa.park@gmail.com")
    call.say("Yes, that's right.")
    assert call.state(FieldName.EMAIL) is State.CONFIRMED


def test_text_with_nothing_in_it_changes_nothing() -> None:
    call = offered()
    call.say("Yes, please.")
    assert not call.dialogue.texted("ok thanks", NOW)
    assert call.state(FieldName.EMAIL) is State.DEFERRED


def test_no_to_the_offer_leaves_it_to_a_person() -> None:
    call = offered()
    assert BOOK.phrases.deferred in call.say("No, thanks.")
    assert call.state(FieldName.EMAIL) is State.DEFERRED
    assert call.dialogue.situation.awaited == ()


def test_text_that_is_refused_leaves_it_to_a_person_at_once() -> None:
    call = offered()
    call.reaches = False
    assert TEXT.failed in call.say("Yes, please.")
    assert "untextable:email" in call.promised
    assert call.state(FieldName.EMAIL) is State.DEFERRED
    assert not isinstance(call.did(), RemindOfText)


def test_text_that_does_not_come_is_asked_for_once_before_anything_is_entered() -> None:
    call = offered()
    call.say("Yes, please.")
    assert call.did() == RemindOfText(FieldName.EMAIL)
    assert call.written == []
    said = call.say("No, I'll do that later.")
    assert BOOK.phrases.deferred in said
    assert call.written
    call.say("No, that's all.")
    assert isinstance(call.did(), SayGoodbye)


def test_caller_who_is_typing_is_waited_for() -> None:
    call = offered()
    call.say("Yes, please.")
    call.say("Yes, one moment.")
    assert call.did() == WaitForText(FieldName.EMAIL)
    assert call.stay_silent(1) == TEXT.still_waiting
    assert call.text("lisa.park@gmail.com").startswith(TEXT.came)


def test_text_that_was_not_delivered_is_not_waited_for() -> None:
    call = offered(address=False)
    call.say("Yes, please.")
    call.dialogue.text_lost(FieldName.EMAIL)
    said = call.say("It's seventy River Road, Columbus.")
    assert TEXT.failed in said
    call.say("Yes, that's right.")
    assert not isinstance(call.did(), RemindOfText)


def test_email_texted_unasked_is_read_back_too() -> None:
    call = at_the_email()
    assert call.text("my mail is lisa.park@gmail.com").startswith(TEXT.came)
    assert call.state(FieldName.EMAIL) is State.READ_BACK


def test_confirmed_email_that_a_text_changes_is_unconfirmed_again() -> None:
    email = Email("wrong@gmail.com")
    call = TextingCall(Situation(caller_id=LISA, can_text=True), known(email=email))
    call.answer()
    call.text("lisa.park@gmail.com")
    assert call.state(FieldName.EMAIL) is State.READ_BACK


def test_nothing_is_taken_after_we_have_parted() -> None:
    call = offered()
    call.say("No, thanks.")
    call.say("No, that's all.")
    assert isinstance(call.did(), SayGoodbye)
    assert call.dialogue.parted
    assert not call.dialogue.texted("lisa.park@gmail.com", NOW)


def at_the_offer() -> TextingCall:
    """A call in which the address was refused twice, heard anew, and is offered by text."""
    call = TextingCall(
        Situation(caller_id=LISA, can_text=True), known(email=Email("lisa@example.com"))
    )
    call.answer()
    call.say("40852 St. Clair Avenue, Atlanta, Georgia, 30351")
    call.say("No. 40692 St. Clair Avenue, Atlanta, Georgia, 34351")
    call.say("No. 40652 St. Claire Avenue, Atlanta, Georgia, 30451")
    assert call.did() == OfferText(FieldName.ADDRESS)
    return call


def test_what_was_heard_is_read_back_after_all_if_no_text_will_come() -> None:
    call = at_the_offer()
    call.say("Yes.")
    assert isinstance(call.did(), RemindOfText)
    call.say("No, never mind the text.")
    assert isinstance(call.did(), ReadBack)
    call.say("Yes.")
    assert call.state(FieldName.ADDRESS) is State.CONFIRMED


def test_answer_to_an_offer_that_is_not_understood_loses_nothing() -> None:
    call = at_the_offer()
    call.say("That's bright.")
    assert isinstance(call.did(), ReadBack)


def test_rather_not_is_a_no_to_the_text_and_not_to_the_field() -> None:
    call = at_the_offer()
    call.say("I'd rather not.")
    assert isinstance(call.did(), ReadBack)


def test_text_that_is_coming_is_waited_for_and_nothing_is_read_back_before() -> None:
    call = at_the_offer()
    call.say("Yes.")
    call.say("Yes.")
    assert isinstance(call.did(), WaitForText)
    call.say("One second.")
    assert not isinstance(call.did(), ReadBack)


def test_whoever_wants_no_texts_is_told_so_once_and_offered_none() -> None:
    call = PlayedCall(Situation(caller_id=LISA, can_text=True))
    said = call.say("My furnace is out, and please don't text me.")
    assert said.startswith("All right, we won't text you.")
    assert call.dialogue.sheet.value(FieldName.SERVICE) is not None
    assert "text you" not in call.say("Did you hear me? Don't text me!")
    assert not call.dialogue.situation.can_text
    assert call.dialogue.situation.no_texts == "told"


def test_no_to_a_text_in_these_words_is_a_no_to_all() -> None:
    call = PlayedCall(Situation(caller_id=LISA, can_text=True, awaited=(FieldName.EMAIL,)))
    call.say("No, don't text me.")
    assert call.dialogue.situation.awaited == ()
    assert call.dialogue.situation.untextable == {FieldName.EMAIL}
