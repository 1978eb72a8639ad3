"""How long the desk lets a caller be silent before it takes its turn."""

import pytest

from agent.brain.ask import Ask
from agent.floor import GO_ON_AFTER
from agent.patience import (
    CORRECTING,
    KEYS_PART_PAUSE,
    KEYS_PAUSE,
    LISTENING_ON,
    NAMING,
    NEARLY,
    PAUSING,
    QUICK,
    SURE,
    TELLING,
    THINKING,
    WAVERING,
    key_patience,
    patience,
)
from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone

pytestmark = pytest.mark.unit

NAME, PHONE = Ask(FieldName.NAME, "value"), Ask(FieldName.PHONE, "value")
EMAIL, ADDRESS = Ask(FieldName.EMAIL, "value"), Ask(FieldName.ADDRESS, "value")
SPELL, OPEN = Ask(FieldName.NAME, "spell"), Ask(None, "open")
YES_NO = {
    "name": Ask(FieldName.NAME, "confirm", PersonName("Mike", "Chen")),
    "phone": Ask(FieldName.PHONE, "confirm", Phone("+16145550143")),
    "email": Ask(FieldName.EMAIL, "confirm", Email("mike@email.com")),
    "address": Ask(FieldName.ADDRESS, "confirm", Address("12 Oak Street", "", "Columbus", "OH")),
    "caller id": Ask(FieldName.PHONE, "offer_caller_id", Phone("+16145550143")),
}


@pytest.mark.parametrize("what", YES_NO)
@pytest.mark.parametrize("said", ["Yes.", "Yeah, that's right.", "Correct.", "Okay."])
def test_yes_ends_the_turn_at_once(what: str, said: str) -> None:
    assert patience(said, YES_NO[what]) == QUICK


@pytest.mark.parametrize("what", ["name", "phone", "email", "address"])
@pytest.mark.parametrize("said", ["No.", "No, that's not right.", "Know that's wrong."])
def test_no_leaves_time_for_what_is_right(what: str, said: str) -> None:
    assert patience(said, YES_NO[what]) == CORRECTING


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (PHONE, "It's 614"),
        (PHONE, "614-555"),
        (PHONE, "614-555-014"),
        (PHONE, "614-555-0143, extension"),
        (PHONE, "It's, um,"),
        (EMAIL, "It's mike"),
        (EMAIL, "mike dot chen"),
        (EMAIL, "mike dot chen at"),
        (EMAIL, "Mike at Gmail."),
        (EMAIL, "mike.chen@gmail"),
        (EMAIL, "M, I, K,"),
        (ADDRESS, "It's 12"),
        (ADDRESS, "12 Oak Street"),
        (ADDRESS, "12 Oak Street, Columbus, Ohio"),
        (ADDRESS, "12 Oak Street, Columbus, Ohio 432"),
        (NAME, "Mike Chen. C, H,"),
        (SPELL, "K, O, W,"),
        (SPELL, "C as in"),
        (YES_NO["phone"], "No, it's 614"),
        (YES_NO["name"], "No, it's spelled C, H,"),
    ],
)
def test_half_a_dictation_is_listened_to_through_long_pauses(ask: Ask, said: str) -> None:
    assert patience(said, ask) == LISTENING_ON
    assert LISTENING_ON > 3.0 > GO_ON_AFTER


@pytest.mark.parametrize("ask", [OPEN, NAME, ADDRESS, Ask(FieldName.URGENCY, "value")])
@pytest.mark.parametrize("said", ["My name is", "It's, um", "Well, let me see.", "Hang on, it's"])
def test_thinking_and_half_sentences_are_waited_for(ask: Ask, said: str) -> None:
    assert patience(said, ask) == LISTENING_ON


@pytest.mark.parametrize(
    ("ask", "said", "wait"),
    [
        (PHONE, "614-555-0143", SURE),
        (EMAIL, "mike at email dot com", SURE),
        (EMAIL, "mike at gmail.com", SURE),
        (ADDRESS, "12 Oak Street, Columbus, Ohio 43215", QUICK),
        (YES_NO["phone"], "No, it's 614-555-0144.", SURE),
        (YES_NO["phone"], "No, the last four are 0144.", QUICK),
        (NAME, "Mike Chen.", NAMING),
    ],
)
def test_whole_value_ends_the_wait(ask: Ask, said: str, wait: float) -> None:
    assert patience(said, ask) == wait


def test_town_ends_an_address_soon_unless_the_caller_pauses() -> None:
    assert patience("12 Oak Street, Columbus", ADDRESS, one_breath=True) == TELLING
    assert patience("12 Oak Street, Columbus", ADDRESS, one_breath=False) == PAUSING


def test_zip_ends_an_address_also_where_its_digits_are_written_apart() -> None:
    for one_breath in (True, False):
        wait = patience("12 Oak Street, Columbus, Ohio, 432-15", ADDRESS, one_breath=one_breath)
        assert wait == QUICK


def test_number_that_came_in_groups_and_ends_in_hundreds_may_go_on() -> None:
    """Recognisers write "eight seven" as 8700 before the "six four" behind it is said."""
    assert patience("614 293 8700", PHONE, one_breath=False) == PAUSING
    assert patience("614 293 8700", PHONE, one_breath=True) == SURE
    assert patience("614 293 8764", PHONE, one_breath=False) == SURE


