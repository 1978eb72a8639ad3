"""Edited rules are tried on past calls, and callers' own words find their way into a rule."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.edits import watch_edits
from agent.evaluation.desk import items
from agent.rulework.trying import add_words, set_aside, try_rules, unmapped
from office.clock import FixedClock
from office.followups import Desktray
from office.journal import Journal
from office.live import LiveEvents
from office.mirror_rows import MirrorRows
from office.requests import PastRequest, RuleVersions
from office.settings import Settings
from office.store import Store
from prompts.library import Library
from prompts.meaning.sense import Sense
from prompts.problems import PromptError
from qbo.mirror.mirror import Mirror
from tools.rule_changes import Judge, tried

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
BATS = "there are bats in the attic"
RULES = """
trades: [plumbing]
rules:
  - name: Bats            # mine
    trade: general
    says: {any: [bat removal]}
    lines: [{item: Drain Service - Standard, say: the bats, charge: flat}]
"""


def asked(service: str, at: datetime = MONDAY, **facts: Any) -> PastRequest:
    return PastRequest("c1", at, {"service": service, **facts}, {})


@dataclass
class Owner:
    """A data folder with past calls in it, and the owner's rules."""

    settings: Settings
    calls: list[str] = field(default_factory=list)

    @property
    def rules(self) -> Path:
        return self.settings.data / "prompts" / "services.yaml"

    async def was_asked(self, *services: str, outcome: str = "none") -> None:
        store, clock = await Store.open(self.settings.database), FixedClock(MONDAY)
        journal = Journal(store, clock, LiveEvents())
        for service in services:
            sid = f"CA{service}"
            call = await journal.open_call(sid[:60], caller=None, called="+16145550100")
            run = await journal.tool_started(call, "map_service", {"service": service})
            found = {"outcome": outcome, "suggested": ["Bats"]}
            await journal.tool_ended(call, run, found, 2)
            self.calls.append(call.id)
        await store.close()


@pytest.fixture
def owner(tmp_path: Path) -> Owner:
    made = Owner(Settings(data=tmp_path / "data", meaning=False))
    made.rules.parent.mkdir(parents=True)
    made.rules.write_text(RULES)
    return made


async def test_only_what_would_come_out_differently_is_shown(owner: Owner, tmp_path: Path) -> None:
    await owner.was_asked("a clogged drain", "please do bat removal", outcome="priced")
    edited = tmp_path / "services.yaml"
    edited.write_text(RULES.replace("name: Bats", "name: Attic work"))
    report = await try_rules(owner.settings, edited, 10)
    assert report["tried"] == 2
    (changed,) = report["changed"]
    assert changed["says"] == "please do bat removal"
    assert (changed["now"], changed["edited"]) == ("Bats, no price", "Attic work, no price")
    assert "Of 2 past requests, 1 would have come out differently." in report["text"]
    assert owner.rules.read_text() == RULES


async def test_edited_rules_with_a_mistake_are_tried_on_nothing(
    owner: Owner, tmp_path: Path
) -> None:
    edited = tmp_path / "services.yaml"
    edited.write_text(RULES.replace("charge: flat", "charge: fat"))
    with pytest.raises(PromptError, match="charge"):
        await try_rules(owner.settings, edited, 10)


async def test_a_price_counts_as_a_difference() -> None:
    library = Library.open()
    dearer = library.edited(
        "trades/plumbing.yaml",
        library.rule_text("trades/plumbing.yaml").replace("minimum_hours: 2", "minimum_hours: 3"),
    )
    judges = [Judge(book, items().get, Sense()) for book in (library.current, dearer)]
    (one,) = await tried([asked("a burst pipe, water everywhere")], *judges)
    assert one.differs
    assert one.now.rule == one.edited.rule
    assert (one.now.told, one.edited.told) == ("$300.00", "$450.00")


async def test_a_request_is_judged_at_the_time_of_its_call() -> None:
    judge = Judge(Library.open().current, items().get, Sense())
    by_day = await judge.judge(asked("a clogged drain"))
    at_night = await judge.judge(asked("a clogged drain", MONDAY.replace(hour=3)))
    assert by_day.total is not None
    assert at_night.total is not None
    assert at_night.total > by_day.total


async def test_requests_without_a_rule_are_listed_with_the_nearest(owner: Owner) -> None:
    await owner.was_asked(BATS, "a clogged drain")
    report = await unmapped(owner.settings, 10)
    assert [(one["says"], one["near"]) for one in report["unmapped"]] == [(BATS, ["Bats"])]


async def test_words_of_a_caller_are_added_to_a_rule_of_the_owner(owner: Owner) -> None:
    await owner.was_asked(BATS)
    assert await add_words(owner.settings, owner.calls[0], "Bats") == "services.yaml"
    text = owner.rules.read_text()
    assert yaml.safe_load(text)["rules"][0]["means"] == [BATS]
    assert "# mine" in text


async def test_a_ready_set_is_copied_before_words_are_added(owner: Owner) -> None:
    await owner.was_asked("my loo will not empty")
    file = await add_words(owner.settings, owner.calls[0], "Drain cleaning")
    assert file == "trades/plumbing.yaml"
    copy = owner.settings.data / "prompts" / file
    rules = {rule["name"]: rule for rule in yaml.safe_load(copy.read_text())["rules"]}
    assert "my loo will not empty" in rules["Drain cleaning"]["means"]
    assert owner.rules.read_text() == RULES


async def test_what_is_set_aside_is_not_listed(owner: Owner) -> None:
    await owner.was_asked(BATS)
    assert await set_aside(owner.settings, owner.calls[0])
    assert (await unmapped(owner.settings, 10))["text"].startswith("Every request")


@pytest.mark.parametrize(("call", "rule"), [("c0", "Bats"), ("", "No such rule")])
def test_an_unknown_call_or_rule_is_said_in_a_sentence(owner: Owner, call: str, rule: str) -> None:
    asyncio.run(owner.was_asked(BATS))
    with pytest.raises(PromptError, match=r"no request is known|there is no rule"):
        asyncio.run(add_words(owner.settings, call or owner.calls[0], rule))
    assert owner.rules.read_text() == RULES


async def test_every_version_that_was_in_force_is_kept(owner: Owner) -> None:
    store, clock = await Store.open(owner.settings.database), FixedClock(MONDAY)
    versions, live = RuleVersions(store, clock), LiveEvents()
    library = Library.open(owner.rules.parent)
    mirror, tray = Mirror(MirrorRows(store, clock)), Desktray(store, clock, live)
    watching = asyncio.create_task(watch_edits(library, mirror, Sense(), tray, versions))
    first = library.current.rules_version
    async with asyncio.timeout(10):
        while await versions.of(first) is None:  # noqa: ASYNC110  # the watch gives no event
            await asyncio.sleep(0.02)
        owner.rules.write_text(RULES.replace("name: Bats", "name: Attic work"))
        while library.current.rules_version == first:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        while (edited := await versions.of(library.current.rules_version)) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    watching.cancel()
    before = await versions.of(first)
    await store.close()
    assert before is not None
    assert (before["rules"][0]["name"], edited["rules"][0]["name"]) == ("Bats", "Attic work")
