"""The ready rule sets against their own tables, each alone and all four together."""

from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from agent.evaluation.desk import items
from prompts.document import Document, read_yaml
from prompts.library import READY, Library, rules_of
from prompts.mapping import Match
from prompts.overlaps import doubts
from prompts.pricing import Quote, price
from prompts.problems import PromptProblem
from prompts.rulechecks import Table, Trial
from prompts.rulesets import RuleBook
from prompts.stock import missing

pytestmark = pytest.mark.unit

BOOK = Library.open().current
ZONE = ZoneInfo("America/New_York")
OWN = """
trades: [{trades}]
after_hours: {{item: After-Hours Service Fee, say: the after-hours fee, charge: flat}}
"""


def table(trade: str) -> Document:
    file = f"trades/{trade}.checks.yaml"
    return read_yaml(file, (files("prompts") / file).read_text(encoding="utf-8"))


def alone(*trades: str) -> RuleBook:
    """What an owner has who writes nothing but the trades."""
    sets = [(f"trades/{trade}.yaml", trade) for trade in trades]
    texts = [(file, (files("prompts") / file).read_text(encoding="utf-8")) for file, _ in sets]
    return rules_of((("services.yaml", OWN.format(trades=", ".join(trades))), *texts))


def failures(trade: str, book: RuleBook) -> list[str]:
    def pricing(found: Match) -> Quote | PromptProblem:
        return price(found, book.services, items().get, BOOK.messages.estimate)

    trial = Trial(book.services, ZONE, BOOK.business.hours.is_open, pricing)
    _, found = trial.failures(table(trade))
    return [problem.text for problem in found]


@pytest.mark.parametrize("trade", READY)
def test_ready_set_stands_alone_and_passes_its_table(trade: str) -> None:
    book = alone(trade)
    assert failures(trade, book) == []
    assert doubts(book) == ()
    assert missing(book, items().get) == ()


@pytest.mark.parametrize("trade", READY)
def test_shipped_rules_pass_the_table_of_every_trade(trade: str) -> None:
    assert failures(trade, RuleBook(BOOK.services, BOOK.places)) == []


@pytest.mark.parametrize("trade", READY)
def test_table_tries_every_rule_of_its_set(trade: str) -> None:
    rows = Table.model_validate(table(trade).content).rows
    tried = {row.rule for row in rows} | {name for row in rows for name in row.ask}
    assert {rule.name for rule in alone(trade).services.rules} - tried == set()


def test_shipped_rules_are_beyond_doubt_and_in_the_embedded_books() -> None:
    book = RuleBook(BOOK.services, BOOK.places)
    assert doubts(book) == ()
    assert missing(book, items().get) == ()
    assert {rule.trade for rule in BOOK.services.rules} == set(READY)
