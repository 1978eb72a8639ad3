"""The names of a census: which are near a misheard one, and how likely each is."""

import pytest

from agent.spoken.commonnames import common_names, near_names

pytestmark = pytest.mark.unit


def test_names_near_a_misheard_one_are_found() -> None:
    assert "parker" in near_names("family", "parkr", 1)
    assert "kozlowski" in near_names("family", "kozlwski", 2)
    assert near_names("family", "xqzwvkj", 2) == ()


def test_a_common_name_is_likelier_than_a_rare_one_and_both_than_none() -> None:
    family = common_names("family")
    assert family.odds("johnson") > family.odds("johnsen") > 0.0
    assert family.odds("johnsson-smythe") == 0.0
    assert "parkr" not in family


def test_given_and_family_names_are_two_lists() -> None:
    assert "rebecca" in common_names("given")
    assert "rebecca" not in common_names("family")


def test_a_language_without_lists_is_told_so() -> None:
    with pytest.raises(LookupError, match="given_names"):
        common_names("given", "xx")
