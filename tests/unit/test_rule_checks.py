"""What is found in an owner's rules on saving, each with its line and what to write instead."""

from pathlib import Path

import pytest

from agent.evaluation.desk import items
from prompts.document import read_yaml
from prompts.library import Library
from prompts.pricing import price
from prompts.problems import PromptError
from prompts.rulechecks import Trial
from prompts.rulesets import RuleBook
from prompts.stock import missing

pytestmark = pytest.mark.unit

DRAIN = """
  - name: Drain cleaning
    trade: plumbing
    says:
      any: [drain cleaning, clogged drain]
    lines:
      - {item: Drain Service - Standard, say: drain service, charge: flat}
"""


def saved(folder: Path, rules: str, head: str = "") -> Library:
    """The desk's rules after an owner saved these."""
    (folder / "services.yaml").write_text(f"{head}rules:{rules}")
    return Library.open(folder)


def rule(name: str, **parts: str) -> str:
    says = parts.pop("says", "{any: [sump pump]}")
    lines = parts.pop("lines", "[{item: Sump Pump Service, say: the service, charge: flat}]")
    more = "".join(f"\n    {key}: {value}" for key, value in parts.items())
    return f"\n  - name: {name}\n    trade: plumbing\n    says: {says}{more}\n    lines: {lines}"


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (DRAIN + rule("Slow", says="{any: [clogged drain in kitchen]}"), '"Slow" can never win'),
        (
            rule("All", says="{any: [heater, boiler]}")
            + rule("Two", says="{all: [[heater, boiler], [leak, drip]]}"),
            '"Two" can never win: "All" (services.yaml, line 2)',
        ),
        (
            rule("Any time") + rule("Nights", when="{time: '20:00-06:00'}"),
            'move "Nights" above it, or take one of the two out',
        ),
        (rule("Out", says="{any: [new pump], none: [pump]}"), "so it can never win; take one of"),
        (rule("Empty", when="{months: [6], season: Nov 15 - Mar 31}"), "on no day of the year"),
        (
            rule("Both", when="{customer_type: residential, all: [{customer_type: commercial}]}"),
            "can never hold together",
        ),
        (
            rule("Not", when="{after_hours: true, none: [{after_hours: true}]}"),
            "can never hold together",
        ),
        (
            rule("Idle", says="{any: [would you please, sump pump]}"),
            "it is never heard; add a word",
        ),
        (
            rule(
                "Minimums",
                lines="[{item: A, say: a, charge: hourly, minimum_hours: 2}, "
                "{item: B, say: b, charge: hourly, minimum_hours: 1}]",
            ),
            'has two minimums, of "A" and of "B"',
        ),
    ],
)
def test_doubt_names_its_line_and_the_remedy_and_the_file_is_used(
    tmp_path: Path, rules: str, said: str
) -> None:
    library = saved(tmp_path, rules)
    (problem,) = library.problems
    assert said in problem.text
    assert problem.file == "services.yaml"
    names = [one.name for one in library.current.services.rules]
    line = (tmp_path / "services.yaml").read_text().splitlines()[(problem.line or 0) - 1]
    assert line.strip().removeprefix("- name: ") in names


@pytest.mark.parametrize(
    "rules",
    [
        rule("Nights", when="{time: '20:00-06:00'}") + rule("Any time"),
        rule("A", says="{any: [sump pump], none: [pit]}") + rule("B"),
        rule("A", says="{any: [sump pump]}") + rule("B", says="{any: [sump pump, ejector]}"),
        rule("Homes", when="{customer_type: residential}") + rule("B", when="{urgency: urgent}"),
        rule("A", says="{all: [sump, [pump, pit]]}") + rule("B", says="{any: [sump, pit pump]}"),
    ],
)
def test_rules_that_can_each_win_raise_no_doubt(tmp_path: Path, rules: str) -> None:
    assert saved(tmp_path, rules).problems == ()


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("trades: [plumbin]\n", 'line 1: there is no rule set "plumbin"; ready ones are plumbing,'),
        ("trades: [../secret]\n", "there is no rule set"),
        ("trades: [plumbing]\nleave_out: [Drains]\n", 'leave_out names "Drains", which is no rule'),
        ("raises:\n  - {to: urgent, when: {facts: [tired]}}\n", 'tells "tired"; known are no_heat'),
        ("raises:\n  - {to: routine, when: {facts: [elderly]}}\n", "nothing can be raised to"),
        ("raises:\n  - {to: urgent, when: {}}\n", "so everything would be raised"),
    ],
)
def test_mistake_in_the_head_is_one_sentence(tmp_path: Path, head: str, said: str) -> None:
    (problem,) = saved(tmp_path, DRAIN, head).problems
    assert said in problem.text


