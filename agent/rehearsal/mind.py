"""What a simulated caller makes of the desk's words, and what they answer. Pure.

The caller hears the desk through a recogniser like anybody else, so questions are told by their
key words, and read-backs are compared with what the caller knows to be true.
"""

import re
from dataclasses import dataclass, field

from jellyfish import metaphone
from rapidfuzz.fuzz import partial_ratio

from agent.rehearsal.scenario import Caller, Topic
from agent.spoken.digits import all_digits, say_digits

_QUESTIONS: tuple[tuple[str, str], ...] = (
    (r"good ?bye", "goodbye"),
    (r"^\W*(?:m[\s-]*m|mhm|uh[\s-]*huh)\b|go on,? i'm listening", "go_on"),
    (r"keypad", "keypad"),
    (r"shall i text you|text you, so", "text"),
    (r"don't have your text|send it now", "text_reminder"),
    (r"send it when you're ready|take your time", "listen"),
    (r"that right|get that right", "read_back"),
    (r"shall i book|shall i put that down|shall i move", "offered_time"),
    (r"which one suits", "offered_times"),
    (r"when else|like it instead", "other_time"),
    (r"which visit", "which_visit"),
    (r"shall i cancel", "cancel_visit"),
    (r"calling from", "caller_id"),
    (r"on file|we have for you", "on_file"),
    (r"\bzip\b", "zip"),
    (r"outside the area|come anyway", "outside"),
    (r"should i change|line's a bit rough|did you say", "repeat"),
    (r"your company|own name|company (?:called|name)|company's name", "company"),
    (r"how many would", "how_many"),
    (r"is that .+ or ", "service"),
    (r"call,? (?:or )?(?:a )?text", "contact_method"),
    (r"anything else|what else", "anything_else"),
    (r"at sign", "email_spelling"),
    (r"\bspell", "spelling"),
    (r"home or|for a business|a house", "customer_type"),
    (r"urgent,? or|can it wait|need to come today", "urgency"),
    (r"e-?mail", "email"),
    (r"address|house number", "address"),
    (r"number", "phone"),
    (r"\bname\b", "name"),
    (r"when would|which day|like somebody to come", "preferred_time"),
    (r"how can i help|what can we|what's going on|help you|few words", "opening"),
    (r"still there|can't hear", "silence"),
    (r"budget|to spend|materials|we should know|we come|access,? parking", "extra"),
)
_READ_BACKS: tuple[tuple[str, str], ...] = (
    (r"e-?mail|letter by letter", "email"),
    (r"address|street is|did you mean", "address"),
    (r"your number|second number", "phone"),
    (r"your name|spelled", "name"),
)
_TEXTS: tuple[tuple[str, str], ...] = (
    (r"e-?mail", "email"),
    (r"name", "name"),
    (r"number", "phone"),
    (r"address", "address"),
)
ALIKE, ALIKE_NAME, ALIKE_EMAIL = 70, 90, 80
NEARLY, NEARLY_NAME, NEARLY_SPELLED = 65, 82, 55


@dataclass(frozen=True, slots=True)
class Reply:
    """What the caller does: says something, presses keys, hangs up, or just listens."""

    words: str = ""
    keys: str = ""
    hang_up: bool = False


@dataclass
class CallerMind:
    """A caller in one call; remembers how often each thing was asked."""

    caller: Caller
    asked: dict[str, int] = field(default_factory=dict)
    puzzled: int = 0
    answered: str = ""

    def reply(self, heard: str) -> Reply:
        """Answer what the desk said last."""
        topic = question(heard)
        if topic is not None and topic == self.caller.hangs_up_at:
            return Reply(hang_up=True)
        if topic == "goodbye":
            return Reply()
        if topic == "silence":
            return Reply("Yes, I'm here.")
        if topic == "listen":
            return Reply()
        if topic in ("go_on", "repeat"):
            # They had said all of it: what a person says again, not that they have not heard.
            return Reply(self.answered or "That's it.")
        if topic == "zip":
            return self._zip()
        if topic in ("text", "text_reminder"):
            return Reply("Yes, please." if self.caller.texts else "No, thanks.")
        if topic == "keypad":
            return Reply(keys=re.sub(r"\D", "", self.caller.facts.phone)[-10:])
        if topic == "read_back":
            return self._check(heard)
        if topic == "email_spelling" and "email_spelling" not in self.caller.says:
            return Reply(", ".join(self.caller.facts.email.split("@")[0].upper()) + ".")
        if topic is None:
            return self._ask_again()
        return self._answer(topic)

    def reply_by_text(self, text: str) -> str | None:
        """What the caller answers to a text of the desk, the next wording each time, or nothing."""
        topic = next((topic for words, topic in _TEXTS if re.search(words, text, re.I)), "")
        said = self.caller.texts.get(topic)  # type: ignore[call-overload]
        if said is None or "reply to this text" not in text:
            return None
        wordings = (said,) if isinstance(said, str) else said
        times = self.asked.get(f"text:{topic}", 0)
        self.asked[f"text:{topic}"] = times + 1
        return str(wordings[min(times, len(wordings) - 1)])

    def _answer(self, topic: str) -> Reply:
        tries = self.asked.get(topic, 0)
        self.asked[topic] = tries + 1
        said = self.caller.says.get(topic)  # type: ignore[call-overload]
        if said is None:
            fact = str(getattr(self.caller.facts, topic, "") or "")
            return Reply(fact or _DEFAULTS.get(topic, "I'd rather not say."))
        wordings = (said,) if isinstance(said, str) else said
        self.answered = wordings[min(tries, len(wordings) - 1)]
        return Reply(self.answered)

    def _zip(self) -> Reply:
        """The zip code digit by digit, or that they do not know it."""
        digits = re.search(r"\b\d{5}$", self.caller.facts.address)
        return Reply(say_digits(digits.group()) if digits else "I don't know the zip code.")

    def _check(self, heard: str) -> Reply:
        """Compare a read-back with the truth."""
        about = next((topic for words, topic in _READ_BACKS if re.search(words, heard, re.I)), "")
        truth = getattr(self.caller.facts, about, "")
        if not about or not truth:
            return self._ask_again()
        verdict = agrees(about, truth, heard)
        if verdict is None and self.asked.get(f"doubt:{about}", 0) and _nearly(about, truth, heard):
            # Heard twice and nearly right: a person blames the line, not the desk.
            verdict = True
        if verdict is True:
            self.puzzled = self.asked[f"doubt:{about}"] = 0
            return Reply("Yes, that's right.")
        if verdict is None and self.asked.get(f"doubt:{about}", 0) == 0:
            # It may be the caller's own ears: hear it once more before saying no.
            self.asked[f"doubt:{about}"] = 1
            return Reply("Could you repeat that, please?")
        self.asked[f"doubt:{about}"] = 0
        return Reply(f"No, that's not right. {self._correction(about)}")

    def _correction(self, about: str) -> str:
        """The next wording of an answer that was taken down wrong."""
        said = self.caller.says.get(about, "")  # type: ignore[call-overload]
        wordings = (said,) if isinstance(said, str) else said
        times = self.asked.get(f"no:{about}", 0) + 1
        self.asked[f"no:{about}"] = times
        return str(wordings[min(times, len(wordings) - 1)])

    def _ask_again(self) -> Reply:
        self.puzzled += 1
        return Reply("Could you say that again?") if self.puzzled <= 4 else Reply(hang_up=True)


