"""What the desk does with a turn: the ladder, pieces, corrections, digressions, the ending."""

import pytest

from agent.confirming import says_yes
from agent.dialogue import Run
from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskWhatToChange,
    AskWhich,
    GoOn,
    OfferCallerId,
    OfferText,
    ReadBack,
    SayGoodbye,
    Way,
)
from agent.pieces import MOST_OF_DIGITS
from agent.policy import Situation
from office.sheet import FieldName, State, Value
from office.values import Address, Email, Money, PersonName, Phone
from prompts.pricing import Quote, QuoteKind
from tests.dialogues import BOOK, LISA, PlayedCall, sheet_of

pytestmark = pytest.mark.unit

NAME, PHONE, EMAIL = FieldName.NAME, FieldName.PHONE, FieldName.EMAIL
PARK, MAIL = PersonName("Lisa", "Park"), Email("lisa@gmail.com")
NUMBER = Phone("+16145550143")


def told(**more: Value) -> dict[str, Value]:
    return {"service": "leaking sink", "urgency": "routine", "name": PARK, **more}


def asked_for(name: FieldName, **more: Value) -> PlayedCall:
    """A call in which a field was just asked for."""
    situation = Situation(can_text=False, asked=())
    call = PlayedCall(situation, sheet_of(**told(**more)))
    call.answer()
    assert call.did() == AskFor(name)
    return call


def done(**more: Value) -> PlayedCall:
    """A call that has come to "anything else?"."""
    known = told(
        phone=NUMBER, email=MAIL, address=Address("12 Oak Street"), preferred_time="Friday"
    )
    call = PlayedCall(None, sheet_of(**(known | more)))
    call.answer()
    assert call.did() == AskAnythingElse()
    return call


def test_second_unreadable_number_is_typed_on_the_keypad() -> None:
    call = asked_for(PHONE)
    call.say("Hm.")
    assert call.did() == AskFor(PHONE, Way.AGAIN)
    call.say("Hm.")
    assert call.did() == AskFor(PHONE, Way.KEYPAD)
    call.say("keypad: 6145550143")
    assert call.did() == ReadBack(PHONE, NUMBER)


def test_third_failure_leaves_a_number_to_a_person_and_says_so() -> None:
    call = asked_for(PHONE)
    for _ in range(3):
        said = call.say("Hm.")
    assert call.state(PHONE) is State.DEFERRED
    assert BOOK.phrases.deferred in said
    assert call.promised == ["deferred:phone"]


def test_text_message_comes_between_the_keypad_and_a_person() -> None:
    call = PlayedCall(Situation(can_text=True), sheet_of(**told(phone=NUMBER)))
    call.answer()
    for _ in range(3):
        call.say("Hm.")
    assert call.did() == OfferText(EMAIL)
    call.say("Yes.")
    assert Run("text_for_field") in call.effects


def test_refused_number_is_read_back_digit_by_digit() -> None:
    call = asked_for(PHONE)
    call.say("614 555 0133")
    said = call.say("No, it's 614 555 0143.")
    assert call.did() == ReadBack(PHONE, NUMBER, spelled=True)
    assert BOOK.phrases.spell_back.phone.lead in said


def test_okay_after_a_refusal_is_no_confirmation_of_a_number() -> None:
    call = asked_for(PHONE)
    call.say("614 555 0133")
    call.say("No, it's 614 555 0143.")
    call.say("Okay.")
    assert call.state(PHONE) is not State.CONFIRMED
    call.say("Yes.")
    assert call.state(PHONE) is State.CONFIRMED


def test_yes_with_other_digits_is_a_correction() -> None:
    call = asked_for(PHONE)
    call.say("614 555 0133")
    call.say("Yes, 614 555 0143.", answer="yes", phone=None)
    assert call.state(PHONE) is not State.CONFIRMED
    assert call.did() == ReadBack(PHONE, NUMBER)


@pytest.mark.parametrize(
    "pieces",
    [
        ("Six one four.", "Five five five.", "Oh one four three."),
        ("614 555", "0143"),
        ("keypad: 614", "keypad: 5550143"),
    ],
)
def test_number_in_pieces_is_put_together_without_a_failure(pieces: tuple[str, ...]) -> None:
    call = asked_for(PHONE)
    for piece in pieces[:-1]:
        call.say(piece)
        assert call.did() == GoOn(PHONE)
    call.say(pieces[-1])
    assert call.did() == ReadBack(PHONE, NUMBER)
    assert call.dialogue.sheet[PHONE].failures == 0


