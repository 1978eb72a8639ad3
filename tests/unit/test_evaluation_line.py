import random
from itertools import pairwise

import pytest

from agent.evaluation.channel import ACCENTS, Line

pytestmark = pytest.mark.unit

NUMBER = "It's six one four, five five five, oh one four three."


def heard(strength: float, said: str, seed: int, accent: str = "") -> str:
    dice = random.Random(seed)  # noqa: S311 - a seed makes the line repeatable
    return Line(strength, dice, accent=accent, rare=("Siobhan", "Nguyen")).hear(said)


def changed(strength: float, said: str, accent: str = "") -> int:
    return sum(heard(strength, said, seed, accent) != said for seed in range(300))


def test_line_of_no_strength_changes_nothing() -> None:
    assert changed(0, NUMBER) == 0


def test_same_seed_hears_the_same() -> None:
    assert heard(1.5, NUMBER, 7) == heard(1.5, NUMBER, 7)


def test_stronger_line_changes_more() -> None:
    counts = [changed(strength, NUMBER) for strength in (0.2, 0.8, 2.0, 4.0)]
    assert all(less < more for less, more in pairwise(counts)), counts


def test_keys_arrive_as_they_were_pressed() -> None:
    assert changed(6, "keypad: 6145550143") == 0


def test_letters_become_letters_that_sound_alike() -> None:
    for seed in range(200):
        heard_of = heard(1, "B", seed)
        if len(heard_of) == 1:
            assert heard_of in "BDEPTVZGC"


@pytest.mark.parametrize("accent", [name for name in ACCENTS if name])
def test_accent_changes_its_own_sounds_more(accent: str) -> None:
    said = "The very thin red wool blanket brought Paul everywhere with love"
    assert changed(1, said, accent) > changed(1, said)


def test_misheard_name_tends_to_be_misheard_the_same_way() -> None:
    again = 0
    for seed in range(300):
        line = Line(4, random.Random(seed), rare=("nguyen",))  # noqa: S311
        first, second = line.hear("Nguyen"), line.hear("Nguyen")
        again += first == second != "Nguyen"
    assert again > 60


def test_yes_and_no_are_misheard_too() -> None:
    assert changed(3, "Yes.") > 0
    assert changed(3, "No.") > 0
