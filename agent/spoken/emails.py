"""E-mail addresses by voice: "mike dot chen at gmail dot com", letters, and mishearings."""

import re

from agent.spoken.domains import Domain, domain_at
from agent.spoken.handles import alike, fuse, handles, is_speech
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import pieces, spell
from agent.spoken.mailchanges import changed
from agent.spoken.mailwords import SIGNS, MailWords, mail_words, plain, tokens_of
from agent.spoken.reading import Reading
from agent.spoken.refusals import behind_refusal
from office.values import BadEmail, Email, PersonName

MISHEARD_AT = 0.4
LOST_AT = 0.3
FEW_WORDS = 3
"""Of more words before a domain nobody could say which belong to the address."""

_GLUE = (("at", 0.4), ("ad", 0.35), ("et", 0.35), ("a", 0.3), ("nat", 0.2))


def parse_email(
    text: str,
    current: Email | None = None,
    *,
    name: PersonName | None = None,
    language: str = ENGLISH,
) -> tuple[Reading[Email], ...]:
    """Addresses in what was said; a repaired domain is only a question, never a fact.

    Args:
        text: the caller's words.
        current: the address that was just read back; parts of it may be put right.
        name: who is calling, for "my name at gmail".
        language: whose words are meant.
    """
    known = mail_words(language)
    said = behind_refusal(text, language)
    written = plain(said, known)
    said_before = current.domain if current is not None else ""
    readings = _read(known.remarks.sub(" ", written), known, name, language, said_before)
    readings = readings or _unglued(known.remarks.sub(" ", written), known, language)
    if readings or current is None:
        return readings
    return _valid(changed(text, written, current, language))


def without_remarks(text: str, language: str = ENGLISH) -> str:
    """The words without what is said about them: "... dot com, all one word"."""
    return mail_words(language).remarks.sub(" ", text.lower())


def say_email(email: Email, language: str = ENGLISH) -> str:
    """An address as a voice reads it well: "mike dot chen at gmail dot com"."""
    said = mail_words(language).said["spoken_signs"]
    spoken = "".join(said.get(sign, sign) for sign in email.address)
    return " ".join(re.sub(r"\d", lambda digit: f" {digit[0]} ", spoken).split())


def spell_email(email: Email, language: str = ENGLISH) -> str:
    """The part before the at sign letter by letter, the domain as words."""
    domain = say_email(Email(f"x@{email.domain}"), language).partition(" ")[2]
    return f"{spell(email.local, language)}, {domain}"


def _read(
    written: str, known: MailWords, name: PersonName | None, language: str, said_before: str
) -> tuple[Reading[Email], ...]:
    """The address around the last at sign that a domain follows."""
    tokens = tokens_of(written)
    place, domain = _at(tokens, known, language, said_before)
    if domain is None:
        return ()
    head, tail = tokens[:place], tokens[place + 1 + domain.used :]
    ways = _local(head, tail, known, name, language)
    found = [
        (f"{local}@{reading.value}", round(min(sure, reading.confidence), 2))
        for local, sure in ways
        for reading in domain.readings
    ]
    readings = _valid(sorted(found, key=lambda way: -way[1]))
    if readings and (again := changed_behind(tail, readings[0].value, known, language)):
        return _valid(again) or readings
    return readings


def changed_behind(
    tail: list[str], email: Email, known: MailWords, language: str
) -> list[tuple[str, float]]:
    """ "... at yahoo dot com, no sorry, gmail dot com"."""
    rest = " ".join(tail)
    found = known.mended.search(rest)
    return changed(rest, rest, email, language) if found is not None else []


def _at(
    tokens: list[str], known: MailWords, language: str, said_before: str
) -> tuple[int, Domain | None]:
    signs = [place for place, word in enumerate(tokens) if word == "@"]
    said = [place for place, word in enumerate(tokens) if word in known.at]
    for place in reversed(signs or said):
        domain = domain_at(tokens, place + 1, language)
        if domain is not None and place:
            return place, domain
    for place, word in enumerate(tokens):
        # "Mike add gmail dot com": only before a common domain or the one that was read back, and
        # only as a question.
        domain = domain_at(tokens, place + 1, language) if word in known.at_misheard else None
        expected = (*known.domains, said_before)
        if domain is not None and place and domain.readings[0].value in expected:
            doubtful = tuple(Reading(one.value, MISHEARD_AT) for one in domain.readings[:1])
            return place, Domain(doubtful, domain.used)
    return 0, None


def _local(
    head: list[str], tail: list[str], known: MailWords, name: PersonName | None, language: str
) -> list[tuple[str, float]]:
    """What stands before the at sign, behind the words that lead up to it."""
    spoken = " ".join(head)
    if name is not None and any(one in spoken for one in known.said["name"]):
        return _named(name)
    behind = [found.end() for found in known.leads.finditer(spoken)]
    led = spoken[behind[-1] :] if behind and spoken[behind[-1] :].strip(" ,;") else spoken
    words = _without_opening(_mended(led, known), known)
    if is_speech(words, language) or _names_a_domain(words):
        return []
    ways = handles(words, language) if words else []
    letters = [piece.letters for piece in pieces(" ".join(tail), language=language)]
    return [(_respelled(local, letters), sure) for local, sure in ways if local]


