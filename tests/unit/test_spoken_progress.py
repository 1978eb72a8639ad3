"""How far a dictated value has come."""

import pytest

from agent.spoken.progress import progress
from office.sheet import FieldName

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("field", "said", "come"),
    [
        (FieldName.PHONE, "I don't know", "none"),
        (FieldName.PHONE, "It's six one four", "part"),
        (FieldName.PHONE, "614-555-0143", "whole"),
        (FieldName.PHONE, "614-555-0143, extension", "part"),
        (FieldName.PHONE, "614 555 double", "part"),
        (FieldName.EMAIL, "mike dot chen at", "part"),
        (FieldName.EMAIL, "mike at gmail", "part"),
        (FieldName.EMAIL, "mike at gmail dot", "part"),
        (FieldName.EMAIL, "mike at gmail dot com", "whole"),
        (FieldName.NAME, "Mike", "more_may_come"),
        (FieldName.NAME, "Mike Chen", "whole"),
        (FieldName.NAME, "Mike Chen, C, H,", "part"),
        (FieldName.NAME, "Mike Chen, C, H, E, N", "whole"),
        (FieldName.NAME, "K, O, W", "part"),
        (FieldName.NAME, "B as in", "part"),
        (FieldName.NAME, "B as in boy,", "part"),
        (FieldName.ADDRESS, "twelve", "part"),
        (FieldName.ADDRESS, "12 Oak", "part"),
        (FieldName.ADDRESS, "12 Oak Street", "part"),
        (FieldName.ADDRESS, "12 Oak Street, apartment", "part"),
        (FieldName.ADDRESS, "12 Oak Street, Columbus", "more_may_come"),
        (FieldName.ADDRESS, "12 Oak Street, Columbus, Ohio", "part"),
        (FieldName.ADDRESS, "12 Oak Street, Columbus, Ohio 43215", "whole"),
        (FieldName.NOTES, "There's a dog", "whole"),
    ],
)
def test_value_comes_so_far(field: FieldName, said: str, come: str) -> None:
    assert progress(field, said) == come


def test_known_name_tells_when_its_letters_are_whole() -> None:
    said = "K, O, W, A, L, S, K, I"
    parts = [progress(FieldName.NAME, said[:end], expected="Kowalski") for end in (4, 10, 16, 22)]
    assert parts == ["part", "part", "part", "whole"]
