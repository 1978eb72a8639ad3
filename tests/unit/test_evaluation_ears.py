import pytest

from agent.evaluation.callers.ears import judge
from agent.evaluation.callers.sound import sounds_like
from agent.spoken import say_address, say_email, say_phone, spell
from office.values import Address, Email, PersonName, Phone

pytestmark = pytest.mark.unit

CHEN = PersonName("Mike", "Chen")
MIKE = Email("mike.chen@gmail.com")
OAK = Address("1405 Oak Street", "Apt 4B", "Columbus", "OH", "43215")


@pytest.mark.parametrize(
    "phone", [Phone("+16145550143"), Phone("+17405550100"), Phone("+16145550188", "204")]
)
def test_caller_knows_their_number_when_they_hear_it(phone: Phone) -> None:
    assert judge(f"{say_phone(phone)}.", phone).right


def test_caller_hears_which_part_of_a_number_is_wrong() -> None:
    mine = Phone("+16145550143")
    assert judge(say_phone(Phone("+16145550144")), mine).part == "last_four"
    assert judge(say_phone(Phone("+17405550143")), mine).part == "area"
    assert judge(say_phone(Phone("+16145560143")), mine).part == "all"


def test_caller_misses_an_extension_that_was_not_read_back() -> None:
    said = say_phone(Phone("+16145550188"))
    assert judge(said, Phone("+16145550188", "204")).part == "extension"


@pytest.mark.parametrize(
    "address", ["mike.chen@gmail.com", "the.real_mike+est@sub.example.co.uk", "skater1987@aol.com"]
)
def test_caller_knows_their_email_in_words_and_in_letters(address: str) -> None:
    email = Email(address)
    assert judge(say_email(email), email).right
    spelled = f"{spell(email.local)}, at {say_email(email).partition(' at ')[2]}."
    assert judge(spelled, email).right


def test_caller_hears_a_wrong_letter_and_a_wrong_domain() -> None:
    assert judge("M, I, K, E, dot, C, H, A, N, at gmail dot com", MIKE).signs == 1
    assert judge("mike dot chen at email dot com", MIKE).part == "domain"


def test_caller_cannot_hear_another_spelling_of_the_same_sound() -> None:
    assert judge("John Smith.", PersonName("Jon", "Smith")).right
    assert not judge("J, O, H, N. John Smith.", PersonName("Jon", "Smith")).right
    assert sounds_like("Sean", "Shaun")
    assert not sounds_like("Chen", "Chan")


@pytest.mark.parametrize(
    "name", [CHEN, PersonName("Siobhan", "Nguyen-O'Brien"), PersonName("Mary Ann", "Van Dyke")]
)
def test_caller_knows_their_name_spoken_and_spelled(name: PersonName) -> None:
    assert judge(f"{name.display}. {spell(name.family)}.", name).right


def test_caller_hears_wrong_letters_in_a_name_that_sounds_right() -> None:
    assert judge("Mike Chen. C, H, A, N.", CHEN).part == "family"


def test_caller_misses_a_family_name_that_was_left_out() -> None:
    assert not judge("Mike. M, I, K, E.", CHEN).right


def test_caller_knows_their_address() -> None:
    assert judge(say_address(OAK), OAK).right


@pytest.mark.parametrize(
    ("heard", "part"),
    [
        (Address("1504 Oak Street", "Apt 4B"), "number"),
        (Address("1405 Elm Street", "Apt 4B"), "street"),
        (Address("1405 Oak Avenue", "Apt 4B"), "street"),
        (Address("1405 Oak Street"), "unit"),
        (Address("1405 Oak Street", "Apt 4D"), "unit"),
        (Address("1405 Oak Street", "Apt 4B", "Dublin", "OH"), "city"),
        (Address("1405 Oak Street", "Apt 4B", "Columbus", "OH", "43251"), "zip"),
    ],
)
def test_caller_hears_which_part_of_an_address_is_wrong(heard: Address, part: str) -> None:
    assert judge(say_address(heard), OAK).part == part


def test_town_and_zip_that_were_not_read_back_are_not_missed() -> None:
    assert judge(say_address(Address("1405 Oak Street", "Apt 4B")), OAK).right


def test_caller_hears_a_pause_between_two_spelled_names() -> None:
    james = PersonName("Samantha", "James")
    assert judge("Samantha James. S, A, M, A, N, T, H, A; J, A, M, E, S.", james).right
    assert judge("Samantha James. S, A, M, A, N, T, H, A; J, A, M, E, Z.", james).part == "family"
    assert judge("Samantha James. S, A, M, A, N, T, H, K; J, A, M, E, S.", james).part == "given"


def test_caller_called_junior_knows_their_name_without_the_letters_of_junior() -> None:
    bailey = PersonName("Zachary", "Bailey Jr.")
    assert judge("Zachary Bailey Junior. B, A, I, L, E, Y.", bailey).right
    assert not judge("Zachary Bailey. B, A, I, L, E, Y.", bailey).right


def test_part_of_a_word_does_not_spell_a_street() -> None:
    truth = Address("674 Hill Road")
    said = "six seventy-four {} Road. {}."
    assert judge(said.format("Hill", "H, I, L, L"), truth).right
    assert not judge(said.format("Hil", "H, I, L"), truth).right
