from typing import Any

import pytest

from dashboard.talk import happenings
from office.calls import CallRecord

pytestmark = pytest.mark.unit


def turn(who: str, at_ms: int, *, text: str = "…", answer_ms: int | None = None) -> dict[str, Any]:
    return {"who": who, "at_ms": at_ms, "text": text, "answer_ms": answer_ms}


def run(name: str, at_ms: int, result: dict[str, Any] | None = None, key: int = 1) -> Any:
    ms = None if result is None else 12
    return {"id": key, "name": name, "at_ms": at_ms, "result": result, "ms": ms}


def record(turns: list[Any], tools: list[Any]) -> CallRecord:
    return CallRecord({}, {}, turns, tools, [], [])


def words(name: str, result: dict[str, Any] | None) -> str:
    """What the page says about a tool."""
    return happenings(record([], [run(name, 0, result)]))[0].words


def test_tool_stands_between_the_turns_it_ran_between() -> None:
    turns = [turn("desk", 0), turn("caller", 4000), turn("desk", 5200), turn("caller", 9000)]
    shown = happenings(record(turns, [run("map_service", 4100, {"outcome": "priced"})]))
    assert [one.kind for one in shown] == ["desk", "caller", "tool", "desk", "caller"]


def test_tool_of_the_same_millisecond_follows_the_caller_and_precedes_the_answer() -> None:
    turns = [turn("desk", 0), turn("caller", 0), turn("desk", 0)]
    shown = happenings(record(turns, [run("map_service", 0), run("lookup_customer", 0, key=2)]))
    assert [one.kind for one in shown] == ["desk", "caller", "tool", "tool", "desk"]
    assert [one.words for one in shown[2:4]] == [
        "looking for the service …",
        "looking the caller up …",
    ]


def test_tool_that_ran_before_anybody_spoke_comes_first_and_one_after_all_last() -> None:
    turns = [turn("desk", 300), turn("caller", 4000)]
    tools = [run("lookup_customer", 10), run("create_estimate", 9000, key=2)]
    assert [one.kind for one in happenings(record(turns, tools))] == [
        "tool",
        "desk",
        "caller",
        "tool",
    ]


def test_call_of_which_nothing_is_known_yet_shows_nothing() -> None:
    assert happenings(record([], [])) == []


@pytest.mark.parametrize(("waited", "slow"), [(None, False), (1200, False), (1201, True)])
def test_answer_over_a_second_and_a_fifth_is_slow(waited: int | None, slow: bool) -> None:
    assert happenings(record([turn("desk", 0, answer_ms=waited)], []))[0].slow is slow


def test_only_the_desk_is_slow() -> None:
    tool = run("create_customer", 0, {"outcome": "created"}) | {"ms": 4000}
    shown = happenings(record([turn("caller", 0, answer_ms=4000)], [tool]))
    assert [one.slow for one in shown] == [False, False]


@pytest.mark.parametrize(
    ("name", "result", "said"),
    [
        ("lookup_customer", None, "looking the caller up …"),
        ("lookup_customer", {"outcome": "unknown"}, "the caller is not a customer yet"),
        (
            "map_service",
            {"outcome": "priced", "rule": "AC not cooling", "quote": {"total": "$445.00"}},
            "found the service: AC not cooling · $445.00",
        ),
        (
            "map_service",
            {"outcome": "quote_later", "rule": "Panel upgrade", "quote": {"total": "$0.00"}},
            "found the service, to be quoted: Panel upgrade",
        ),
        ("map_service", {"outcome": "none", "quote": None}, "no service fits"),
        (
            "create_customer",
            {"outcome": "created", "display_name": "Mike Chen"},
            "entered the customer: Mike Chen",
        ),
        ("create_customer", {"outcome": "queued"}, "the customer waits for QuickBooks"),
        (
            "create_estimate",
            {"outcome": "sent", "number": "1001", "total": "$445.00"},
            "wrote and sent the estimate: 1001 · $445.00",
        ),
        ("map_service", {}, "map service"),
        ("book_visit", {"outcome": "no_slot_left"}, "book visit: no slot left"),
    ],
)
def test_tool_is_told_in_plain_words(name: str, result: dict[str, Any] | None, said: str) -> None:
    assert words(name, result) == said
