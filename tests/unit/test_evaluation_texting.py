"""Measured callers who answer by text: who can, what comes, and what becomes of it."""

import random

import pytest

from agent.evaluation.callers.split import one
from agent.evaluation.callers.texting import CANNOT, Texting
from agent.evaluation.outcomes import Became, Line
from agent.evaluation.play import Conditions, play
from office.sheet import FieldName

pytestmark = pytest.mark.unit

ROUGH = 3.0
SEEDS = range(60)


def texts(number: int) -> list[Texting]:
    return [Texting(random.Random(seed)) for seed in range(number)]  # noqa: S311 - repeatable


def typed(lines: tuple[Line, ...]) -> list[str]:
    return [line.heard for line in lines if line.said.startswith("[text]")]


def test_some_callers_phone_from_a_line_that_cannot_text() -> None:
    share = sum(not one.can for one in texts(2000)) / 2000
    assert abs(share - CANNOT) < 0.03


def test_answer_that_never_comes_is_sent_in_no_turn() -> None:
    silent = next(each for each in texts(200) if each.comes == "never")
    silent.asked(FieldName.EMAIL, 1)
    silent.reminded(3)
    truth = one("1").truth
    assert not any(silent.due(turn, truth) for turn in range(30))


def test_late_answer_comes_behind_the_reminder() -> None:
    late = next(each for each in texts(200) if each.comes == "late")
    late.asked(FieldName.ADDRESS, 1)
    truth = one("1").truth
    assert not late.due(9, truth)
    late.reminded(9)
    assert late.due(10, truth) == str(truth.address)
    assert not late.due(11, truth)


def test_typed_values_are_read_back_and_confirmed_exact() -> None:
    answered = 0
    for seed in SEEDS:
        call = play(one(str(seed)), Conditions(ROUGH), keep_lines=True)
        for name in (FieldName.EMAIL, FieldName.ADDRESS):
            words = typed(call.lines)
            if words and call.fields[name].became is Became.EXACT:
                answered += 1
                read = [line.said for line in call.lines if "I have your text" in line.said]
                assert len(read) == len(words), seed
    assert answered


def test_without_texts_none_is_offered_or_sent() -> None:
    for seed in SEEDS:
        call = play(one(str(seed)), Conditions(ROUGH, texts=False), keep_lines=True)
        assert not typed(call.lines)
        assert not [line for line in call.lines if "Shall I text you" in line.said]
