"""What all hearings of the caller's name come to: none is forgotten. Pure."""

from dataclasses import replace

from agent.brain.ask import Ask
from agent.policy import Situation
from agent.spoken.namehearing import NameHearing, Sign, hear_name, heard_by_the_way, is_like, plain
from agent.spoken.nameweighing import weigh
from agent.spoken.reading import Reading
from agent.spoken.respelling import wishes
from office.sheet import FieldName, Value
from office.values import PersonName

ANSWERING = ("value", "spell", "confirm")
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
    found = hear_name(heard, before=stood, refused=refused and ask.kind == "confirm")
    spelled = any(sign.spelled for sign in (*found.given, *found.family))
    if spelled or not wishes(heard):
        return found
    # "Chen with an E": the letter is told, and no word for it is heard.
    told = (Sign(read.given, spelled=True),), (Sign(read.family, spelled=True),)
    return replace(found, given=told[0], family=told[1])


def together(
    hearings: tuple[NameHearing, ...], readings: tuple[Reading[Value], ...]
) -> tuple[Reading[Value], ...]:
    """The likeliest names of all hearings, if any is left; a first one is read as it is."""
    if len(hearings) < 2:
        return readings
    return tuple(Reading(weighed.value, weighed.confidence) for weighed in weigh(hearings))


def spelled_only(situation: Situation, heard: str) -> tuple[Reading[Value], ...]:
    """The name that letters alone come to, with all that was heard before; none for a few."""
    found = hear_name(heard, before=_stood(situation))
    letters = [sign for sign in (*found.given, *found.family) if sign.spelled]
    if sum(len(plain(sign.text)) for sign in letters) < FEWEST:
        return ()
    weighed = weigh((*situation.name_heard, found))
    return tuple(Reading(each.value, each.confidence) for each in weighed)


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
