"""What the desk does when a caller changes their mind, is done, or only seems to say otherwise."""

from dataclasses import replace

import pytest

from agent.dialogue import Run
from agent.moves import AskAnythingElse, AskFor, ReadBack, SayGoodbye, Way
from agent.policy import Situation
from office.sheet import FieldName, State
from office.values import Phone
from tests.dialogues import BOOK, PlayedCall, sheet_of
from tests.unit.test_dialogue_turns import EMAIL, MAIL, NAME, NUMBER, PARK, PHONE, done, told

pytestmark = pytest.mark.unit


def entered() -> PlayedCall:
    """A call whose customer is entered, asked whether there is more."""
    call = PlayedCall(None, sheet_of(**told(phone=NUMBER, email=MAIL)))
    call.answer()
    call.say("12 Oak Street, Columbus, Ohio, 43215")
    call.say("Yes.")
    call.say("Friday.")
    assert call.did() == AskAnythingElse()
    return call


def test_change_after_the_customer_was_entered_is_made_in_quickbooks_once_and_said() -> None:
    call = entered()
    call.say("Actually, the number is 614 555 0199.")
    assert Run("correct_customer") not in call.effects
    said = call.say("Yes.")
    assert call.effects.count(Run("correct_customer")) == 1
    assert BOOK.say(BOOK.phrases.entry_corrected) in said
    assert "late:phone" not in call.promised
    again = call.say("Hm.")
    assert BOOK.say(BOOK.phrases.entry_corrected) not in again
    assert call.effects.count(Run("correct_customer")) == 1


def test_change_that_cannot_be_made_in_quickbooks_becomes_a_follow_up() -> None:
    call = entered()
    call.corrects = False
    call.say("Actually, the number is 614 555 0199.")
    said = call.say("Yes.")
    assert "late:phone" in call.promised
    assert BOOK.say(BOOK.phrases.late_change) in said
    call.say("Hm.")
    assert call.effects.count(Run("correct_customer")) == 1


def test_changed_email_sends_the_estimate_there_too() -> None:
    call = entered()
    call.dialogue.situation = replace(call.dialogue.situation, estimate="sent")
    call.say("Change the e-mail. It's lisa dot park at yahoo dot com.")
    call.say("Yes.")
    assert call.effects.count(Run("create_estimate")) == 2


@pytest.mark.parametrize(
    "words",
    [
        "Sorry, use another phone number. It's eight oh oh.",
        "I need to change the phone number. It's, hm.",
        "Use my other number instead.",
        "My number has changed.",
    ],
)
def test_number_to_be_changed_is_no_longer_confirmed_and_is_asked_for(words: str) -> None:
    call = done()
    call.say(words)
    assert call.did() == AskFor(PHONE)
    assert call.dialogue.sheet.confirmed(PHONE, Phone) is None
    assert call.dialogue.sheet[PHONE].alternatives == (NUMBER,)
    call.say("614 555 0199.")
    assert call.did() == ReadBack(PHONE, Phone("+16145550199"))
    call.say("Yes.")
    assert call.did() == AskAnythingElse()


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("Can I give you a different e-mail?", EMAIL),
        ("My name is spelled wrong.", NAME),
        ("I need to change the address.", FieldName.ADDRESS),
        ("Can we change the time?", FieldName.PREFERRED_TIME),
    ],
)
def test_field_named_at_the_end_is_asked_for(words: str, field: FieldName) -> None:
    call = done()
    call.say(words)
    assert call.did() == AskFor(field)


def test_another_number_to_try_is_a_second_one_and_changes_nothing() -> None:
    call = done()
    call.say("You can also use my other number, 614 555 0100.")
    assert call.did() == ReadBack(FieldName.ALTERNATE_PHONE, Phone("+16145550100"), spelled=False)
    assert call.state(PHONE) is State.CONFIRMED


def test_change_of_mind_has_all_its_tries_whatever_the_first_value_cost() -> None:
    call = done()
    sheet, dialogue = call.dialogue.sheet, call.dialogue
    dialogue.sheet = sheet.with_field(replace(sheet[PHONE], refusals=2, misses=1))
    dialogue.situation = replace(dialogue.situation, asked=(PHONE,) * 5)
    call.say("Use another phone number, 614 555 0199.")
    assert call.did() == ReadBack(PHONE, Phone("+16145550199"))
    call.say("No.")
    assert call.did() == AskFor(PHONE, Way.AGAIN)


def test_number_left_to_a_person_is_taken_when_the_caller_begins_anew() -> None:
    call = done()
    call.dialogue.sheet = call.dialogue.sheet.with_field(
        replace(call.dialogue.sheet[PHONE], state=State.DEFERRED, refusals=4)
    )
    call.say("Wait, can you change the phone number? It's 614 555 0199.")
    assert call.did() == ReadBack(PHONE, Phone("+16145550199"))


@pytest.mark.parametrize(
    "words",
    [
        "That's it, thanks.",
        "I think we're good.",
        "Nope, that'll do.",
        "That should do it.",
        "Okay, thanks.",
        "Perfect, thank you so much.",
        "Nothing, thanks.",
    ],
)
def test_who_is_done_is_parted_from_at_once(words: str) -> None:
    call = done()
    call.say(words)
    assert call.did() == SayGoodbye()


def test_place_named_in_an_address_does_not_turn_a_business_into_a_home() -> None:
    known = told(name=PARK, phone=NUMBER, email=MAIL, customer_type="commercial")
    call = PlayedCall(Situation(), sheet_of(**known))
    call.answer()
    call.say("The house is at 12 Oak Street, Columbus, Ohio, 43215. Can someone come today?")
    assert call.dialogue.sheet.value(FieldName.CUSTOMER_TYPE) == "commercial"
    assert call.dialogue.sheet.value(FieldName.URGENCY) == "routine"
    call.say("Yes. And it's an emergency, water is everywhere.")
    assert call.dialogue.sheet.value(FieldName.URGENCY) == "emergency"


def test_cannot_wait_is_asked_about_once_in_other_words() -> None:
    call = PlayedCall(Situation())
    call.answer()
    call.say("My AC is not cooling, it can't wait.")
    assert call.did() == AskFor(FieldName.URGENCY, Way.AGAIN)
    assert call.dialogue.sheet.value(FieldName.URGENCY) is None
    call.say("It can't wait.")
    assert call.dialogue.sheet.value(FieldName.URGENCY) == "urgent"


def test_change_of_mind_has_cost_its_first_turn_already() -> None:
    call = done()
    call.say("Sorry, use another phone number. It's 614 555 0199.")
    assert call.dialogue.situation.asked.count(PHONE) == 2


def test_what_was_left_to_a_person_is_read_back_once_more_for_a_caller_who_insists() -> None:
    call = done()
    call.say("Sorry, use another phone number. It's 614 555 0199.")
    for _ in range(5):
        if call.state(PHONE) is State.DEFERRED:
            break
        call.say("No, that's wrong.")
    assert call.state(PHONE) is State.DEFERRED
    call.say("Sorry, use another phone number. It's 614 555 0188.")
    assert isinstance(call.did(), ReadBack)
    call.say("No, it's 614 555 0186.")
    assert isinstance(call.did(), ReadBack)
    call.say("No, it's 614 555 0185.")
    assert call.state(PHONE) is State.DEFERRED
    assert call.dialogue.sheet.value(PHONE) == Phone("+16145550185")
