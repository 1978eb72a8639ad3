import json
from typing import Any

import pytest

from agent.brain.decision import Call, Say
from agent.brain.tools import RECORD_TURN
from agent.embedded.openai_mind import asked_last, sort_turn
from agent.embedded.openai_requests import ChatRequest
from office.sheet import FieldName
from office.values import Phone

pytestmark = pytest.mark.unit

TOOL = {"type": "function", "function": {"name": RECORD_TURN}}


def conversation(*turns: tuple[str, str], tool: bool = True) -> ChatRequest:
    """A request; a `desk` turn is a report's result, a `voice` turn what was spoken."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": "Be kind."}]
    for number, (who, words) in enumerate(turns):
        if who != "desk":
            role = "user" if who == "caller" else "assistant"
            messages.append({"role": role, "content": words})
            continue
        said, _, arguments = words.partition(" <- ")
        function = {"name": RECORD_TURN, "arguments": arguments or "{}"}
        one = {"id": f"call_{number}", "type": "function", "function": function}
        messages.append({"role": "assistant", "tool_calls": [one]})
        result = json.dumps({"said": said})
        messages.append({"role": "tool", "tool_call_id": one["id"], "content": result})
    body = {"model": "gpt-4.1", "messages": messages} | ({"tools": [TOOL]} if tool else {})
    return ChatRequest.read(json.dumps(body).encode())


def reported(*turns: tuple[str, str]) -> dict[str, Any]:
    (call,) = sort_turn(conversation(*turns))
    assert isinstance(call, Call)
    return call.arguments


QUESTIONS = [
    ("Thanks for calling. How can I help you?", None, "open"),
    ("What's your name?", FieldName.NAME, "value"),
    ("Could you spell your last name for me?", FieldName.NAME, "spell"),
    ("I have your name as: Mike Chen. Is that right?", FieldName.NAME, "confirm"),
    ("The street is spelled O, A, K. Did I get that right?", FieldName.ADDRESS, "confirm"),
    ("ABC Plumbing, is that your company, or your own name?", FieldName.NAME, "person_or_company"),
    ("Is the number you're calling from the best one?", FieldName.PHONE, "offer_caller_id"),
    ("Shall I send it to the e-mail we have on file?", FieldName.EMAIL, "confirm"),
    ("Is it urgent, or can it wait a few days?", FieldName.URGENCY, "value"),
    ("Is this for a home or for a business?", FieldName.CUSTOMER_TYPE, "value"),
    ("Is that a repair, or an installation?", FieldName.SERVICE, "value"),
    ("That comes to $445. The estimate is sent. Is there anything else?", None, "anything_else"),
]


@pytest.mark.parametrize(("said", "field", "kind"), QUESTIONS)
@pytest.mark.parametrize("way", ["desk", "voice"])
def test_what_was_asked_is_found_in_the_desks_words(
    said: str, field: FieldName | None, kind: str, way: str
) -> None:
    ask = asked_last(conversation(("caller", "Hi"), (way, said), ("caller", "Yes.")))
    assert (ask.field, ask.kind) == (field, kind)


def test_first_words_are_sorted_without_a_question() -> None:
    found = reported(("caller", "My sink is leaking. It's urgent."))
    assert found["urgency"] == "urgent"
    assert "sink" in found["service"]


def test_correction_is_of_the_value_that_was_reported() -> None:
    ask = asked_last(
        conversation(
            ("caller", "614 555 0123"),
            ("desk", 'I have your number as 555. Is that right? <- {"phone": "614-555-0123"}'),
            ("caller", "No, it ends in 0199."),
        )
    )
    assert ask.value == Phone("+16145550123")


def test_words_in_two_pieces_are_one_turn() -> None:
    found = reported(
        ("caller", "Hi"),
        ("desk", "What's your name?"),
        ("caller", "My name is"),
        ("caller", "Mike Chen."),
    )
    assert found == {"name": "Mike Chen"}


def test_without_the_tool_it_does_not_pretend_to_have_used_it() -> None:
    (said,) = sort_turn(conversation(("caller", "Hi"), tool=False))
    assert isinstance(said, Say)
