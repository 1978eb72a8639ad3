"""All hearings of a name weighed together: the likeliest name that was not refused. Pure.

Every part is a guess among what was heard, what two hearings have when each is right in places,
and the common names near them. A guess costs what it takes to have been heard so: a letter taken
for one that sounds like it costs less than another one. The numbers are logarithms of odds, for
a line on which 5 of 100 spelled letters and 15 of 100 names are heard wrong.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations, product

from jellyfish import metaphone
from rapidfuzz.distance import Levenshtein

from agent.spoken.alphabet import confusable
from agent.spoken.commonnames import common_names, near_names
from agent.spoken.languages import ENGLISH
from agent.spoken.namehearing import NameHearing, NamePart, Sign, plain
from agent.spoken.namewords import NameWords, name_words, without_suffix
from agent.spoken.reading import Reading
from office.values import BadName, PersonName

ALIKE, LOST, ADDED, OTHER = 4.0, 4.5, 5.5, 7.0
"""A letter taken for one of its kind, not heard, heard for nothing, or taken for any other."""

CUT, CUT_MORE = 3.0, 0.3
"""The last letter lost, and each one before it: the end of a turn is lost as a whole."""

SAME_SOUND, SLURRED, ANOTHER = 0.7, 2.0, 6.0
"""A letter written otherwise for the same sound, a sound changed, or any other word."""

AGAIN = 0.5
"""What was written for a sound once is written again; it proves less."""

COMMON = 3.0
"""How much likelier a name is that the language's own short list has; a census tells more."""

UNSPELLED = 0.6
"""What a name's being common adds where it was only spoken: the recogniser knows names, too."""

ELSEWHERE = 2.5
"""How much likelier a name is that the caller's e-mail or company has as well."""

PUT_RIGHT, SAID_ANEW, LEFT_ALONE = 5.0, 2.5, 1.0
"""A part that the caller put right is wrong, and so may be one that sounds otherwise when it is
said again; one they did not speak of is right."""

INVENTED = 1.5
"""A guess that is no common name and was never heard so."""

FAR = 8.0
"""A guess so much less likely than the best one, refused or not, is not worth asking about."""

MOST = 4
"""So many guesses at each part are paired."""

BORNE_OUT = 2
"""So many hearings of the same letters mean themselves."""

FEWER = 3
"""Names of so many letters more or fewer are no guess."""

BLOCKS = 4
"""In so many places two hearings may differ to be crossed."""


def weigh(
    hearings: Iterable[NameHearing],
    language: str = ENGLISH,
    *,
    elsewhere: frozenset[str] = frozenset(),
) -> tuple[Reading[PersonName], ...]:
    """The names that can be meant, likeliest first; none that was refused is among them.

    Nothing if no likely one is left: then the caller had better spell it.

    Args:
        hearings: what was heard of the name.
        language: whose names are meant.
        elsewhere: words of the caller's confirmed e-mail and company, in small letters. A name
            that stands there as well is a little likelier, and needs a yes like any other.
    """
    heard, known = tuple(hearings), name_words(language)
    given = _ranked("given", heard, known, elsewhere)
    family = _ranked("family", heard, known, elsewhere) or [("", 0.0)]
    suffix = _most([hearing.suffix for hearing in heard])
    refused = refused_names(heard)
    found: list[tuple[float, PersonName]] = []
    for (first, one), (last, two) in product(given, family):
        try:
            name = PersonName.parse(first), PersonName.parse(last) if last else None
        except BadName:
            continue
        whole = PersonName(name[0].display, _written(name[1], suffix))
        found.append((one + two, whole))
    if not found:
        return ()
    best = min(cost for cost, _ in found)
    left = [
        (cost, name)
        for cost, name in sorted(found, key=lambda each: each[0])
        if cost <= best + FAR and plain(name.display) not in refused
    ]
    return tuple(Reading(name, _sure(cost, left)) for cost, name in left[:MOST])


