"""How many: what is spoken of as several, and the number that answers the question."""

from decimal import Decimal

import pytest

from prompts.circumstances import number, several

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "is_several"),
    [
        ("I need some outlets put in", True),
        ("our light switches are dead", True),
        ("an outlet in the kitchen", False),
        ("put in a GFCI outlet", False),
        ("the sink is leaking", False),
    ],
)
def test_several_things_are_told_from_one(text: str, is_several: bool) -> None:
    assert several(text, ("gfci outlet", "outlet", "light switch")) is is_several


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Three.", 3),
        ("It would be twenty two of them.", 22),
        ("Two, no, three.", 3),
        ("a couple", 2),
        ("12", 12),
        ("They are 20 amp ones, four of them.", 4),
        ("I don't know.", None),
        ("a few", None),
        ("zero", None),
        ("5000", None),
    ],
)
def test_number_in_an_answer_is_the_last_that_counts(text: str, count: int | None) -> None:
    assert number(text) == (None if count is None else Decimal(count))
