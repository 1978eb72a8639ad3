"""`frontdesk explain`: a sentence explained, or all rules checked."""

import json
from typing import Annotated, Any

import typer

TextArgument = Annotated[str, typer.Argument(help="What a caller says, also when and from where.")]
CheckOption = Annotated[
    bool, typer.Option("--check", help="Check all rules, their items and your own tables.")
]
RuleOption = Annotated[str, typer.Option("--rule", help="Tell why this one rule won or lost.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


def explain(
    text: TextArgument = "",
    check: CheckOption = False,
    rule: RuleOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show which of the owner's rules wins for a sentence, why, and what it would cost."""
    from agent.explaining.sentence import explained
    from agent.explaining.tables import checked
    from office.logs import configure_logs
    from office.settings import Settings

    if bool(text) == check:
        raise typer.BadParameter('write a sentence, such as "burst pipe", or --check')
    configure_logs("plain", calm=True)
    settings = Settings.load()
    report: dict[str, Any] = checked(settings) if check else explained(settings, text, rule)
    typer.echo(json.dumps(report, indent=2) if as_json else report["text"])
    if check and report["problems"]:
        raise typer.Exit(1)
