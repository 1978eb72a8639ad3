"""Taking down a turn: from what a brain says was said to a changed sheet. Pure.

Both brains end here. Values are parsed by code, must occur in the caller's own words, and are
only heard until the caller has confirmed them.
"""

from dataclasses import dataclass
from datetime import datetime

from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.intake.answers import answer, how_many, no_texts, not_this_number
from agent.intake.asides import answered_at_last, requests
from agent.intake.outcome import left_to_a_person, nothing_usable, pieces
from agent.intake.turn import Turn
from agent.intake.values import changed, declined, values
from agent.intake.visits import visits
from agent.policy import Situation
from office.sheet import CallSheet, Said, Source


@dataclass(frozen=True, slots=True)
class Taken:
    """The sheet and situation after a turn.

    `used` tells whether the turn said anything, `asked` whether it asked the desk for something.
    """

    sheet: CallSheet
    situation: Situation
    used: bool
    asked: bool = False


def take_down(
    sheet: CallSheet,
    situation: Situation,
    ask: Ask,
    record: TurnRecord,
    heard: str,
    now: datetime,
    *,
    source: Source = Source.SPEECH,
    said: Said | None = None,
    overlapped: bool = False,
) -> Taken:
    """Apply one turn of the caller.

    Words that overlapped the desk's question can be the end of the answer before it: if they
    say nothing, that is no failed try.
    """
    turn = Turn(sheet, situation, ask, record, heard, now, source, said)
    steps = (
        not_this_number,
        no_texts,
        requests,
        answer,
        how_many,
        values,
        declined,
        changed,
        visits,
        pieces,
    )
    for step in steps:
        step(turn)
    answered_at_last(turn)
    if not overlapped:
        nothing_usable(turn)
    left_to_a_person(turn)
    return Taken(turn.sheet, turn.situation, turn.used, turn.aside)