def refused_names(heard: Iterable[NameHearing]) -> set[str]:
    """The names that are out, by their letters.

    Whoever spells what was read back misheard the desk, or insists: that name is in once more.
    """
    out, once_more = set[str](), set[str]()
    names: dict[str, PersonName] = {}
    for hearing in heard:
        if hearing.refused is not None:
            key = plain(hearing.refused.display)
            names[key] = hearing.refused
            out.add(key)
        insisted = {key for key in out - once_more if hearing.spells(names[key])}
        out, once_more = out - insisted, once_more | insisted
    return out


def _written(family: PersonName | None, suffix: str) -> str:
    return f"{family.display} {suffix}".strip() if family is not None else ""


def _sure(cost: float, found: list[tuple[float, PersonName]]) -> float:
    """The share of the odds that a guess has, as a confidence."""
    odds = sum(2.718 ** (found[0][0] - other) for other, _ in found[:MOST])
    share: float = 2.718 ** (found[0][0] - cost) / odds
    return round(0.95 * share, 3)


def _most(suffixes: list[str]) -> str:
    """The suffix heard most often, the last one of equals; silence says nothing against it."""
    said = [suffix for suffix in suffixes if suffix]
    return max(reversed(said), key=said.count) if said else ""


def _ranked(
    part: NamePart, heard: tuple[NameHearing, ...], known: NameWords, elsewhere: frozenset[str]
) -> list[tuple[str, float]]:
    signs = [sign for hearing in heard for sign in getattr(hearing, part)]
    spoken_last = sorted(signs, key=lambda sign: not sign.spelled)
    written = {plain(sign.text): sign.text for sign in spoken_last}
    guesses = {*_guesses(part, signs, known), *_near_words(signs, elsewhere)}
    scored = [
        (guess, _cost(guess, part, signs, heard, known) - ELSEWHERE * (guess in elsewhere))
        for guess in guesses
    ]
    scored.sort(key=lambda each: (each[1], each[0]))
    return [(_shaped(guess, written, signs), cost) for guess, cost in scored[:MOST]]


def _guesses(part: NamePart, signs: list[Sign], known: NameWords) -> Iterator[str]:
    texts = list(dict.fromkeys(plain(sign.text) for sign in signs))
    spelled = {plain(sign.text) for sign in signs if sign.spelled}
    yield from texts
    for one, other in combinations(texts, 2):
        if {one, other} & spelled:
            yield from _crossed(one, other)
    if spelled:
        # Of a name that was only spoken too many are near: they had better spell it.
        for text in texts:
            if _is_garbled(part, text, signs):
                yield from _common_near(part, text, known)


def _is_garbled(part: NamePart, text: str, signs: list[Sign]) -> bool:
    """Whether what was heard is nobody's name, and no second hearing bears it out.

    Only then a name may be meant that was never heard: "no, C H E N" is no Cohen.
    """
    said = [plain(sign.text) for sign in signs]
    return said.count(text) < BORNE_OUT and text not in common_names(part)


