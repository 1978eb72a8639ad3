"""What the audio level's calls come to, by voice and by line. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import product
from typing import Any

from agent.evaluation.aloud import LINES, Spoken
from agent.evaluation.figures import WANTED, figures
from agent.evaluation.outcomes import Became, Captured
from agent.evaluation.report import Row, field_json, share_json, share_row
from agent.evaluation.statistics import Share


def audio_rows(spoken: Sequence[Spoken]) -> list[Row]:
    """The rows of the table of goals that calls in sound give."""
    fields = _fields(spoken)
    pairs = len({(one.voice, one.line) for one in spoken})
    taken = f"{len(fields):,} fields in {len(spoken):,} calls, {pairs} pairs of voice and line"
    exact = Share(sum(one.became is Became.EXACT for one in fields), len(fields))
    return [
        share_row("audio: fields exact or left to a person", _kept(fields), 0.97, taken),
        share_row(
            "audio: stored as confirmed but wrong", _wrong(fields), 0.003, taken, at_least=False
        ),
        share_row("audio: fields exact after confirmation", exact, None, taken),
    ]


def audio_json(spoken: Sequence[Spoken], seconds: float, *, held_out: bool) -> dict[str, Any]:
    """The calls in sound as data; of held-out callers none is looked at by itself."""
    found = figures([one.played for one in spoken])
    return {
        "calls": len(spoken),
        "wall_seconds": round(seconds, 1),
        "fields": [field_json(one) for one in (*found.fields, found.every_field)],
        "right": share_json(found.calls.right),
        "by_voice": _by(spoken, lambda one: one.voice),
        "by_line": _by(spoken, lambda one: one.line),
        "fewest_in_a_cell": min(_cells(spoken).values(), default=0),
        "worst": [] if held_out else [asdict(one) for one in found.worst],
    }


def _by(spoken: Sequence[Spoken], key: Callable[[Spoken], str]) -> dict[str, Any]:
    names = dict.fromkeys(key(one) for one in spoken)
    return {name: _shares([one for one in spoken if key(one) == name]) for name in names}


def _cells(spoken: Sequence[Spoken]) -> Counter[tuple[str, str]]:
    """Calls by voice and line; pairs that no call had are there with 0."""
    counted = Counter((one.voice, one.line) for one in spoken)
    pairs = product({one.voice for one in spoken}, (line.name for line in LINES))
    counted.update(dict.fromkeys(pairs, 0))
    return counted


def _shares(spoken: Sequence[Spoken]) -> dict[str, Any]:
    fields = _fields(spoken)
    tried = [one for one in fields if one.asked]
    first = Share(sum(one.first_try is True for one in tried), len(tried))
    exact = Share(sum(one.became is Became.EXACT for one in fields), len(fields))
    return {
        "calls": len(spoken),
        "first_try": share_json(first),
        "exact": share_json(exact),
        "kept": share_json(_kept(fields)),
        "wrong": share_json(_wrong(fields)),
    }


def _fields(spoken: Sequence[Spoken]) -> list[Captured]:
    every = [captured for one in spoken for captured in one.played.fields.values()]
    return [captured for captured in every if captured.became in WANTED]


def _kept(fields: Sequence[Captured]) -> Share:
    good = (Became.EXACT, Became.DEFERRED)
    return Share(sum(one.became in good for one in fields), len(fields))


def _wrong(fields: Sequence[Captured]) -> Share:
    return Share(sum(one.became is Became.WRONG for one in fields), len(fields))
