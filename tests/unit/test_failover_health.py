import pytest

from agent.brain.breaker import FAILURES
from agent.brain.health import Health, sentence

pytestmark = pytest.mark.unit


def health(*failures: str) -> Health:
    found = Health("gpt-4.1")
    for why in failures:
        found.failed(why)
    return found


def test_one_bad_turn_is_nobodys_trouble() -> None:
    assert health(*["RateLimitError"] * (FAILURES - 1)).trouble == ""


def test_bad_turns_in_a_row_are_told_by_the_last_one() -> None:
    assert "its limit" in health("TimeoutError", "RateLimitError").trouble


def test_a_good_turn_ends_the_trouble() -> None:
    found = health("no_call", "no_call")
    found.worked()
    assert found.trouble == ""


@pytest.mark.parametrize(
    ("why", "check"),
    [
        ("AuthenticationError", "OPENAI_API_KEY"),
        ("PermissionDeniedError", "OPENAI_API_KEY"),
        ("NotFoundError", "OPENAI_MODEL"),
        ("BadRequestError", "OPENAI_MODEL"),
        ("TimeoutError", "OPENAI_MODEL"),
        ("APIConnectionError", "OPENAI_BASE_URL"),
        ("APITimeoutError", "OPENAI_BASE_URL"),
        ("RateLimitError", "plan"),
        ("two_calls", "log"),
    ],
)
def test_every_trouble_says_what_to_check_and_that_calls_go_on(why: str, check: str) -> None:
    said = sentence(why, "gpt-4.1")
    assert check in said
    assert "scripted brain takes every turn" in said