@pytest.mark.parametrize("ask", [PHONE, EMAIL, ADDRESS, SPELL])
@pytest.mark.parametrize(
    "said", ["What do you want?", "What's the age?", "What is that?", "Do you see?", "Who is it?"]
)
def test_short_question_that_nobody_asks_may_be_a_letter_or_two(ask: Ask, said: str) -> None:
    assert patience(said, ask, one_breath=True) == PAUSING
    # As the silence is seen: the detector's own 0.2 s are gone, and it sees an onset 0.1 s late.
    assert PAUSING >= 3.0 - 0.2 + 0.15


@pytest.mark.parametrize("ask", [PHONE, EMAIL, ADDRESS, SPELL])
@pytest.mark.parametrize(
    "said",
    [
        "How much is it?",
        "Are you a robot?",
        "Sorry?",
        "What was that?",
        "Can you repeat that?",
        "What do you need my number for anyway?",
        "Can I talk to someone?",
    ],
)
def test_question_that_the_desk_knows_ends_the_turn_soon(ask: Ask, said: str) -> None:
    assert patience(said, ask, one_breath=True) == THINKING


@pytest.mark.parametrize("said", ["What do you want?", "Is it expensive?", "Who are you?"])
def test_short_question_outside_a_dictation_is_answered_soon(said: str) -> None:
    assert patience(said, OPEN) <= THINKING
    assert patience(said, Ask(FieldName.URGENCY, "value")) <= THINKING


def test_okay_before_letters_announces_them() -> None:
    assert patience("Okay.", SPELL, expected="Chen") == LISTENING_ON


def test_dot_com_without_an_at_may_be_a_misheard_name() -> None:
    """ "Mike dot chen" comes out as "my dot com"; "office at northside dot com" without its at."""
    assert patience("My dot com", EMAIL, one_breath=True) == LISTENING_ON
    assert patience("officer northside.com", EMAIL, one_breath=True) == TELLING
    assert patience("My dot com at email dot com", EMAIL, one_breath=True) <= NEARLY


def test_letters_end_where_the_name_is_whole() -> None:
    assert patience("C, H, E,", SPELL, expected="Chen") == LISTENING_ON
    assert patience("C, H, E, N", SPELL, expected="Chen") == NAMING
    assert patience("Mike Chen. C, H, E, N", NAME) == NAMING


def test_letters_of_another_name_go_on() -> None:
    assert patience("S, Z, M, I, D", SPELL, expected="Chen") == LISTENING_ON


@pytest.mark.parametrize("ask", [PHONE, EMAIL, ADDRESS, NAME])
@pytest.mark.parametrize("said", ["I'd rather not say.", "Why do you need that?"])
def test_refusal_and_question_are_no_dictation(ask: Ask, said: str) -> None:
    assert patience(said, ask) <= THINKING


@pytest.mark.parametrize("ask", [None, OPEN])
def test_who_tells_what_is_wrong_may_take_a_breath(ask: Ask | None) -> None:
    assert patience("My air conditioner isn't cooling.", ask) == TELLING
    assert patience("Hi.", ask) == WAVERING


def test_keys_are_collected_until_the_number_is_whole() -> None:
    assert key_patience("614555", PHONE) == KEYS_PART_PAUSE
    assert key_patience("6145550143", PHONE) == 0
    assert key_patience("1", OPEN) == KEYS_PAUSE


@pytest.mark.parametrize("ask", [PHONE, ADDRESS, EMAIL, SPELL])
def test_nonsense_within_a_dictation_is_listened_on_to(ask: Ask) -> None:
    assert patience("Good boy.", ask) == LISTENING_ON
    assert patience("Bye bye bye.", ask) == LISTENING_ON
    assert patience("Well...", ask) == LISTENING_ON
    assert patience("It's this one for...", ask) == LISTENING_ON


@pytest.mark.parametrize("ask", [PHONE, ADDRESS, EMAIL])
def test_yes_to_a_question_for_a_value_announces_it(ask: Ask) -> None:
    assert patience("Yeah.", ask) == LISTENING_ON


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (PHONE, "It's 380-442-975"),
        (ADDRESS, "12 oxy, Columbus, Ohio, 432-15"),
        (ADDRESS, "12 Oak Street, Columbus, Ohio, 4321"),
    ],
)
def test_value_in_one_breath_that_lost_a_sign_is_not_waited_on_for_long(
    ask: Ask, said: str
) -> None:
    assert patience(said, ask, one_breath=True) <= NEARLY
    assert NEARLY <= 1.0


def test_digit_short_number_that_came_in_groups_is_listened_on_to() -> None:
    assert patience("380-442-975", PHONE, one_breath=False) == LISTENING_ON
    assert patience("380-442", PHONE, one_breath=True) == LISTENING_ON
    assert patience("12 Oak Street", ADDRESS, one_breath=True) == LISTENING_ON


@pytest.mark.parametrize("one_breath", [True, False])
def test_dot_com_ends_an_e_mail_that_cannot_be_read(one_breath: bool) -> None:
    assert patience("It's the office, dot com", EMAIL, one_breath=one_breath) == TELLING


@pytest.mark.parametrize(
    "said", ["The number I'm calling from.", "Can I talk to a person?", "No.", "Hold on."]
)
def test_other_answers_to_a_field_are_no_dictation(said: str) -> None:
    assert patience(said, PHONE) <= THINKING
