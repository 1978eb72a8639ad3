"""What a caller wants of the desk, told by their words: asks, leaves, declines, takes back."""

import re
from functools import cache
from typing import cast

from agent.brain.ask import Ask
from agent.brain.record import Choice, Request
from agent.brain.understanding.vocabulary import TOPIC, about_fields, pattern, table
from agent.spoken.languages import ENGLISH, words
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName
from prompts.questions import ROBOT, THANKS, topics

_ORDER: tuple[Choice, ...] = ("first", "second", "third")
NOT_NEEDED = (
    FieldName.EMAIL,
    FieldName.ALTERNATE_PHONE,
    FieldName.COMPANY,
    FieldName.BUDGET,
    FieldName.MATERIALS,
    FieldName.NOTES,
)
"""Fields that a bare no declines: the desk can do without them."""
FREELY_UNKNOWN = (FieldName.SERVICE, FieldName.NAME, FieldName.PHONE)
"""Fields about which "I don't know" is no refusal."""


def request(text: str, ask: Ask, language: str = ENGLISH) -> Request | None:
    """What the caller asks for, or None."""
    if is_leaving(text, ask, language):
        return "goodbye"
    if (errand := visit_errand(text, ask, language)) is not None:
        return errand
    about = topics(text, language)
    if about == (THANKS,) and ask.kind == "confirm":
        # What a recogniser makes of a faint yes: it is neither one nor a kind word.
        return None
    if ROBOT in about:
        # "Am I talking to a real person" asks for the truth, not for a person.
        return "robot"
    for name, found in table("requests", language).items():
        if found.search(text):
            return cast(Request, name)
    return "question" if about or asks_something(text, language) else None


def visit_errand(text: str, ask: Ask, language: str = ENGLISH) -> Request | None:
    """What they want with a visit that was arranged, or None."""
    for name, found in table("errands", language).items():
        if found.search(text):
            return cast(Request, name)
    early = ask.kind in ("open", "anything_else") or ask.field is FieldName.SERVICE
    if early and pattern("asks_when", language).search(text):
        return "ask_visit"
    cancels = ask.kind == "anything_else" and pattern("cancels_it", language).search(text)
    return "cancel_visit" if cancels else None


def is_leaving(text: str, ask: Ask, language: str = ENGLISH) -> bool:
    """Whether they want to part: a goodbye, or "that's all" when asked for more."""
    bye = bool(pattern("goodbye", language).search(text))
    if ask.kind == "anything_else":
        done = pattern("that_is_all", language).search(text)
        return bye or bool(done or pattern("never_mind", language).search(text))
    if ask.kind == "open" and pattern("never_mind", language).search(text):
        return len(text.split()) <= 8
    return bye and len(text.split()) <= 12


def asks_something(text: str, language: str = ENGLISH) -> bool:
    """Whether a clause of the turn is a question to the desk, and not a wish for a visit."""
    return any(is_question(clause, language) for clause in clauses(text, language))


def is_question(clause: str, language: str = ENGLISH) -> bool:
    """Whether a clause is a question to the desk, and not a wish for a visit."""
    bare = _bare(clause, language)
    if pattern("wishes", language).match(bare):
        return False
    return bool(pattern("questions", language).match(bare))


def clauses(text: str, language: str = ENGLISH) -> list[str]:
    """The pieces of a turn that can be questions by themselves."""
    return [part for part in _joints(language).split(text) if part.strip(" ,.;")]


def statements(text: str, language: str = ENGLISH) -> str:
    """The turn without its questions: "are you open on Saturday?" is no wish for Saturday."""
    kept = (part for part in clauses(text, language) if not is_question(part, language))
    return " ".join(kept)


@cache
def _joints(language: str) -> re.Pattern[str]:
    joins = words(TOPIC, language)["joins"]
    return re.compile(rf"(?<=[.!?,;])\s+|\s+(?=(?:{joins})\s)", re.IGNORECASE)


@cache
def _openings(language: str) -> re.Pattern[str]:
    return re.compile(rf"^\W*(?:{words(TOPIC, language)['opening']}\W*)+", re.IGNORECASE)


def _bare(clause: str, language: str) -> str:
    """A clause without the words that only open it."""
    return _openings(language).sub("", clause).lstrip()


