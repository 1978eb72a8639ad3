"""The tool through which either brain reports a turn, as a pipeline function."""

from typing import Any

from pipecat.adapters.llm.schemas.direct_function import tool_options
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.services.llm_service import FunctionCallHandler, FunctionCallParams

from agent.brain.offer import EVERYTHING, Offer, form

RECORD_TURN = "record_turn"
SECONDS = 20.0
"""A turn may run several tools, each with a deadline of its own."""


def record_turn_schema(handler: FunctionCallHandler, offer: Offer = EVERYTHING) -> FunctionSchema:
    """The schema is the moment's closed form; the call survives a barge-in."""

    async def record_turn(params: FunctionCallParams) -> None:
        await handler(params)

    tool_options(cancel_on_interruption=False, timeout_secs=SECONDS)(record_turn)
    schema: dict[str, Any] = form(offer).model_json_schema()
    return FunctionSchema(
        name=RECORD_TURN,
        description="Report everything the caller's last words said. Call it once per turn.",
        properties=schema["properties"],
        required=[],
        handler=record_turn,
    )
