"""Name, number, e-mail and address in one turn: asked for, or said by the way, in any order.

Each value is taken out of the words once it is read, so that a house number is no part of a
telephone number and a name no part of the problem. What is reported are the caller's own words
for it, with which `intake` reads the value and its alternatives.
"""

import re
from collections.abc import Callable
from typing import Any

from agent.brain.ask import Ask
from agent.brain.understanding.problems import is_all_work
from agent.brain.understanding.spans import GONE, Span, regions, span
from agent.brain.understanding.vocabulary import pattern, table
from agent.spoken.addresses import parse_address
from agent.spoken.emails import parse_email
from agent.spoken.languages import ENGLISH
from agent.spoken.letters import pieces
from agent.spoken.names import looks_like_company, parse_name
from agent.spoken.namewords import name_words
from agent.spoken.phones import parse_phone
from agent.spoken.reading import Reading
from agent.spoken.yes_no import behind_answer
from office.sheet import FieldName, Value, written
from office.values import Address, Email, PersonName, Phone

ASKING = ("value", "spell", "confirm", "person_or_company")
_COMMAS = re.compile(r"[,;]\s+|\s\|\s")
_CLAUSES = re.compile(r"[,;.?!]\s+|\s\|\s")
_ONE = re.compile(r"^\W*\w\W*$")
_NEAR_NAMES = (FieldName.NAME, FieldName.COMPANY, FieldName.EMAIL, FieldName.ADDRESS)
"""Asked for these, two names in a row are a part of the answer."""
FILLED = 4
"""Words that may be left around a name that nothing introduces."""

Parse = Callable[[str], tuple[Reading[Any], ...]]


def contacts(
    text: str, ask: Ask, found: dict[str, Any], *, language: str = ENGLISH
) -> tuple[dict[str, Any], str]:
    """The words of every contact value, and the turn without them."""
    turn = _Contacts(text, ask, found, language)
    turn.take()
    return turn.values, turn.rest