def _common_near(part: NamePart, text: str, known: NameWords) -> Iterator[str]:
    for name in known.common:
        if abs(len(name) - len(text)) < FEWER and _near(name, text):
            yield plain(name)
    yield from near_names(part, text, max(1, len(text) // 3))


def _near_words(signs: list[Sign], elsewhere: frozenset[str]) -> Iterator[str]:
    for word in elsewhere:
        if any(_near(word, plain(sign.text)) for sign in signs):
            yield word


def _near(name: str, text: str) -> bool:
    return Levenshtein.distance(name, text, score_cutoff=3) <= max(1, len(text) // 3)


def _crossed(one: str, other: str) -> Iterator[str]:
    """Each word that two hearings make up, where either may be right in each place."""
    codes = Levenshtein.opcodes(one, other)
    differ = sum(code.tag != "equal" for code in codes)
    if not 1 < differ <= BLOCKS:
        return
    choices = [
        {one[code.src_start : code.src_end], other[code.dest_start : code.dest_end]}
        for code in codes
    ]
    yield from ("".join(chosen) for chosen in product(*choices))


def _cost(
    guess: str,
    part: NamePart,
    signs: list[Sign],
    heard: tuple[NameHearing, ...],
    known: NameWords,
) -> float:
    letters = any(sign.spelled for sign in signs)
    cost, before = -_odds(guess, part, known, letters=letters), set[str]()
    for sign in signs:
        text = plain(sign.text)
        if sign.spelled:
            cost += letters_cost(guess, text)
        else:
            cost += _sound_cost(guess, text) * (AGAIN if text in before else 1.0)
            before.add(text)
    stood = [(hearing, _stood(hearing, part)) for hearing in heard if hearing.wrong]
    wrong = {was for hearing, was in stood if hearing.wrong == part}
    right = {was for hearing, was in stood if hearing.wrong != part} - wrong
    anew = {_stood(hearing, part) for hearing in heard if _is_said_anew(hearing, part)}
    known_so = guess in known.common or guess in common_names(part)
    cost += INVENTED * (not known_so and all(guess != plain(s.text) for s in signs))
    cost += PUT_RIGHT * (guess in wrong) + SAID_ANEW * (guess in anew - wrong - right)
    return cost + LEFT_ALONE * (bool(right) and guess not in right)


def _odds(guess: str, part: NamePart, known: NameWords, *, letters: bool) -> float:
    """How much likelier a name is than letters that make none; a recogniser's words are words."""
    odds = common_names(part).odds(guess) * (1.0 if letters else UNSPELLED)
    return max(odds, COMMON if guess in known.common else 0.0)


def _is_said_anew(hearing: NameHearing, part: NamePart) -> bool:
    """Whether the no to a name came with another sound for this part of it."""
    said = [plain(sign.text) for sign in getattr(hearing, part)]
    return hearing.refused is not None and bool(said) and _stood(hearing, part) not in said


def _stood(hearing: NameHearing, part: NamePart) -> str:
    """A part of the name that was refused, by its letters."""
    name = hearing.refused
    return plain(without_suffix(getattr(name, part))) if name is not None else ""


def letters_cost(meant: str, heard: str) -> float:
    """What it takes that letters were heard in place of those that were meant."""
    cost, lost = 0.0, 0
    for edit in Levenshtein.editops(meant, heard):
        if edit.tag == "replace":
            alike = confusable(meant[edit.src_pos], heard[edit.dest_pos])
            cost += ALIKE if alike else OTHER
        elif edit.tag == "insert":
            cost += ADDED
        elif edit.dest_pos == len(heard):
            lost += 1
        else:
            cost += LOST
    return cost + (CUT + CUT_MORE * (lost - 1) if lost else 0.0)


def _sound_cost(meant: str, heard: str) -> float:
    if meant == heard:
        return 0.0
    if metaphone(meant) == metaphone(heard):
        return SAME_SOUND * Levenshtein.distance(meant, heard)
    return min(ANOTHER, SLURRED + SLURRED * Levenshtein.distance(meant, heard) / 2)


def _shaped(guess: str, written: dict[str, str], signs: list[Sign]) -> str:
    """The guess as it is written: with the signs and spaces of the hearing it is most like."""
    if guess in written:
        text = written[guess]
        return text if any(sign.isupper() for sign in text) else text.lower()
    signed = [sign.text for sign in signs if not sign.text.isalpha()]
    like = min(signed, key=lambda text: Levenshtein.distance(plain(text), guess), default="")
    if not like or not _near(plain(like), guess):
        return guess
    shaped, used = "", 0
    for place, sign in enumerate(like):
        if sign.isalpha() or not 0 < (cut := _cut(guess, like[:place], like[place:])) < len(guess):
            continue
        shaped, used = f"{shaped}{guess[used:cut]}{sign}", cut
    return shaped + guess[used:]


def _cut(guess: str, before: str, behind: str) -> int:
    """Where a guess is best cut in two, so that it is like what stands before a sign and behind."""
    one, other = plain(before), plain(behind)
    return min(
        range(len(guess) + 1),
        key=lambda cut: (
            Levenshtein.distance(guess[:cut], one) + Levenshtein.distance(guess[cut:], other)
        ),
    )