def test_email_in_halves_is_put_together() -> None:
    call = asked_for(EMAIL, phone=NUMBER)
    call.say("lisa dot park")
    assert call.did() == GoOn(EMAIL)
    call.say("at gmail dot com")
    assert call.did() == ReadBack(EMAIL, Email("lisa.park@gmail.com"))


def test_whole_value_counts_by_itself_after_a_piece() -> None:
    call = asked_for(PHONE)
    call.say("Six one four five")
    call.say("Six one four, five five five, oh one four three.")
    assert call.did() == ReadBack(PHONE, NUMBER)


def test_pieces_that_lead_nowhere_end_in_another_question() -> None:
    call = asked_for(PHONE)
    for _ in range(MOST_OF_DIGITS * 3 + 3):
        call.say("five five")
    assert call.state(PHONE) is State.DEFERRED


def test_confirmed_field_is_changed_and_the_open_question_resumed() -> None:
    call = asked_for(FieldName.ADDRESS, phone=NUMBER, email=MAIL)
    call.say("Wait, my number is wrong.")
    assert call.did() == AskFor(PHONE)
    call.say("It's 614 555 0199.")
    assert call.did() == ReadBack(PHONE, Phone("+16145550199"))
    call.say("Yes.")
    assert call.did() == AskFor(FieldName.ADDRESS)


def test_new_value_for_a_confirmed_field_is_read_back_again() -> None:
    call = done()
    call.say("Actually, the number is 614 555 0199.")
    assert call.did() == ReadBack(PHONE, Phone("+16145550199"))
    assert call.dialogue.sheet.confirmed(PHONE, Phone) is None


def test_bare_complaint_at_the_end_is_asked_about() -> None:
    call = done()
    call.say("That's wrong.")
    assert call.did() == AskWhatToChange()
    call.say("The e-mail.")
    assert call.did() == AskFor(EMAIL)


def test_two_close_readings_are_asked_about_and_the_chosen_one_read_back() -> None:
    sheet = sheet_of(service="leak", urgency="routine")
    chen, chan = PersonName("Mike", "Chen"), PersonName("Mike", "Chan")
    sheet = sheet.hear(NAME, chen, confidence=0.6, alternatives=(chan,))
    call = PlayedCall(Situation(unsure=frozenset({NAME})), sheet)
    said = call.answer()
    assert call.did() == AskWhich(NAME, (chen, chan))
    assert "C, H, E, N" in said
    assert "C, H, A, N" in said
    call.say("The second one.", choice="second", name=None)
    assert call.did() == ReadBack(NAME, chan, spelled=True)


def test_declined_field_is_acknowledged_and_never_asked_again() -> None:
    call = asked_for(EMAIL, phone=NUMBER)
    said = call.say("I'd rather not say.")
    assert BOOK.phrases.declined in said
    assert call.did() == AskFor(FieldName.ADDRESS)
    assert call.state(EMAIL) is State.DECLINED


def test_question_is_answered_and_the_open_one_put_shorter() -> None:
    call = asked_for(EMAIL, phone=NUMBER)
    said = call.say("What are your hours?")
    assert call.did() == AskFor(EMAIL, Way.SHORT)
    assert BOOK.say(BOOK.business.answers["hours"].answer) in said
    assert call.dialogue.sheet[EMAIL].failures == 0


def test_price_is_told_from_the_quote() -> None:
    quote = Quote((), Money.of("0"), QuoteKind.FREE)
    call = PlayedCall(Situation(quote=quote), sheet_of(**told()))
    call.answer()
    said = call.say("How much is that?", request="question")
    assert said.startswith(BOOK.phrases.price.free)
    assert call.promised == []


def test_question_without_an_answer_is_promised_one() -> None:
    call = asked_for(EMAIL, phone=NUMBER)
    said = call.say("Who built the Eiffel tower?", request="question", email=None)
    assert said.startswith(BOOK.say(BOOK.phrases.failure.no_answer_for_that))
    assert call.promised == ["no_answer"]


def test_yes_to_are_you_still_there_confirms_nothing() -> None:
    call = asked_for(PHONE)
    call.say("614 555 0143")
    call.stay_silent(1)
    call.say("Yes.")
    assert call.state(PHONE) is State.READ_BACK
    assert call.did() == ReadBack(PHONE, NUMBER)
    assert call.dialogue.sheet[PHONE].refusals == 0


