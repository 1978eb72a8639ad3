import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.library import Library
from prompts.mapping import customer_type, danger, urgency
from prompts.schema import CustomerType, Urgency
from prompts.wording import fill, spoken_parts
from prompts.words import Hearing, stem

pytestmark = pytest.mark.unit

SERVICES = Library.open().current.services


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cooling", "cooled"),
        ("replacement", "replacing"),
        ("installation", "installed"),
        ("renovation", "renovate"),
        ("pipes", "pipe"),
        ("serviced", "service"),
        ("calling", "call"),
    ],
)
def test_word_endings_do_not_matter(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("there's a birth pipe in the basement", "burst pipe"),
        ("the AC is not calling", "ac not cooling"),
        ("my A.C. isn't cooling", "ac not cooling"),
        ("the a/c won't cool", "ac not cooling"),
        ("train cleaning please", "drain cleaning"),
        ("the pipe under my sink burst", "burst pipe"),
        ("our air conditioning isnt cooling", "ac not cooling"),
    ],
)
def test_hearing_mistakes_are_forgiven(said: str, phrase: str) -> None:
    assert Hearing(said, SERVICES.same_words).find(phrase)


@pytest.mark.parametrize(
    ("said", "phrase"),
    [
        ("there is no shower", "no power"),
        ("No, the AC is fine", "no ac"),
        ("the water pipe", "burst pipe"),
        ("I burst out laughing, and then we talked about the new garden pipe", "burst pipe"),
        ("", "burst pipe"),
        ("?!", "burst pipe"),
    ],
)
def test_other_words_are_not_taken_for_a_phrase(said: str, phrase: str) -> None:
    assert Hearing(said, SERVICES.same_words).find(phrase) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("I smell gas in the kitchen", "gas"),
        ("No, I smell gas!", "gas"),
        ("it smells like rotten eggs down here", "gas"),
        ("the carbon monoxide detector is going off", "carbon_monoxide"),
        ("there are sparks coming out of the outlet", "sparks"),
        ("the dryer caught fire", "fire"),
        ("sewage is coming up in the basement", "sewage"),
    ],
)
def test_danger_is_heard(said: str, kind: str) -> None:
    found = danger(said, SERVICES)
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "said",
    ["there is no gas smell", "I don't smell gas", "my gas bill is wrong", "the fireplace is cold"],
)
def test_denied_danger_is_no_danger(said: str) -> None:
    assert danger(said, SERVICES) is None


@pytest.mark.parametrize(
    ("said", "soon"),
    [
        ("it's urgent", Urgency.URGENT),
        ("ASAP please", Urgency.URGENT),
        ("it's not urgent", Urgency.ROUTINE),
        ("it's not an emergency", Urgency.ROUTINE),
        ("it can wait", Urgency.ROUTINE),
        ("it can't wait", Urgency.URGENT),
        ("there's water everywhere", Urgency.EMERGENCY),
        ("this is an emergency", Urgency.EMERGENCY),
        ("we have no heat", Urgency.URGENT),
        ("my name is Sarah Johnson", None),
    ],
)
def test_urgency_is_taken_from_the_words(said: str, soon: Urgency | None) -> None:
    assert urgency(said, SERVICES) is soon


def test_customer_type_is_taken_from_the_words() -> None:
    assert customer_type("it's for our restaurant", SERVICES) is CustomerType.COMMERCIAL
    assert customer_type("it's at my house", SERVICES) is CustomerType.RESIDENTIAL
    assert customer_type("the drain is clogged", SERVICES) is None


@given(st.text(max_size=200))
def test_any_words_are_searched_without_error(said: str) -> None:
    hearing = Hearing(said, SERVICES.same_words)
    hit = hearing.find("burst pipe")
    assert hit is None or 0 <= hit.start <= hit.end < len(hearing.words)


@given(st.text(max_size=50))
def test_filled_in_values_are_never_read_as_templates(value: str) -> None:
    assert fill("a {name} b", {"name": value, "secret": "x"}) == f"a {value} b"


def test_only_the_clause_with_the_name_is_new_on_a_call() -> None:
    book = Library.open().current
    spoken = book.greet(book.greeting.known, name="Sarah")
    assert [part for part in spoken if part not in book.fixed_lines()] == ["Hi Sarah,"]


def test_greeting_loses_no_word_in_pieces() -> None:
    book = Library.open().current
    text = book.greeting.known_after_hours
    assert " ".join(book.greet(text, name="Sarah")) == book.say(text, name="Sarah")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Hello. How are you?", ("Hello.", "How are you?")),
        ("Good to hear you, {name}.", ("Good to hear you, {name}.",)),
        ("{name}, hello, hello.", ("{name},", "hello, hello.")),
    ],
)
def test_pieces_of_a_greeting(text: str, parts: tuple[str, ...]) -> None:
    assert spoken_parts(text) == parts
