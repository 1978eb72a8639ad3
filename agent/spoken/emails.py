"""E-mail addresses by voice: "mike dot chen at gmail dot com", letters, and mishearings."""

import re

from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import extractOne

from agent.spoken.letters import spell, spelled
from agent.spoken.reading import Reading
from office.values import BadEmail, Email

DOMAINS = (
    "gmail.com", "yahoo.com", "outlook.com", "hotmail.com", "icloud.com", "aol.com",
    "email.com", "mail.com", "comcast.net", "att.net", "verizon.net", "msn.com", "live.com",
)  # fmt: skip
_STEMS = ("gmail", "yahoo", "outlook", "hotmail", "icloud", "aol")
"""Providers whose name alone tells the whole domain."""

_MISHEARD = {
    "jimeo": "gmail", "jimail": "gmail", "gmeo": "gmail", "g mail": "gmail", "geemail": "gmail",
    "agmail": "@gmail", "agimail": "@gmail", "adjimeo": "@gmail", "ajimeo": "@gmail",
    "ademail": "@email", "atemail": "@email", "aremail": "@email", "e-mail": "email",
    "out look": "outlook", "hot mail": "hotmail", "i cloud": "icloud", "ya who": "yahoo",
}  # fmt: skip
_SIGNS = (
    (r"\b(?:dot|period|point)\b", "."),
    (r"\b(?:underscore|under score)\b", "_"),
    (r"\b(?:dash|hyphen|minus)\b", "-"),
    (r"\bplus\b", "+"),
    (r"\bat sign\b", "@"),
    (r"(?<=\.)\s*(?:calm|come|comm|con|kom)\b", "com"),
    (r"\b(?:all one word|all lower ?case|no spaces|lower ?case)\b", ""),
)
_DIGITS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
_LEAD = re.compile(
    r"^.*?\b(?:e-?mail(?: address)?(?:'s| is| would be)|it's|it is|that's|that would be|"
    r"address is)\s+(?=.*(?:@|\bat\b|\.))",
    re.IGNORECASE,
)


_OPENING = re.compile(r"^\W*(?:no|nope|nah|know|sorry)\b\W*", re.IGNORECASE)
_GLUED = re.compile(
    r"([a-z0-9._+-]{2,}?)(?:n?at|ad|et|a)((?:" + "|".join(map(re.escape, DOMAINS)) + r"))$"
)
_LETTERS = re.compile(r"\b(?:[a-z][-. ,]+){2,}[a-z]\b")
_SPELLED = re.compile(
    r"([a-z]+)\s*,?\s*\b(?:that's|that is|spelled|spelt)\s+((?:[a-z][-. ,]+){1,}[a-z])\b[,.]?"
)
_HOST = re.compile(r"([\w.+-]+(?: [\w.+-]+)*)@([\w-]+(?: [\w-]+)*(?:\.[\w-]+)+|[\w-]+ [\w-]+)")
_BARE = re.compile(r"\s(?:at\s+|@)(" + "|".join(_STEMS) + r")$")


def parse_email(text: str, current: Email | None = None) -> tuple[Reading[Email], ...]:
    """Addresses in what was said; a repaired domain is only an alternative, never a fact.

    Args:
        text: the caller's words.
        current: the address that was just read back; letters then replace its first part.
    """
    written = _written(text)
    readings = _read(written) or _unglued(written)
    if readings or current is None:
        return readings
    letters = spelled(_OPENING.sub("", text))
    return _whole(f"{letters}@{current.domain}", 0.6) if letters else ()


def say_email(email: Email) -> str:
    """An address as a voice reads it well: "mike dot chen at gmail dot com"."""
    spoken = email.address.replace("@", " at ")
    for sign, word in ((".", " dot "), ("_", " underscore "), ("-", " dash "), ("+", " plus ")):
        spoken = spoken.replace(sign, word)
    spoken = re.sub(r"\d", lambda digit: f" {digit[0]} ", spoken)
    return " ".join(spoken.split())


def spell_email(email: Email) -> str:
    """The part before the at sign letter by letter, the domain as words."""
    return f"{spell(email.local)}, at {say_email(email).rpartition(' at ')[2]}"


def _written(text: str) -> str:
    """The words as they would be typed."""
    # A full stop with a space behind it is a breath, not a dot.
    lower = re.sub(r"\.{2,}|…|[.!?](?=\s)", " ", text.lower()).strip().strip(".!?,")
    lower = _LEAD.sub("", _SPELLED.sub(_better, lower))
    for heard, meant in _MISHEARD.items():
        lower = re.sub(rf"\b{heard}", f" {meant}" if meant[0] == "@" else meant, lower)
    for pattern, sign in _SIGNS:
        lower = re.sub(pattern, sign, lower)
    lower = _LETTERS.sub(lambda m: re.sub(r"[-. ,]", "", m[0]), lower)
    lower = re.sub(r"[,;]", " ", lower)
    lower = re.sub(r"\b(" + "|".join(_DIGITS) + r")\b", lambda m: _DIGITS[m[1]], lower)
    lower = _BARE.sub(r"@\1.com", lower)
    if "@" not in lower:
        head, at, tail = lower.rpartition(" at ")
        lower = f"{head}@{tail}" if at and "." in tail else lower
    lower = re.sub(r"\s*([@._+-])\s*", r"\1", lower)
    lower = re.sub(r"\.+@\.*", "@", lower)
    return re.sub(r"(?<=\w)[,\s]+(?=\w)", " ", lower)


def _better(found: re.Match[str]) -> str:
    """ "chen, that's C H E N": the letters, where they spell the word before them."""
    letters = re.sub(r"[^a-z]", "", found[2])
    return letters if Levenshtein.distance(found[1], letters) <= len(letters) // 2 else found[0]


def _read(written: str) -> tuple[Reading[Email], ...]:
    found = _HOST.search(written)
    if found is None:
        return ()
    locals_ = _local_parts(found[1])
    domain = found[2].replace(" ", "")
    readings: list[Reading[Email]] = []
    for local, sure in locals_:
        readings.extend(_whole(f"{local}@{domain}", sure))
    readings.extend(_repaired(locals_[0][0], domain))
    return tuple(readings)


def _unglued(written: str) -> tuple[Reading[Email], ...]:
    """Recognisers write "mike at gmail.com" as "mikeatgmail.com": worth asking about."""
    found = _GLUED.search(written.replace(" ", ""))
    return _whole(f"{found[1]}@{found[2]}", 0.4) if found else ()


def _local_parts(spoken: str) -> list[tuple[str, float]]:
    """Letters said one by one are one word; with other words before them, both are possible."""
    words = spoken.split(" ")
    joined = "".join(words)
    if len(words) > 1 and all(len(word) == 1 for word in words[1:]) and len(words[0]) > 1:
        letters = "".join(words[1:])
        return [(letters if len(letters) >= 3 else joined, 0.6), (joined, 0.4)]
    if len(words) > 1 and len(words[0]) > 2 and any(len(word) > 3 for word in words):
        return [(joined, 0.5), (words[-1], 0.4)]
    return [(joined, 0.8)]


def _repaired(local: str, domain: str) -> list[Reading[Email]]:
    """A domain nearly like a common one is offered as a question, never taken."""
    if domain in DOMAINS:
        return []
    near = extractOne(domain, DOMAINS, score_cutoff=75)
    return list(_whole(f"{local}@{near[0]}", 0.3)) if near else []


def _whole(address: str, confidence: float) -> tuple[Reading[Email], ...]:
    try:
        email = Email.parse(address)
    except BadEmail:
        return ()
    return (Reading(email, confidence),) if "." in email.domain else ()