def test_silent_caller_is_parted_from_with_a_promise_that_is_a_row() -> None:
    call = PlayedCall(None)
    call.answer()
    assert call.stay_silent(1) == BOOK.phrases.silence[0]
    call.stay_silent(2)
    said = call.stay_silent(3)
    assert call.did() == SayGoodbye()
    assert said.endswith(BOOK.phrases.silence_goodbye)
    assert call.promised == ["gone_silent"]


def test_unreachable_silent_caller_is_promised_nothing() -> None:
    call = PlayedCall(Situation())
    call.answer()
    assert call.stay_silent(3) == BOOK.phrases.silence_goodbye_unreachable
    assert call.promised == []


def test_call_is_over_when_the_goodbye_was_heard_to_its_end() -> None:
    call = done()
    call.say("No, that's all.", heard_out=False)
    assert call.did() == SayGoodbye()
    assert call.dialogue.over
    assert not call.dialogue.parted
    call.dialogue.heard_out("goodbye")
    assert call.dialogue.parted


def test_one_more_thing_after_the_goodbye_is_listened_to() -> None:
    call = done()
    call.say("No, that's all.")
    call.say("Oh, and the number is 614 555 0199.")
    assert not call.dialogue.over
    assert call.did() == ReadBack(PHONE, Phone("+16145550199"))


def test_goodbye_is_not_made_twice() -> None:
    call = done()
    call.say("No, that's all.")
    assert call.say("Bye.") == BOOK.phrases.goodbye.again
    assert call.dialogue.over


def test_caller_id_is_taken_only_for_a_yes_in_the_callers_words() -> None:
    call = PlayedCall(Situation(caller_id=LISA), sheet_of(**told()))
    call.answer()
    assert isinstance(call.did(), OfferCallerId)
    call.say("The weather is awful.", answer="yes", use_caller_id=True)
    assert call.state(PHONE) is not State.CONFIRMED


@pytest.mark.parametrize(
    ("words", "state"),
    [("Sure.", State.CONFIRMED), ("Please use another one.", State.MISSING)],
)
def test_number_that_was_never_spoken_needs_a_clear_yes(words: str, state: State) -> None:
    call = PlayedCall(Situation(caller_id=LISA), sheet_of(**told()))
    call.answer()
    call.say(words)
    assert call.state(PHONE) is state


def test_second_number_is_read_back_too() -> None:
    call = done()
    call.say("There's a second number too, 614 555 0199.")
    assert call.did() == ReadBack(FieldName.ALTERNATE_PHONE, Phone("+16145550199"))


def test_whose_name_is_refused_is_not_asked_about_a_company() -> None:
    call = PlayedCall(None, sheet_of(service="leak", urgency="routine"))
    call.answer()
    call.say("JC Plumbing.")
    call.say("I'd rather not say.")
    assert call.state(NAME) is State.DECLINED
    assert isinstance(call.did(), OfferCallerId)


def test_desk_is_sorry_once_and_asks_once_in_a_turn() -> None:
    call = PlayedCall()
    call.say("My kitchen sink is leaking, it can wait. My name is Lisa Park.")
    said = [call.say("Yes, that's right.") for _ in range(8)]
    assert any("still didn't get that" in words for words in said)
    for words in said:
        assert words.lower().count("sorry") <= 1, words
        assert words.count("?") <= 1, words


@pytest.mark.parametrize(
    ("heard", "is_yes"),
    [
        ("Yes, that is right, thank you very much for asking me.", True),
        ("Well I think that looks just fine to me, yes.", True),
        ("That's white. Oh, it's user touch in it. Yeah, who dot com.", False),
        ("Sorry, North. It is at 93 King Alley. Grant, Rapid, Michigan. It is 49532.", False),
    ],
)
def test_a_yeah_among_many_words_is_no_yes(heard: str, *, is_yes: bool) -> None:
    assert says_yes(heard) is is_yes


def test_a_yes_beside_another_address_confirms_nothing() -> None:
    call = PlayedCall(None, sheet_of(service="leak", urgency="routine", phone=LISA))
    call.say("It's 12 Oak Street in Columbus.")
    while call.dialogue.ask.field is not FieldName.ADDRESS:
        call.say("Lisa Park." if call.dialogue.ask.kind == "value" else "Yes.")
    said = call.say("Yes, it's 14 Oak Street in Columbus.")
    assert call.state(FieldName.ADDRESS) is State.READ_BACK
    assert "fourteen Oak Street" in said
