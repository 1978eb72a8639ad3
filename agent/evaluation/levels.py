"""Runs the levels that were asked for and puts what they measured into one report."""

import asyncio
from collections.abc import Callable
from shutil import which
from typing import TYPE_CHECKING

import typer

from agent.evaluation.asked import Asked, EvaluationError, Level
from agent.evaluation.callers.person import Caller
from agent.evaluation.callers.split import callers
from agent.evaluation.channel.strength import calibrated
from agent.evaluation.outcomes import Played
from agent.evaluation.parsing import parse_forms
from agent.evaluation.play import Conditions, play
from agent.evaluation.report import Report
from agent.evaluation.run import run_text
from office.settings import Settings

if TYPE_CHECKING:
    from agent.brain.openai_client import ModelLine

Ticking = Callable[[str, int], Callable[[int], None]]
"""Begins to show the progress of something of so many parts; gives what is told of each."""

TUNING_SEED, HELD_OUT_SEED = 1, 2
"""Of the turns in sound."""

NO_MODEL = (
    "The model level needs a model: set OPENAI_API_KEY, and OPENAI_BASE_URL and OPENAI_MODEL "
    "for another one than OpenAI's."
)


def add(report: Report, asked: Asked, ticking: Ticking) -> None:
    """Measure, the quick levels first.

    Raises:
        EvaluationError: the model level is asked for and no key is set.
    """
    if Level.MODEL in asked.levels and not Settings.load().openai_api_key:
        raise EvaluationError(NO_MODEL)
    if Level.PARSER in asked.levels:
        read = ticking("Forms", asked.forms)
        report.add_parsed(parse_forms(asked.forms, held_out=asked.held_out, tick=read))
    if Level.MAPPING in asked.levels:
        _mapped(report, asked, ticking)
    for share in asked.lines if Level.TEXT in asked.levels else ():
        number = asked.calls_of(Level.TEXT)
        tick = ticking(f"Calls, {share:.0%} line", number)
        report.add_text(
            run_text(
                number,
                share,
                held_out=asked.held_out,
                attention=asked.attention,
                texts=asked.texts,
                streets=asked.streets,
                jobs=asked.jobs,
                tick=tick,
            )
        )
    if Level.AUDIO in asked.levels:
        asyncio.run(_aloud(report, asked, ticking))
    if Level.TURNS in asked.levels:
        asyncio.run(_turns(report, asked, ticking))
    if Level.MODEL in asked.levels:
        asyncio.run(_modelled(report, asked, ticking))


def _mapped(report: Report, asked: Asked, ticking: Ticking) -> None:
    """Requests in callers' own words, as written and over each line."""
    from agent.evaluation.mapping import map_phrasings, sense_of
    from agent.evaluation.meant import mapping_json, mapping_rows
    from prompts.meaning.weights import fetch

    settings = Settings.load()
    if settings.meaning and (why := fetch(settings.meaning_folder)):
        report.more["notes"] = [why]
    sense = sense_of(settings.meaning_folder, wanted=settings.meaning)
    for share in (None, *asked.lines):
        found = map_phrasings(sense, share, held_out=asked.held_out, ticking=ticking)
        report.rows += mapping_rows(found)
        report.more.setdefault("mapping", []).append(mapping_json(found))


def replayed(caller: Caller, repeat: int, asked: Asked) -> tuple[Played, str]:
    """One call again and, in sound, over which line; `repeat` is a call's number there."""
    if Level.AUDIO in asked.levels:
        return asyncio.run(_heard_again(caller, repeat, asked))
    if Level.MODEL in asked.levels:
        return asyncio.run(_asked_again(caller, asked)), ""
    strength = calibrated(asked.lines[0]).value
    conditions = Conditions(strength, asked.attention, repeat, asked.texts, asked.streets)
    return play(caller, conditions, keep_lines=True), ""


