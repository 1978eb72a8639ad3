"""No question is put without end: what stays without an answer is left to a person. Pure.

The ladder changes the way a field is asked for, and visits have their own rounds. This is what
holds for every question there is or ever will be, whatever a caller or a brain makes of it.
"""

from collections.abc import Hashable
from dataclasses import replace

from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskPersonOrCompany,
    AskPlace,
    AskWhich,
    GoOn,
    Move,
    OfferText,
    ReadBack,
    RemindOfText,
    RunTool,
    SayGoodbye,
    Tell,
    WaitForText,
    Warn,
    Way,
    asked,
)
from agent.policy.ladder import MOST_QUESTIONS
from agent.policy.order import CONFIRMED_FIELDS
from agent.policy.situation import Put, Situation
from agent.visiting.moves import VISIT_MOVES
from office.sheet import CallSheet

MOST_PUT = 3
"""So often the same question is put while nothing comes of it."""

ABOUT_A_FIELD = AskFor | ReadBack | AskWhich | AskPersonOrCompany | AskPlace | GoOn | OfferText
"""Moves that cost the caller a turn about a field."""

SPOKEN_ONLY = RunTool | Tell | Warn | SayGoodbye
"""Moves that ask nothing."""


def put_once_more(move: Move, sheet: CallSheet, situation: Situation) -> Situation:
    """The situation after a question was put; what is settled since starts the count anew.

    Behind a digression it costs nothing: how many of those there can be is counted by itself.
    """
    if isinstance(move, SPOKEN_ONLY):
        return situation
    question = _question(move)
    if situation.resuming and question in situation.put:
        return situation
    settled = _settled(sheet)
    before = situation.put if settled == situation.settled else ()
    return replace(situation, put=(*before, question), settled=settled)


def said_again(move: Move | None, situation: Situation) -> Situation:
    """After a question was said again just as it was: it costs the caller a turn."""
    field = asked(move).field if isinstance(move, ABOUT_A_FIELD) else None
    if field is None or situation.asked.count(field) >= MOST_QUESTIONS:
        return situation
    return replace(situation, asked=(*situation.asked, field))


def is_put_enough(move: Move, sheet: CallSheet, situation: Situation) -> bool:
    """Whether a question was put often enough, and nothing has come of it."""
    if isinstance(move, SPOKEN_ONLY) or situation.resuming:
        return False
    since = situation.put if _settled(sheet) == situation.settled else ()
    return since.count(_question(move)) >= MOST_PUT


def left_open(move: Move, sheet: CallSheet, situation: Situation) -> tuple[CallSheet, Situation]:
    """What becomes of a question that is not put again: a person sees to it."""
    if isinstance(move, VISIT_MOVES) and situation.visiting is not None:
        return sheet, replace(situation, visiting=situation.visiting.given_up())
    if isinstance(move, AskAnythingElse):
        return sheet, replace(situation, nothing_else=True)
    if isinstance(move, RemindOfText | WaitForText):
        return sheet, replace(situation, reminded="over")
    field = asked(move).field
    if field is None:
        return sheet, replace(situation, wants_person=True, leaving=True)
    if isinstance(move, GoOn):
        # What came in pieces is asked for as a whole.
        return sheet.miss(field), replace(situation, pieces=None)
    left = replace(situation, pieces=None, company_candidate="", changing=None)
    return sheet.defer(field), left


def _question(move: Move) -> Put:
    """What is asked and by which way; shorter words for the same question are the same."""
    way = move.way if isinstance(move, AskFor) else None
    return asked(move), Way.PLAIN if way is Way.SHORT else way


def _settled(sheet: CallSheet) -> frozenset[Hashable]:
    """What stands by now: whatever was heard for a contact field is nothing before a yes."""
    return frozenset(
        (entry.name, entry.value, entry.state)
        for entry in sheet
        if entry.settled or (entry.value is not None and entry.name not in CONFIRMED_FIELDS)
    )
