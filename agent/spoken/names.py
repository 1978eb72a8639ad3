"""People's names by voice: cues around them, letters that beat the sound, companies told apart."""

import re
from typing import NamedTuple

from agent.spoken.alphabet import alphabet, starts_with
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import Piece, pieces
from agent.spoken.nameletters import fused
from agent.spoken.nameremarks import Remarks, is_spelled, remarks
from agent.spoken.namewords import NameWords, Part, Span, name_words, span_at
from agent.spoken.namewriting import in_place_of, written
from agent.spoken.reading import Reading
from office.values import BadName, PersonName

WHOLE = 0.8
LONE = 0.5
OTHERWISE = 0.4
"""What the sound says where the letters say otherwise, or the other way round."""
SOMEBODY_ELSE = 0.3
"""The name of the person it is for: the caller is the one who speaks."""

_CAPITAL = re.compile(r"\W*[A-Z]")
_INITIAL = re.compile(r"(?:The )?([A-Z])\.? ([A-Z][a-z]{2,})[.!]?")


class _Cue(NamedTuple):
    kind: str
    start: int
    end: int


def parse_name(
    text: str,
    *,
    asked: bool = False,
    elsewhere: bool = False,
    current: PersonName | None = None,
    language: str = ENGLISH,
) -> tuple[Reading[PersonName], ...]:
    """A person's name in what was said, the surest reading first.

    Args:
        text: the caller's words.
        asked: the desk asked for the name, so that bare words are one.
        elsewhere: the desk asked for something else; only "my name is" introduces a name then.
        current: the name that was just read back, for letters that correct its last part.
        language: whose words are meant.
    """
    known = name_words(language)
    lowered = text.lower()
    if lowered.strip(" .!?") in known.placeholders or any(m in lowered for m in known.addresses):
        return ()
    if told := remarks(text, current, language):
        return _told(told, asked, elsewhere, current, language)
    return _read_in(text, asked, elsewhere, current, language)


def _told(
    told: Remarks, asked: bool, elsewhere: bool, current: PersonName | None, language: str
) -> tuple[Reading[PersonName], ...]:
    """The name in a turn that says how it is written, too: letters that spell it say it all."""
    readings = _read_in(told.rest, asked, elsewhere, current, language)
    if current is not None and readings and told.denied and not readings[0].value.family:
        said = in_place_of(told.denied[0], readings[0].value.given, current)
        readings = (Reading(said, readings[0].confidence), *readings[1:])
    if is_spelled(told.rest, language) or not told.tells:
        return readings
    return written(told, readings, current, language) or readings


def _read_in(
    text: str, asked: bool, elsewhere: bool, current: PersonName | None, language: str
) -> tuple[Reading[PersonName], ...]:
    known = name_words(language)
    if asked and (initial := _INITIAL.fullmatch(text.strip())) is not None:
        return _with_initial(initial[1], initial[2], language)
    found = pieces(text, asked=asked, language=language)
    lower = [piece.word.lower().replace("’", "'") for piece in found]
    cues = _cues(lower, known, asked=asked, elsewhere=elsewhere)
    bare = None if elsewhere else _bare(found, lower, cues, known, asked=asked)
    spans = _spans(found, cues, bare, known)
    readings = _labelled(spans, bare, current, known)
    if not readings:
        span = _introduced(spans, cased=bool(_CAPITAL.match(text)), asked=asked)
        readings = _chosen(span, bare, found, current, known, inverted=_inverted(lower, known))
    if asked and readings and (again := _again(found, lower, readings[0].value, known, language)):
        return again
    others = [span for cue, span in spans.items() if cue.kind == "others" and span.parts]
    if asked and others:
        theirs = _read(others[0], found, None, known)
        readings += tuple(Reading(reading.value, SOMEBODY_ELSE) for reading in theirs)
    return readings


def say_name(name: PersonName, language: str = ENGLISH) -> str:
    """A name as a voice reads it well: "Jr." is junior, initials stand apart."""
    said = name_words(language).said_suffixes
    words = [said.get(word, word) for word in name.display.split()]
    return " ".join(" ".join(word) if word.isupper() and len(word) == 2 else word for word in words)


def looks_like_company(text: str, language: str = ENGLISH) -> bool:
    """Whether a name could be a company's: then the caller is asked, never guessed at."""
    trades = name_words(language).trades
    return "&" in text or any(word in trades for word in re.findall(r"[a-z]+", text.lower()))