async def _aloud(report: Report, asked: Asked, ticking: Ticking) -> None:
    """Calls in sound; what was made for them lies under the data folder and is used again."""
    from agent.evaluation.aloud import planned, run_aloud
    from agent.evaluation.heard import audio_json, audio_rows
    from agent.evaluation.studio import studio, voices
    from agent.voices import english
    from agent.voices.weights import ensure_aloud

    settings = Settings.load()
    folder = settings.voices_folder
    ensure_aloud(folder)
    await asyncio.to_thread(english.fetch, folder, lambda why: typer.echo(why, err=True))
    if which("flite") is None:
        typer.echo("No flite here, so its three voices do not phone (Debian: flite).", err=True)
    number = asked.calls_of(Level.AUDIO)
    plan = planned(number, voices(folder), held_out=asked.held_out)
    tick = ticking("Calls in sound", number)
    async with studio(folder, settings.data / "evaluation", jobs=asked.jobs) as listening:
        spoken, seconds = await run_aloud(
            plan, listening, jobs=asked.jobs, texts=asked.texts, tick=tick
        )
    report.rows += audio_rows(spoken)
    report.more["audio"] = audio_json(spoken, seconds, held_out=asked.held_out)


async def _heard_again(caller: Caller, place: int, asked: Asked) -> tuple[Played, str]:
    from agent.evaluation.aloud import play_aloud, ringing
    from agent.evaluation.studio import studio, voices
    from agent.voices.weights import ensure_aloud

    settings = Settings.load()
    folder = settings.voices_folder
    ensure_aloud(folder)
    call = ringing(place, caller, voices(folder))
    async with studio(folder, settings.data / "evaluation") as listening:
        spoken = await play_aloud(call, listening, texts=asked.texts, keep_lines=True)
    return spoken.played, f"voice {spoken.voice}, {spoken.line}"


async def _turns(report: Report, asked: Asked, ticking: Ticking) -> None:
    """Turn-taking in sound: cut-offs, waits, interruptions."""
    from agent.evaluation.turns.goals import turns_rows
    from agent.evaluation.turns.measure import Wanted, measure
    from agent.voices.weights import ensure_aloud

    settings = Settings.load()
    ensure_aloud(settings.voices_folder)
    number = asked.calls_of(Level.TURNS)
    seed = HELD_OUT_SEED if asked.held_out else TUNING_SEED
    wanted = Wanted(seed, number, number, number, held_out=asked.held_out)
    tick = ticking("Turns in sound", wanted.number)
    kept = settings.data / "evaluation"
    found = await measure(wanted, lambda: tick(1), settings.voices_folder, kept)
    report.rows += turns_rows(found)


async def _modelled(report: Report, asked: Asked, ticking: Ticking) -> None:
    """Text calls with the model of the settings."""
    from agent.evaluation.modelled import model_json, model_rows, run_modelled

    line = _model_line()
    try:
        if trouble := await line.trouble():
            report.more["notes"] = [f"The model: {trouble}"]
        number, share = asked.calls_of(Level.MODEL), asked.lines[0]
        run = await run_modelled(
            callers(number, held_out=asked.held_out),
            share,
            Conditions(calibrated(share).value, asked.attention, texts=asked.texts),
            line,
            jobs=asked.jobs,
            tick=ticking(f"Calls with {line.model}", number),
        )
    finally:
        await line.close()
    report.rows += model_rows(run)
    report.more["model"] = model_json(run, held_out=asked.held_out)


async def _asked_again(caller: Caller, asked: Asked) -> Played:
    from agent.evaluation.modelled import Spent, play_modelled

    line = _model_line()
    conditions = Conditions(calibrated(asked.lines[0]).value, texts=asked.texts)
    try:
        return await play_modelled(caller, conditions, line, Spent(), keep_lines=True)
    finally:
        await line.close()


def _model_line() -> "ModelLine":
    from agent.brain.openai_client import ModelLine

    settings = Settings.load()
    if not settings.openai_api_key:
        raise EvaluationError(NO_MODEL)
    return ModelLine(settings.openai_api_key, settings.openai_base_url, settings.openai_model)
