"""The model level against an embedded model: healthy, failing, and without a key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from typer.testing import CliRunner

from agent.brain.openai_client import ModelLine
from agent.embedded.openai import KEY, openai_app
from agent.embedded.openai_faults import Fault, Faults
from agent.embedded.openai_mind import sort_turn
from agent.evaluation.asked import EvaluationError
from agent.evaluation.callers.split import callers
from agent.evaluation.modelled import ModelRun, model_json, model_rows, run_modelled
from agent.evaluation.play import Conditions
from agent.evaluation.report import Report
from agent.evaluation.screen import shown
from office.ports import loopback
from server import cli

pytestmark = pytest.mark.wire

CALLS = 4


@asynccontextmanager
async def line(faults: Faults) -> AsyncIterator[ModelLine]:
    """A line to a model server with these faults."""
    with loopback() as listening:
        app = openai_app(sort_turn, faults=faults)
        server = uvicorn.Server(uvicorn.Config(app, log_level=60, ws="none"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        model = ModelLine(KEY, f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
        try:
            yield model
        finally:
            await model.close()
            server.should_exit = server.force_exit = True
            await running


async def played(faults: Faults) -> ModelRun:
    async with line(faults) as model:
        people = callers(60, held_out=False)[-CALLS:]
        return await run_modelled(
            people, 1.0, Conditions(0.0), model, jobs=2, tick=lambda _done: None
        )


async def test_healthy_model_sorts_the_turns_and_its_tokens_are_counted() -> None:
    run = await played(Faults())
    assert run.spent.turns > 5 * CALLS
    assert run.spent.taken_over < run.spent.turns / 4
    assert run.spent.prompt_tokens > run.spent.completion_tokens > 0
    assert all(call.ended and not call.wrong for call in run.played)


async def test_failing_model_costs_no_call_and_every_turn_is_the_scripted_brains() -> None:
    run = await played(Faults(always=Fault("error_500")))
    assert run.spent.taken_over == run.spent.turns > 5 * CALLS
    assert run.spent.completion_tokens == 0
    assert all(call.ended and not call.wrong for call in run.played)


async def test_report_tells_the_model_apart() -> None:
    run = await played(Faults())
    report = Report("tuning")
    report.rows += model_rows(run)
    report.more["model"] = model_json(run, held_out=False)
    table = shown(report.as_json())
    assert "Fields with gpt-4.1" in table
    assert "model: turns the scripted brain took over" in table


def test_without_a_key_one_sentence_says_how_to_set_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(EvaluationError, match="set OPENAI_API_KEY"):
        CliRunner().invoke(cli, ["evaluate", "--level", "model"], catch_exceptions=False)