def test_own_rule_comes_first_and_replaces_a_ready_one_of_its_name(tmp_path: Path) -> None:
    rules = saved(tmp_path, DRAIN, "trades: [plumbing]\nleave_out: [Gas line]\n").current.services
    names = [one.name for one in rules.rules]
    assert names[0] == "Drain cleaning"
    assert names.count("Drain cleaning") == 1
    assert "Burst pipe" in names
    assert "Gas line" not in names


def test_set_of_the_owners_own_making_is_taken_up_and_watched(tmp_path: Path) -> None:
    (tmp_path / "trades").mkdir()
    own = tmp_path / "trades" / "pools.yaml"
    own.write_text(f"rules:{rule('Pool', says='{any: [pool pump]}')}")
    (tmp_path / "services.yaml").write_text("trades: [pools]\n")
    library = Library.open(tmp_path)
    assert [one.name for one in library.current.services.rules] == ["Pool"]
    own.write_text("rules: [")
    (problem,) = library.reload()
    assert problem.file == "trades/pools.yaml"
    own.write_text(f"rules:{rule('Pools', says='{any: [pool pump]}')}\n")
    assert library.reload() == ()
    assert [one.name for one in library.current.services.rules] == ["Pools"]


def test_items_that_quickbooks_lacks_are_named_with_their_lines(tmp_path: Path) -> None:
    lines = "[{item: Sump Pump Servise, say: it, charge: flat}]"
    library = saved(tmp_path, rule("Pump", lines=lines), "trades: [general]\n")
    book = RuleBook(library.current.services, library.current.places)
    known = {name: item for name, item in items().items() if name != "Painting"}
    own, ready = missing(book, known.get)
    assert own.text.startswith('services.yaml, line 6: the rule "Pump" names the item')
    assert 'does not have: "Painting"; add them in QuickBooks, or name' in ready.text


def test_item_without_a_price_is_named_where_one_is_charged(tmp_path: Path) -> None:
    lines = "[{item: Flooring, say: it, charge: flat}]"
    book = saved(tmp_path, rule("Floors", lines=lines)).current
    (problem,) = missing(RuleBook(book.services, book.places), items().get)
    assert '"Flooring" has no price in QuickBooks' in problem.text
    assert problem.line == 5


def trial(library: Library) -> Trial:
    book = library.current
    return Trial(
        book.services,
        book.business.zone,
        book.business.hours.is_open,
        lambda found: price(found, book.services, items().get, book.messages.estimate),
    )


def test_owners_table_tells_the_line_that_fails(tmp_path: Path) -> None:
    rows = """rows:
  - {says: clogged drain, rule: Drain cleaning, total: $125.00}
  - {says: clogged drain, rule: Drain cleaning, total: $99.00}
  - {says: clogged drain, nobody: true}
  - {says: a new roof, rule: New roof}
  - {says: clogged drain, at: Sa 22:00, rule: Drain cleaning, lines: {Drain Service - Standard: 2}}
"""
    library = saved(tmp_path, DRAIN)
    count, failed = trial(library).failures(read_yaml("services.checks.yaml", rows))
    assert count == 5
    assert [problem.line for problem in failed] == [3, 4, 5, 6]
    assert "the total is $125.00 and should be $99.00" in failed[0].text
    assert '"Drain cleaning" wins, and no rule should fit' in failed[1].text
    assert 'no rule fits, and "New roof" should win' in failed[2].text
    assert "the lines are Drain Service - Standard x 1" in failed[3].text


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{says: x}", "give one of rule, ask and nobody"),
        ("{says: x, rule: y, nobody: true}", "give one of rule, ask and nobody"),
        ("{says: x, nobody: true, total: $1.00}", "belong to a row with a rule"),
        ("{says: x, rule: y, at: noon}", 'write a moment as "Sa 22:00"'),
        ("{says: x, rule: y, totl: $1.00}", "did you mean total?"),
    ],
)
def test_row_that_says_nothing_clear_is_refused_with_its_line(
    tmp_path: Path, row: str, said: str
) -> None:
    document = read_yaml("services.checks.yaml", f"rows:\n  - {row}\n")
    with pytest.raises(PromptError) as refused:
        trial(saved(tmp_path, DRAIN)).failures(document)
    assert refused.value.problem.line == 2
    assert said in str(refused.value)
