"""The report as one self-contained page: a table, plots as inline SVG, the worst calls."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment

from agent.evaluation.plots import Bar, bars, pairs
from agent.evaluation.screen import figure, goal, within

STEPS = (0.4, 0.8, 2.0, 4.0, 8.0, 20.0, 40.0)
"""How far the scale of a small share can go, in percent."""


def page(report: dict[str, Any]) -> str:
    """The page of a report's JSON: no script, no address, light and dark."""
    environment = Environment(autoescape=True, trim_blocks=False)
    text = files(__package__).joinpath("page.html").read_text(encoding="utf-8")
    short = [row for row in report["rows"] if row["reached"] is False]
    with_goal = [row for row in report["rows"] if row["goal"] is not None]
    return environment.from_string(text).render(
        title="Frontdesk: what was captured, and what was not",
        about=_about(report),
        reached=f"{len(with_goal) - len(short)} of {len(with_goal)} goals reached",
        rows=[_row(row) for row in report["rows"]],
        plots=_plots(report),
        worst=worst_calls(report),
    )


def _about(report: dict[str, Any]) -> str:
    lines = [
        f"Over the {run['line']:.0%} line a plain reading of one answer is right in "
        f"{run['calibration']['reached_on_other_answers']:.1%} "
        f"({run['calibration']['answers']:,} answers not used for setting it); "
        f"{run['calls']:,} calls of {run['callers']:,} callers were played."
        for run in report["text"]
    ]
    whose = {"tuning": "The desk may have been tuned on these callers."}
    return " ".join([*lines, whose.get(report["part"], "Nothing was tuned on these callers.")])


def _row(row: dict[str, Any]) -> dict[str, str]:
    verdict = {True: "reached", False: "falls short", None: ""}[row["reached"]]
    return {
        "what": row["what"],
        "measured": figure(row["value"], row["unit"]),
        "within": within(row),
        "goal": goal(row),
        "verdict": verdict,
        "kind": {True: "ok", False: "short", None: ""}[row["reached"]],
        "taken": row["taken"],
    }


def _plots(report: dict[str, Any]) -> list[dict[str, str]]:
    plots = [plot for run in report["text"] for plot in _of_run(run)]
    if len(report["text"]) > 1:
        plots.insert(0, _over_lines(report["text"]))
    if report["parser"]:
        plots.append(_parser(report["parser"]))
    if report.get("audio"):
        plots += _audio(report["audio"])
    if report.get("mapping"):
        plots.append(_mapping(report["mapping"]))
    return plots


def _of_run(run: dict[str, Any]) -> list[dict[str, str]]:
    whole = run["fields"][-1]
    line = f"the {run['line']:.0%} line"
    return [_confirmed(run, whole, line), _wrong(run, whole, line), _turns(run, whole, line)]


def _confirmed(run: dict[str, Any], whole: dict[str, Any], line: str) -> dict[str, str]:
    rows = [
        Bar(
            one["field"],
            one["exact"]["value"] * 100,
            f"{one['exact']['value']:.1%}",
            before=one["first_try"]["value"] * 100,
        )
        for one in run["fields"]
    ]
    before, after = whole["first_try"]["value"], whole["exact"]["value"]
    return {
        "title": f"Over {line}, confirming lifts fields from {before:.0%} right to {after:.1%}",
        "svg": pairs(rows, most=100, goal=99, unit=" %"),
        "caption": "Hollow: right when first heard. Filled: confirmed and exact at the end.",
    }


def _wrong(run: dict[str, Any], whole: dict[str, Any], line: str) -> dict[str, str]:
    rows = [
        Bar(
            one["field"],
            one["wrong"]["value"] * 100,
            f"{one['wrong']['count']} of {one['wrong']['of']:,}",
            one["wrong"]["low"] * 100,
            one["wrong"]["high"] * 100,
        )
        for one in run["fields"]
    ]
    highest = max(row.high or 0 for row in rows)
    most = next((step for step in STEPS if step >= highest), 100.0)
    count, of = whole["wrong"]["count"], whole["wrong"]["of"]
    return {
        "title": f"Over {line}, {count} of {of:,} fields were stored as confirmed but wrong",
        "svg": bars(rows, most=most, goal=0.1, unit=" %"),
        "caption": "Thin lines hold the true share with 95 % confidence.",
    }


