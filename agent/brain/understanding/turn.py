"""One turn understood: everything it says, sorted by field, in the light of what was asked."""

from datetime import datetime
from typing import Any, Literal

from agent.brain.ask import VISIT_KINDS, Ask
from agent.brain.record import ERRANDS, TurnRecord
from agent.brain.understanding import choices, intents, problems
from agent.brain.understanding.contacts import contacts
from agent.brain.understanding.spans import GONE
from agent.brain.understanding.vocabulary import pattern
from agent.spoken.digits import all_digits
from agent.spoken.languages import ENGLISH
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName
from office.values import Phone

KEYPAD = "keypad: "
CLOSED = (
    "confirm",
    "offer_caller_id",
    "person_or_company",
    "offer_text",
    "owner_decides",
    "anything_else",
    *VISIT_KINDS,
)
CONTACTS = (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS)
REMINDERS = ("text_reminder", "text_wait")
_AT_ONCE = ("hold", "repeat")
_WHOLE_NUMBER = 7
"""Digits of a number without its area code."""


def understand(
    text: str,
    ask: Ask,
    now: datetime,
    caller_id: Phone | None,
    language: str = ENGLISH,
) -> TurnRecord:
    """Sort a caller's turn; it never fails, and says nothing that is not in the words.

    Args:
        text: the words, as recognised.
        ask: what the desk asked last.
        now: local time of the business.
        caller_id: the number the carrier shows, if any.
        language: whose words to look for.
    """
    del now  # times stay in the caller's words until a visit is booked
    if text.startswith(KEYPAD):
        return _keyed(text.removeprefix(KEYPAD), ask)
    turn = _Turn(text, ask, caller_id, language)
    return TurnRecord.model_validate(turn.sorted())


def _keyed(digits: str, ask: Ask) -> TurnRecord:
    """Keys mean digits of what was asked, else nothing."""
    if ask.field in (FieldName.PHONE, FieldName.ALTERNATE_PHONE):
        return TurnRecord.model_validate({ask.field.value: digits})
    return TurnRecord()


