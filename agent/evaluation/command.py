"""`frontdesk evaluate`: chooses levels, shows progress, and prints what was measured."""

import asyncio
import json
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.evaluation.report import Report


class EvaluationError(Exception):
    """Something cannot be measured; the message says what and what to do."""


class Level(StrEnum):
    """What is measured; audio and turns need the embedded voice and take long."""

    TEXT = "text"
    PARSER = "parser"
    AUDIO = "audio"
    TURNS = "turns"


LevelOption = Annotated[
    list[Level] | None,
    typer.Option("--level", help="Text and parser if left out."),
]
CallsOption = Annotated[int, typer.Option("--calls", min=1, help="Calls per line.")]
FormsOption = Annotated[int, typer.Option("--forms", min=8, help="Spoken forms for the parsers.")]
LinesOption = Annotated[
    list[float] | None,
    typer.Option("--line", help="Share of answers a plain reading gets right: 0.73, 0.47, 1."),
]
AttentionOption = Annotated[
    float, typer.Option("--attention", min=0, max=1, help="How often one wrong sign is noticed.")
]
HeldOutOption = Annotated[
    bool, typer.Option("--held-out", help="Callers and forms that nothing is tuned on.")
]
TextsOption = Annotated[
    bool, typer.Option("--texts/--no-texts", help="Whether callers may type an answer.")
]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, help="Processes that play calls.")]
ReplayOption = Annotated[
    str, typer.Option("--replay", help="Play one call again, such as 17.3 or will-power.")
]
HtmlOption = Annotated[Path | None, typer.Option("--html", help="Write a page with plots.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def evaluate(
    level: LevelOption = None,
    calls: CallsOption = 1000,
    forms: FormsOption = 20_000,
    line: LinesOption = None,
    attention: AttentionOption = 1.0,
    held_out: HeldOutOption = False,
    texts: TextsOption = True,
    jobs: JobsOption = 1,
    replay: ReplayOption = "",
    html: HtmlOption = None,
    as_json: JsonOption = False,
) -> None:
    """Measure how well the desk captures what callers say, and how often it is wrong unnoticed."""
    from office.logs import configure_logs

    configure_logs("plain", calm=True)
    lines = tuple(line or (0.73,))
    for share in lines:
        if not 0.2 <= share <= 1:
            raise EvaluationError(f"--line {share:g} is no share; give one from 0.2 to 1.")
    if replay:
        typer.echo(_replayed(replay, lines[0], attention, texts=texts, as_json=as_json))
        return
    wanted = set(level or (Level.TEXT, Level.PARSER))
    report = _measured(
        wanted, lines, calls, forms, attention, held_out=held_out, texts=texts, jobs=jobs
    )
    found = report.as_json()
    if html is not None:
        _write_page(html, found)
    from agent.evaluation.screen import shown

    typer.echo(json.dumps(found, indent=2) if as_json else shown(found))


def _measured(
    wanted: set[Level],
    lines: tuple[float, ...],
    calls: int,
    forms: int,
    attention: float,
    *,
    held_out: bool,
    texts: bool,
    jobs: int,
) -> "Report":
    from rich.console import Console
    from rich.progress import Progress

    from agent.evaluation.parsing import parse_forms
    from agent.evaluation.report import Report
    from agent.evaluation.run import run_text

    report = Report("held-out" if held_out else "tuning")
    with Progress(console=Console(stderr=True), transient=True) as progress:

        def ticking(what: str, total: int) -> "Callable[[int], None]":
            task = progress.add_task(what, total=total)
            return lambda done: progress.advance(task, done)

        if Level.PARSER in wanted:
            read = ticking("Forms", forms)
            report.add_parsed(parse_forms(forms, held_out=held_out, tick=read))
        for share in lines if Level.TEXT in wanted else ():
            played = ticking(f"Calls, {share:.0%} line", calls)
            report.add_text(
                run_text(
                    calls,
                    share,
                    held_out=held_out,
                    attention=attention,
                    texts=texts,
                    jobs=jobs,
                    tick=played,
                )
            )
        if Level.AUDIO in wanted:
            asyncio.run(_aloud(report, calls, ticking("Calls in sound", calls), held_out=held_out))
        if Level.TURNS in wanted:
            asyncio.run(_turns(report, calls, ticking("Turns in sound", calls * 4)))
    return report


async def _aloud(
    report: "Report", calls: int, tick: "Callable[[int], None]", *, held_out: bool
) -> None:
    """Calls in sound; what was made for them lies under the data folder and is used again."""
    from agent.evaluation.aloud import ears, run_aloud
    from agent.evaluation.heard import audio_json, audio_rows
    from agent.voices.weights import ensure_aloud
    from office.settings import Settings

    settings = Settings.load()
    ensure_aloud(settings.voices_folder)
    async with ears(settings.voices_folder, settings.data / "evaluation") as listening:
        spoken, seconds = await run_aloud(calls, listening, held_out=held_out, tick=tick)
    report.rows += audio_rows(spoken)
    report.more["audio"] = audio_json(spoken, seconds)


async def _turns(report: "Report", number: int, tick: "Callable[[int], None]") -> None:
    """Turn-taking in sound: cut-offs, waits, interruptions."""
    from agent.evaluation.report import Row
    from agent.evaluation.turns.measure import measure
    from agent.voices.weights import ensure_aloud
    from office.settings import Settings

    settings = Settings.load()
    ensure_aloud(settings.voices_folder)
    found = await measure(1, number, lambda _done, _of: tick(1), settings.voices_folder)
    for one in found:
        taken = f"{one.number} turns in sound"
        report.rows.append(
            Row(f"turns: {one.what}", one.value, one.unit, None, False, taken, one.low, one.high)
        )


def _replayed(name: str, share: float, attention: float, *, texts: bool, as_json: bool) -> str:
    """One call again, exactly as it was."""
    from agent.evaluation.callers.split import one
    from agent.evaluation.channel.strength import calibrated
    from agent.evaluation.play import Conditions, play
    from agent.evaluation.screen import transcript

    wanted, _, repeat = name.partition(".")
    if repeat and not repeat.isdigit():
        raise EvaluationError(f"{name} is no call; write a seed, and a repeat behind a point.")
    try:
        caller = one(wanted)
    except LookupError as error:
        raise EvaluationError(str(error.args[0])) from error
    conditions = Conditions(calibrated(share).value, attention, int(repeat or 0), texts)
    played = play(caller, conditions, keep_lines=True)
    if as_json:
        return json.dumps(_plain(asdict(played)), indent=2)
    truth = caller.becomes or caller.truth
    told = ", ".join(
        str(value)
        for value in (truth.name, truth.phone, truth.email, truth.address, truth.complaint)
        if value
    )
    habits = ", ".join(caller.habits.named)
    return transcript(played, f"{told}{f' ({habits})' if habits else ''}")


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _write_page(path: Path, found: dict[str, Any]) -> None:
    from agent.evaluation.page import page

    try:
        path.write_text(page(found), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.") from error
