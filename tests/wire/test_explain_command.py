"""`frontdesk explain`: which rule wins, which lost and why, the lines and the total."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from office.store import Store
from prompts.problems import PromptError
from server import cli
from tests.wire.test_tools_books import House, serving

pytestmark = [pytest.mark.wire, pytest.mark.usefixtures("own_logs")]

SENTENCE = "no heat, it's Saturday night, small office"
Explain = Callable[..., Coroutine[Any, Any, Result]]


@pytest.fixture
def explain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Explain:
    """The command on a data folder of its own, by the rules' words alone."""
    for name, value in {
        "FRONTDESK_DATA": str(tmp_path),
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}",
        "FRONTDESK_MEANING": "false",
    }.items():
        monkeypatch.setenv(name, value)

    async def run(*arguments: str) -> Result:
        return await asyncio.to_thread(CliRunner().invoke, cli, ["explain", *arguments])

    return run


@pytest.fixture
async def known_items(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A desk has read the items of the embedded company once."""
    store = await Store.open(f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}")
    try:
        async with serving(tmp_path / "company") as base:
            monkeypatch.setenv("QBO_API_BASE", base)
            house = House(store, base, tmp_path)
            await house.start()
            await house.books.close()
            yield
    finally:
        await store.close()


@pytest.mark.usefixtures("known_items")
async def test_sentence_is_explained_with_winner_losers_lines_and_total(explain: Explain) -> None:
    taken, _, won, lost, rest, _, *lines = (await explain(SENTENCE)).output.splitlines()
    assert taken.startswith("Taken as a call on Saturday, ")
    assert taken.endswith("5:00 PM (after hours), urgent, commercial.")
    assert won == 'No heat: heard "no heat", and its conditions hold'
    assert lost == "Heating repair: No heat stands earlier in the file"
    assert rest.endswith('other rules: not heard ("--rule NAME" tells why one lost)')
    assert [(line.split("  ")[1], line.split()[-1]) for line in lines if line] == [
        ("Emergency HVAC Diagnostic", "$175.00"),
        ("HVAC Repair - Hourly", "$270.00"),
        ("After-Hours Service Fee", "$95.00"),
        ("Total", "$540.00"),
    ]


@pytest.mark.usefixtures("known_items")
async def test_explanation_is_data_too(explain: Explain) -> None:
    found = json.loads((await explain(SENTENCE, "--json")).output)
    assert (found["rule"], found["total"], found["spoken"]) == ("No heat", "$540.00", True)
    assert (found["after_hours"], found["customer_type"]) == (True, "commercial")
    assert found["lines"][1] == {
        "item": "HVAC Repair - Hourly",
        "quantity": "2",
        "amount": "$270.00",
    }


async def test_one_rule_is_told_why_it_lost(explain: Explain) -> None:
    said = (await explain(SENTENCE, "--rule", "Furnace maintenance")).output
    assert "Furnace maintenance: none of its phrases was heard" in said
    unknown = await explain(SENTENCE, "--rule", "Furnice")
    assert isinstance(unknown.exception, PromptError)
    assert 'there is no rule "Furnice"' in str(unknown.exception)


async def test_price_is_left_open_until_the_items_are_known(explain: Explain) -> None:
    said = (await explain(SENTENCE)).output
    assert 'No heat: heard "no heat"' in said
    assert "No price: the items of QuickBooks are not known yet." in said
    assert "$" not in said


async def test_what_nothing_fits_is_said_so_and_nothing_is_priced(explain: Explain) -> None:
    found = json.loads((await explain("can you mow my lawn", "--json")).output)
    assert (found["rule"], found["total"], found["lines"]) == (None, None, [])


async def test_neither_a_sentence_nor_a_check_is_a_mistake_that_says_what_to_write(
    explain: Explain,
) -> None:
    result = await explain()
    assert result.exit_code == 2
    assert "write a sentence" in result.output