def _names_a_domain(words: list[str]) -> bool:
    """ "Lakshmi dot com 71" is a surname misheard: nobody has a domain before the at sign."""
    return any(word == "." and words[place + 1] == "com" for place, word in enumerate(words[:-1]))


def _respelled(local: str, letters: list[str]) -> str:
    """Letters behind the address ("that's C H E N") put the word right that they spell."""
    for spelled in letters:
        for part in re.findall(r"[a-z]+", local):
            if spelled != part and len(spelled) > 2 and spelled.isalpha() and alike(part, spelled):
                return local.replace(part, fuse(part, spelled))
    return local


def _named(name: PersonName) -> list[tuple[str, float]]:
    given, family = (re.sub(r"[^a-z]", "", part.lower()) for part in (name.given, name.family))
    return [(f"{given}{family}", 0.3), (f"{given}.{family}".strip("."), 0.3)]


def _without_opening(words: list[str], known: MailWords) -> list[str]:
    place = 0
    while place < len(words):
        spelling = [len(word) for word in words[place + 1 : place + 3]] == [1, 1]
        lead = known.openings.match(" ".join(words[place:]))
        if words[place] in ",;" or words[place] in known.fillers:
            place += 1
        elif words[place] in known.articles and len(words[place]) > 1 and spelling:
            # "The M I L Y" lost its first letter.
            place += 1
        elif lead is not None:
            place += len(lead[0].split())
        else:
            break
    return words[place:]


def _mended(spoken: str, known: MailWords) -> list[str]:
    """What is left when corrections inside are carried out: "mike dot, no, underscore chen"."""
    words: list[str] = []
    start, cue = 0, ""
    for found in [*known.mended.finditer(spoken), None]:
        part = tokens_of(spoken[start : found.start() if found else len(spoken)])
        words = _replaced(words, part, cue) if cue else part
        start, cue = (found.end(), found[0]) if found else (0, "")
    return words


def _replaced(before: list[str], after: list[str], cue: str) -> list[str]:
    """A correction begins again, or changes what was said last."""
    words = [word for word in before if word not in ",;"]
    anew = [word for word in after if word not in ",;"]
    if not words or not anew:
        return anew or before
    last = max((place for place, word in enumerate(words) if word in SIGNS), default=-1)
    if anew[0] in SIGNS:
        return words[:last] + anew if last >= 0 else words + anew
    if len(anew[0]) == 1 and len(words[-1]) == 1:
        # A spelling puts itself right.
        return [*before, ",", *cue.split(), ",", *after]
    if anew[0] == words[0] or any(word in SIGNS for word in anew):
        return anew
    return words[: last + 1] + anew if last >= 0 else anew


def _unglued(written: str, known: MailWords, language: str) -> tuple[Reading[Email], ...]:
    """Recognisers write "mike at gmail.com" as one word, or lose the "at": worth asking about."""
    domains = "|".join(map(re.escape, known.domains))
    spoken = re.sub(r"\s*\.\s*", ".", known.leads.sub(" ", written)).strip(" ,;")
    words = re.sub(r"[,;]", " ", spoken).split()
    while words and words[-1] in known.said["thanks"]:
        words.pop()
    *before, last = words or [""]
    ways = []
    for glue, sure in _GLUE:
        found = re.search(rf"^([a-z0-9._+-]+?){glue}({domains})$", last)
        if found is not None:
            ways.append((f"{''.join(before)}{found[1]}@{found[2]}", sure))
    words = [word for word in before if word not in known.at and word != "@"]
    few = 0 < len(words) == len(before) <= FEW_WORDS
    if last in known.domains and few and not is_speech(words, language):
        # "Alan gmail.com": the short "at" is what gets lost most easily.
        ways.append((f"{''.join(before)}@{last}", LOST_AT))
    elif last.rpartition(".")[2] in known.endings and few and not is_speech(words, language):
        ways += _with_lost_at(before, last, known)
    return _valid(ways)


def _with_lost_at(before: list[str], domain: str, known: MailWords) -> list[tuple[str, float]]:
    """ "Contact the gardnerlaw.biz", "contacted gardnerlaw.biz": the "at" was heard as more."""
    *words, end = before
    if words and end in known.said["lost_at"]:
        return [(f"{''.join(words)}@{domain}", LOST_AT)]
    glued = (one for one in known.said["glued_at"] if end.endswith(one) and len(end) > len(one) + 2)
    return [(f"{''.join(words)}{end.removesuffix(one)}@{domain}", LOST_AT) for one in glued]


def _valid(found: list[tuple[str, float]]) -> tuple[Reading[Email], ...]:
    """The ways that are addresses by form, each once."""
    readings: dict[str, Reading[Email]] = {}
    for address, sure in found:
        try:
            email = Email.parse(address)
        except BadEmail:
            continue
        if "." in email.domain and email.address.isascii():
            readings.setdefault(email.address, Reading(email, sure))
    return tuple(readings.values())
