"""A mind for the embedded model: sorts the caller's last turn as a real one is asked to.

It sees what any model sees, the request and nothing else. What the desk asked last it works out
from the desk's own words, as they are in the conversation; the sorting is the scripted brain's.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from agent.brain.ask import Ask, Kind
from agent.brain.decision import Call, Say
from agent.brain.tools import RECORD_TURN
from agent.brain.understanding import parse_field, understand
from agent.embedded.openai_requests import ChatRequest
from agent.embedded.openai_stream import Reply
from office.sheet import FieldName, Value
from office.values import Phone

SOME_NUMBER = Phone("+16145550100")
"""A model is not shown the caller's number, only that there may be one."""
NO_TIME = datetime(2026, 1, 1, tzinfo=UTC)

_KINDS: tuple[tuple[str, Kind], ...] = (
    ("calling from", "offer_caller_id"),
    ("your company, or your own", "person_or_company"),
    ("that right", "confirm"),
    ("on file", "confirm"),
    ("how many would", "how_many"),
    ("spell", "spell"),
    ("anything else", "anything_else"),
)
_FIELDS: tuple[tuple[str, FieldName], ...] = (
    (r"second number", FieldName.ALTERNATE_PHONE),
    (r"e-mail|at sign|letter by letter", FieldName.EMAIL),
    (r"address|street", FieldName.ADDRESS),
    (r"the company", FieldName.COMPANY),
    (r"\bname\b|that's spelled", FieldName.NAME),
    (r"number|ten digits|calling from", FieldName.PHONE),
    (r"urgent|come today|marking this as", FieldName.URGENCY),
    (r"a home or|building|so this is", FieldName.CUSTOMER_TYPE),
    (r"when would|which day|like us to come", FieldName.PREFERRED_TIME),
    (r"help you with|what's wrong|is that .*, or |write down", FieldName.SERVICE),
)


def sort_turn(asked: ChatRequest) -> Reply:
    """Report the caller's last turn with the tool, or say so if there is no such tool."""
    tools = {tool.function.name for tool in asked.tools or ()}
    if RECORD_TURN not in tools:
        return [Say("I can only take a call's turns down.")]
    words = " ".join(asked.messages[number].text for number in _last_turn(asked))
    record = understand(words, asked_last(asked), NO_TIME, SOME_NUMBER)
    return [Call(RECORD_TURN, record.model_dump(mode="json", exclude_defaults=True))]


def asked_last(asked: ChatRequest) -> Ask:
    """The question the caller's last turn answers."""
    said = _desks_words(asked).lower()
    # A question may have its answer's choices in the sentence before: the last two are enough.
    question = " ".join(re.split(r"(?<=[.?!])\s+", said)[-2:])
    kind = next((kind for words, kind in _KINDS if words in question), None)
    place = said if kind == "confirm" else question
    field = next((name for words, name in _FIELDS if re.search(words, place)), None)
    if kind in ("anything_else", "how_many"):
        return Ask(None, kind)
    if field is None:
        return Ask(None, "open")
    return Ask(field, kind or "value", _reported(asked, field) if kind == "confirm" else None)


def _last_turn(asked: ChatRequest) -> list[int]:
    """Where the caller's last words are: all since the desk said something, oldest first."""
    place, turn = len(asked.messages) - 1, list[int]()
    while place >= 0 and asked.messages[place].role == "user":
        turn.insert(0, place)
        place -= 1
    return turn


def _desks_words(asked: ChatRequest) -> str:
    """What the desk said between the caller's last two turns, spoken or as a tool's result."""
    place, words = len(asked.messages) - len(_last_turn(asked)) - 1, list[str]()
    while place >= 0 and asked.messages[place].role != "user":
        message = asked.messages[place]
        if message.role in ("assistant", "tool"):
            words.insert(0, _said(message.text))
        place -= 1
    return " ".join(words)


def _said(text: str) -> str:
    """The words in a tool's result, or a spoken text as it is."""
    if not text.startswith("{"):
        return text
    result = json.loads(text)
    return str(result.get("said", "")) if isinstance(result, dict) else ""


def _reported(asked: ChatRequest, field: FieldName) -> Value | None:
    """The value of a field that was reported last; it is what is being read back."""
    for arguments in _calls(asked):
        text = arguments.get(field.value)
        readings = parse_field(field, text, NO_TIME) if isinstance(text, str) else ()
        if readings:
            return readings[0].value
    return None


def _calls(asked: ChatRequest) -> Iterator[dict[str, object]]:
    """The arguments of all calls so far, the last one first."""
    for message in reversed(asked.messages):
        for call in reversed(message.tool_calls or ()):
            yield json.loads(call.function.arguments)
