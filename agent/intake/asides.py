"""What callers ask of the desk in a turn, and how often that may stand for an answer. Pure.

Whoever asks something gets it. But a question that is only put off, again and again, was asked in
vain: then the ladder goes on, so that no call goes round in a circle.
"""

import re
from dataclasses import replace

from agent.cues import is_upset
from agent.intake.turn import Turn
from agent.policy import MOST_QUESTIONS, PutOff
from office.sheet import FieldName

ANSWERED = ("hold", "robot", "question", "repeat")
"""Requests that are answered at once; the others change how the call goes on."""

MOST_REPEATS = 1
"""So often a question is said again just as it was; after that in other words."""

MOST_ALIKE, MOST_ASIDES = 1, 5
"""So often the same can be asked in place of an answer, and so many things in all."""

OFFERED_AGAIN = "offered_again"

_WORD = re.compile(r"\w+")


def requests(turn: Turn) -> None:
    """What the caller asks the desk to do; anger has a word of its own, once."""
    if is_upset(turn.heard) and "upset" not in turn.situation.told:
        turn.used = True
        turn.situate(requests=(*turn.situation.requests, "upset"), resuming=True)
    request = turn.record.request
    if request is None:
        return
    if request in ANSWERED:
        _answered(turn, request)
        _offer_again(turn)
        return
    turn.used = True
    if request in ("person", "callback"):
        turn.situate(wants_person=True)
    elif request == "goodbye":
        closing = turn.ask.kind == "anything_else" or not _anything_open(turn)
        turn.situate(nothing_else=True, leaving=not closing)


def _answered(turn: Turn, request: str) -> None:
    """It is answered, and the open question put again, as long as that is not all there is."""
    question, words = _question(turn), " ".join(_WORD.findall(turn.heard.lower()))
    before = turn.situation.put_off
    asides = before.asides if before.question == question else ()
    over = _is_over(request, words, asides) or (request == "repeat" and _is_spent(turn))
    turn.aside = True
    turn.used = turn.used or not over
    turn.situate(put_off=PutOff(question, (*asides, (request, words))), resuming=not over)
    if request != "repeat" or not over:
        turn.situate(requests=(*turn.situation.requests, request))


def _offer_again(turn: Turn) -> None:
    """What was offered is offered once more to whoever asks back instead of answering, once."""
    name, situation = turn.ask.field, turn.situation
    answered = turn.record.answer is not None or turn.record.use_caller_id
    if answered or name is None or OFFERED_AGAIN in situation.told:
        return
    if turn.ask.kind == "offer_caller_id":
        turn.situation = replace(situation, offered_caller_id=False).tell(OFFERED_AGAIN)
    elif turn.ask.kind == "confirm" and turn.ask.value is None:
        offered = situation.offered_on_file - {name}
        turn.situation = replace(situation, offered_on_file=offered).tell(OFFERED_AGAIN)


def _is_over(request: str, words: str, before: tuple[tuple[str, str], ...]) -> bool:
    kinds = [kind for kind, _ in before]
    if request == "repeat":
        return kinds.count(request) >= MOST_REPEATS
    return before.count((request, words)) >= MOST_ALIKE or len(before) >= MOST_ASIDES


def _is_spent(turn: Turn) -> bool:
    """Whether the field has cost all it may: saying the question again would cost a turn more."""
    field = turn.ask.field
    return field is not None and turn.situation.asked.count(field) >= MOST_QUESTIONS


def _question(turn: Turn) -> str:
    """What was asked; the same field by another way is no new question."""
    kind = "value" if turn.ask.kind == "spell" else turn.ask.kind
    return f"{kind} {turn.ask.field or ''}"


def answered_at_last(turn: Turn) -> None:
    """A turn that brings something is an answer, whatever was asked with it."""
    brought = turn.given or turn.sheet != turn.before
    if brought and turn.situation.more_wanted:
        # They wanted more, and here it is: a "yes" to the next "anything else" begins anew.
        turn.situate(more_wanted=False, puzzled=0)
    if brought or (turn.used and not turn.aside and turn.situation.pieces is None):
        turn.situate(put_off=PutOff())


def _anything_open(turn: Turn) -> bool:
    """Whether required things are still missing when the caller says goodbye."""
    needed = (FieldName.NAME, FieldName.PHONE)
    return any(not turn.sheet[name].settled for name in needed)
