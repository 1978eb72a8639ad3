"""The command line of `frontdesk rules`; heavy imports wait inside."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from office.settings import Settings

rules = typer.Typer(no_args_is_help=True, help="Work on the rules with what past callers said.")
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Most = Annotated[int, typer.Option("--last", min=1, max=10000, help="How many calls back.")]
Call = Annotated[str, typer.Argument(help="The id of the call, as `unmapped` shows it.")]


@rules.command("try")
def try_(
    file: Annotated[Path, typer.Argument(help="Your edited services.yaml, or a ready set.")],
    last: Most = 200,
    as_json: Json = False,
) -> None:
    """Show what edited rules would have made of the last calls; nothing comes into force."""
    from agent.rulework.trying import try_rules

    _print(asyncio.run(try_rules(_settings(), file, last)), as_json)


@rules.command()
def unmapped(last: Most = 50, as_json: Json = False) -> None:
    """List what callers wanted and no rule fits, with the rules nearest to it."""
    from agent.rulework.trying import unmapped as listed

    _print(asyncio.run(listed(_settings(), last)), as_json)


@rules.command()
def add(
    call: Call, rule: Annotated[str, typer.Argument(help="The rule's name, as it is written.")]
) -> None:
    """Teach a rule the words of a caller."""
    from agent.rulework.trying import add_words

    file = asyncio.run(add_words(_settings(), call, rule))
    typer.echo(f'The rule "{rule}" knows these words now. They stand in {file}, under means.')


@rules.command("set-aside")
def set_aside(call: Call) -> None:
    """Leave a request out of the list: it is none of your trades."""
    from agent.rulework.trying import set_aside as put_away

    new = asyncio.run(put_away(_settings(), call))
    typer.echo("It is not listed any more." if new else "It was set aside before.")


def _settings() -> Settings:
    from office.logs import configure_logs

    configure_logs("plain", calm=True)
    return Settings.load()


def _print(report: dict[str, Any], as_json: bool) -> None:
    typer.echo(json.dumps(report, indent=2) if as_json else report["text"])
