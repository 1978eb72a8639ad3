"""What a model may report and say in this moment of a call. Pure."""

from agent.brain.ask import YES_NO, Ask
from agent.brain.moment import Moment
from agent.brain.offer import CHOICES, Offer
from agent.brain.record import ERRANDS
from agent.brain.speech_check import Backing
from agent.policy import Situation
from office.sheet import CallSheet, FieldName, State
from prompts.library import Rulebook
from prompts.mapping import danger
from prompts.pricing import Quote

ANSWERED = (*YES_NO, "person_or_company", "anything_else")
ASKING = ("value", "spell", "confirm", "which", "person_or_company", "offer_caller_id")
REQUESTS = ("person", "callback", "hold", "goodbye", "robot", "question", *ERRANDS)
_GIVEN = (State.HEARD, State.READ_BACK, State.CONFIRMED, State.DECLINED, State.DEFERRED)


def offer(sheet: CallSheet, situation: Situation, ask: Ask, *, repeatable: bool) -> Offer:
    """The closed form of this moment; `repeatable` if the desk has said something."""
    asked = (ask.field,) if ask.field is not None and ask.kind in ASKING else ()
    open_fields = tuple(name for name in FieldName if not sheet[name].settled)
    given = tuple(name for name in FieldName if sheet[name].state in _GIVEN and name not in asked)
    wants_number = ask.field is FieldName.PHONE and ask.kind in ("value", "spell")
    return Offer(
        fields=tuple(FieldName),
        answer=ask.kind in ANSWERED,
        options=ask.options[: len(CHOICES)],
        caller_id=situation.caller_id is not None and wants_number,
        declinable=open_fields,
        changeable=given,
        requests=(*REQUESTS, "repeat") if repeatable else REQUESTS,
    )


def moment_now(
    rulebook: Rulebook,
    sheet: CallSheet,
    situation: Situation,
    ask: Ask,
    heard: str,
    *,
    speech: bool,
    said: str,
) -> Moment:
    """What a model meets.

    Args:
        rulebook: the owner's words.
        sheet: what is known.
        situation: what is known besides.
        ask: what the desk asked last.
        heard: the caller's words of this turn.
        speech: whether the owner lets models speak, and nothing of this turn forbids it.
        said: the desk's last words.
    """
    alarming = danger(heard, rulebook.services) is not None
    answers = tuple(rulebook.say(each.answer) for each in rulebook.business.answers.values())
    told = f"estimate_{situation.estimate}" in situation.told
    return Moment(
        offer=offer(sheet, situation, ask, repeatable=bool(said)),
        # The safety line comes before every other word.
        may_speak=speech and not alarming,
        backing=Backing(heard, answers, amounts_told(situation.quote if told else None)),
    )


def amounts_told(quote: Quote | None) -> frozenset[str]:
    """The totals that were told, as figures are written."""
    if quote is None or not quote.told:
        return frozenset()
    told = [money.amount for money in (quote.total, quote.upper) if money is not None]
    whole = {str(int(amount)) for amount in told if amount == int(amount)}
    return frozenset({str(amount) for amount in told} | whole)
