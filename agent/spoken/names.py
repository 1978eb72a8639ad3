"""People's names by voice: cues around them, letters that beat the sound, companies told apart."""

import re

from rapidfuzz.distance import Levenshtein

from agent.spoken.digits import ONES, TEENS, TENS
from agent.spoken.letters import spelled
from agent.spoken.reading import Reading
from office.values import BadName, PersonName

_NAMED = (
    r"my (?:full |first |last )?name(?:'s| is)|the name(?:'s| is)|name is|call me|"
    r"first name(?:'s| is)?"
)
_CLEAR_CUE = re.compile(rf"\b(?:{_NAMED})\s+", re.IGNORECASE)
_OPEN_CUE = re.compile(rf"\b(?:{_NAMED}|this is|i'm|i am|speaking with)\s+", re.IGNORECASE)
_ASKED_CUE = re.compile(
    rf"\b(?:{_NAMED}|this is|i'm|i am|speaking with|it's|it is|that's)\s+", re.IGNORECASE
)
_CONTRACTION = re.compile(
    r"(?:that|it|what|there|here|let|who|he|she|where|how)['’]?s", re.IGNORECASE
)
_LAST_NAME = re.compile(r"\blast name(?:'s| is)?\s*,?\s*", re.IGNORECASE)
_SPELLING = re.compile(
    r"[,;]?\s*\b(?:spelled|that's spelled|spelling|with an?)\b.*$", re.IGNORECASE
)
_STOP = re.compile(
    r"\b(?:and|at|with|from|here|calling|my|i|we|i've|we've|i'm|it's|there's|there|is|the|a|"
    r"please|thanks|thank|you|yes|no|not|actually|sorry|about|because|but|on|in|for|so)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"^\W*(?:yes|yeah|sure|ok(?:ay)?|um|uh|well)[,.\s]+", re.IGNORECASE)
_NOT_NAMES = frozenset(
    """yes yeah yep no nope ok okay sure hi hello hey right correct wrong sorry thanks thank good
    fine great well um uh er hmm morning afternoon evening urgent emergency calling
    cooling working broken leaking what when where who how can could would will should someone
    somebody anyone come send help need want have has had get today tomorrow if possible
    hm huh oh ah it do does did are was were be any some this that they he she him her them same
    number phone address email house home apartment office not please repeat again say""".split()
)
_TRADE_WORDS = frozenset(
    """plumbing plumbers heating cooling hvac air electric electrical electricians roofing
    construction contracting contractors builders building remodeling renovations carpentry
    painting landscaping services service solutions group company co corp inc llc ltd properties
    property management realty rentals apartments restaurant cafe bakery salon clinic dental
    church school hotel motel store shop market auto garage logistics industries enterprises
    associates partners holdings systems supply""".split()
)
_NUMBERS = frozenset((*ONES, *TEENS, *TENS, "hundred", "thousand", "double", "triple"))
_CONFUSED = ("bdeptvzgc3", "mn", "fsx", "ajk", "iy", "uqw")
CLOSE = 2


def parse_name(
    text: str,
    *,
    asked: bool = False,
    elsewhere: bool = False,
    current: PersonName | None = None,
) -> tuple[Reading[PersonName], ...]:
    """A person's name in what was said.

    Args:
        text: the caller's words.
        asked: the desk asked for the name, so that bare words are one.
        elsewhere: the desk asked for something else; only "my name is" introduces a name then.
        current: the name that was just read back, for letters that correct its last part.
    """
    letters = spelled(text, asked=asked) if asked or "spell" in text.lower() else ""
    cue = _ASKED_CUE if asked else _CLEAR_CUE if elsewhere else _OPEN_CUE
    words = _words(text, cue, asked=asked)
    if letters and len(letters) >= 2:
        return _fused(words, letters, current)
    if not words:
        return ()
    try:
        name = PersonName.parse(" ".join(words))
    except BadName:
        return ()
    return (Reading(name, 0.8 if name.family else 0.5),)


def looks_like_company(text: str) -> bool:
    """Whether a name could be a company's: then the caller is asked, never guessed at."""
    words = re.findall(r"[a-z&]+", text.lower())
    return any(word in _TRADE_WORDS for word in words) or "&" in text


def parse_company(text: str) -> tuple[Reading[str], ...]:
    """A company's name as it is written: "J.C. plumbing" is "JC Plumbing"."""
    initials = re.sub(r"\b([A-Za-z])\.\s?(?=[A-Za-z]\b)", r"\1", text.strip(" .,!?"))
    words = re.sub(r"\b([A-Z]+)\.", r"\1", initials).split()
    name = " ".join(word[:1].upper() + word[1:] if word.islower() else word for word in words)
    return (Reading(name, 0.8),) if name else ()


def _words(text: str, cue: re.Pattern[str], *, asked: bool) -> list[str]:
    """The words of a name: those behind a cue, or all of a short answer."""
    text = re.sub(r"\bmy last name\b", "last name", text, flags=re.IGNORECASE)
    family = ""
    if (last := _LAST_NAME.search(text)) is not None:
        family = _first_words(text[last.end() :], 1)
        text = text[: last.start()]
    text = _SPELLING.sub("", text)
    for found in cue.finditer(text):
        behind = _first_words(text[found.end() :], 3)
        if behind:
            return (behind + (f" {family}" if family else "")).split()
    if not asked:
        return []
    bare = _first_words(_OPENING.sub("", text), 3)
    return (bare + (f" {family}" if family else "")).split()


def _first_words(text: str, most: int) -> str:
    """The leading words that can be part of a name."""
    kept: list[str] = []
    for word in re.findall(r"[\w'’-]+|[,.;!?]", text.strip()):
        lower = word.lower()
        if not word[0].isalnum():
            if kept:
                break
            continue
        if len(kept) == most or not word[0].isalpha() or any(c.isdigit() for c in word):
            break
        if _STOP.fullmatch(word) or lower in _NOT_NAMES or (len(word) == 1 and kept):
            break
        if lower in _NUMBERS or _CONTRACTION.fullmatch(word):
            break
        kept.append(word.strip("'’-"))
    return " ".join(kept)


def _fused(
    words: list[str], letters: str, current: PersonName | None
) -> tuple[Reading[PersonName], ...]:
    """Letters beat the sound; the sound decides between letters that are easily confused."""
    heard = [word for word in words if len(word) > 1]
    given = heard[0] if heard else (current.given if current else "")
    family_heard = heard[-1] if len(heard) > 1 else (current.family if current else "")
    if given and _distance(given, letters) < _distance(family_heard or letters[::-1], letters):
        if not family_heard and len(heard) <= 1 and current is None:
            return (Reading(PersonName(_title(letters)), 0.7),)
        return (Reading(PersonName(_title(letters), family_heard), 0.7),)
    # A name that was just refused does not help to tell letters apart; one said anew does.
    best = _nearest(heard[-1] if len(heard) > 1 else "", letters)
    name = PersonName(given or _title(best), _title(best) if given else "")
    sure = 0.9 if _distance(family_heard, best) == 0 else 0.7
    return (Reading(name, sure),)


def _nearest(heard: str, letters: str) -> str:
    """The sound's own spelling where only confusable letters differ, else the letters."""
    lower = heard.lower()
    if len(lower) != len(letters):
        return letters
    differing = [(a, b) for a, b in zip(lower, letters, strict=True) if a != b]
    confusable = all(any(a in group and b in group for group in _CONFUSED) for a, b in differing)
    return lower if differing and confusable and len(differing) <= 1 else letters


def _distance(heard: str, letters: str) -> int:
    return Levenshtein.distance(heard.lower(), letters)


def _title(word: str) -> str:
    return word[:1].upper() + word[1:]
