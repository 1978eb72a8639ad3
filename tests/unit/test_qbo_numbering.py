import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbo.writing.numbering import FIRST, LONGEST, following

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ([], FIRST),
        (["", "no digits"], FIRST),
        (["1042", "1041"], "1043"),
        (["1009", "999", "1010"], "1011"),
        (["INV-0099", "INV-0098"], "INV-0100"),
        (["2026/7", "2026/12"], "2026/13"),
        (["A-9"], "A-10"),
    ],
)
def test_next_number_follows_the_highest(numbers: list[str], wanted: str) -> None:
    assert following(numbers) == wanted


@given(st.lists(st.text(max_size=LONGEST), max_size=8))
def test_next_number_is_new_and_fits(numbers: list[str]) -> None:
    found = following(numbers)
    assert found not in numbers
    assert 0 < len(found) <= LONGEST