def parse_company(text: str) -> tuple[Reading[str], ...]:
    """A company's name as it is written: "J.C. plumbing" is "JC Plumbing"."""
    initials = re.sub(r"\b([A-Za-z])\.\s?(?=[A-Za-z]\b)", r"\1", text.strip(" .,!?"))
    words = re.sub(r"\b([A-Z]+)\.", r"\1", initials).split()
    name = " ".join(word[:1].upper() + word[1:] if word.islower() else word for word in words)
    return (Reading(name, WHOLE),) if name else ()


def _with_initial(letter: str, family: str, language: str) -> tuple[Reading[PersonName], ...]:
    """ "The J Carter": Jay, if a first name sounds like the letter, and else the initial."""
    known = alphabet(language)
    alike = (
        name
        for name, said in known.names.items()
        if said == letter.lower() and name in known.people
    )
    return (Reading(PersonName(next(alike, letter).capitalize(), family), WHOLE),)


def _again(
    found: tuple[Piece, ...], lower: list[str], before: PersonName, known: NameWords, language: str
) -> tuple[Reading[PersonName], ...]:
    """ "Mike Chan, no sorry, Mike Chen": the name behind the correction."""
    for place in range(1, len(lower)):
        used = starts_with(lower, place, known.mended)
        if not used or lower[place - 1] not in ",.;":
            continue
        rest = " ".join(piece.word for piece in found[place + used :])
        return parse_name(rest, asked=True, current=before, language=language)
    return ()


def _cues(lower: list[str], known: NameWords, *, asked: bool, elsewhere: bool) -> list[_Cue]:
    """Every phrase that introduces a name, in order."""
    kinds = ["first", "last", "clear"]
    kinds += [] if elsewhere else ["open"]
    kinds += ["asked"] if asked else []
    cues: list[_Cue] = []
    place = 0
    while place < len(lower):
        sizes = {kind: starts_with(lower, place, known.cues[kind]) for kind in kinds}
        kind = max(kinds, key=lambda one: sizes[one])
        if starts_with(lower, place, known.last_first):
            place += 3
        elif sizes[kind]:
            own = place == 0 or lower[place - 1] not in known.others
            cues.append(_Cue(kind if own else "others", place, place + sizes[kind]))
            place += sizes[kind]
        else:
            place += 1
    return cues


def _spans(
    found: tuple[Piece, ...], cues: list[_Cue], bare: Span | None, known: NameWords
) -> dict[_Cue, Span]:
    """The name behind each cue; a "that's" before the letters of a name is none."""
    spans: dict[_Cue, Span] = {}
    covered = range(bare.start, bare.end) if bare is not None else range(0)
    for cue in cues:
        if cue.start in covered:
            continue
        span = span_at(found, cue.end, known, kind=cue.kind)
        spans[cue] = span
        covered = range(cue.end, span.end) if span.parts else covered
    return spans


def _labelled(
    spans: dict[_Cue, Span], bare: Span | None, current: PersonName | None, known: NameWords
) -> tuple[Reading[PersonName], ...]:
    """ "Last name Chen, first name Mike", in either order; one of them beside a whole name too."""
    parts: dict[str, tuple[Part, ...]] = {}
    for cue, span in spans.items():
        if span.parts:
            parts.setdefault(cue.kind, span.parts)
    if not {"first", "last"} & set(parts):
        return ()
    first = fused(parts.get("first") or _rest(parts, bare), known)
    last = fused(parts.get("last", ()), known)
    given, family = first.words, last.words
    if current is not None:
        given, family = given or (current.given,), family or (current.family,)
    if len(given) > 1 and family and given[-1].lower() == family[0].lower():
        given = given[:-1]
    if not given:
        return ()
    sure = last.sure if family else min(LONE, first.sure)
    return (Reading(PersonName(" ".join(given), " ".join(family)), sure),)


def _rest(parts: dict[str, tuple[Part, ...]], bare: Span | None) -> tuple[Part, ...]:
    """The given name, where only the family name was called one."""
    for kind in ("clear", "open", "asked"):
        if kind in parts:
            return parts[kind]
    return bare.parts if bare is not None else ()


def _chosen(
    introduced: Span | None,
    bare: Span | None,
    found: tuple[Piece, ...],
    current: PersonName | None,
    known: NameWords,
    *,
    inverted: bool,
) -> tuple[Reading[PersonName], ...]:
    """The name behind a cue, or the bare one; "Mike Chan, that's Chen" changes the bare one."""
    if introduced is None:
        return _read(bare, found, current, known, inverted=inverted)
    if bare is not None and len(introduced.parts) == 1 and bare.end < introduced.end:
        whole = _read(bare, found, current, known, inverted=inverted)
        current = whole[0].value if whole else current
    return _read(introduced, found, current, known, inverted=inverted)


