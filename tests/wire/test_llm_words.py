"""Words of a model across the wire: checked, spoken before code's, and never contradicted."""

from typing import Any

import pytest

from agent.brain.decision import Call, Say
from agent.brain.failover import FALLBACKS
from agent.brain.moment import Moment
from agent.brain.tools import RECORD_TURN
from agent.embedded.openai_faults import Fault
from agent.embedded.openai_requests import ChatRequest
from agent.embedded.openai_stream import Reply
from tests.wire.test_llm_failover import BY_MODEL, HELD, by_code, call, records

pytestmark = pytest.mark.wire


KIND, KINDER, LIE = (
    "Oh no, I'm so sorry. ",
    "Thanks for telling me. ",
    "You're booked for Tuesday. ",
)


class TalkingDesk:
    """A desk that lets a model speak, and keeps what it said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.puts_right = False

    def moment(self) -> Moment:
        return Moment(may_speak=True)

    async def model_said(self, sentence: str) -> None:
        self.said.append(sentence)

    def model_misspoke(self) -> None:
        self.puts_right = True


def says(*sentences: str, calls: bool = True) -> Any:
    def reply(_: ChatRequest) -> Reply:
        report = [Call(RECORD_TURN, BY_MODEL)] if calls else []
        return [*map(Say, sentences), *report]

    return reply


@pytest.mark.parametrize("faults", [[], [Fault("hang_at_end", HELD)]])
async def test_kind_words_are_spoken_before_codes_and_the_call_counts(faults: list[Fault]) -> None:
    talking = TalkingDesk()
    async with call(says(KIND, KINDER), *faults, desk=talking) as here:
        await here.turn()
        assert here.capture.words == talking.said == [KIND.strip(), KINDER.strip()]
        assert [arguments for _, arguments in here.recorded] == [BY_MODEL]
        assert here.line.breaker.admit()


async def test_lie_is_dropped_and_the_desk_puts_right_what_led_to_it() -> None:
    talking = TalkingDesk()
    async with call(says(KIND, LIE, KINDER), desk=talking) as here:
        await here.turn()
        assert (here.capture.words, talking.puts_right) == ([KIND.strip()], True)
        assert [arguments for _, arguments in here.recorded] == [BY_MODEL]


TAKEN_OVER = [
    ("no_call", says(KIND, calls=False), []),
    ("TimeoutError", says(KIND), [Fault("stall_in_call", HELD)]),
    ("MalformedReply", says(KIND), [Fault("broken_call")]),
    ("APIConnectionError", says(KIND), [Fault("cut", keep=1 + 5 + 1)]),
    ("TimeoutError", says(KIND), [Fault("dribble", 0.05)]),
]


@pytest.mark.parametrize(("why", "reply", "faults"), TAKEN_OVER)
async def test_code_takes_over_behind_a_spoken_sentence_and_says_nothing_twice(
    why: str, reply: Any, faults: list[Fault]
) -> None:
    before = FALLBACKS.labels(why)._value.get()
    talking = TalkingDesk()
    async with call(reply, *faults, desk=talking) as here:
        await here.turn()
        assert by_code(here)
        assert here.capture.words == talking.said
        assert len(talking.said) <= 1
        assert not talking.puts_right
    assert FALLBACKS.labels(why)._value.get() == before + 1


async def test_owner_who_wants_no_words_of_a_model_hears_none() -> None:
    talking, asked = TalkingDesk(), list[ChatRequest]()

    def reply(request: ChatRequest) -> Reply:
        asked.append(request)
        return [Say(KIND), Call(RECORD_TURN, BY_MODEL)]

    async with call(reply, desk=talking, speech=False) as here:
        await here.turn()
        assert (here.capture.words, talking.said) == ([], [])
        assert [each.tool_choice for each in asked] == ["required"]


async def test_model_that_may_speak_is_not_made_to_call() -> None:
    asked: list[ChatRequest] = []

    def reply(request: ChatRequest) -> Reply:
        asked.append(request)
        return records(request)

    async with call(reply, desk=TalkingDesk()) as here:
        await here.turn()
    assert [each.tool_choice for each in asked] == ["auto"]
