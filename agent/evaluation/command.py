"""`frontdesk evaluate`: chooses levels, shows progress, and prints what was measured."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agent.evaluation.asked import Asked, EvaluationError, Level

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.evaluation.report import Report


LevelOption = Annotated[
    list[Level] | None,
    typer.Option("--level", help="Text and parser if left out."),
]
CallsOption = Annotated[
    int | None,
    typer.Option("--calls", min=1, help="Per line 1,000; in sound 90; with a model 50."),
]
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
StreetsOption = Annotated[
    bool,
    typer.Option("--streets/--no-streets", help="Whether addresses are checked, in text calls."),
]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, help="Calls played at once.")]
ReplayOption = Annotated[
    str,
    typer.Option("--replay", help="Play one call of a level again, such as 17.3 or will-power."),
]
HtmlOption = Annotated[Path | None, typer.Option("--html", help="Write a page with plots.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def evaluate(
    level: LevelOption = None,
    calls: CallsOption = None,
    forms: FormsOption = 20_000,
    line: LinesOption = None,
    attention: AttentionOption = 1.0,
    held_out: HeldOutOption = False,
    texts: TextsOption = True,
    streets: StreetsOption = False,
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
    wanted = frozenset(level or (Level.TEXT, Level.PARSER))
    asked = Asked(wanted, lines, calls, forms, attention, held_out, texts, streets, jobs)
    if replay:
        typer.echo(_replayed(replay, asked, as_json=as_json))
        return
    found = _measured(asked).as_json()
    if html is not None:
        _write_page(html, found)
    from agent.evaluation.screen import shown

    typer.echo(json.dumps(found, indent=2) if as_json else shown(found))


def _measured(asked: Asked) -> "Report":
    from rich.console import Console
    from rich.progress import Progress

    from agent.evaluation.levels import add
    from agent.evaluation.report import Report

    report = Report("held-out" if asked.held_out else "tuning")
    with Progress(console=Console(stderr=True), transient=True) as progress:

        def ticking(what: str, total: int) -> "Callable[[int], None]":
            task = progress.add_task(what, total=total)
            return lambda done: progress.advance(task, done)

        add(report, asked, ticking)
    return report


def _replayed(name: str, asked: Asked, *, as_json: bool) -> str:
    """One call again, exactly as it was."""
    from agent.evaluation.callers.split import one
    from agent.evaluation.levels import replayed
    from agent.evaluation.screen import transcript

    wanted, _, repeat = name.partition(".")
    if repeat and not repeat.isdigit():
        raise EvaluationError(f"{name} is no call; write a seed, and a repeat behind a point.")
    try:
        caller = one(wanted)
    except LookupError as error:
        raise EvaluationError(str(error.args[0])) from error
    played, where = replayed(caller, int(repeat or 0), asked)
    if as_json:
        return json.dumps(_plain(asdict(played)), indent=2)
    truth = caller.becomes or caller.truth
    told = ", ".join(
        str(value)
        for value in (truth.name, truth.phone, truth.email, truth.address, truth.complaint)
        if value
    )
    about = ", ".join((*caller.habits.named, *((where,) if where else ())))
    return transcript(played, f"{told}{f' ({about})' if about else ''}")


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def _write_page(path: Path, found: dict[str, Any]) -> None:
    from agent.evaluation.page import page

    try:
        path.write_text(page(found), encoding="utf-8")
    except OSError as error:
        raise EvaluationError(f"{path} cannot be written: {error.strerror}.") from error