_DEFAULTS: dict[str, str] = {
    "anything_else": "No, that's all. Thank you.",
    "caller_id": "No, please use another number.",
    "on_file": "Yes, please.",
    "preferred_time": "Any time is fine.",
    "offered_time": "Yes, please.",
    "offered_times": "The first one.",
    "other_time": "I don't know yet.",
    "which_visit": "The first one.",
    "cancel_visit": "Yes, please cancel it.",
    "urgency": "It can wait a few days.",
    "customer_type": "It's for my home.",
    "outside": "Yes, please.",
    "service": "The first one.",
    "contact_method": "A call is fine.",
    "extra": "No, nothing.",
    "how_many": "Just one.",
}


def question(heard: str) -> Topic | str | None:
    """What the desk asks; the last question in its words counts."""
    sentences = [part for part in re.split(r"(?<=[.?!])\s+", heard.strip()) if part]
    for sentence in reversed(sentences):
        for words, topic in _QUESTIONS:
            if re.search(words, sentence, re.IGNORECASE):
                return topic
    return None


def agrees(about: str, truth: str, heard: str) -> bool | None:
    """Whether a read-back says what is true; None where a person could not be sure."""
    if about == "phone":
        digits, said = re.sub(r"\D", "", truth)[-10:], _digits(heard)
        if digits in said:
            return True
        return False if re.search(r"\d{10}", said) else None
    if about == "address":
        number = re.match(r"\d+", truth)
        street = truth.split(",")[0].split(" ", 1)[-1]
        heard_number = number is None or number.group() in _digits(heard)
        return (heard_number and _alike(street, heard)) or None
    if about == "email":
        return _email_likeness(truth, heard) >= ALIKE_EMAIL or None
    likeness = partial_ratio(truth.lower(), heard.lower())
    return likeness >= ALIKE_NAME or _sounds_like(truth, heard) or None


def _nearly(about: str, truth: str, heard: str) -> bool:
    if about == "email":
        return _email_likeness(truth, heard) >= NEARLY
    enough = NEARLY_SPELLED if _spelled(truth, heard) else NEARLY_NAME
    words = heard.lower()
    if any(partial_ratio(part, words) < NEARLY for part in truth.lower().split()):
        # Half a name is none, however well it is spelled.
        return False
    return partial_ratio(truth.lower(), words) >= enough


def _sounds_like(truth: str, heard: str) -> bool:
    """Whether a name is in what was heard by its sound, however it was cut into words."""
    return metaphone(re.sub(r"[^a-z]", "", truth.lower())) in metaphone(
        re.sub(r"[^a-z]", "", heard.lower())
    )


def _spelled(truth: str, heard: str) -> bool:
    """Whether the letters said one by one are those of the family name."""
    letters = "".join(re.findall(r"\b[A-Za-z]\b", heard)).lower()
    return truth.split()[-1].lower() in letters


def _email_likeness(truth: str, heard: str) -> float:
    """Letters only: recognisers write addresses in many ways, spelled ones too."""
    letters = re.sub(r"[^a-z]", "", heard.lower())
    return partial_ratio(re.sub(r"[^a-z]", "", truth.replace("@", "at")), letters)


def _alike(truth: str, heard: str) -> bool:
    return partial_ratio(truth.lower(), heard.lower()) >= ALIKE


def _digits(heard: str) -> str:
    return all_digits(re.sub(r"(?<=\d)[\s,.\-()]+(?=\d)", "", heard))
