from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from prompts.dangers import hear_danger, kinds
from prompts.library import Library
from prompts.mapping import danger

pytestmark = pytest.mark.unit

TABLES = Path(__file__).parents[1] / "tables"
BOOK = Library.open().current


def table(name: str) -> Any:
    return yaml.safe_load((TABLES / f"{name}.yaml").read_text())


def test_no_phrasing_of_a_danger_is_missed_or_taken_for_another() -> None:
    said = [(kind, words) for kind, rows in table("dangers").items() for words in rows]
    found = [(words, kind, hear_danger(words)) for kind, words in said]
    wrong = [one for one in found if one[2] is None or one[2].kind != one[1]]
    assert wrong == []
    assert len(said) >= 300
    assert {kind for kind, _ in said} == set(kinds())


def test_harmless_words_raise_no_alarm() -> None:
    said = table("harmless")
    false = {words: alarm.words for words in said if (alarm := hear_danger(words))}
    assert false == {}, f"{len(false)} false alarms of {len(said)}"
    assert len(said) >= 220


@pytest.mark.parametrize("carrier", ["um, {}", "hi, {}, can somebody come?", "{} please hurry"])
def test_danger_is_heard_inside_a_longer_turn(carrier: str) -> None:
    said = [(kind, words) for kind, rows in table("dangers").items() for words in rows]
    whole = [(carrier.format(words), kind) for kind, words in said if words != "fire"]
    deaf = [text for text, _ in whole if hear_danger(text) is None]
    # Three words by themselves are no danger inside a sentence: "fire", "a CO detector".
    assert len(deaf) <= 3, deaf


def test_danger_is_heard_however_the_recogniser_writes_it() -> None:
    for words in (w for rows in table("dangers").values() for w in rows):
        bare = words.replace(",", "").replace(".", "") if "C.O." not in words else words
        assert hear_danger(bare.upper()), words
        assert hear_danger(bare.lower()), words


@pytest.mark.parametrize(
    ("said", "is_danger"),
    [
        ("no smell of gas", False),
        ("No, I smell gas", True),
        ("no heat and I smell gas", True),
        ("no heat I smell gas", True),
        ("there's no hot water, the outlet is sparking", True),
        ("I'm not sure, but I smell gas", True),
        ("I don't think it's a gas leak", True),
        ("it won't stop sparking", True),
        ("it is not sparking", False),
        ("no flames and no smoke", False),
        ("no fire, but there's smoke everywhere", True),
    ],
)
def test_only_what_is_plainly_denied_is_no_danger(said: str, is_danger: bool) -> None:
    assert bool(hear_danger(said)) is is_danger


def test_the_worst_of_several_dangers_comes_first() -> None:
    both = hear_danger("the outlet is sparking and I smell gas")
    assert both is not None
    assert both.kind == "gas"


def test_owner_adds_words_of_their_own() -> None:
    assert hear_danger("it has that mercaptan smell") is not None
    services = BOOK.services.model_copy(
        update={"safety": BOOK.services.safety.model_copy(update={"fire": ("kettle has gone",)})}
    )
    assert danger("the kettle has gone", BOOK.services) is None
    found = danger("the kettle has gone", services)
    assert found is not None
    assert found.kind == "fire"


def test_every_danger_has_its_line_and_none_says_that_somebody_comes() -> None:
    lines = BOOK.phrases.safety.model_dump()
    assert set(lines) == set(kinds())
    for line in lines.values():
        assert not any(word in line.lower() for word in ("on the way", "coming", "be there"))


def test_language_without_words_of_danger_is_refused() -> None:
    with pytest.raises(LookupError, match="no words for 'xx' in dangers"):
        hear_danger("I smell gas", "xx")


@given(st.text(max_size=200))
def test_any_text_is_listened_to(text: str) -> None:
    found = hear_danger(text)
    assert found is None or found.kind in kinds()
