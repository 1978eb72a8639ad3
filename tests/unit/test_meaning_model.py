"""The real sentence model; `make test` fetches it (target `voices`)."""

from pathlib import Path

import pytest

from office.settings import Settings
from prompts.library import Library
from prompts.mapping import Ambiguous, Match, ServiceRequest
from prompts.meaning.deciding import map_request
from prompts.meaning.model import SentenceModel
from prompts.meaning.sense import Sense
from prompts.meaning.weights import PLAN
from tests.unit.test_meaning_deciding import MONDAY

FOLDER = Settings.load().meaning_folder

pytestmark = [
    pytest.mark.unit,
    pytest.mark.skipif(not PLAN.is_here(FOLDER), reason="make voices fetches the sentence model"),
]


@pytest.fixture(scope="module")
def sense() -> Sense:
    sense = Sense.at(FOLDER)
    sense.learn(BOOK.services)
    return sense


BOOK = Library.open().current


def rule(sense: Sense, text: str) -> str:
    found = map_request(
        ServiceRequest(text, MONDAY), BOOK.services, sense.rank(text, BOOK.services)
    )
    if isinstance(found, Match):
        return found.rule.name
    return "asked" if isinstance(found, Ambiguous) else "a person"


def test_words_of_one_meaning_lie_closer_than_others() -> None:
    texts = ("my sink is backed up", "clogged drain", "the furnace is cold")
    backed_up, clogged, cold = SentenceModel(FOLDER).embed(texts)
    assert backed_up @ clogged > backed_up @ cold


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it is ninety degrees in here and the vents only blow warm air", "AC repair"),
        ("we want one more place to plug things in", "Outlet installation"),
        ("our kitchen is from the seventies, everything must go", "Kitchen renovation"),
        ("the planks on the porch are rotten", "Deck repair"),
    ],
)
def test_services_are_found_in_the_callers_own_words(
    sense: Sense, text: str, expected: str
) -> None:
    assert rule(sense, text) == expected


@pytest.mark.parametrize(
    "text",
    ["my truck's heater only blows cold", "can I get two pizzas", "my laptop will not start"],
)
def test_what_no_rule_is_for_is_left_to_a_person(sense: Sense, text: str) -> None:
    assert rule(sense, text) == "a person"


def test_the_shipped_rules_are_about_what_they_say(sense: Sense) -> None:
    ranks = sense.ranks_of(BOOK.services)
    assert ranks is not None
    about = {rule.name: ranks.topics_of(rule.name) for rule in BOOK.services.rules}
    assert about["Drain cleaning"] == ("drain_cleaning",)
    assert about["AC repair"] == about["AC not cooling, urgent"] == ("ac_not_cooling",)
    assert about["Deck repair"] == ("deck_repair",)


def test_a_folder_without_the_model_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="sentence model"):
        SentenceModel(tmp_path)
