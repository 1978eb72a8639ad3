"""What the desk has said, kept in the situation, so that nothing is asked or told twice."""

from dataclasses import replace

from agent.moves import (
    AskFor,
    AskHowMany,
    AskOwnerDecides,
    AskPlace,
    AskWhatToChange,
    AskWhichService,
    Move,
    OfferCallerId,
    OfferOnFile,
    OfferText,
    RemindOfText,
    SayGoodbye,
    Tell,
    Warn,
    asked,
)
from agent.policy.ladder import MOST_QUESTIONS
from agent.policy.limits import ABOUT_A_FIELD, put_once_more
from agent.policy.situation import Placing, Situation
from agent.visiting import Outcome, Visiting
from agent.visiting.moves import VISIT_MOVES
from office.sheet import CallSheet


def noted(move: Move, before: Situation, sheet: CallSheet) -> Situation:
    """The situation after a move was put into words."""
    after = put_once_more(move, sheet, _counted(move, before))
    if isinstance(move, VISIT_MOVES):
        return _round(after)
    match move:
        case Tell("visit_told" | "visit_unmatched" | "visit_person" as key):
            return _closed(key, after).tell(key)
        case Tell("text_came"):
            return replace(after, text_came=False)
        case Tell("this_number"):
            return replace(after, this_number="told")
        case Tell("no_texts"):
            return replace(after, no_texts="told")
        case Tell(key) if key in after.news:
            return replace(after, news=tuple(each for each in after.news if each != key))
        case Tell(key) if after.requests:
            return replace(after, requests=after.requests[1:]).tell(key)
        case Tell(key):
            return after.tell(key)
        case Warn(kind):
            return after.tell(f"danger:{kind}")
        case OfferCallerId():
            return replace(after, offered_caller_id=True)
        case OfferOnFile(field):
            return replace(after, offered_on_file=after.offered_on_file | {field})
        case OfferText(field):
            return replace(after, offered_text=after.offered_text | {field})
        case RemindOfText():
            return after.tell("text_reminder")
        case AskWhichService() | AskHowMany():
            return replace(after, clarified=after.clarified + 1)
        case AskPlace() if after.placing:
            return replace(after, placing=replace(after.placing, doubted=True))
        case AskOwnerDecides() if after.placing:
            times = after.placing.owner_asked + 1
            return replace(after, placing=replace(after.placing, owner_asked=times))
        case AskWhatToChange():
            return replace(after, something_wrong=False)
        case SayGoodbye():
            return after.tell("goodbye")
        case _:
            return after


def _round(situation: Situation) -> Situation:
    """A time was put to the caller once more; again after a digression costs nothing."""
    visiting = situation.visiting
    if visiting is None or situation.resuming:
        return situation
    return replace(situation, visiting=replace(visiting, rounds=visiting.rounds + 1))


def _closed(key: str, situation: Situation) -> Situation:
    visiting = situation.visiting
    if visiting is None:
        return situation
    outcome: Outcome = "told" if key == "visit_told" else "person"
    return replace(situation, visiting=replace(visiting, outcome=outcome))


def unsaid(now: Situation, before: Situation) -> Situation:
    """The situation as if the desk's last words had not been said; they cost the caller a turn."""
    return replace(
        now,
        told=before.told,
        ways=before.ways,
        clarified=before.clarified,
        something_wrong=before.something_wrong,
        text_came=before.text_came or now.text_came,
        this_number=before.this_number or (now.this_number and "due"),
        no_texts=before.no_texts or (now.no_texts and "due"),
        news=tuple(dict.fromkeys((*before.news, *now.news))),
        offered_caller_id=before.offered_caller_id,
        offered_on_file=before.offered_on_file,
        offered_text=before.offered_text,
        placing=_placing(now, before),
        visiting=_visiting(now, before),
    )


def unheard(now: Situation, before: Situation) -> Situation:
    """The situation without what half a turn gave as evidence; the whole turn gives it anew.

    What is in the visit book by now stays there.
    """
    was, is_ = before.visiting, now.visiting
    same = was is not None and is_ is not None and was.outcome == is_.outcome
    visiting = was if same and is_ is not None and is_.agreed is None else is_
    return replace(now, evidence=before.evidence, name_heard=before.name_heard, visiting=visiting)


def _counted(move: Move, situation: Situation) -> Situation:
    """What a field has cost so far, in turns of the caller.

    A question that is put again after a digression costs one more, but whoever asks again and
    again is not left without an answer: a second digression costs nothing.
    """
    field = asked(move).field
    if not isinstance(move, ABOUT_A_FIELD) or field is None:
        return situation
    again = situation.resuming and field in situation.asked
    if again and (field in situation.resumed or situation.asked.count(field) >= MOST_QUESTIONS):
        return situation
    resumed = situation.resumed | {field} if again else situation.resumed
    ways = ((field, move.way),) if isinstance(move, AskFor) and not again else ()
    asked_so_far = (*situation.asked, field)
    return replace(situation, asked=asked_so_far, ways=(*situation.ways, *ways), resumed=resumed)


def _visiting(now: Situation, before: Situation) -> Visiting | None:
    """What was found and agreed to stays; what was put to the caller was not heard."""
    if now.visiting is None or before.visiting is None:
        return now.visiting
    return replace(now.visiting, rounds=before.visiting.rounds)


def _placing(now: Situation, before: Situation) -> Placing | None:
    """What was found stays; what was asked was not heard."""
    if now.placing is None or before.placing is None:
        return now.placing
    return replace(
        now.placing, doubted=before.placing.doubted, owner_asked=before.placing.owner_asked
    )