class _Contacts:
    def __init__(self, text: str, ask: Ask, found: dict[str, Any], language: str) -> None:
        self.rest, self.values = text, dict[str, Any]()
        self._text, self._ask, self._said, self._language = text, ask, found, language
        self._asked = ask.field if ask.kind in ASKING else None
        refused = set(found.get("declined", ()))
        self._closed = found.get("request") in ("hold", "repeat", "robot", "goodbye")
        self._bare = not refused and not self._closed and found.get("request") is None
        self._corrected = found.get("answer") != "yes"

    def take(self) -> None:
        """Take every value out, the surest forms first."""
        if self._closed and self._asked is None:
            return
        self._email()
        if self._asked in (FieldName.PHONE, FieldName.ALTERNATE_PHONE):
            self._phone()
        self._address()
        if not self.values.keys() & {"phone", "alternate_phone"}:
            self._phone()
        self._name()

    def _email(self) -> None:
        wanted = self._asked is FieldName.EMAIL
        marked = pattern("email_marks", self._language).search(self.rest)
        if not (marked or (wanted and self._bare)):
            return
        named = table("fields", self._language)["email"].search(self.rest)
        if not marked and named and self._ask.kind == "confirm":
            # "That's my old e-mail" holds no part of a new one.
            return
        current = self._current(Email) if wanted else None
        own = regions(self.rest, self._language)
        places = [own.get("email", ""), own[""] if len(own) > 1 and wanted else ""]
        places += [self.rest] if wanted else [self._around_the_domain(), self.rest]
        self._first(FieldName.EMAIL, places, lambda place: parse_email(place, current), current)

    def _around_the_domain(self) -> str:
        """The piece with the domain, and those before it that only it explains."""
        pieces = _COMMAS.split(self.rest)
        mark = pattern("email_marks", self._language)
        place = next((n for n, piece in enumerate(pieces) if mark.search(piece)), 0)
        joins = re.compile(rf"^\W*{pattern('email_joins', self._language).pattern}", re.IGNORECASE)
        first = place
        while first and (joins.match(pieces[first]) or _ONE.match(pieces[first - 1])):
            first -= 1
        return ", ".join(pieces[first : place + 1])

    def _phone(self) -> None:
        if self._corrected or self._said.get("change") is FieldName.PHONE:
            current = self._current(Phone)
        else:
            current = None
        replaces = self._said.get("change") is FieldName.PHONE
        other = pattern("other_number", self._language).search(self._text)
        own = regions(self.rest, self._language)
        if self._asked is FieldName.ADDRESS and not (replaces or other or "phone" in own):
            # The figures of a misheard address make a number too: "400 water ... 14 ... 75 to 98".
            return
        mine = self._ask.kind in (*ASKING, "which") and self._ask.field is FieldName.ALTERNATE_PHONE
        second = mine or (bool(other) and not replaces)
        field = FieldName.ALTERNATE_PHONE if second else FieldName.PHONE
        places = [self.rest, own.get("phone", "")]
        self._first(field, places, lambda place: parse_phone(place, current), current)

    def _address(self) -> None:
        wanted = self._asked is FieldName.ADDRESS
        current = self._current(Address) if wanted else None
        named = pattern("name_is", self._language).search(self.rest)
        self._first(
            FieldName.ADDRESS,
            # "1200 Indiana Avenue and the name is Chris Washington" is in no town of that name.
            [self.rest[: named.start()] if named else "", self.rest],
            lambda place: parse_address(place, current, asked=wanted),
            current,
        )

    def _name(self) -> None:
        answer = self._said.get("answer")
        mine = self._asked is FieldName.NAME
        if mine and answer == "yes":
            return
        wanted, wrong = mine and answer is None, mine and answer == "no"
        wanted = wanted and (self._bare or self._ask.kind != "value")
        if mine and self._ask.kind == "value" and looks_like_company(self.rest) and self._bare:
            self.values["name"] = _company_words(self.rest, self._language)
            return
        current = self._current(PersonName)
        words = behind_answer(self.rest, self._language) if wrong else self.rest
        if not self._introduces():
            return
        elsewhere = self._ask.field is not None and not mine
        readings = (
            parse_name(
                words, asked=wanted or wrong, elsewhere=elsewhere, current=current if mine else None
            )
            or self._unintroduced()
            or (self._beside_the_question() if elsewhere else ())
        )
        if not readings or looks_like_company(readings[0].value.display):
            return
        if not wrong and is_all_work(readings[0].value.display, self._language):
            return
        self._out(FieldName.NAME, self.rest, readings[0].value, current if mine else None)

    def _introduces(self) -> bool:
        """Whether there is room for a name: "call me back" and "call me instead" name nobody."""
        if self._asked is FieldName.NAME or pattern("cues.name", self._language).search(self.rest):
            return True
        called = pattern("called", self._language).search(self.rest)
        return not called and self._said.get("request") not in ("person", "callback")

    def _unintroduced(self) -> tuple[Reading[PersonName], ...]:
        """ "It's Maria Lopez, 614 ..." and "Mike Chen here": beside nothing but other values."""
        if self._closed or self._asked is not None:
            return ()
        leads = pattern("introduction", self._language)
        behind = pattern("behind_name", self._language)
        for piece in _CLAUSES.split(self.rest):
            clause = pattern("greeting", self._language).sub("", piece).strip(" ,.!?|")
            led, followed = leads.match(clause), behind.search(clause)
            words = leads.sub("", clause, count=1) if led else clause
            words = behind.split(words)[0].strip() if followed else words.strip()
            if not (led or followed or self.values) or not 2 <= len(words.split()) <= FILLED:
                continue
            if is_all_work(words, self._language) or not re.fullmatch(r"[A-Za-z'’ -]+", words):
                continue
            readings = parse_name(words, asked=True)
            whole = readings and readings[0].value.display.lower() == words.lower()
            if whole and (words[0].isupper() or self.values):
                return readings
        return ()

    def _beside_the_question(self) -> tuple[Reading[PersonName], ...]:
        """ "I'm Bob Miller" and "Peter Chen" where something else was asked: names of every day."""
        if self._closed or self._ask.kind != "value" or self._ask.field in _NEAR_NAMES:
            return ()
        known = name_words(self._language)
        introduced = parse_name(self.rest)
        # "April Rose" may be a name, but behind "when would you like it" it is a month.
        plain = self._bare and self._ask.field is not FieldName.PREFERRED_TIME
        bare = parse_name(self.rest, asked=True) if plain else ()
        for readings, needed in ((introduced, 1), (bare, 2)):
            if not readings or not readings[0].value.family:
                continue
            given, family = readings[0].value.given.lower(), readings[0].value.family.lower()
            spelled = any(piece.letters for piece in pieces(self.rest, asked=True))
            if (given in known.given) + (spelled or family in known.common) >= needed:
                return readings
        return ()

    def _first(
        self, field: FieldName, places: list[str], parse: Parse, current: Value | None
    ) -> None:
        """Take a value out of the first place that has one."""
        for place in places:
            readings = parse(place) if place.strip(" |") else ()
            if readings:
                self._out(field, place, readings[0].value, current)
                return

    def _out(self, field: FieldName, place: str, value: Value, current: Value | None) -> None:
        """Report a value in the caller's own words, and leave the rest of the turn."""
        found = span(place, field, value, current)
        if found is not None and _only_names_a_field(found.words, self._language):
            return
        self.values[field.value] = found.words if found else str(written(value))
        if found is None:
            # Only in the light of the question do the words mean it.
            literal = re.search(re.escape(str(written(value))), place, re.IGNORECASE)
            if literal is None:
                return
            found = Span(literal[0], *literal.span())
        place_start = self.rest.find(place)
        start, end = place_start + found.start, place_start + found.end
        self.rest = self.rest[:start] + GONE + self.rest[end:] if place_start >= 0 else self.rest

    def _current(self, kind: type[Any]) -> Any:
        return self._ask.value if isinstance(self._ask.value, kind) and self._corrected else None


def _only_names_a_field(words: str, language: str) -> bool:
    """ "My old e-mail" says which value is meant, and none."""
    fields = table("fields", language).values()
    return any(re.fullmatch(rf"(?:{each.pattern})", words, re.IGNORECASE) for each in fields)


def _company_words(text: str, language: str) -> str:
    words = text.strip(" .,!?")
    for name, place in regions(words, language).items():
        if name == "name":
            return pattern("cues.name", language).sub("", place, count=1).strip(" .,!?")
    return pattern("introduction", language).sub("", words, count=1).strip(" .,!?")
