"""A number that was never spoken hangs on one word: the desk says which one it uses."""

import pytest

from office.sheet import FieldName, State
from office.values import Phone
from tests.dialogues import LISA, NOW, PlayedCall, sheet_of

pytestmark = pytest.mark.unit

OTHER = Phone("+16145550143")
PHONE = FieldName.PHONE


def offered() -> PlayedCall:
    """A caller who has just been asked whether this number is the best one."""
    call = PlayedCall(None, sheet_of(service="leak", urgency="routine"))
    call.answer()
    call.say("Lisa Park.")
    call.say("Yes.")
    return call


def test_a_bare_yes_is_answered_with_what_it_means() -> None:
    call = offered()
    assert call.say("Yep.").startswith("I'll use the number you're calling from.")
    assert call.dialogue.sheet.value(PHONE) == LISA
    assert "calling from" not in call.say("lisa at gmail dot com")


def test_whoever_named_this_number_is_not_told_again() -> None:
    assert "I'll use" not in offered().say("Yes, this number is fine.")


@pytest.mark.parametrize("words", ["No.", "No, not this number.", "Wait, no, not that one."])
def test_a_yes_that_was_a_no_is_taken_back(words: str) -> None:
    call = offered()
    call.say("Yep.")
    assert "best number" in call.say(words)
    assert call.state(PHONE) is State.MISSING


def test_the_right_number_said_with_it_is_read_back() -> None:
    call = offered()
    call.say("Yep.")
    assert "oh one four three" in call.say("No, not this number. It's 614 555 0143.")
    call.say("Yes.")
    assert call.dialogue.sheet.value(PHONE) == OTHER
    assert call.state(PHONE) is State.CONFIRMED


def test_a_no_later_in_the_call_is_about_something_else() -> None:
    call = offered()
    call.say("Yep.")
    call.say("lisa at gmail dot com")
    call.say("No.")
    assert call.dialogue.sheet.value(PHONE) == LISA


@pytest.mark.parametrize("words", ["No e-mail.", "No thanks, no e-mail.", "no, I don't have one"])
def test_a_no_to_the_question_behind_it_is_none_to_the_number(words: str) -> None:
    call = offered()
    call.say("Yep.")
    assert "best number" not in call.say(words)
    assert call.dialogue.sheet.value(PHONE) == LISA
    assert call.state(PHONE) is State.CONFIRMED


def test_an_interrupted_sentence_is_said_again() -> None:
    call = offered()
    call.say("Yep.", heard_out=False)
    call.dialogue.caller_said("thanks")
    record = call.dialogue.understand("thanks", NOW, overlapped=True)
    call.dialogue.take(record, "thanks", NOW, overlapped=True)
    assert "I'll use the number" in call.answer()
