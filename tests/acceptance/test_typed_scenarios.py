from typing import Any

import pytest

from agent.rehearsal.scenario import load, names

pytestmark = pytest.mark.acceptance


@pytest.mark.parametrize("name", names())
async def test_scenario_ends_as_it_says(typed: Any, name: str) -> None:
    wrong = await typed.rehearse(load(name))
    told = "\n".join(f"{who:>7}: {words}" for who, words in typed.dialogue)
    assert wrong == [], told
