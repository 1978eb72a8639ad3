"""The command line of `frontdesk messages`: every text and letter as it would go out.

Heavy imports wait inside.
"""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from office.settings import Settings

if TYPE_CHECKING:
    from prompts.previews import Preview
    from prompts.problems import PromptProblem


def messages(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Show every text and letter with example values, and what each text costs in segments."""
    from office.logs import configure_logs
    from prompts.library import Library
    from prompts.previews import FILE, previews

    configure_logs("plain", calm=True)
    library = Library.open(Settings.load().data / "prompts")
    book = library.current
    found = previews(book.business, book.messages)
    wrong = [problem for problem in library.problems if problem.file == FILE]
    typer.echo(_json(found, wrong) if as_json else "\n".join(map(shown, found)))
    for problem in wrong:
        typer.echo(f"  {problem.text}", err=True)
    if wrong:
        raise typer.Exit(1)


def shown(preview: "Preview") -> str:
    """A message on the terminal."""
    text = preview.text.replace("\n", "\n    ")
    return f"  {preview.name}  {_cost(preview)}\n    {text}\n"


def _cost(preview: "Preview") -> str:
    cost = preview.segments
    if cost is None:
        return "(letter)" if len(preview.path) > 2 else "(a sentence of a text)"
    plural = "" if cost.count == 1 else "s"
    odd = f" because of {' '.join(cost.odd)}" if cost.odd else ""
    cut = "" if preview.fits else ", TOO LONG"
    return f"{cost.count} segment{plural} ({cost.alphabet}{odd}{cut})"


def _json(found: tuple["Preview", ...], wrong: list["PromptProblem"]) -> str:
    texts = [
        {
            "name": preview.name,
            "text": preview.text,
            "segments": preview.segments.count if preview.segments else None,
            "alphabet": preview.segments.alphabet if preview.segments else None,
            "fits": preview.fits,
        }
        for preview in found
    ]
    report = {"messages": texts, "problems": [problem.text for problem in wrong]}
    return json.dumps(report, indent=2, ensure_ascii=False)
