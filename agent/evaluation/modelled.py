"""The model level: the text callers meet a real model, through the product's own path to it.

A turn is asked as a live one is: the closed form of its moment, the deadlines, the check and the
scripted brain behind them (`FailoverLLM`), then code's sober look at the report. Only the voice
is left out, and with it what a model may say besides.
"""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from openai.types.chat import ChatCompletionChunk, ChatCompletionMessageToolCallUnionParam
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import FunctionCallParams

from agent.brain.choice import check_record
from agent.brain.chunks import scripted
from agent.brain.decision import Call, Decision
from agent.brain.failover import FailoverLLM
from agent.brain.moment import Moment
from agent.brain.openai_client import ModelLine
from agent.brain.record import TurnRecord
from agent.brain.scripted import OWN_CALLS
from agent.brain.sober import sober
from agent.brain.tools import RECORD_TURN, record_turn_schema
from agent.evaluation.callers.person import Caller
from agent.evaluation.channel import KEYPAD
from agent.evaluation.figures import figures
from agent.evaluation.outcomes import Played
from agent.evaluation.play import Conditions, Heard, Turn, bad_line, turns
from agent.evaluation.report import Row, field_json, share_json, share_row
from agent.evaluation.statistics import Share
from agent.offer import moment_now


@dataclass
class Spent:
    """What the model was asked and what it cost, over all calls."""

    turns: int = 0
    taken_over: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ModelRun:
    """Calls played with a model."""

    model: str
    line: float
    played: list[Played]
    spent: Spent
    seconds: float


class _Silent:
    """A call in which a model only reports."""

    def __init__(self) -> None:
        self.now = Moment()

    def moment(self) -> Moment:
        """What can be reported of this turn."""
        return self.now

    async def model_said(self, _sentence: str) -> None:
        """Nothing is spoken, so nothing is noted."""

    def model_misspoke(self) -> None:
        """Nothing was spoken."""


@dataclass
class _Sorting:
    """The model in one call: its context, and what it makes of each turn."""

    line: ModelLine
    spent: Spent
    desk: _Silent = field(default_factory=_Silent)
    context: LLMContext = field(default_factory=lambda: LLMContext(tools=[]))
    llm: FailoverLLM | None = None
    own: TurnRecord = field(default_factory=TurnRecord)
    reported: str = ""

    async def sort(self, turn: Turn, heard: str) -> TurnRecord | None:
        """How the turn is taken down; None leaves it to code alone, which knows more of it."""
        self._answered(turn.after)
        self.context.add_message({"role": "user", "content": heard})
        if turn.overlapped or heard.startswith(KEYPAD) or not heard.strip(" .,!?"):
            return None
        dialogue = turn.dialogue
        self.own = dialogue.understand(heard, turn.now)
        said = dialogue.last.text if dialogue.last else ""
        self.desk.now = moment_now(
            dialogue.rulebook,
            dialogue.sheet,
            dialogue.situation,
            dialogue.ask,
            heard,
            speech=False,
            said=said,
        )
        self.context.set_tools([record_turn_schema(_never, self.desk.now.offer)])
        if self.llm is None:
            self.llm = self._asked_as(dialogue.rulebook.instructions(turn.now))
        record, by_code = await self._reported(self.llm)
        return record if by_code else sober(record, self.own, dialogue.ask, heard)

    def _asked_as(self, instruction: str) -> FailoverLLM:
        return FailoverLLM(
            self.line,
            scripted(self._decide),
            instruction=instruction,
            check=check_record,
            desk=self.desk,
            speech=False,
        )

    def _decide(self, _context: LLMContext) -> Decision:
        return Call(RECORD_TURN, self.own.model_dump(exclude_defaults=True))

    async def _reported(self, llm: FailoverLLM) -> tuple[TurnRecord, bool]:
        """The record that came, and whether it is the scripted brain's."""
        number, arguments = "", ""
        async for piece in await llm.get_chat_completions(self.context):
            self._count(piece)
            for choice in piece.choices:
                for call in choice.delta.tool_calls or ():
                    number = call.id or number
                    if call.function is not None:
                        arguments += call.function.arguments or ""
        by_code = number.startswith(OWN_CALLS)
        self.spent.turns += 1
        self.spent.taken_over += by_code
        self._note(number, arguments)
        return TurnRecord.model_validate(json.loads(arguments)), by_code

    def _count(self, piece: ChatCompletionChunk) -> None:
        if piece.usage is not None:
            self.spent.prompt_tokens += piece.usage.prompt_tokens
            self.spent.completion_tokens += piece.usage.completion_tokens

    def _note(self, number: str, arguments: str) -> None:
        calls: list[ChatCompletionMessageToolCallUnionParam] = [
            {
                "id": number,
                "type": "function",
                "function": {"name": RECORD_TURN, "arguments": arguments},
            }
        ]
        self.context.add_message({"role": "assistant", "content": None, "tool_calls": calls})
        self.reported = number

    def _answered(self, words: str) -> None:
        """The desk's words: the result of the turn's report, as in a live call."""
        if self.reported:
            said = json.dumps({"said": words})
            number, self.reported = self.reported, ""
            self.context.add_message({"role": "tool", "tool_call_id": number, "content": said})
        else:
            self.context.add_message({"role": "assistant", "content": words})


