"""Whole calls about visits: the same time wanted twice, emergencies, a line that was lost."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from agent.answering import Answering
from agent.pipeline import Engines
from agent.reception import Reception
from agent.visiting.moves import OfferTime
from office.sheet import FieldName
from office.values import Phone, Window
from office.visits import Busy, VisitState
from prompts.library import Library
from telephony.ring import Ring
from tests.visits import at

pytestmark = pytest.mark.acceptance

LISA, ANA = "+16145550171", "+16145550172"
ROUTINE = "My kitchen sink is leaking. It can wait a few days."
HERE = "70 River Road, Columbus, Ohio, 43215"
EMERGENCY = "A pipe burst in my basement, water is coming in! It's an emergency."


async def told_all(
    typed: Any, caller: str, name: str, opening: str = ROUTINE, where: str = HERE
) -> Any:
    """A stranger's call up to where a time is arranged."""
    call = await typed.ring(caller, sid=f"CA{caller}")
    for words in (
        opening,
        f"My name is {name}.",
        "Yes, that's right.",
        "Yes, this number.",
        "I'd rather not give my e-mail.",
        f"It's {where}.",
        "Yes, that's right.",
    ):
        await typed.turn(call, words)
    return call


async def keep_busy(typed: Any, *windows: Window) -> None:
    blocks = [
        Busy(f"block-{number}", one.starts.astimezone(UTC), one.ends.astimezone(UTC))
        for number, one in enumerate(windows)
    ]
    await typed.desk.visits.keep_busy("test", "Dave", blocks)


def owner_writes(typed: Any, folder: Path, old: str, new: str) -> None:
    text = (files("prompts") / "business.yaml").read_text()
    assert old in text
    (folder / "business.yaml").write_text(text.replace(old, new, 1))
    typed.desk = replace(typed.desk, library=Library.open(folder))


def offered(call: Any) -> Window:
    move = call.last.move
    assert isinstance(move, OfferTime), call.last.text
    return move.window


async def booked(typed: Any) -> list[tuple[str, Window]]:
    return [(one.name.given, one.window) for one in await typed.desk.visits.upcoming()]


async def test_of_two_who_agree_to_the_last_window_at_once_one_hears_of_the_next(
    typed: Any,
) -> None:
    await keep_busy(typed, at(17, 10, 7))
    calls = [
        await told_all(typed, LISA, "Lisa Park"),
        await told_all(typed, ANA, "Anna Stone"),
    ]
    for call in calls:
        await typed.turn(call, "Thursday morning.")
        assert offered(call) == at(17, 8)
    said = await asyncio.gather(*(typed.turn(call, "Yes, please.") for call in calls))
    (winner,) = [
        n for n, words in enumerate(said) if words.startswith("You're booked for Thursday")
    ]
    loser = 1 - winner
    assert said[loser].startswith("I'm sorry, that one was taken just now. I could do Wednesday")
    assert "booked" not in said[loser]
    await typed.turn(calls[loser], "The first one.")
    assert "You're booked for Wednesday" in await typed.turn(calls[loser], "Yes.")
    (_, first), (_, second) = await booked(typed)
    assert not first.overlaps(second)
    assert {first.starts.day, second.starts.day} == {16, 17}


