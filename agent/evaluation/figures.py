"""From played calls to figures, each beside what it must reach. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.evaluation.outcomes import MEASURED, Became, Captured, Played
from agent.evaluation.statistics import Share, Spread
from office.sheet import FieldName

WANTED = (Became.EXACT, Became.WRONG, Became.DEFERRED, Became.DROPPED)
WORST = 10


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """One field over all calls whose caller had it to give and was asked."""

    field: str
    first_try: Share
    exact: Share
    wrong: Share
    deferred: Share
    dropped: Share
    extra_turns: Spread


@dataclass(frozen=True, slots=True)
class CallFigures:
    """Whole calls; `all_repeats` counts callers whose every repeat ended right."""

    right: Share
    whole: Share
    ended: Share
    wrong_rule: Share
    wrong_field: Share
    stale_write: Share
    all_repeats: Share
    repeats: int
    turns: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Worst:
    """A call to look at: how to replay it, and what went wrong."""

    replay: str
    cause: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run of calls gave."""

    fields: tuple[FieldFigures, ...]
    every_field: FieldFigures
    calls: CallFigures
    worst: tuple[Worst, ...]


def figures(played: Sequence[Played]) -> Figures:
    """Count played calls; repeats of one caller belong together by its seed."""
    fields = tuple(_field(name.value, _of(played, (name,))) for name in MEASURED)
    return Figures(
        fields, _field("all", _of(played, MEASURED)), _calls(played), tuple(_worst(played))
    )


def _of(played: Iterable[Played], names: tuple[FieldName, ...]) -> list[Captured]:
    return [
        call.fields[name] for call in played for name in names if call.fields[name].became in WANTED
    ]


def _field(name: str, captured: list[Captured]) -> FieldFigures:
    tried = [one for one in captured if one.asked]

    def share(became: Became) -> Share:
        return Share(sum(one.became is became for one in captured), len(captured))

    return FieldFigures(
        field=name,
        first_try=Share(sum(one.first_try is True for one in tried), len(tried)),
        exact=share(Became.EXACT),
        wrong=share(Became.WRONG),
        deferred=share(Became.DEFERRED),
        dropped=share(Became.DROPPED),
        extra_turns=Spread.over([one.extra_turns for one in tried]),
    )


def _calls(played: Sequence[Played]) -> CallFigures:
    number = len(played)
    by_caller: dict[int, list[bool]] = defaultdict(list)
    for call in played:
        by_caller[call.seed].append(call.right)
    repeats = max((len(rights) for rights in by_caller.values()), default=0)
    repeated = [rights for rights in by_caller.values() if len(rights) == repeats > 1]
    priced = [call for call in played if call.rule is not Became.UNASKED]
    return CallFigures(
        right=Share(sum(call.right for call in played), number),
        whole=Share(sum(call.whole for call in played), number),
        ended=Share(sum(call.ended for call in played), number),
        wrong_rule=Share(sum(call.rule is Became.WRONG for call in priced), len(priced)),
        wrong_field=Share(sum(call.wrong for call in played), number),
        stale_write=Share(sum(call.stale_write for call in played), number),
        all_repeats=Share(sum(all(rights) for rights in repeated), len(repeated)),
        repeats=repeats,
        turns=sum(call.turns for call in played) / number if number else 0.0,
        seconds=sum(call.seconds for call in played),
    )


def _worst(played: Sequence[Played]) -> list[Worst]:
    """The calls that did most harm: silently wrong first, then not ended, then left over."""
    bad = [call for call in played if not call.right]
    bad.sort(key=lambda call: (not call.wrong, call.ended, -call.turns, call.seed, call.repeat))
    return [Worst(f"{call.seed}.{call.repeat}", cause(call)) for call in bad[:WORST]]


def cause(call: Played) -> str:
    """Why a call did not end right, in words."""
    why = [
        f"{name} {one.became}: {call.notes.get(name.value, '')}".strip(": ")
        for name, one in call.fields.items()
        if one.became in (Became.WRONG, Became.DROPPED)
        or (one.became is Became.DEFERRED and name in call.required)
    ]
    if call.rule is Became.WRONG:
        why.append("another rule than the caller's clean words lead to")
    if not call.ended:
        why.append(f"the caller hung up after {call.turns} turns")
    return "; ".join(why) or "a required field was not taken"
