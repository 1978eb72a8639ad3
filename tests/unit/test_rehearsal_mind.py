"""A simulated caller in a rehearsal understands what a person would."""

import re
from collections.abc import Iterator
from importlib.resources import files

import pytest
import yaml

from agent.rehearsal.mind import CallerMind, question
from agent.rehearsal.scenario import load

pytestmark = pytest.mark.unit


def questions(phrases: object) -> Iterator[str]:
    """Every phrase of the desk that asks something, with a word where a value stands."""
    if isinstance(phrases, str):
        if phrases.rstrip().endswith("?"):
            yield re.sub(r"\{.*?\}", "something", phrases)
    elif isinstance(phrases, dict | list):
        for part in phrases.values() if isinstance(phrases, dict) else phrases:
            yield from questions(part)


SHIPPED = yaml.safe_load(files("prompts").joinpath("phrases.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def alan() -> CallerMind:
    return CallerMind(load("burst-pipe").caller)


def test_an_address_that_the_desk_proposes_is_compared_with_the_truth(alan: CallerMind) -> None:
    heard = "Did you mean 40 Maple Avenue, Columbus, Ohio, 4306? Is that right?"
    assert alan.reply(heard).words == "Yes, that's right."
    other = "Did you mean 14 Apple Court, Columbus? Is that right?"
    assert alan.reply(other).words != "Yes, that's right."


@pytest.mark.parametrize("heard", ["Mm-hm?", "m m h n.", "Go on, I'm listening."])
def test_whoever_is_listened_to_says_it_again(alan: CallerMind, heard: str) -> None:
    said = alan.reply("What's your email for the estimate?").words
    assert alan.reply(heard).words == said


def test_half_a_name_is_never_agreed_to(alan: CallerMind) -> None:
    heard = "I have your name as: Baker. That's spelled B, A, K, E, R. Is that right?"
    said = [alan.reply(heard).words for _ in range(4)]
    assert "Yes, that's right." not in said


@pytest.mark.parametrize("asked", sorted(set(questions(SHIPPED))))
def test_a_caller_understands_every_question_of_the_desk(asked: str) -> None:
    assert question(asked) is not None


def test_a_zip_code_that_is_asked_for_is_told(alan: CallerMind) -> None:
    asked = "I don't find that street here. What's the zip code there?"
    assert alan.reply(asked).words == "four three two oh six"
