"""The report on the terminal: a table of goals, a table of fields, and the worst seeds."""

from io import StringIO
from typing import Any

from rich.console import Console
from rich.table import Table

from agent.evaluation.outcomes import Played

WIDTH = 118


def shown(report: dict[str, Any]) -> str:
    """The report as text; the numbers are those of the JSON."""
    console = Console(file=StringIO(), width=WIDTH, color_system=None)
    console.print(_goals(report))
    for run in report["text"]:
        console.print(_fields(run))
        console.print(_line(run))
    if report["parser"]:
        console.print(_parser(report["parser"]))
    if "audio" in report:
        console.print(_fields_of(report["audio"], "Fields in real sound"))
        for key, what in (("by_voice", "voice"), ("by_line", "line")):
            console.print(_in_sound(report["audio"][key], what))
    if "model" in report:
        console.print(_fields_of(report["model"], f"Fields with {report['model']['model']}"))
    for note in report.get("notes", []):
        console.print(note)
    console.print(_worst(report), soft_wrap=True)
    file = console.file
    return file.getvalue() if isinstance(file, StringIO) else ""


def _goals(report: dict[str, Any]) -> Table:
    table = Table(title=f"What it must reach ({report['part']} callers)", title_justify="left")
    table.add_column("figure", overflow="fold")
    for name in ("measured", "95 % within", "goal", ""):
        table.add_column(name, justify="right")
    table.add_column("from", overflow="fold")
    for row in report["rows"]:
        verdict = {True: "ok", False: "FALLS SHORT", None: ""}[row["reached"]]
        table.add_row(
            row["what"],
            figure(row["value"], row["unit"]),
            within(row),
            goal(row),
            verdict,
            row["taken"],
        )
    return table


def figure(value: float, unit: str) -> str:
    """A number as people read it."""
    if unit == "%":
        return f"{value:.2f} %"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"


def within(row: dict[str, Any]) -> str:
    """Where the true figure lies."""
    return "" if row["low"] is None else f"{row['low']:.2f}–{row['high']:.2f}"


def goal(row: dict[str, Any]) -> str:
    """What is to be reached, with its direction."""
    if row["goal"] is None:
        return ""
    return f"{'≥' if row['at_least'] else '≤'} {row['goal']:g}"


def _fields(run: dict[str, Any]) -> Table:
    title = f"Fields over the {run['line']:.0%} line, attention {run['attention']:.0%}"
    title += "" if run["texts"] else ", no texts"
    title += ", streets" if run["streets"] else ""
    return _fields_of(run, title)


def _fields_of(run: dict[str, Any], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("field")
    columns = ("n", "first try", "exact", "wrong", "to a person", "dropped", "extra turns", "most")
    for name in columns:
        table.add_column(name, justify="right")
    for one in run["fields"]:
        table.add_row(
            one["field"],
            str(one["exact"]["of"]),
            *(
                f"{one[name]['value']:.2%}"
                for name in ("first_try", "exact", "wrong", "deferred", "dropped")
            ),
            f"{one['extra_turns']['mean']:.2f}",
            str(one["extra_turns"]["most"]),
        )
    return table


def _in_sound(found: dict[str, Any], what: str) -> Table:
    """The calls in sound by one of their two conditions."""
    table = Table(title=f"In real sound, by {what}", title_justify="left")
    table.add_column(what)
    for name in ("calls", "n", "first try", "exact", "exact or to a person", "wrong"):
        table.add_column(name, justify="right")
    for label, one in found.items():
        shares = (one["first_try"], one["exact"], one["kept"])
        told = (
            f"{share['value']:.1%} ({share['low']:.0%}–{share['high']:.0%})" for share in shares
        )
        table.add_row(
            label, str(one["calls"]), str(one["kept"]["of"]), *told, str(one["wrong"]["count"])
        )
    return table


def _line(run: dict[str, Any]) -> str:
    set_ = run["calibration"]
    return (
        f"  Line: strength {set_['strength']} gives a plain reading {set_['wanted']:.0%} right; on "
        f"{set_['answers']:,} other answers {set_['reached_on_other_answers']:.1%}.\n"
        f"  {run['calls']:,} calls in {run['wall_seconds']} s: {run['calls_a_minute_and_core']:,} "
        f"a minute and core, {run['times_real_time']:,} times real time, "
        f"{run['turns_a_call']} turns a call.\n"
        f"  Everything exact and nothing left over in {run['ends']['whole']['value']:.1%}; "
        f"a caller's late correction not in the books in {run['ends']['stale_write']['count']}.\n"
    )


def _parser(parser: dict[str, Any]) -> Table:
    table = Table(title="Parser on correct text", title_justify="left")
    for name in ("field", "read right", "of", "share"):
        table.add_column(name, justify="right" if name != "field" else "left")
    for name, share in (parser["by_field"] | {"all": parser["all"]}).items():
        table.add_row(name, str(share["count"]), str(share["of"]), f"{share['value']:.3%}")
    return table


def _worst(report: dict[str, Any]) -> str:
    """The worst calls of each run, replayable; of held-out callers only how many there are."""
    rows: list[str] = []
    for run in report["text"]:
        if not run["worst"]:
            continue
        if run["held_out"]:
            rows.append("  Held-out callers are not looked at one by one.")
            continue
        rows.append(f"  Worst over the {run['line']:.0%} line (frontdesk evaluate --replay SEED):")
        rows += [f"    {one['replay']:>10}  {one['cause']}" for one in run["worst"]]
    for level in ("audio", "model"):
        worst = report[level]["worst"] if level in report else []
        if worst:
            rows.append(f"  Worst (frontdesk evaluate --level {level} --replay SEED):")
            rows += [f"    {one['replay']:>10}  {one['cause']}" for one in worst]
    for one in report.get("mapping", []):
        if one["worst"]:
            rows.append(f"  Worst requests, {one['heard']}:")
        rows += [
            f"    “{worst['heard']}” is {worst['meant']}, was {worst['did']}"
            + (f" ({worst['why']})" if worst["why"] else "")
            for worst in one["worst"]
        ]
    if report["parser"] and report["part"] == "tuning":
        rows += [
            f"    {one['field']} {one['seed']}: “{one['said']}” is {one['value']}"
            for one in report["parser"]["misread"]
        ]
    return "\n".join(rows)


def transcript(played: Played, truth: str) -> str:
    """One call, turn by turn: what was said, what was heard of it, what the sheet held."""
    rows = [f"  Truth      {truth}", ""]
    for line in played.lines:
        rows.append(f"  {line.who:<8} {line.said}")
        if line.who == "caller":
            if line.heard != line.said:
                rows.append(f"  {'':<8}   heard: {line.heard or '(nothing)'}")
            rows.append(f"  {'':<8}   sheet: {line.sheet or '(empty)'}")
    ends = ", ".join(f"{name} {one.became}" for name, one in played.fields.items())
    rows += ["", f"  Ended      {ends}; rule {played.rule}"]
    rows += [f"  Differs    {name}: {note}" for name, note in played.notes.items()]
    return "\n".join(rows)