class _Turn:
    """A turn being sorted; each step leaves less for the next."""

    def __init__(self, text: str, ask: Ask, caller_id: Phone | None, language: str) -> None:
        # A kind word has its own answer, and is no part of anything else.
        kept, self._kind_words = pattern("small_talk", language).subn(" ", text)
        text = pattern("rants", language).sub(" ", kept if self._kind_words else text)
        self._text, self._rest, self._ask = text, text, ask
        self._caller_id, self._language = caller_id, language
        self._found: dict[str, Any] = {}

    def sorted(self) -> dict[str, Any]:
        """Everything the turn says."""
        self._requests()
        if self._found.get("request") in _AT_ONCE and len(self._text.split()) <= 6:
            return self._found
        self._changes()
        self._answers()
        self._declines()
        found, self._rest = contacts(self._text, self._ask, self._found, language=self._language)
        self._found |= found
        self._rest = self._without_refusals()
        self._repairs()
        self._work()
        if self._kind_words and "request" not in self._found:
            self._found["request"] = "question"
        return self._found

    def _requests(self) -> None:
        request = intents.request(self._text, self._ask, self._language)
        if request == "hold" and len(all_digits(self._text)) >= _WHOLE_NUMBER:
            # "Let me see, it's 614 555 0143" has found it already.
            return
        if request is not None:
            self._found["request"] = request

    def _changes(self) -> None:
        name = intents.change(self._text, self._language)
        if name is None and self._ask.kind == "what_to_change":
            name = intents.named_field(self._text, self._language)
        same = {name, self._ask.field} == {FieldName.PHONE, FieldName.ALTERNATE_PHONE}
        if self._found.get("request") in ("goodbye", *ERRANDS):
            return
        if name is not None and name is not self._ask.field and not same:
            self._found["change"] = name

    def _answers(self) -> None:
        ask, text = self._ask, self._text
        if ask.options and "request" not in self._found:
            chosen = intents.choice(text, ask.options, self._language)
            if chosen is not None:
                self._found["choice"] = chosen
        if ask.kind in (*CLOSED, *REMINDERS) and (said := self._yes_or_no()) is not None:
            self._found["answer"] = said
        asked_phone = ask.field is FieldName.PHONE and ask.kind in ("value", "spell")
        meant = intents.means_caller_id(text, self._language)
        if self._caller_id is not None and asked_phone and meant:
            self._found["use_caller_id"] = yes_or_no(text) != "no"

    def _yes_or_no(self) -> Literal["yes", "no"] | None:
        if self._ask.kind == "person_or_company":
            said = choices.company_or_person(self._text, self._language)
            return said or yes_or_no(self._text)
        if "change" in self._found or self._asks_only():
            # "No, change the e-mail" and "no, how much is it" say nothing about what was asked.
            opening = intents.clauses(self._text, self._language)
            first = yes_or_no(opening[0]) if opening else None
            return "yes" if first == "yes" else None
        wrong = intents.change(self._text, self._language)
        if wrong is not None and wrong is self._ask.field and self._ask.kind == "confirm":
            return yes_or_no(self._text) or "no"
        if self._ask.kind == "anything_else":
            return self._more()
        if self._ask.kind in (*REMINDERS, "offer_text") and self._types_nothing():
            return "no"
        if self._is_somebody_elses():
            return "no"
        return yes_or_no(pattern("never_mind", self._language).sub(" ", self._text))

    def _is_somebody_elses(self) -> bool:
        """Whether the name that was read back is another one's: "that's my wife's name"."""
        name_read = self._ask.kind == "confirm" and self._ask.field is FieldName.NAME
        return name_read and bool(pattern("somebody_elses", self._language).search(self._text))

    def _types_nothing(self) -> bool:
        """Whether they cannot text, or not now."""
        patterns = ("no_text", "declines.not_now")
        return any(pattern(key, self._language).search(self._text) for key in patterns)

    def _more(self) -> Literal["yes", "no"] | None:
        said = yes_or_no(self._text)
        if self._found.get("request") == "goodbye":
            return "no"
        if pattern("content", self._language).match(self._text):
            return "no"
        return "no" if said is None and intents.declines(self._text, self._language) else said

    def _asks_only(self) -> bool:
        return self._ask.kind == "confirm" and self._found.get("request") in (
            "question", "robot", "person", "callback", "hold", "repeat",
        )  # fmt: skip

    def _declines(self) -> None:
        if "change" in self._found or self._found.get("request") in ("goodbye", *_AT_ONCE):
            return
        name = intents.declined(self._text, self._ask, self._language)
        if name is None:
            return
        if self._ask.kind == "confirm" and name is self._ask.field and not self._refuses(name):
            return
        self._found["declined"] = (name.value,)
        if self._found.get("request") == "question":
            # "Do I have to?" wants no answer but to be let off.
            del self._found["request"]

    def _without_refusals(self) -> str:
        """ "I'd rather not give my name" is no part of what is wrong."""
        if not self._found.get("declined"):
            return self._rest
        parts = intents.clauses(self._rest, self._language)
        kept = (part for part in parts if intents.declined(part, self._ask, self._language) is None)
        return " ".join(kept)

    def _refuses(self, name: FieldName) -> bool:
        """Whether a read-back is met by not wanting to give the value at all."""
        return self._found.get("answer") is None or name is not self._ask.field

    def _repairs(self) -> None:
        """Parts that correct an earlier value go along in the caller's words."""
        name = self._found.get("change")
        if name is None or name.value in self._found:
            return
        if words := choices.part(self._rest, name, self._language):
            self._found[name.value] = words

    def _work(self) -> None:
        """What is wanted, how urgent, where, when, and the lesser things."""
        ask, rest = self._ask, self._rest
        if self._asked_value_was_declined():
            return
        self._service()
        if ask.kind in ("offer_caller_id", "spell") or self._found.get("answer") == "no":
            return
        said = problems.urgency(rest, self._language) or choices.asked_urgency(
            rest, ask, self._language
        )
        if said is not None:
            self._found["urgency"] = said
        kind = problems.customer_type(rest, self._language) or choices.asked_type(
            rest, ask, self._language
        )
        if kind is not None:
            self._found["customer_type"] = kind
        self._found |= choices.lesser(self._text, rest, ask, self._found, self._language)
        self._notes()

    def _notes(self) -> None:
        """What whoever comes should know, and nothing else: "tell him to use the back door"."""
        found = self._found
        if found.keys() - {"answer", "preferred_time"} or found.get("answer") == "no":
            return
        at_ease = self._ask.kind == "anything_else" or found.get("answer") == "yes"
        keys = ("instructions", "beware") if at_ease else ("instructions",)
        if any(pattern(key, self._language).search(self._rest) for key in keys):
            found["notes"] = self._rest.replace(GONE, " ").strip()
            found.pop("preferred_time", None)

    def _service(self) -> None:
        ask, found = self._ask, self._found
        asked = ask.kind == "open" or ask.field is FieldName.SERVICE
        closed = ask.kind in (*CLOSED, *REMINDERS) and ask.kind != "anything_else"
        if closed or found.get("request") in ("goodbye", "robot", "repeat", "hold", *ERRANDS):
            return
        if "change" in found or "choice" in found:
            return
        more = ask.kind == "anything_else" and found.get("answer") != "no"
        rest = self._rest
        wanted = intents.wanted_work(rest, self._language)
        said = problems.problem(
            rest, asked=asked and "request" not in found, language=self._language
        )
        if ask.kind == "spell" or (ask.field in CONTACTS and not _tells(rest)):
            return
        if not said and (asked or more) and wanted:
            said = wanted
        if said and (asked or more or ask.field is not None):
            found["service"] = said

    def _asked_value_was_declined(self) -> bool:
        name = self._ask.field
        return name is not None and name.value in self._found.get("declined", ())


def _tells(rest: str) -> bool:
    """Whether enough is left of a contact's answer to be something else."""
    return len(rest.replace("|", " ").split()) >= 3
