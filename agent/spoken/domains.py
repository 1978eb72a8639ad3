"""The part of an e-mail address behind the at sign, and the common ones misheard."""

from typing import NamedTuple

from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from agent.spoken.handles import handles
from agent.spoken.languages import ENGLISH
from agent.spoken.mailwords import MailWords, looked_up, mail_words
from agent.spoken.reading import Reading

KNOWN = 0.9
PLAUSIBLE = 0.8
REPAIRED = 0.45
"""Heard otherwise, or completed: it may only be asked about ("did you mean ...")."""
DOUBTED = 0.55
"""Possible as heard, and nearly a common domain, which is offered beside it."""
NEAR = 0.3
CLIPPED = 0.75
"""Heard as "mail dot com", which hardly anybody has: read back as the likely one."""


class Domain(NamedTuple):
    """The ways to read a domain, best first, and how many tokens it took."""

    readings: tuple[Reading[str], ...]
    used: int


def domain_at(tokens: list[str], place: int, language: str = ENGLISH) -> Domain | None:
    """The domain said from a word on; None if no domain begins there."""
    known = mail_words(language)
    words, repaired, literal, end = _labelled(tokens, place, known, language)
    if not words:
        return None
    if len(words) == 1:
        whole = known.providers.get(words[0])
        return Domain((Reading(whole, REPAIRED),), end - place) if whole else None
    domain, heard = ".".join(words), ".".join(literal)
    if repaired:
        second = (Reading(heard, NEAR),) if literal[-1] in known.endings else ()
        return Domain((Reading(domain, REPAIRED), *second), end - place)
    if domain in known.said["clipped"]:
        likely = Reading(str(known.said["clipped"][domain]), CLIPPED)
        return Domain((likely, Reading(domain, NEAR)), end - place)
    if domain in known.said["often"]:
        often = Reading(str(known.said["often"][domain]), NEAR)
        return Domain((Reading(domain, KNOWN), often), end - place)
    if domain in known.domains:
        return Domain((Reading(domain, KNOWN),), end - place)
    near = [
        one for one, *_ in extract(domain, known.domains, scorer=ratio, limit=2, score_cutoff=75)
    ]
    if words[-1] not in known.endings:
        # There is hardly such an ending: "gmail dot Kim".
        near = [known.providers[words[0]]] if words[0] in known.providers else near
        meant = tuple(Reading(one, REPAIRED) for one in near)
        return Domain((*meant, Reading(domain, NEAR if meant else REPAIRED)), end - place)
    if not near:
        return Domain((Reading(domain, PLAUSIBLE),), end - place)
    return Domain(
        (Reading(domain, DOUBTED), *(Reading(one, REPAIRED) for one in near)), end - place
    )


def _labelled(
    tokens: list[str], place: int, known: MailWords, language: str
) -> tuple[list[str], bool, list[str], int]:
    """The labels as meant and as heard, whether they differ, and where they end."""
    meant: list[str] = []
    literal: list[str] = []
    repaired, end = False, place
    name, heard, place = _name(tokens, place, known, language)
    if not name:
        return [], False, [], end
    meant, literal, repaired, end = [name], [heard], name != heard, place
    while place < len(tokens):
        start = place
        while place < len(tokens) and tokens[place] in ",;":
            place += 1
        if place >= len(tokens) or tokens[place] != ".":
            break
        ending, as_heard, after = _ending(tokens, place + 1, known, first=len(meant) == 1)
        if not ending:
            place = start
            break
        repaired = repaired or ending != as_heard
        meant.append(ending)
        literal.append(as_heard)
        place = end = after
    return meant, repaired, literal, end


def _name(tokens: list[str], place: int, known: MailWords, language: str) -> tuple[str, str, int]:
    """The first label: words up to the dot, or a provider's name alone."""
    while place < len(tokens) and (tokens[place] in ",;" or tokens[place] in known.fillers):
        place += 1
    for table in (known.joined, known.misheard):
        meant, used = looked_up(tokens, place, table)
        alone = place + used >= len(tokens) or tokens[place + used] in ".,;"
        if meant and alone:
            heard = "".join(tokens[place : place + used])
            return meant, meant if table is known.joined else heard, place + used
    after = place
    while after < len(tokens) and tokens[after] not in ".@_+" and after - place < 16:
        after += 1
    if after >= len(tokens) or tokens[after] != ".":
        alone = place < len(tokens) and tokens[place] in known.providers
        return (tokens[place], tokens[place], place + 1) if alone else ("", "", place)
    ways = handles(tokens[place:after], language)
    return ways[0][0], ways[0][0], after


def _ending(
    tokens: list[str], place: int, known: MailWords, *, first: bool
) -> tuple[str, str, int]:
    while place < len(tokens) and tokens[place] in ",;":
        place += 1
    if place >= len(tokens) or not tokens[place][0].isalpha():
        return "", "", place
    meant, used = looked_up(tokens, place, known.joined)
    if meant:
        return meant, meant, place + used
    heard = tokens[place]
    meant = known.misheard_endings.get(heard, heard)
    if not first and meant not in known.endings and meant not in known.second_endings:
        return "", "", place
    return (meant, heard, place + 1) if len(meant) > 1 else ("", "", place)
