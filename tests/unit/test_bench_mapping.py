from pathlib import Path

import pytest

from agent.bench.mapping import many_rules, mapping
from office.settings import Settings

pytestmark = pytest.mark.unit


def test_there_are_as_many_rules_as_promised_and_no_two_alike() -> None:
    rules = many_rules(500).rules
    assert len({rule.says.any for rule in rules}) == len(rules) == 500


async def test_without_the_model_only_the_words_are_measured(tmp_path: Path) -> None:
    settings = Settings(voices=tmp_path)
    (row,) = await mapping(settings, number=20, requests=10)
    assert (row.unit, row.limit) == ("ms", 2.0)
    assert row.value > 0
    assert "10 openings" in row.taken
