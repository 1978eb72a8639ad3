import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.spoken import spell
from agent.spoken.letters import spelled
from agent.spoken.names import looks_like_company, parse_company, parse_name
from office.values import PersonName

pytestmark = pytest.mark.unit

LISA = PersonName("Lisa", "Bark")
# "A, I" alone are words as well as letters.
words = st.from_regex(r"[a-z]{2,11}[b-hj-z]", fullmatch=True)


def name_in(text: str, **how: bool | PersonName | None) -> str:
    readings = parse_name(text, **how)  # type: ignore[arg-type]  # as given
    return readings[0].value.display if readings else ""


@given(words)
def test_what_the_desk_spells_is_heard_as_the_same_letters(word: str) -> None:
    assert spelled(spell(word), asked=True) == word


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("My name is Mike Chen.", "Mike Chen"),
        ("this is mike chen", "Mike Chen"),
        ("It's Mike Chen.", "Mike Chen"),
        ("Mike Chen", "Mike Chen"),
        ("Um, Mike Chen.", "Mike Chen"),
        ("Emma Kowalski. K, O, W, A, L, S, K, I.", "Emma Kowalski"),
        ("Emma Kawalski. KOWALSKI", "Emma Kowalski"),
        ("Mike Chan. C-H-E-N.", "Mike Chen"),
        ("my name is Seva Johnson. S, A, R, A, H.", "Sarah Johnson"),
        ("Yes, my name is Sean O'Brien.", "Sean O'Brien"),
    ],
)
def test_name_that_was_asked_for_is_heard(said: str, name: str) -> None:
    assert name_in(said, asked=True) == name


@pytest.mark.parametrize(
    "said",
    [
        "That's right.",
        "What's that?",
        "Here's the thing.",
        "Hm.",
        "Yes.",
        "No, it's urgent.",
        "Could you repeat that, please?",
        "six one four, five five five",
    ],
)
def test_what_is_no_name_is_not_taken_for_one(said: str) -> None:
    assert name_in(said, asked=True) == ""


@pytest.mark.parametrize("said", ["It's Mike.", "This is Mike.", "I'm at the office.", "Mike"])
def test_asked_for_something_else_only_a_clear_cue_gives_a_name(said: str) -> None:
    assert name_in(said, elsewhere=True) == ""
    assert name_in("Actually, my name is Mike Chan.", elsewhere=True) == "Mike Chan"


def test_letters_after_a_refusal_put_the_family_name_right() -> None:
    assert name_in("P, A, R, K.", asked=True, current=LISA) == "Lisa Park"


def test_letters_near_the_given_name_put_that_one_right() -> None:
    assert name_in("L, I, Z, A.", asked=True, current=LISA) == "Liza Bark"


@pytest.mark.parametrize(
    ("said", "company"),
    [
        ("J.C. plumbing", "JC Plumbing"),
        ("JC Plumbing.", "JC Plumbing"),
        ("j c plumbing", "J C Plumbing"),
        ("the old mill apartments", "The Old Mill Apartments"),
        ("McDonald's", "McDonald's"),
    ],
)
def test_company_is_written_as_companies_are(said: str, company: str) -> None:
    assert parse_company(said)[0].value == company


@pytest.mark.parametrize("said", ["JC Plumbing", "Smith & Sons", "Old Mill Apartments"])
def test_name_that_could_be_a_company_is_noticed(said: str) -> None:
    assert looks_like_company(said)
    assert not looks_like_company("Mike Chen")
