from typing import Any

import pytest

from agent.brain.choice import check_record, choose_brains
from agent.brain.failover import FailoverLLM
from agent.brain.scripted import ScriptedLLM
from office.settings import Settings

pytestmark = pytest.mark.unit


def settings(**values: str) -> Settings:
    # An empty key counts as none; the machine's own environment must not choose here.
    return Settings(**({"openai_api_key": "", "openai_base_url": ""} | values))  # type: ignore[arg-type]


async def test_without_a_key_code_answers_alone() -> None:
    brains = choose_brains(settings())
    assert isinstance(brains.brain(lambda _: None, "Be kind."), ScriptedLLM)
    assert await brains.start() == ""
    assert "OPENAI_API_KEY" in brains.better


async def test_with_a_key_every_call_shares_one_line_to_the_model() -> None:
    brains = choose_brains(settings(openai_api_key="sk-embedded", openai_model="gpt-4.1-mini"))
    first, second = (brains.brain(lambda _: None, "Be kind.") for _ in range(2))
    assert isinstance(first, FailoverLLM)
    assert isinstance(second, FailoverLLM)
    assert first.create_client() is second.create_client()
    assert "gpt-4.1-mini" in brains.label
    await brains.close()


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("create_estimate", {}),
        ("record_turn", {"price": "445"}),
        ("record_turn", {"urgency": "very"}),
    ],
)
def test_a_call_the_sheet_cannot_take_is_refused(tool: str, arguments: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"tool|validation"):
        check_record(tool, arguments)


def test_a_turn_in_the_callers_words_is_taken() -> None:
    check_record("record_turn", {"name": "Mike Chen", "urgency": "urgent"})
