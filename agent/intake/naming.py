"""What all hearings of the caller's name come to: none is forgotten. Pure."""

import re
from dataclasses import replace

from agent.brain.ask import Ask
from agent.policy import Situation
from agent.spoken.commonnames import common_names
from agent.spoken.namehearing import NameHearing, Sign, hear_name, heard_by_the_way, is_like, plain
from agent.spoken.nameremarks import is_spelled, remarks
from agent.spoken.nameweighing import refused_names, weigh
from agent.spoken.reading import Reading
from office.sheet import CallSheet, FieldName, Value
from office.values import Email, PersonName

ANSWERING = ("value", "spell", "confirm")
SUPPORTED, HEARD_ONCE = 0.8, 0.3
"""How sure a name is that the caller's e-mail has as well, and the one that was heard for it."""

FEWEST = 3
"""Fewer letters are no name."""


def hearing(
    situation: Situation, ask: Ask, heard: str, read: PersonName, *, refused: bool
) -> NameHearing:
    """What a turn tells about the name.

    Args:
        situation: with the hearings before.
        ask: what the desk asked.
        heard: the turn's words.
        read: the name as the turn alone is read.
        refused: it is also a no to the name that was read back.
    """
    if ask.field is not FieldName.NAME or ask.kind not in ANSWERING:
        return heard_by_the_way(read)
    stood = ask.value if isinstance(ask.value, PersonName) else _stood(situation)
    told = remarks(heard, stood)
    found = hear_name(told.rest, before=stood, refused=refused and ask.kind == "confirm")
    if not told or is_spelled(told.rest):
        return found
    # "Chen with an E": the letter is told, and no word for it is heard.
    given, family = (Sign(part, spelled=told.tells) for part in (read.given, read.family))
    return replace(found, given=(given,), family=(family,) if read.family else (), told=True)


def together(
    hearings: tuple[NameHearing, ...], readings: tuple[Reading[Value], ...], sheet: CallSheet
) -> tuple[Reading[Value], ...]:
    """The likeliest names of all hearings, if any is left; a first one is read as it is.

    Unless their e-mail or company is known: whoever is mike.chen there is hardly a Chan. Or
    unless nobody is called what the letters spell: "Powell, P-O-W-D-L-L".
    """
    words = elsewhere(sheet)
    if hearings[-1].told and (left := _not_refused(hearings, readings)):
        return left
    if len(hearings) > 1:
        return _weighed(hearings, words)
    misspelled = _is_misspelled(hearings)
    best = _weighed(hearings, words)[:1] if words or misspelled else ()
    if not best or best[0].value == readings[0].value:
        return readings
    if not misspelled and not _stands_in(words, best[0].value):
        return readings
    return (Reading(best[0].value, SUPPORTED), Reading(readings[0].value, HEARD_ONCE))


def _is_misspelled(hearings: tuple[NameHearing, ...]) -> bool:
    """Whether letters were heard that are nobody's name, as far as a census knows."""
    return any(
        sign.spelled and plain(sign.text) not in common_names(part)
        for one in hearings
        for part, signs in (("given", one.given), ("family", one.family))
        for sign in signs
    )


def _not_refused(
    hearings: tuple[NameHearing, ...], readings: tuple[Reading[Value], ...]
) -> tuple[Reading[Value], ...]:
    """What was told of a name, if it was not refused as it is written: a hyphen is no letter."""
    letters = refused_names(hearings)
    stood = [one.refused.display for one in hearings if one.refused is not None]
    out = {name.casefold() for name in stood if plain(name) in letters}
    return tuple(each for each in readings if str(each.value).casefold() not in out)


def _stands_in(words: frozenset[str], name: Value) -> bool:
    parts = (name.given, name.family) if isinstance(name, PersonName) else ()
    return any(plain(part) in words for part in parts)


def elsewhere(sheet: CallSheet) -> frozenset[str]:
    """The words of the confirmed e-mail, before its at sign, and of the confirmed company."""
    email = sheet.confirmed(FieldName.EMAIL, Email)
    company = sheet.confirmed(FieldName.COMPANY, str)
    texts = (email.value.local if email else "", company.value if company else "")
    found = re.findall(r"[^\W\d_]+", " ".join(texts).lower())
    return frozenset(word for word in found if len(word) >= FEWEST)


def best_guess(situation: Situation, sheet: CallSheet) -> tuple[Reading[Value], ...]:
    """What a person is shown of a name that nobody said yes to, likeliest first.

    What was refused stands among it only if nothing else was heard.
    """
    heard, words = situation.name_heard, elsewhere(sheet)
    if not any(one.given or one.family for one in heard):
        return ()
    refused = tuple(replace(one, refused=None, wrong=None) for one in heard)
    return _weighed(heard, words) or _weighed(refused, words)


def _weighed(
    hearings: tuple[NameHearing, ...], words: frozenset[str]
) -> tuple[Reading[Value], ...]:
    found = weigh(hearings, elsewhere=words)
    return tuple(Reading(each.value, each.confidence) for each in found)


def spelled_only(situation: Situation, heard: str, sheet: CallSheet) -> tuple[Reading[Value], ...]:
    """The name that letters alone come to, with all that was heard before; none for a few."""
    found = hear_name(heard, before=_stood(situation))
    letters = [sign for sign in (*found.given, *found.family) if sign.spelled]
    if sum(len(plain(sign.text)) for sign in letters) < FEWEST:
        return ()
    return _weighed((*situation.name_heard, found), elsewhere(sheet))


def fits_nowhere(ask: Ask, heard: str) -> bool:
    """Whether letters were asked for that the name read back can take nowhere: "with a Q"."""
    stood = ask.value
    if ask.kind != "confirm" or not isinstance(stood, PersonName):
        return False
    told = remarks(heard, stood)
    return bool(told.wishes) and not told.rest.strip(" .,!?")


def is_no_name(ask: Ask, heard: str, read: Value) -> bool:
    """Whether a lone word behind a read-back is a yes misheard, rather than another name."""
    stood = ask.value
    if ask.kind != "confirm" or not isinstance(stood, PersonName):
        return False
    if not isinstance(read, PersonName) or read.family or len(heard.split()) > 1:
        return False
    return not is_like(read.given, stood)


def _stood(situation: Situation) -> PersonName | None:
    """The name as it was read back last."""
    refused = [each.refused for each in situation.name_heard if each.refused is not None]
    return refused[-1] if refused else None
