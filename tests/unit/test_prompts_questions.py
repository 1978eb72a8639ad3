from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from agent.brain.ask import Ask
from agent.brain.understanding import intents
from prompts.library import Library, Rulebook
from prompts.questions import topics

pytestmark = pytest.mark.unit

ASKED: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parents[1] / "tables" / "questions.yaml").read_text()
)
BOOK = Library.open().current
OPEN = Ask(None, "open", None)


def with_answers(**answers: dict[str, Any]) -> Rulebook:
    """The shipped book with these answers alone."""
    kept = BOOK.business.model_dump()
    business = {**kept, "answers": answers}
    for name in ("phone", "owner_mobile"):
        business[name] = str(getattr(BOOK.business, name).e164)
    business["hours"] = BOOK.business.hours.text
    return Rulebook(
        **{
            **{name: getattr(BOOK, name) for name in BOOK.__dataclass_fields__},
            "business": type(BOOK.business).model_validate(business),
        }
    )


@pytest.mark.parametrize("topic", ["robot", "hours", "area", "price_policy", "when", "licensed"])
def test_each_way_to_ask_gets_the_owners_answer(topic: str) -> None:
    answer = BOOK.business.answers[topic].answer
    unanswered = [asked for asked in ASKED[topic] if BOOK.answer(asked) != answer]
    # "How far out do you go" may be miles or days: both are answered.
    assert unanswered in ([], ["how far out do you go"])
    assert len(ASKED[topic]) >= (50 if topic == "robot" else 20)


def test_what_the_owner_does_is_answered_by_the_owners_rules() -> None:
    assert [asked for asked in ASKED["services"] if BOOK.answer(asked) != "Yes, we do that."] == []
    assert len(ASKED["services"]) >= 20


def test_what_nobody_has_an_answer_to_is_left_to_a_person() -> None:
    answered = [asked for asked in ASKED["unanswered"] if BOOK.answer(asked)]
    assert answered == []
    assert all(BOOK.leaves_open(asked) for asked in ASKED["unanswered"])


def test_statements_are_no_questions() -> None:
    assert [said for said in ASKED["statements"] if topics(said)] == []


def test_each_way_to_ask_is_taken_for_a_question() -> None:
    for topic, rows in ASKED.items():
        wanted = "robot" if topic == "robot" else "question"
        if topic == "statements":
            continue
        other = [asked for asked in rows if intents.request(asked, OPEN) != wanted]
        assert other == [], topic


def test_asking_for_a_person_is_not_asking_for_the_truth() -> None:
    for said in ("I want to talk to a real person", "can I speak to a human", "a real person"):
        assert intents.request(said, OPEN) == "person", said


def test_the_truth_about_the_machine_stands_without_the_owners_words() -> None:
    bare = with_answers(hours={"answer": "Always open."})
    assert bare.answer("are you a robot") == "I'm {business}'s automated assistant, not a person."
    assert bare.answer("what are you really", "robot") == bare.answer("are you a robot")


def test_two_questions_in_one_breath_are_both_answered() -> None:
    both = BOOK.answer("are you a robot, and what are your hours")
    assert both.startswith("I'm {business}'s automated assistant")
    assert "Monday to Friday" in both


def test_owner_answers_what_else_their_callers_ask() -> None:
    book = with_answers(cards={"asked": ["credit cards"], "answer": "We take all cards."})
    assert book.answer("do you take credit cards") == "We take all cards."
    assert not book.leaves_open("do you take credit cards")


def test_answer_that_is_only_a_beginning_is_seen_to_by_a_person() -> None:
    assert BOOK.leaves_open("are you licensed")
    assert not BOOK.leaves_open("what are your hours")


@given(st.text(max_size=120))
def test_any_text_may_ask_anything(text: str) -> None:
    assert set(topics(text)) <= {*ASKED} - {"unanswered", "statements"}
