"""What the callers of this level say: dictations in groups, whole sentences, words into the desk's.

Few texts with many pauses, voices and noises, since every text must be spoken by every voice.
"""

import random
from dataclasses import dataclass

from agent.brain.ask import Ask
from office.sheet import FieldName
from office.values import PersonName, Phone

SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 3.0


@dataclass(frozen=True, slots=True)
class Script:
    """One turn of a caller: groups of words with a pause before each but the first."""

    kind: str
    ask: Ask
    groups: tuple[str, ...]
    pauses: tuple[float, ...] = ()
    expected: str = ""


_PHONE, _EMAIL = Ask(FieldName.PHONE, "value"), Ask(FieldName.EMAIL, "value")
_ADDRESS, _SPELL = Ask(FieldName.ADDRESS, "value"), Ask(FieldName.NAME, "spell")
_OPEN = Ask(None, "open")

_DICTATED: tuple[tuple[str, Ask, tuple[str, ...]], ...] = (
    ("phone", _PHONE, ("six one four, | five five five, | oh one four three.",
                       "It's six one four, | two nine three, | eight seven, | six four.",
                       "Um, seven four oh, | three two nine, | six six one eight.",
                       "My number is | three eight oh, | four four two, | nine seven oh five.")),
    ("e-mail", _EMAIL, ("mike dot chen | at gmail dot com.",
                        "It's sarah | dot johnson | at yahoo | dot com.",
                        "office at | northside | dot com.",
                        "lisa underscore | park | at outlook dot com.")),
    ("address", _ADDRESS, ("Twelve | Oak Street, | Columbus, Ohio, four three two one five.",
                           "It's fourteen twenty | Maple Avenue, | Dublin.",
                           "Three oh five | High Street, | apartment four, | Columbus.",
                           "Twenty two Pine Road, | Columbus, Ohio, | four three two oh one.")),
)  # fmt: skip
_SPELLED = (
    ("Chen", "C, H, | E, N."),
    ("Kowalski", "K, O, W, | A, L, | S, K, I."),
    ("Johnson", "J, O, H, | N, S, O, N."),
    ("Brady", "B as in boy, | R, A, | D, Y."),
)
_DICTATIONS = (
    *(
        Script(kind, ask, tuple(text.split(" | ")))
        for kind, ask, texts in _DICTATED
        for text in texts
    ),
    *(Script("name", _SPELL, tuple(text.split(" | ")), expected=name) for name, text in _SPELLED),
)

_SENTENCES = (
    Script("sentence", _OPEN, ("My air conditioner isn't cooling.",)),
    Script("sentence", _OPEN, ("Hi, I need two new outlets in the kitchen.",)),
    Script("sentence", _OPEN, ("There's water coming through my ceiling.",)),
    Script("sentence", _OPEN, ("Can somebody come and look at my furnace today?",)),
    Script("answer", Ask(FieldName.URGENCY, "value"), ("It can wait a few days.",)),
    Script("answer", Ask(FieldName.URGENCY, "value"), ("It's pretty urgent.",)),
    Script("answer", Ask(FieldName.CUSTOMER_TYPE, "value"), ("It's my own house.",)),
    Script("answer", Ask(FieldName.PREFERRED_TIME, "value"), ("Tomorrow morning would be great.",)),
    Script("yes", Ask(FieldName.PHONE, "confirm", Phone("+16145550143")), ("Yes, that's right.",)),
    Script("yes", Ask(FieldName.NAME, "confirm", PersonName("Mike", "Chen")), ("That's correct.",)),
    Script("yes", Ask(FieldName.PHONE, "offer_caller_id", Phone("+16145550143")), ("Yeah, sure.",)),
    Script("value", _PHONE, ("six one four, five five five, oh one four three.",)),
    Script("value", _PHONE, ("It's three eight oh, four four two, nine seven oh five.",)),
    Script("value", _EMAIL, ("mike dot chen at gmail dot com.",)),
    Script("value", Ask(FieldName.NAME, "value"), ("My name is Sarah Johnson.",)),
    Script("value", _ADDRESS, ("Twelve Oak Street, Columbus, Ohio, four three two one five.",)),
)

INTERRUPTIONS = (
    "No, wait.", "Stop, that's wrong.", "Hold on a second.", "No, it's oh one four three.",
    "Wait, wait.", "No, that's not right.", "Actually, can I ask something?",
    "Excuse me, my basement is flooding.",
)  # fmt: skip
PASSING_WORDS = ("Uh-huh.", "Okay.", "Yeah.", "Right.", "Okay, yeah.")
HUM, COUGH = "(mhm)", "(cough)"
"""Sounds that no voice reads: a hum in two parts, and a burst of noise."""


def dictations(dice: random.Random, number: int) -> list[Script]:
    """Dictations with pauses of 0.5 to 3 s between their groups, evenly spread."""
    return [_paused(_DICTATIONS[turn % len(_DICTATIONS)], dice) for turn in range(number)]


def sentences(number: int) -> list[Script]:
    """Turns in one breath: sentences, answers, and values that are whole."""
    return [_SENTENCES[turn % len(_SENTENCES)] for turn in range(number)]


def _paused(script: Script, dice: random.Random) -> Script:
    pauses = [dice.uniform(SHORTEST_PAUSE, LONGEST_PAUSE) for _ in script.groups[1:]]
    return Script(script.kind, script.ask, script.groups, tuple(pauses), script.expected)
