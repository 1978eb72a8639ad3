"""What a caller's question is answered with: what they told us themselves, else the owner's words.

Only what this caller said in this call is told back to them, as it is written down. Pure.
"""

import re
from collections.abc import Iterator, Mapping

from agent.brain.ask import Ask
from agent.policy import Situation
from agent.wording import price_parts, say
from office.sheet import CallSheet, FieldName, Source
from office.values import Phone
from prompts.library import Rulebook
from prompts.questions import AREA, EVERYTHING, PRICE, WHY, topics

TOLD_BACK: Mapping[str, FieldName] = {
    "your_name": FieldName.NAME,
    "your_phone": FieldName.PHONE,
    "your_email": FieldName.EMAIL,
    "your_address": FieldName.ADDRESS,
}
"""Questions about what is written down, by the field they ask for."""


def answer(
    heard: str, rulebook: Rulebook, sheet: CallSheet, situation: Situation, ask: Ask, about: str
) -> str:
    """What can be told to a caller's question; nothing if a person must see to it.

    Args:
        heard: the caller's words.
        rulebook: the owner's words.
        sheet: what the caller has given.
        situation: what else is known.
        ask: what the desk asked last, about which they may ask back.
        about: what a brain has said they ask about, or nothing.
    """
    own = _own(heard, rulebook, sheet, situation, ask)
    return rulebook.answer(heard, about, own)


def leaves_open(
    heard: str, rulebook: Rulebook, sheet: CallSheet, situation: Situation, ask: Ask
) -> bool:
    """Whether a person must see to the question, whatever was answered."""
    return rulebook.leaves_open(heard, _own(heard, rulebook, sheet, situation, ask))


def _own(
    heard: str, rulebook: Rulebook, sheet: CallSheet, situation: Situation, ask: Ask
) -> dict[str, str]:
    """What this call itself answers, by topic."""
    asked, phrases = topics(heard), rulebook.phrases
    own = {
        topic: _told_back(name, rulebook, sheet, situation, ask)
        for topic, name in TOLD_BACK.items()
        if topic in asked
    }
    if EVERYTHING in asked:
        own[EVERYTHING] = " ".join(_everything(rulebook, sheet)) or phrases.recall.nothing
    if PRICE in asked and situation.quote is not None:
        own[PRICE] = " ".join(price_parts(phrases, situation.quote))
    if AREA in asked and (town := _served_town(heard, rulebook)):
        own[AREA] = rulebook.say(phrases.place.inside, town=town)
    if WHY in asked and ask.field is not None:
        own[WHY] = str(getattr(phrases.why, ask.field.value, phrases.why.other))
    return own


def _told_back(
    name: FieldName, rulebook: Rulebook, sheet: CallSheet, situation: Situation, ask: Ask
) -> str:
    words = rulebook.phrases.recall
    if name in situation.use_on_file:
        return words.on_file
    if (said := _as_written(name, rulebook, sheet)) is not None:
        return said
    if name is FieldName.PHONE and ask.kind == "offer_caller_id" and isinstance(ask.value, Phone):
        return f"{words.calling_from} {say(ask.value)}."
    return words.nothing


def _everything(rulebook: Rulebook, sheet: CallSheet) -> Iterator[str]:
    for name in TOLD_BACK.values():
        if (said := _as_written(name, rulebook, sheet)) is not None:
            yield said


def _as_written(name: FieldName, rulebook: Rulebook, sheet: CallSheet) -> str | None:
    """A field as the caller gave it; what only our records have is not told."""
    entry = sheet[name]
    if entry.value is None or entry.source in (Source.RECORDS, Source.OWNER):
        return None
    return f"{rulebook.phrases.read_back[name].lead} {say(entry.value)}."


def _served_town(heard: str, rulebook: Rulebook) -> str:
    """The town of the owner's area that they ask about, or nothing."""
    towns = sorted(rulebook.business.area.towns, key=len, reverse=True)
    named = (town for town in towns if re.search(rf"\b{re.escape(town)}\b", heard, re.IGNORECASE))
    return next(named, "")
