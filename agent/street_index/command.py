"""The command line of `frontdesk streets`; heavy imports wait inside."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from office.settings import Settings


def streets(
    files: Annotated[list[Path], typer.Argument(help="OpenAddresses data, or CSV; also gzipped.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Make the index of streets that addresses are checked against, from open data."""
    from agent.street_index.building import build, total_bytes
    from office.logs import configure_logs
    from prompts.gazetteer.open_data import StreetsError

    configure_logs("plain", calm=True)
    settings = Settings.load()
    try:
        with typer.progressbar(
            length=total_bytes(files),
            label="  reading streets",
            file=typer.get_text_stream("stderr"),
        ) as bar:
            built = build(files, settings, bar.update)
    except StreetsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    shown = {**asdict(built), "path": str(built.path)}
    typer.echo(json.dumps(shown, indent=2) if as_json else built.text)