async def _never(_params: FunctionCallParams) -> None:
    """The tool is only described here; who asked takes the report itself."""


async def play_modelled(
    caller: Caller,
    conditions: Conditions,
    line: ModelLine,
    spent: Spent,
    *,
    keep_lines: bool = False,
) -> Played:
    """Play one call whose turns a model sorts."""
    sorting, phone = _Sorting(line, spent), bad_line(caller, conditions)
    playing = turns(caller, conditions, keep_lines=keep_lines)
    try:
        turn = next(playing)
        while True:
            heard = phone.hear(turn.words)
            turn = playing.send(Heard(heard, await sorting.sort(turn, heard)))
    except StopIteration as ended:
        played: Played = ended.value
        return played


async def run_modelled(
    people: list[Caller],
    share: float,
    conditions: Conditions,
    line: ModelLine,
    *,
    jobs: int,
    tick: Callable[[int], None],
) -> ModelRun:
    """Play a call of each caller, so many at once."""
    started, spent = time.monotonic(), Spent()
    done: dict[int, Played] = {}
    waiting = iter(enumerate(people))

    async def work() -> None:
        for place, caller in waiting:
            done[place] = await play_modelled(caller, conditions, line, spent)
            tick(1)

    async with asyncio.TaskGroup() as group:
        for _ in range(jobs):
            group.create_task(work())
    played = [done[place] for place in range(len(people))]
    return ModelRun(line.model, share, played, spent, time.monotonic() - started)


def model_rows(run: ModelRun) -> list[Row]:
    """The rows of the table of goals; the goals are those of the scripted brain."""
    found = figures(run.played)
    whole, of = found.every_field, f"{len(run.played):,} calls with {run.model}"
    over = Share(run.spent.taken_over, run.spent.turns)
    goal = run.line >= 0.73
    line = f"model, line {run.line:.0%}"
    wrong = share_row(
        f"{line}: stored as confirmed but wrong",
        whole.wrong,
        0.001 if goal else None,
        of,
        at_least=False,
    )
    exact = f"{line}: fields exact after confirmation"
    right = f"{line}: calls with the right end state"
    return [
        share_row(exact, whole.exact, 0.99 if goal else None, of),
        wrong,
        share_row(right, found.calls.right, 0.98 if goal else None, of),
        share_row("model: turns the scripted brain took over", over, None, of, at_least=False),
    ]


def model_json(run: ModelRun, *, held_out: bool) -> dict[str, Any]:
    """The calls with a model as data; tokens are what the server said it used."""
    found, spent = figures(run.played), run.spent
    return {
        "model": run.model,
        "line": run.line,
        "calls": len(run.played),
        "wall_seconds": round(run.seconds, 1),
        "fields": [field_json(one) for one in (*found.fields, found.every_field)],
        "right": share_json(found.calls.right),
        "turns_asked": spent.turns,
        "turns_taken_over": spent.taken_over,
        "prompt_tokens": spent.prompt_tokens,
        "completion_tokens": spent.completion_tokens,
        "worst": [] if held_out else [asdict(one) for one in found.worst],
    }
