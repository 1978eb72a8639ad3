"""What a text costs, counted as the carrier counts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.segments import BASIC, EXTENDED, MOST, counted, fitted, plain

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "count", "alphabet"),
    [
        ("", 0, "GSM-7"),
        ("a" * 160, 1, "GSM-7"),
        ("a" * 161, 2, "GSM-7"),
        ("a" * 306, 2, "GSM-7"),
        ("a" * 307, 3, "GSM-7"),
        ("€" * 80, 1, "GSM-7"),
        ("€" * 81, 2, "GSM-7"),
        # 152 letters leave no room for an escaped one, which goes into the next segment whole.
        ("a" * 152 + "€" + "a" * 152, 3, "GSM-7"),
        ("a" * 151 + "€" + "a" * 153, 2, "GSM-7"),
        ("é" * 160, 1, "GSM-7"),
        ("č" + "a" * 69, 1, "UCS-2"),
        ("č" + "a" * 70, 2, "UCS-2"),
        ("č" + "a" * 133, 2, "UCS-2"),
        ("č" + "a" * 134, 3, "UCS-2"),
        ("🙂" * 35, 1, "UCS-2"),
        ("🙂" * 36, 2, "UCS-2"),
        # A pair is not split: 67 units hold 33 of them.
        ("🙂" * 66, 2, "UCS-2"),
        ("🙂" * 67, 3, "UCS-2"),
    ],
)
def test_segments_are_counted_as_the_standard_packs_them(
    text: str, count: int, alphabet: str
) -> None:
    found = counted(text)
    assert (found.count, found.alphabet) == (count, alphabet)


def test_alphabet_has_the_128_places_of_the_standard() -> None:
    # 128 places, of which one is the escape to the ten of the extension table.
    assert (len(BASIC), len(EXTENDED)) == (127, 10)
    assert counted("".join(BASIC | EXTENDED)).odd == ()


def test_letters_that_cost_are_named_once() -> None:
    assert counted("Čapek & Čech 🙂").odd == ("Č", "🙂")


def test_quotes_and_dashes_of_typographers_cost_nothing() -> None:
    text = "“We’re on our way” – 2\u00a0people… don‘t wait — bye"
    assert plain(text) == "\"We're on our way\" - 2 people... don't wait - bye"
    assert counted(plain(text)).alphabet == "GSM-7"


def test_accent_written_in_two_signs_is_one_letter() -> None:
    assert plain("Jose\u0301") == "José"
    assert counted(plain("Jose\u0301")).alphabet == "GSM-7"


def test_long_text_is_cut_at_a_word() -> None:
    body = fitted("leak " * 200)
    assert counted(body).count == MOST
    assert body.endswith("leak...")


def test_accent_goes_before_words_do() -> None:
    words = f"Čapek, {'we have your request. ' * 15}Bye."
    assert fitted(words) == words.replace("Č", "C")
    assert fitted("Čapek, see you.") == "Čapek, see you."


@given(st.text(max_size=1200), st.integers(1, 4))
def test_no_text_takes_more_than_its_limit(text: str, most: int) -> None:
    assert counted(fitted(text, most)).count <= most


@given(st.text(st.sampled_from(sorted(BASIC - {"`"})), max_size=459))
def test_text_that_fits_is_left_as_it_is(text: str) -> None:
    assert fitted(text) == text
