"""What the callers of this level say: dictations in groups, whole sentences, words into the desk's.

Few texts with many pauses, voices and noises, since every text must be spoken by every voice.
Rules are made on one half of the texts and judged on the other, in voices besides.
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
_URGENCY, _TIME = Ask(FieldName.URGENCY, "value"), Ask(FieldName.PREFERRED_TIME, "value")
_OPEN, _KIND = Ask(None, "open"), Ask(FieldName.CUSTOMER_TYPE, "value")
_NUMBER = Phone("+16145550143")
_IS_PHONE, _IS_CALLER_ID = (
    Ask(FieldName.PHONE, "confirm", _NUMBER),
    Ask(FieldName.PHONE, "offer_caller_id", _NUMBER),
)
_IS_NAME = Ask(FieldName.NAME, "confirm", PersonName("Mike", "Chen"))


def _dictated(kind: str, ask: Ask, *texts: str) -> tuple[Script, ...]:
    return tuple(Script(kind, ask, tuple(text.split(" | "))) for text in texts)


def _spelled(**names: str) -> tuple[Script, ...]:
    return tuple(
        Script("name", _SPELL, tuple(text.split(" | ")), expected=name)
        for name, text in names.items()
    )


def _said(kind: str, *said: tuple[Ask, str]) -> tuple[Script, ...]:
    return tuple(Script(kind, ask, (text,)) for ask, text in said)


_DICTATIONS = (
    *_dictated("phone", _PHONE,
               "six one four, | five five five, | oh one four three.",
               "It's six one four, | two nine three, | eight seven, | six four.",
               "Um, seven four oh, | three two nine, | six six one eight.",
               "My number is | three eight oh, | four four two, | nine seven oh five."),
    *_dictated("e-mail", _EMAIL,
               "mike dot chen | at gmail dot com.",
               "It's sarah | dot johnson | at yahoo | dot com.",
               "office at | northside | dot com.",
               "lisa underscore | park | at outlook dot com."),
    *_dictated("address", _ADDRESS,
               "Twelve | Oak Street, | Columbus, Ohio, four three two one five.",
               "It's fourteen twenty | Maple Avenue, | Dublin.",
               "Three oh five | High Street, | apartment four, | Columbus.",
               "Twenty two Pine Road, | Columbus, Ohio, | four three two oh one."),
    *_spelled(Chen="C, H, | E, N.", Kowalski="K, O, W, | A, L, | S, K, I.",
              Johnson="J, O, H, | N, S, O, N.", Brady="B as in boy, | R, A, | D, Y."),
)  # fmt: skip
_DICTATIONS_HELD_OUT = (
    *_dictated("phone", _PHONE,
               "It's area code nine three seven, | two oh six, | four four one nine.",
               "five one three, | seven two two, | eight eight oh six.",
               "Yeah, it's two one six, | three nine one, | oh five, | five two.",
               "My cell is six six oh, | four one five, | three nine seven two."),
    *_dictated("e-mail", _EMAIL,
               "robert | at protonmail | dot com.",
               "It's smith | forty two | at gmail dot com.",
               "info at | baker plumbing | dot net.",
               "karen dot | miller | at hotmail dot com."),
    *_dictated("address", _ADDRESS,
               "It's seven eighteen | Walnut Street, | Dayton, Ohio, | four five four oh two.",
               "Nine hundred | West Broad Street, | Columbus.",
               "Forty one | Cedar Court, | unit six, | Westerville.",
               "Two two one five | River Road, | Cincinnati, Ohio."),
    *_spelled(Miller="M, I, L, | L, E, R.", Nguyen="N, G, | U, Y, | E, N.",
              Patel="P as in Peter, | A, T, | E, L.", Schmidt="S, C, H, | M, I, | D, T."),
)  # fmt: skip

_SENTENCES = (
    *_said("sentence",
           (_OPEN, "My air conditioner isn't cooling."),
           (_OPEN, "Hi, I need two new outlets in the kitchen."),
           (_OPEN, "There's water coming through my ceiling."),
           (_OPEN, "Can somebody come and look at my furnace today?")),
    *_said("answer",
           (_URGENCY, "It can wait a few days."), (_URGENCY, "It's pretty urgent."),
           (_KIND, "It's my own house."), (_TIME, "Tomorrow morning would be great.")),
    *_said("yes",
           (_IS_PHONE, "Yes, that's right."), (_IS_NAME, "That's correct."),
           (_IS_CALLER_ID, "Yeah, sure.")),
    *_said("value",
           (_PHONE, "six one four, five five five, oh one four three."),
           (_PHONE, "It's three eight oh, four four two, nine seven oh five."),
           (_EMAIL, "mike dot chen at gmail dot com."),
           (Ask(FieldName.NAME, "value"), "My name is Sarah Johnson."),
           (_ADDRESS, "Twelve Oak Street, Columbus, Ohio, four three two one five.")),
    *_said("other answer",
           (_EMAIL, "What do you need that for?"), (_ADDRESS, "How much is the service call?"),
           (_EMAIL, "I don't have an e-mail."), (_PHONE, "Can you say that again?")),
)  # fmt: skip
_SENTENCES_HELD_OUT = (
    *_said("sentence",
           (_OPEN, "My water heater is leaking."), (_OPEN, "The breaker keeps tripping."),
           (_OPEN, "We have had no hot water since yesterday."),
           (_OPEN, "Could you send someone to fix my toilet?")),
    *_said("answer",
           (_URGENCY, "As soon as possible."), (_URGENCY, "Sometime next week is fine."),
           (_KIND, "It's for my business."), (_TIME, "Friday afternoon works.")),
    *_said("yes",
           (_IS_PHONE, "Yes, it is."), (_IS_NAME, "Exactly."), (_IS_CALLER_ID, "Yes, please.")),
    *_said("value",
           (_PHONE, "five one three, seven two two, eight eight oh six."),
           (_PHONE, "It's two one six, three nine one, oh five five two."),
           (_EMAIL, "robert at protonmail dot com."),
           (Ask(FieldName.NAME, "value"), "This is Karen Miller."),
           (_ADDRESS, "Nine hundred West Broad Street, Columbus, Ohio, four three two one five.")),
    *_said("other answer",
           (_PHONE, "Why do you need my number?"), (_EMAIL, "Do you charge for the visit?"),
           (_EMAIL, "I'd rather not give that."), (_PHONE, "Can I talk to a person?")),
)  # fmt: skip

INTERRUPTIONS = (
    "No, wait.", "Stop, that's wrong.", "Hold on a second.", "No, it's oh one four three.",
    "Wait, wait.", "No, that's not right.", "Actually, can I ask something?",
    "Excuse me, my basement is flooding.",
)  # fmt: skip
INTERRUPTIONS_HELD_OUT = (
    "No, no, that's wrong.", "Wait a minute.", "Hang on, please.", "Stop, please.",
    "I have a question.", "That's not my number.", "No, the last four are oh one four three.",
    "Sorry, can I say something?",
)  # fmt: skip
PASSING_WORDS = ("Uh-huh.", "Okay.", "Yeah.", "Right.", "Okay, yeah.")
PASSING_WORDS_HELD_OUT = ("Alright.", "Yes.", "I see.", "Got it.", "Sure.")
HUM, COUGH = "(mhm)", "(cough)"
"""Sounds that no voice reads: a hum in two parts, and a burst of noise."""


def dictations(dice: random.Random, number: int, *, held_out: bool = False) -> list[Script]:
    """Dictations with pauses of 0.5 to 3 s between their groups, evenly spread."""
    texts = _DICTATIONS_HELD_OUT if held_out else _DICTATIONS
    return [_paused(texts[turn % len(texts)], dice) for turn in range(number)]


def sentences(number: int, *, held_out: bool = False) -> list[Script]:
    """Turns in one breath: sentences, answers, values that are whole, and other answers."""
    texts = _SENTENCES_HELD_OUT if held_out else _SENTENCES
    return [texts[turn % len(texts)] for turn in range(number)]


def overs(number: int, *, held_out: bool = False) -> list[tuple[str, bool]]:
    """What is said into the desk's words, and whether it should stop it; in turns."""
    wanted = INTERRUPTIONS_HELD_OUT if held_out else INTERRUPTIONS
    passing = (*(PASSING_WORDS_HELD_OUT if held_out else PASSING_WORDS), HUM, HUM, HUM, COUGH)
    both = ((wanted[turn % len(wanted)], passing[turn % len(passing)]) for turn in range(number))
    return [each for stops, passes in both for each in ((stops, True), (passes, False))]


def _paused(script: Script, dice: random.Random) -> Script:
    pauses = [dice.uniform(SHORTEST_PAUSE, LONGEST_PAUSE) for _ in script.groups[1:]]
    return Script(script.kind, script.ask, script.groups, tuple(pauses), script.expected)
