"""Everybody wants the same times at once: each is given once, and nobody's yes is lost."""

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from office.tables import visit_slots, visits
from office.values import Window
from office.visits import Technician, Visit, VisitState
from tests import postgres
from tests.visits import Booking, at, booking, plan

pytestmark = pytest.mark.wire

SEED = 20260914
SLOTS_OF_A_VISIT = 8


@dataclass(frozen=True)
class Rush:
    """So many attempts at once on so many times, by two desks with one database."""

    attempts: int
    times: int
    seed: int = SEED


SMALL, WHOLE = Rush(200, 20), Rush(10_000, 500)


@dataclass
class Outcome:
    """What the callers were told."""

    booked: dict[str, Visit] = field(default_factory=dict)
    taken: int = 0
    cut_off: list[str] = field(default_factory=list)
    wanted: dict[str, tuple[Technician, Window]] = field(default_factory=dict)


def times(count: int) -> list[tuple[Technician, Window]]:
    """As many times as are asked for: five people, four windows a day."""
    people = [Technician(name) for name in ("Dave", "Ana", "Lee", "Kim", "Jo")]
    first = at(15, 8)
    found = []
    for number in range(count):
        person, nth = people[number % 5], number // 5
        ahead = timedelta(days=nth // 4, hours=nth % 4 * 2)
        starts = (first.starts.astimezone(UTC) + ahead).astimezone(first.starts.tzinfo)
        ends = (first.ends.astimezone(UTC) + ahead).astimezone(first.starts.tzinfo)
        found.append((person, Window(starts, ends)))
    return found


async def run(rush: Rush, desks: list[Booking]) -> Outcome:
    """Let all callers book at once; one in twenty hangs up in the middle of it."""
    dice = random.Random(rush.seed)  # noqa: S311 - a seed to replay from
    there, outcome = times(rush.times), Outcome()

    async def attempt(number: int, hangs_up: bool) -> None:
        key = f"visit:{number}"
        person, window = outcome.wanted[key]
        desk = desks[number % len(desks)]
        asked = asyncio.ensure_future(desk.book.book(plan(window), [person], key=key))
        if hangs_up:
            await asyncio.sleep(dice.random() / 100)
            asked.cancel()
        try:
            visit = await asked
        except asyncio.CancelledError:
            outcome.cut_off.append(key)
            return
        if visit is None:
            outcome.taken += 1
        else:
            outcome.booked[key] = visit

    outcome.wanted = {f"visit:{n}": there[n % rush.times] for n in range(rush.attempts)}
    order = [*range(rush.attempts)]
    dice.shuffle(order)
    async with asyncio.TaskGroup() as group:
        for number in order:
            group.create_task(attempt(number, dice.random() < 0.05))
    return outcome


async def check(rush: Rush, desks: list[Booking], outcome: Outcome) -> None:
    """Every time is given once, and whoever was told so has it."""
    store, book = desks[0].store, desks[0].book
    rows = await store.rows(select(visits.c.id, visits.c.key, visits.c.person, visits.c.starts_at))
    assert len(rows) == rush.times
    assert Counter((row["person"], row["starts_at"]) for row in rows).most_common(1)[0][1] == 1
    kept = {row["key"]: row["id"] for row in rows}
    # Nobody was told of a visit that is not there, and each that is there was told to its caller,
    # or is told to those who were cut off when they ask again.
    assert {key: visit.id for key, visit in outcome.booked.items()}.items() <= kept.items()
    untold = set(kept) - set(outcome.booked)
    assert untold <= set(outcome.cut_off)
    for key in outcome.cut_off:
        person, window = outcome.wanted[key]
        again = await book.book(plan(window), [person], key=key)
        assert (again.id if again else None) == kept.get(key)
    slots = await store.row(select(func.count().label("n")).select_from(visit_slots))
    assert slots is not None
    assert slots["n"] == rush.times * SLOTS_OF_A_VISIT
    told = await desks[0].told()
    assert Counter(told) == Counter(("visit_booked", number) for number in kept.values())
    one = next(iter(outcome.booked.values()))
    assert (await book.find(one.id)) == one
    assert one.state is VisitState.BOOKED


@contextlib.asynccontextmanager
async def two_desks(url: str) -> AsyncIterator[list[Booking]]:
    async with booking(url) as one, booking(url) as other:
        yield [one, other]


@pytest.mark.parametrize(
    "rush", [SMALL, pytest.param(WHOLE, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
async def test_no_time_is_given_twice_and_no_yes_is_lost_on_sqlite(
    rush: Rush, tmp_path: Path
) -> None:
    async with two_desks(f"sqlite:///{tmp_path / 'desk.db'}") as desks:
        await check(rush, desks, await run(rush, desks))


@postgres.needs_postgres
@pytest.mark.parametrize(
    "rush", [SMALL, pytest.param(WHOLE, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
async def test_no_time_is_given_twice_and_no_yes_is_lost_on_postgresql(rush: Rush) -> None:
    with postgres.server() as address:
        async with two_desks(address) as desks:
            await check(rush, desks, await run(rush, desks))