def wanted_work(text: str, language: str = ENGLISH) -> str:
    """What "do you do water heaters?" says is wanted, or nothing."""
    for clause in clauses(text, language):
        found = pattern("offered", language).match(_bare(clause, language))
        if found is not None:
            return str(found["what"]).strip(" ?.!,")
    return ""


def declines(text: str, language: str = ENGLISH) -> bool:
    """Whether they would rather not give what was asked."""
    if pattern("declines.asked", language).search(text):
        return True
    return any(each.search(text) for each in about_fields("declines.field", language).values())


def declined(text: str, ask: Ask, language: str = ENGLISH) -> FieldName | None:
    """The field they would rather not give: the one they name, else the one that was asked."""
    for name, found in about_fields("declines.field", language).items():
        if found.search(text):
            second = (FieldName.PHONE, FieldName.ALTERNATE_PHONE)
            return ask.field if ask.field in second and name in second else name
    if ask.field is None:
        return None
    if pattern("declines.asked", language).search(text):
        return ask.field
    if ask.kind not in ("value", "spell"):
        return None
    unknown = ask.field not in FREELY_UNKNOWN and pattern("declines.unknown", language).search(text)
    dropped = pattern("never_mind", language).search(text)
    return ask.field if unknown or dropped or _goes_without(text, ask.field, language) else None


def _goes_without(text: str, asked: FieldName, language: str) -> bool:
    """Whether they say no to what is not needed, or not now, or name another way than e-mail."""
    if asked is not FieldName.URGENCY and pattern("declines.not_now", language).search(text):
        return True
    if asked in NOT_NEEDED and pattern("declines.bare", language).search(text):
        return True
    if asked is not FieldName.EMAIL or pattern("email_marks", language).search(text):
        return False
    return bool(pattern("declines.email", language).search(text))


def change(text: str, language: str = ENGLISH) -> FieldName | None:
    """The field they say is wrong or want to change, whatever is asked."""
    if pattern("other_instead", language).search(text):
        return FieldName.PHONE
    for name, found in about_fields("changes", language).items():
        if found.search(text):
            return name
    for part, found in table("parts", language).items():
        if found.search(text):
            return FieldName(part)
    return None


def named_field(text: str, language: str = ENGLISH) -> FieldName | None:
    """The field a caller names, asked which one is wrong."""
    named = table("fields", language).items()
    return next((FieldName(name) for name, each in named if each.search(text)), None)


def choice(text: str, options: tuple[str, ...], language: str = ENGLISH) -> Choice | None:
    """Which of the offered options is meant, by its place or by its own words."""
    if (placed := placed_choice(text, len(options), language)) is not None:
        return placed
    own = _by_own_words(text, options)
    if own is None and yes_or_no(text) == "no":
        return "neither"
    return own


def placed_choice(text: str, count: int, language: str = ENGLISH) -> Choice | None:
    """Which of so many options is meant by its place: "the second one", "neither"."""
    known = table("choices", language)
    if known["neither"].search(text):
        return "neither"
    placed = [
        (found.start(), name)
        for name, each in known.items()
        for found in each.finditer(text)
        if name == "last" or _ORDER.index(cast(Choice, name)) < count
    ]
    if not placed:
        return None
    name = max(placed)[1]
    return _ORDER[min(count, len(_ORDER)) - 1] if name == "last" else cast(Choice, name)


def _by_own_words(text: str, options: tuple[str, ...]) -> Choice | None:
    """The option that has most words of the text which the others have not."""
    sets = [_stems(option) for option in options[: len(_ORDER)]]
    said = _stems(text)
    scores = [
        len(said & mine.difference(*(other for other in sets if other is not mine)))
        for mine in sets
    ]
    best = max(scores, default=0)
    return _ORDER[scores.index(best)] if best and scores.count(best) == 1 else None


def _stems(text: str) -> set[str]:
    """Words by their first five letters, so that "repair" and "repairing" are one."""
    return {word[:5] for word in re.findall(r"[a-z0-9]+", text.lower()) if len(word) > 1}


def means_caller_id(text: str, language: str = ENGLISH) -> bool:
    """Whether they want to be reached on the number they are calling from."""
    return bool(pattern("caller_id", language).search(text))


def means_other_number(text: str, language: str = ENGLISH) -> bool:
    """Whether they say that another number than the one they are calling from is meant."""
    return bool(pattern("not_this_number", language).search(text))