def _turns(run: dict[str, Any], whole: dict[str, Any], line: str) -> dict[str, str]:
    rows = [
        Bar(
            one["field"],
            one["extra_turns"]["mean"],
            f"{one['extra_turns']['mean']:.2f}, most {one['extra_turns']['most']}",
        )
        for one in run["fields"]
    ]
    return {
        "title": f"Over {line}, a field takes {whole['extra_turns']['mean']:.2f} turns "
        "more than one question and one read-back",
        "svg": bars(rows, most=2, goal=1.3),
        "caption": "Mean per field; the most that any call took stands behind it.",
    }


def _over_lines(runs: list[dict[str, Any]]) -> dict[str, str]:
    rows = [
        Bar(
            f"{run['line']:.0%} read right",
            run["fields"][-1]["exact"]["value"] * 100,
            f"{run['fields'][-1]['exact']['value']:.1%}",
            before=run["fields"][-1]["first_try"]["value"] * 100,
        )
        for run in runs
    ]
    ends = ", ".join(f"{run['fields'][-1]['exact']['value']:.1%}" for run in runs)
    return {
        "title": f"As the line gets worse, fields exact at the end are {ends}",
        "svg": pairs(rows, most=100, goal=99, unit=" %"),
        "caption": "Each row is a line, named by how often a plain reading of an answer is right.",
    }


def _parser(parser: dict[str, Any]) -> dict[str, str]:
    rows = [
        Bar(
            name,
            share["value"] * 100,
            f"{share['value']:.2%}",
            share["low"] * 100,
            share["high"] * 100,
        )
        for name, share in (parser["by_field"] | {"all": parser["all"]}).items()
    ]
    whole = parser["all"]
    return {
        "title": f"On correct text the parsers read {whole['value']:.2%} of "
        f"{whole['of']:,} forms right",
        "svg": bars(rows, most=100, goal=99.9, unit=" %"),
        "caption": "Values said in the ways people say them, without a mistake in the words.",
    }


def _mapping(found: list[dict[str, Any]]) -> dict[str, str]:
    rows = [
        Bar(
            one["heard"],
            one["served"]["value"] * 100,
            f"{one['served']['value']:.1%}, {one['wrong_price']['count']} wrong prices",
            before=one["taken"]["value"] * 100,
        )
        for one in found
    ]
    return {
        "title": f"Of requests in callers' own words {found[0]['first']['value']:.1%} are "
        "understood",
        "svg": pairs(rows, most=100, goal=95, unit=" %"),
        "caption": "Hollow: taken rightly at once. Filled: at once or after one fitting question.",
    }


def _audio(audio: dict[str, Any]) -> list[dict[str, str]]:
    plots = []
    for name, what in (("by_voice", "voice"), ("by_line", "line")):
        rows = [
            Bar(
                label,
                one["kept"]["value"] * 100,
                f"{one['kept']['value']:.1%}, {one['wrong']['count']} wrong",
                before=one["first_try"]["value"] * 100,
            )
            for label, one in audio[name].items()
        ]
        low = min(row.value for row in rows)
        plots.append(
            {
                "title": f"In real sound, {low:.1f} % or more are exact or rightly left to a "
                f"person, whatever the {what}",
                "svg": pairs(rows, most=100, goal=97, unit=" %"),
                "caption": "Hollow: right when first heard. Filled: exact, or left to a person.",
            }
        )
    return plots


def worst_calls(report: dict[str, Any]) -> list[dict[str, str]]:
    """The calls to look at, each with what replays it; none of held-out callers."""
    worst = [
        {"line": f"{run['line']:.0%}", "command": _command(run, one), **one}
        for run in report["text"]
        if not run["held_out"]
        for one in run["worst"]
    ]
    others = [
        {"line": level, "command": f"--level {level} --replay {one['replay']}", **one}
        for level in ("audio", "model")
        if level in report
        for one in report[level]["worst"]
    ]
    requests = [
        {
            "line": one["heard"],
            "command": worst["heard"],
            "cause": f"{worst['meant']}, {worst['did']}",
        }
        for one in report.get("mapping", [])
        for worst in one["worst"]
    ]
    return worst + others + requests


def _command(run: dict[str, Any], one: dict[str, str]) -> str:
    """What replays a call of a text run: its level, its line, and what the run was asked for."""
    texts = "" if run["texts"] else " --no-texts"
    streets = " --streets" if run["streets"] else ""
    return f"--level text --line {run['line']:g}{texts}{streets} --replay {one['replay']}"