def _introduced(spans: dict[_Cue, Span], *, cased: bool, asked: bool) -> Span | None:
    """The name behind a cue, the clearest cue first."""
    for kind in ("clear", "open", "asked"):
        for cue, span in spans.items():
            if cue.kind != kind or not span.parts:
                continue
            small = cased and not asked and kind == "open" and span.parts[0].word.islower()
            if not small:
                return span
    return None


def _bare(
    found: tuple[Piece, ...],
    lower: list[str],
    cues: list[_Cue],
    known: NameWords,
    *,
    asked: bool,
) -> Span | None:
    """A name without a cue: all of a short answer, or "Mike Chen here"."""
    if any(cue.kind in ("clear", "others") for cue in cues) and not asked:
        return None
    place = cues[0].end if cues and cues[0].start == 0 and cues[0].kind == "asked" else 0
    place += starts_with(lower, place, known.last_first)
    while place < len(found) and not found[place].letters and _opens(found, lower, place, known):
        place += 1
    if place + 2 < len(lower) and lower[place] == "not":
        place += 2
    if any(cue.start <= place < cue.end for cue in cues if cue.kind in ("first", "last")):
        return None
    span = span_at(found, place, known, kind="last" if _inverted(lower, known) else "")
    end = span.end
    if not span.parts or "?" in lower[end : end + 1]:
        return None
    trails = starts_with(lower, end, known.trailing) > 0
    if not asked:
        return span if trails and lower[end] != "calling" and len(span.parts) < 4 else None
    over = end >= len(lower) or lower[end] in ".,;:!" or lower[end] in known.continuing
    over = over or "".join(lower[end + 1 : end + 2]) in known.sentences.get(lower[end], ())
    return span if over or trails else None


def _opens(found: tuple[Piece, ...], lower: list[str], place: int, known: NameWords) -> bool:
    """Whether a word only opens the answer; "Sue" and "So Young" begin a name."""
    if lower[place] in ",.!;:":
        return True
    following = lower[place + 1] if place + 1 < len(lower) else ""
    return lower[place] in known.openings and bool(following)


def _read(
    span: Span | None,
    found: tuple[Piece, ...],
    current: PersonName | None,
    known: NameWords,
    *,
    inverted: bool = False,
) -> tuple[Reading[PersonName], ...]:
    if span is None:
        return ()
    parts = span.parts
    behind = span_at(found, span.comma + 1, known) if span.comma else None
    if behind is not None and len(behind.parts) and (len(parts) < 3 or inverted):
        first, second = parts[0].word.lower(), behind.parts[0].word.lower()
        swapped = inverted or (second in known.given and first not in known.given)
        if swapped and len(behind.parts) < 3:
            given, family = fused(behind.parts, known), fused(parts, known)
            name = PersonName(_written(given.words), _written(family.words))
            return (Reading(name, WHOLE), *_named((*parts, *behind.parts), known, LONE))
        lone = len(parts) == 1 and not parts[0].letters and len(behind.parts) == 1
        if lone and first in known.given and behind.end >= len(found) - 1:
            return _named((*parts, *behind.parts), known)
    if inverted and len(parts) == 2 and not any(part.letters for part in parts):
        parts = (parts[1], parts[0])
    return _named(parts, known, current=current, titled=span.titled)


def _named(
    parts: tuple[Part, ...],
    known: NameWords,
    most: float = 1.0,
    *,
    current: PersonName | None = None,
    titled: bool = False,
) -> tuple[Reading[PersonName], ...]:
    whole = fused(parts, known, current)
    try:
        name = PersonName.parse(_written(whole.words))
    except BadName:
        return ()
    sure = whole.sure if name.family and not titled else min(LONE, whole.sure)
    if whole.spelled and not name.family:
        sure = whole.sure
    best = Reading(name, min(sure, most))
    if not whole.other:
        return (best,)
    return (best, Reading(PersonName.parse(_written(whole.other)), OTHERWISE))


def _written(words: tuple[str, ...]) -> str:
    return " ".join(words)


def _inverted(lower: list[str], known: NameWords) -> bool:
    return any(starts_with(lower, place, known.last_first) for place in range(len(lower)))
