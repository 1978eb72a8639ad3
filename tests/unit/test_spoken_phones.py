"""Phone numbers as callers dictate and correct them: ten digits or a doubt."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from agent.evaluation.forms import phones as forms
from agent.evaluation.forms.phone_corrections import correct
from agent.spoken.phones import digits_so_far, parse_phone, said_in, say_phone
from office.values import Phone

pytestmark = pytest.mark.unit

CURRENT = Phone("+16145550134")
SAID = st.sampled_from(
    """six one four five oh zero double triple 614 555 0143 5 twenty fifty-five hundred thousand to
    for won ate no wait sorry , . not that's again extension plus area code last four um the
    swap second is a nine start over x +""".split()
)


def heard(text: str, current: Phone | None = None) -> str:
    readings = parse_phone(text, current)
    if not readings:
        return ""
    phone = readings[0].value
    return phone.e164.removeprefix("+1") + (f"x{phone.extension}" if phone.extension else "")


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("six one four, five five five, oh one four three", "6145550143"),
        ("614 five five five 0143", "6145550143"),
        ("six fourteen, five fifty-five, oh one forty-three", "6145550143"),
        ("six one four triple five nought one forty three", "6145550143"),
        ("eight hundred five five five oh one four three", "8005550143"),
        ("614 555 twelve hundred", "6145551200"),
        ("614 555 two thousand", "6145552000"),
        ("614, 555, fifty, twelve", "6145555012"),
        ("614, three fives, 0143", "6145550143"),
        ("six one for, five five five, oh won four three", "6145550143"),
        ("614 double 5 5 0143", "6145550143"),
        ("Oh, 614 555 0143", "6145550143"),
        ("plus one six one four five five five oh one four three", "6145550143"),
        ("one, six one four, five five five, 0143", "6145550143"),
        ("614 555 0143 extension twelve", "6145550143x12"),
        ("614-555-0143 ext. 204", "6145550143x204"),
        ("614 555 0143 x 12", "6145550143x12"),
        ("six one four, um, let me see, five five five, and then dash 0143", "6145550143"),
        ("area code 614, 555 0143", "6145550143"),
        ("555 0143 in the 614 area code", "6145550143"),
        ("My number is 614-555-0143 and my zip is 43215", "6145550143"),
        ("12 Oak Street, phone is 614 555 0143", "6145550143"),
        ("614 555 0143, that's 614 555 0143", "6145550143"),
        ("plus four four two oh seven nine four six oh nine five eight", "+442079460958"),
    ],
)  # fmt: skip
def test_number_is_heard_in_every_form_people_use(said: str, digits: str) -> None:
    assert heard(said) == digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("six one four, no sorry, six one five, five five five, oh one four three", "6155550143"),
        ("614 555 0143, no wait, 0144", "6145550144"),
        ("614 556, I mean 555, 0143", "6145550143"),
        ("six one five, no, four, five five five, 0143", "6145550143"),
        ("614 555 0143, the last four are 0144", "6145550144"),
        ("not 614, 615 555 0143", "6155550143"),
        ("615 554, let me start over, 614 555 0143", "6145550143"),
        ("614 555 01, sorry, 0143", "6145550143"),
    ],
)
def test_corrections_inside_a_dictation_are_carried_out(said: str, digits: str) -> None:
    assert heard(said) == digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("no, the last four are 0143", "6145550143"),
        ("the last four are 0143 not 0134", "6145550143"),
        ("it's 615 not 614", "6155550134"),
        ("not 614, 615", "6155550134"),
        ("the middle is 556", "6145560134"),
        ("area code six one five", "6155550134"),
        ("it ends in 43", "6145550143"),
        ("No, 0143.", "6145550143"),
        ("No, it's 615.", "6155550134"),
        ("no, 556 0143", "6145560143"),
        ("swap the last two", "6145550143"),
        ("the last two are reversed", "6145550143"),
        ("switch the three and the four", "6145550143"),
        ("the second five is a nine", "6145950134"),
        ("the last digit is a 5", "6145550135"),
        ("no, the zero should be a nine", "6145559134"),
        ("No, it's 614 555 0199.", "6145550199"),
    ],
)
def test_any_part_of_the_number_read_back_can_be_corrected(said: str, digits: str) -> None:
    assert heard(said, CURRENT) == digits


@pytest.mark.parametrize(
    "said",
    ["614-555-143", "614 555 01433", "614 555", "It's 43215.", "one two three", "70 River Road", "",
     "five five five oh one four three", "extension 12", "I need it by 2 or 3"],
)  # fmt: skip
def test_nothing_is_filled_in_and_nothing_cut_off(said: str) -> None:
    assert parse_phone(said) == ()


@pytest.mark.parametrize(
    "said",
    ["I live at 1420 Oak Street", "call me after 4", "43215", "That's not right.", "the fifth one",
     "the last four are wrong"],
)  # fmt: skip
def test_digits_of_other_things_correct_no_number(said: str) -> None:
    assert parse_phone(said, CURRENT) == ()


def test_an_extension_stays_when_another_part_is_corrected() -> None:
    assert heard("the last four are 0143", Phone("+16145550134", "12")) == "6145550143x12"


def test_a_correction_that_fits_in_two_places_is_a_doubt() -> None:
    readings = parse_phone("it's a nine not a one", CURRENT)
    assert len(readings) == 2
    assert readings[0].confidence <= 0.5


def test_a_missing_area_code_is_only_supposed() -> None:
    (reading,) = parse_phone("555 0143", area_code="614")
    assert reading.value.e164 == "+16145550143"
    assert reading.confidence <= 0.3


def test_four_wrong_digits_are_the_last_four_where_they_can_be() -> None:
    assert heard("5355, not 5555", Phone("+13305555555")) == "3305555355"


def test_two_different_numbers_are_both_offered() -> None:
    readings = parse_phone("My work is 614 555 0143 or my cell at 614 555 0199")
    assert {reading.value.last_four for reading in readings} == {"0143", "0199"}


def test_a_number_no_plan_has_is_less_sure_than_one_it_has() -> None:
    (odd,), (sound,) = parse_phone("614 155 0143"), parse_phone("614 555 0143")
    assert odd.confidence < 0.6 < sound.confidence


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("", ""), ("six one", "61"), ("six one four, five five", "61455"), ("1 614", "614"),
        ("my number is 614 555 01", "61455501"), ("614 555 0143", "6145550143"),
        ("614 556, no, 555", "614555"), ("614 555 01433", "61455501433"),
    ],
)  # fmt: skip
def test_digits_so_far_tell_how_much_is_still_to_come(said: str, digits: str) -> None:
    assert digits_so_far(said) == digits


@given(st.from_regex(r"[2-9][0-8][0-9][2-9][0-9]{6}", fullmatch=True), st.integers(0, 999))
@effort(max_examples=80)
def test_number_the_desk_says_is_heard_as_the_same(digits: str, extension: int) -> None:
    phone = Phone(f"+1{digits}", str(extension) if extension else "")
    assert parse_phone(say_phone(phone))[0].value == phone


def test_number_from_abroad_the_desk_says_is_heard_as_the_same() -> None:
    phone = Phone("+442079460958")
    assert parse_phone(say_phone(phone))[0].value == phone


@given(st.text(max_size=60), st.booleans())
@effort(max_examples=150)
def test_any_text_is_read_without_an_error(text: str, corrects: bool) -> None:
    parse_phone(text, CURRENT if corrects else None)
    digits_so_far(text)


@given(st.lists(SAID, max_size=16).map(" ".join))
@effort(max_examples=200)
def test_no_digit_is_in_a_number_that_nobody_said(text: str) -> None:
    said = _every_digit(text)
    for reading in parse_phone(text):
        national = reading.value.e164.removeprefix("+1").removeprefix("+")
        assert not set(national) - said, (text, reading)


def _every_digit(text: str) -> set[str]:
    known = {
        "six": "6", "one": "1", "four": "4", "five": "5", "oh": "0", "zero": "0", "twenty": "20",
        "fifty": "50", "hundred": "0", "thousand": "0", "to": "2", "for": "4", "won": "1",
        "ate": "8", "nine": "9", "that's": "",
    }  # fmt: skip
    found = set(re.sub(r"\D", "", text))
    for word in re.findall(r"[a-z']+", text):
        found |= set(known.get(word, ""))
    return found


@pytest.mark.parametrize(
    "said", ["double five", "614 no sorry 615 555 0143", "the second five is a nine", "0143"]
)
def test_what_was_said_backs_the_number_it_makes(said: str) -> None:
    phone = (parse_phone(said, CURRENT) or parse_phone("614 555 0143"))[0].value
    assert said_in(phone, said)


def test_a_number_nobody_said_is_backed_by_nothing() -> None:
    assert not said_in(Phone("+16145550143"), "my sink is leaking, it is 9 inches deep")


def test_999_of_1000_dictated_forms_are_read_exactly() -> None:
    wrong = []
    for seed in range(2_000):
        dice = random.Random(seed)  # noqa: S311  # a seed to replay from
        phone = forms.some(dice)
        said = forms.say(phone, dice)
        readings = parse_phone(said)
        if not readings or readings[0].value != phone:
            wrong.append((seed, said, str(phone)))
    assert len(wrong) <= 2, wrong[:10]


def misheard(phone: Phone, dice: random.Random) -> Phone:
    """The same number with some digits of one group wrong."""
    at, size = dice.choice(((0, 3), (3, 3), (6, 4)))
    digits = list(phone.e164[2:])
    for place in dice.sample(range(at, at + size), dice.choice((1, 1, 2))):
        digits[place] = str((int(digits[place]) + dice.randint(1, 8)) % 8 + 2)
    if dice.random() < 0.1:
        digits[8], digits[9] = digits[9], digits[8]
    return Phone("+1" + "".join(digits))


def test_999_of_1000_corrections_of_a_number_read_back_are_carried_out() -> None:
    wrong = []
    for seed in range(1_500):
        dice = random.Random(seed)  # noqa: S311 - a seed to replay from
        phone = Phone(forms.some(dice).e164)
        read_back = misheard(phone, dice)
        if read_back == phone:
            continue
        said = correct(read_back, phone, dice)
        readings = parse_phone(said, read_back)
        if not readings or readings[0].value != phone:
            wrong.append((seed, said, str(read_back), str(phone)))
    assert len(wrong) <= 1, wrong[:20]


@pytest.mark.parametrize(
    "said",
    [
        "five two eight nine nine, no, sorry, eight six nine 6046",
        "9001 242, my mistake, two four four six 2185",
        "seven six zero, no, seven four 555 0100",
        "941 555 4777, mean 4377",
    ],
)
def test_a_digit_lost_on_the_line_is_not_made_up_by_a_correction(said: str) -> None:
    assert all(reading.confidence <= 0.5 for reading in parse_phone(said))