async def test_emergency_gets_what_is_kept_free_and_others_the_next_day(
    typed: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    owner_writes(typed, folder, '  # kept_free: "Mo-Fr', '  kept_free: "Mo-Fr')
    typed.clock.advance(17 * 3600)  # Tuesday, 8:15 AM
    await keep_busy(typed, at(15, 8, 7))
    routine = await told_all(typed, LISA, "Lisa Park")
    await typed.turn(routine, "Today, please.")
    assert all(one.starts.day > 15 for one in routine.last.move.windows)
    urgent = await told_all(typed, ANA, "Anna Stone", EMERGENCY)
    assert offered(urgent) == at(15, 15)
    await typed.turn(urgent, "Yes.")
    assert await booked(typed) == [("Anna", at(15, 15))]


async def test_emergency_is_seen_to_before_the_lead_time_of_others(typed: Any) -> None:
    typed.clock.advance(17 * 3600)
    routine = await told_all(typed, LISA, "Lisa Park")
    await typed.turn(routine, "As soon as possible.")
    assert offered(routine) == at(15, 12)
    urgent = await told_all(typed, ANA, "Anna Stone", EMERGENCY)
    assert offered(urgent).starts == at(15, 9).starts.replace(minute=30)


def nobody_answers(_answering: Answering) -> Engines:
    raise AssertionError("No line is open.")


async def nothing_to_render(_text: str) -> None:
    """Words are not spoken here."""


async def taken_up(typed: Any, call: Any) -> tuple[Any, str]:
    """The process died; another one goes on with the call from its journal."""
    reception = Reception(typed.desk, typed.journal, nobody_answers, nothing_to_render)
    ring = Ring(call.call.call_sid, Phone(LISA), "+16145550100")
    _, resumed, speech = await reception._resume(call.call, ring)
    return resumed, speech.text


async def test_resumed_call_keeps_its_visit_and_can_move_it(typed: Any) -> None:
    call = await told_all(typed, LISA, "Lisa Park")
    await typed.turn(call, "Thursday morning.")
    await typed.turn(call, "Yes.")
    resumed, said = await taken_up(typed, call)
    assert "When would you like" not in said
    assert resumed.sheet.value(FieldName.PREFERRED_TIME) == at(17, 8)
    await typed.turn(resumed, "Actually, can we make it an hour later?")
    assert offered(resumed).starts.day == 17
    await typed.turn(resumed, "Yes.")
    ((_, window),) = await booked(typed)
    assert (window.starts.day, window.starts.hour > 8) == (17, True)


async def test_resumed_call_offers_again_what_was_not_agreed_to(typed: Any) -> None:
    call = await told_all(typed, LISA, "Lisa Park")
    await typed.turn(call, "Thursday morning.")
    resumed, said = await taken_up(typed, call)
    assert "Thursday, September seventeenth, between eight and ten" in said
    assert await booked(typed) == []
    await resumed.heard_out(resumed.read_back_mark())
    await typed.turn(resumed, "Yes.")
    assert await booked(typed) == [("Lisa", at(17, 8))]


async def test_resumed_call_knows_that_its_visit_waits_for_the_owner(
    typed: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    owner_writes(typed, folder, "book: by_itself", "book: ask_me_first")
    call = await told_all(typed, LISA, "Lisa Park")
    await typed.turn(call, "Thursday morning.")
    await typed.turn(call, "Yes.")
    resumed, _ = await taken_up(typed, call)
    assert resumed.situation.visiting.outcome == "proposed"
    await typed.turn(resumed, "I'd like to cancel the appointment after all.")
    assert "is cancelled" in await typed.turn(resumed, "Yes.")
    (visit,) = await typed.desk.visits.of_call(call.call.id)
    assert visit.state is VisitState.CANCELLED
    kinds = {one.kind for one in await typed.desk.tray.open_follow_ups()}
    assert "visit_withdrawn" in kinds


async def test_nobody_is_offered_on_a_day_off(typed: Any, tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    owner_writes(typed, folder, "  - name: Dave\n", "  - name: Dave\n    away: [2026-09-17]\n")
    call = await told_all(typed, LISA, "Lisa Park")
    await typed.turn(call, "Thursday morning.")
    assert 17 not in {one.starts.day for one in call.last.move.windows}


async def test_outside_the_area_no_time_is_put_to_the_caller(typed: Any) -> None:
    call = await told_all(typed, LISA, "Lisa Park", where="400 Main Street, Cleveland, Ohio, 44101")
    assert "outside the area" in call.last.text
    await typed.turn(call, "Yes, let him decide.")
    said = await typed.turn(call, "Thursday morning.")
    assert said.startswith("I've noted that, and Dave will call you about your visit.")
    assert await booked(typed) == []


async def test_morning_of_the_day_the_clocks_go_back_is_booked_at_its_hour(
    typed: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    owner_writes(typed, folder, 'hours: "Mo-Fr 08:00-17:00; Sa-Su off', 'hours: "Mo-Su 08:00-17:00')
    typed.clock.advance(45 * 86400)  # Thursday, October 29
    call = await told_all(typed, LISA, "Lisa Park")
    await typed.turn(call, "Sunday morning.")
    assert "Sunday, November first, between eight and ten in the morning" in call.last.text
    await typed.turn(call, "Yes.")
    ((_, window),) = await booked(typed)
    assert window.starts.astimezone(UTC) == datetime(2026, 11, 1, 13, tzinfo=UTC)
    assert window.length == timedelta(hours=2)
