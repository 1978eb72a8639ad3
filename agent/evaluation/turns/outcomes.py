"""From what the floor did to figures. Pure."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from agent.evaluation.turns.before import plain_patience
from agent.evaluation.turns.figures import Figure, seconds, share
from agent.evaluation.turns.hearing import Perceived
from agent.evaluation.turns.play import listen, speak
from agent.evaluation.turns.scripts import Script
from agent.floor import GO_ON_AFTER, Patience
from agent.patience import patience
from agent.pieces import begun

HEARD_OUT_SECONDS = 6.0
"""Silence behind a turn in which the desk has to take it."""

SOFT_END_SECONDS = 0.3
"""The detector may hear the end of a soft last word so much early."""

BEFORE = " with the rules before"
DESK_SECONDS = 12.0
"""How long the desk speaks while the caller says something into it."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A script as it was perceived; `starts` and `ends` are the seconds of its groups."""

    script: Script
    seed: str
    perceived: Sequence[Perceived]
    starts: Sequence[float]
    ends: Sequence[float]

    @property
    def words(self) -> str:
        """Everything that was recognised."""
        return self.words_by(float("inf"))

    def words_by(self, moment: float) -> str:
        """The turn's words as they were known at a moment."""
        known = (one.words for one in self.perceived if one.kind == "heard" and one.at <= moment)
        return next(iter(deque(known, maxlen=1)), "")


@dataclass(frozen=True, slots=True)
class Over:
    """Words or a sound said into the desk's words, and whether they should stop it."""

    words: str
    stops: bool
    seed: str
    perceived: Sequence[Perceived]
    start: float


@dataclass(frozen=True, slots=True)
class _Played:
    """A turn as both rules take it: when each ended it, and whether it sounds whole at its end."""

    turn: Turn
    now: Sequence[float]
    before: Sequence[float]
    whole: bool

    @property
    def wait(self) -> float | None:
        """Seconds from the caller's last sound to the end of the turn."""
        return _behind(self.turn, self.now)

    @property
    def wait_before(self) -> float | None:
        """The same with the rules before."""
        return _behind(self.turn, self.before)


def of_turns(turns: Sequence[Turn]) -> list[Figure]:
    """Cut-offs of dictations, and the wait behind turns, beside the rules before."""
    played = [_play(turn) for turn in turns]
    dictated = [one for one in played if len(one.turn.script.groups) > 1]
    ordinary = [one for one in played if len(one.turn.script.groups) == 1]
    return [*_cut_offs(dictated), *_waits(ordinary), *_dictated_waits(dictated)]


def of_overs(overs: Sequence[Over]) -> list[Figure]:
    """How often the desk yields to words that want the floor, and ignores what does not."""
    wanted = [(over, _stopped_at(over)) for over in overs if over.stops]
    passing = [(over, _stopped_at(over)) for over in overs if not over.stops]
    missed = [f"{over.seed} {over.words}" for over, at in wanted if at is None]
    fooled = [f"{over.seed} {over.words}" for over, at in passing if at is not None]
    return [
        share("yields to an interruption", len(wanted) - len(missed), len(wanted), missed),
        *seconds(
            "  from its first sound to silence",
            [at - over.start for over, at in wanted if at is not None],
        ),
        share("ignores mhm, okay, coughs", len(passing) - len(fooled), len(passing), fooled),
    ]


def _cut_offs(dictated: Sequence[_Played]) -> list[Figure]:
    figures = []
    for name in ("", BEFORE):
        cut = [one for one in dictated if _is_cut(one, before=bool(name))]
        seeds = [one.turn.seed for one in cut]
        figures.append(share(f"dictations cut off{name}", len(cut), len(dictated), seeds))
        for kind in sorted({one.turn.script.kind for one in dictated}):
            number = sum(one.turn.script.kind == kind for one in dictated)
            seeds = [one.turn.seed for one in cut if one.turn.script.kind == kind]
            figures.append(share(f"  {kind}{name}", len(seeds), number, seeds))
    cut = [one for one in dictated if _is_cut(one, before=False)]
    parts = [one.turn.seed for one in cut if _is_taken_up(one)]
    what = "  of all dictations: ended early, but taken up as a part with a continuer"
    return [*figures, share(what, len(parts), len(dictated), parts)]


def _waits(ordinary: Sequence[_Played]) -> list[Figure]:
    """Behind ordinary turns, as recognised; and how much later each ends than it did."""
    figures = []
    for kind in ("sentence", "answer", "yes", "value", "other answer"):
        of_kind = [one for one in ordinary if one.turn.script.kind == kind and one.whole]
        figures += seconds(f"wait behind a {kind}", [w for o in of_kind if (w := o.wait)])
        waits = [wait for one in of_kind if (wait := one.wait_before)]
        figures += seconds(f"wait behind a {kind}{BEFORE}", waits)
    whole = [one for one in ordinary if one.whole]
    unfinished = [one for one in ordinary if not one.whole]
    return [
        *figures,
        *seconds(f"ordinary turns heard whole, later than{BEFORE}", _later(whole)),
        share("turns heard as unfinished and encouraged", len(unfinished), len(ordinary)),
        *seconds(f"those, later than{BEFORE}", _later(unfinished)),
    ]


def _later(played: Sequence[_Played]) -> list[float]:
    both = [(one.wait, one.wait_before) for one in played]
    return [now - before for now, before in both if now is not None and before is not None]


def _dictated_waits(dictated: Sequence[_Played]) -> list[Figure]:
    """Behind dictations that were heard whole; behind the others the caller hears a "mm-hm"."""
    whole = [one for one in dictated if one.whole]
    return [
        share("dictations heard whole", len(whole), len(dictated)),
        *seconds("wait behind a dictation heard whole", [w for o in whole if (w := o.wait)]),
    ]


def _play(turn: Turn) -> _Played:
    script = turn.script

    def now(text: str, one_breath: bool) -> float:
        return patience(text, script.ask, script.expected, one_breath=one_breath)

    def before(text: str, _: bool) -> float:
        return plain_patience(text, script.ask)

    ended, ended_before = _ends(turn, now), _ends(turn, before)
    wait = _behind(turn, ended)
    return _Played(turn, ended, ended_before, wait is None or wait < GO_ON_AFTER)


def _ends(turn: Turn, rule: Patience) -> list[float]:
    done = listen(turn.perceived, rule, turn.ends[-1] + HEARD_OUT_SECONDS)
    return [one.at for one in done if one.act == "end"]


def _is_cut(one: _Played, *, before: bool) -> bool:
    """Whether a turn ended before the caller had begun the last group."""
    return any(at < one.turn.starts[-1] for at in (one.before if before else one.now))


def _is_taken_up(one: _Played) -> bool:
    """Whether what was said before each early end is kept, and only encouraged to go on."""
    turn = one.turn
    early = [at for at in one.now if at < turn.starts[-1]]
    return all(begun(turn.script.ask, turn.words_by(at), None) for at in early)


def _behind(turn: Turn, ends: Sequence[float]) -> float | None:
    behind = [at for at in ends if at >= turn.ends[-1] - SOFT_END_SECONDS]
    return behind[-1] - turn.ends[-1] if behind else None


def _stopped_at(over: Over) -> float | None:
    done = speak(over.perceived, "plain", DESK_SECONDS)
    return next((one.at for one in done if one.act == "interrupt"), None)
