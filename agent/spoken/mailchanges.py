"""Parts of an e-mail address put right: "it's dot net", "an underscore, not a dot"."""

import re

from agent.spoken.domains import DOUBTED, domain_at
from agent.spoken.handles import alike, handles
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import spelled
from agent.spoken.mailwords import SIGNS, MailWords, listed, mail_words, numerals, tokens_of
from agent.spoken.respelling import respell
from office.values import Email

LIKELY = 0.6
UNSURE = 0.4


def changed(
    text: str, written: str, current: Email, language: str = ENGLISH
) -> list[tuple[str, float]]:
    """The addresses that the current one becomes by what was said; nothing if it stays."""
    known = mail_words(language)
    tokens = _without_opening(tokens_of(_without_refusal(written, known)), known)
    for change in (_ending, _domain, _sign):
        if (address := change(tokens, current, known, language)) and address != current.address:
            return [(address, LIKELY)]
    local = _exchanged(tokens, current.local, known, language)
    if local:
        return [(f"{local}@{current.domain}", LIKELY)]
    return _relettered(text, tokens, current, known, language)


def _without_refusal(written: str, known: MailWords) -> str:
    """What follows "no, sorry"; a "no" further on belongs to what is said ("no dot")."""
    rest = written.strip(" ,;")
    while (found := known.mended.match(rest)) is not None:
        after = rest[found.end() :].strip(" ")
        if after[:1] in SIGNS and after[:1]:
            break
        rest = after.strip(" ,;")
    return rest


def _ending(tokens: list[str], current: Email, known: MailWords, language: str) -> str:
    """ "It's dot net": another ending of the same domain."""
    if not tokens or tokens[0] != ".":
        return ""
    found = domain_at(["x", *tokens], 0, language)
    if found is None:
        return ""
    ending = found.readings[0].value.partition(".")[2]
    if ending not in known.endings and "." not in ending:
        return ""
    return f"{current.local}@{current.domain.partition('.')[0]}.{ending}"


def _domain(tokens: list[str], current: Email, known: MailWords, language: str) -> str:
    """ "It's yahoo, not gmail", "at yahoo dot com"."""
    start = 1 if tokens and (tokens[0] in known.at or tokens[0] == "@") else 0
    found = domain_at(tokens, start, language)
    if found is None:
        return ""
    best = found.readings[0]
    if not start and best.confidence < DOUBTED and best.value not in known.domains:
        return ""
    return f"{current.local}@{found.readings[0].value}"


def _sign(tokens: list[str], current: Email, known: MailWords, language: str) -> str:
    """ "An underscore, not a dot", "there is no dot"."""
    del language
    spoken = " ".join(tokens)
    signs = [word for word in tokens if word in SIGNS]
    absent = listed(known.said["absent"]).search(spoken)
    denied = listed(known.said["not"]).search(spoken)
    local = current.local
    if len(signs) == 2 and denied is not None:
        local = local.replace(signs[1], signs[0])
    elif len(signs) == 1 and absent is not None and absent.start() < spoken.index(signs[0]):
        local = local.replace(signs[0], "")
    elif len(signs) == 1 and (between := listed(known.said["between"]).search(spoken)):
        named = [word for word in tokens_of(spoken[between.end() :]) if word in local]
        if len(named) == 2 and "".join(named) in local:
            local = local.replace("".join(named), signs[0].join(named))
    return f"{local}@{current.domain}" if local and local != current.local else ""


def _exchanged(tokens: list[str], local: str, known: MailWords, language: str) -> str:
    """ "Change chen to chan", "it's chan, not chen", "42, not 24"."""
    spoken = " ".join(tokens)
    old, new = "", ""
    if (begin := listed(known.said["change"]).search(spoken)) is not None:
        parts = listed(known.said["to"]).split(spoken[begin.end() :], maxsplit=1)
        old, new = parts if len(parts) == 2 else ("", "")
    elif (denied := listed(known.said["not"]).search(spoken)) is not None:
        new, old = spoken[: denied.start()], spoken[denied.end() :]
    if not old or not new:
        return _digits(tokens, local, known)
    was, becomes = (_typed(part, known, language) for part in (old, new))
    return local.replace(was, becomes) if len(was) > 1 and becomes and was in local else ""


def _digits(tokens: list[str], local: str, known: MailWords) -> str:
    """Digits alone replace those of the address."""
    there = re.findall(r"\d+", local)
    for place in range(len(tokens)):
        digits, used = numerals(tokens, place, known)
        if digits and len(there) == 1 and digits != there[0]:
            rest = tokens[:place] + tokens[place + used :]
            alone = all(word in known.fillers or word in ",;" for word in rest)
            return local.replace(there[0], digits) if alone else ""
    return ""


def _typed(spoken: str, known: MailWords, language: str) -> str:
    tokens = _without_opening(tokens_of(spoken), known)
    return handles(tokens, language)[0][0] if tokens else ""


def _relettered(
    text: str, tokens: list[str], current: Email, known: MailWords, language: str
) -> list[tuple[str, float]]:
    """Letters replace the part they resemble, or the whole; "with an E" changes one letter."""
    local = current.local
    letters = spelled(text, asked=False, language=language)
    words = [word for word in tokens if len(word) > 1 and word not in known.fillers]
    if letters and len(letters) > 2:
        part = next((one for one in _parts(local) if one != local and alike(one, letters)), local)
        return [(f"{local.replace(part, letters)}@{current.domain}", LIKELY)]
    found: list[tuple[str, float]] = []
    for part in sorted(_parts(local), key=lambda one: one not in words):
        for reading in respell(text, part, language):
            address = f"{local.replace(part, reading.value)}@{current.domain}"
            if reading.value != part:
                found.append((address, min(LIKELY, reading.confidence)))
        if found:
            break
    if not found and letters:
        found.append((f"{letters}@{current.domain}", LIKELY))
    return found


def _parts(local: str) -> list[str]:
    return re.findall(r"[a-z]+", local)


def _without_opening(tokens: list[str], known: MailWords) -> list[str]:
    """The tokens behind "no, it's" and the like."""
    spoken = " ".join(tokens)
    behind = [found.end() for found in known.leads.finditer(spoken)]
    rest = tokens_of(spoken[behind[-1] :]) if behind else tokens
    place = 0
    skipped = known.fillers | known.articles | frozenset(",;")
    while place < len(rest) and rest[place] in skipped:
        following = rest[place + 1] if place + 1 < len(rest) else ""
        if rest[place] == "a" and len(following) == 1 and following.isalpha():
            break
        place += 1
    return rest[place:] or tokens
