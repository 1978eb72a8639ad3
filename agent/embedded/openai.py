"""An embedded server of OpenAI's chat API: a callable plays the model, faults come on demand."""

import asyncio
import inspect
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse

from agent.embedded.openai_faults import Fault, Faults, no_key, refusal, wrong_key
from agent.embedded.openai_requests import ChatRequest, Refusal
from agent.embedded.openai_stream import Reply, Wording, event

KEY, MODEL = "sk-embedded", "gpt-4.1"
REMEMBERED = 100
DRIBBLED = " um"

ReplyFor = Callable[[ChatRequest], Reply | Awaitable[Reply]]


def openai_app(
    reply: ReplyFor,
    *,
    faults: Faults | None = None,
    keys: frozenset[str] = frozenset({KEY}),
    models: frozenset[str] = frozenset({MODEL}),
    pause: float = 0.0,
) -> FastAPI:
    """A model server.

    `app.state.seen` holds the requests that were let through, the last hundred.

    Args:
        reply: plays the model: gives what is said and called for a request.
        faults: what goes wrong, and when.
        keys: the keys it knows.
        models: the models it has.
        pause: seconds between two pieces of a reply.
    """
    app = FastAPI(title="Embedded model", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.seen = deque(maxlen=REMEMBERED)
    trouble = faults or Faults()

    @app.exception_handler(Refusal)
    async def refuse(_request: Request, error: Refusal) -> Response:
        return JSONResponse(error.body, error.status)

    @app.get("/v1/models")
    async def listed(request: Request) -> Response:
        _check_key(request, keys)
        return JSONResponse({"object": "list", "data": [_card(name) for name in sorted(models)]})

    @app.get("/v1/models/{name}")
    async def shown(request: Request, name: str) -> Response:
        _check_key(request, keys)
        _check_model(name, models)
        return JSONResponse(_card(name))

    @app.post("/v1/chat/completions")
    async def completions(request: Request) -> Response:
        _check_key(request, keys)
        asked = ChatRequest.read(await request.body())
        _check_model(asked.model, models)
        app.state.seen.append(asked)
        fault = trouble.next()
        if fault is not None:
            await _serve_before_headers(fault)
        given = reply(asked)
        wording = Wording(asked, await given if inspect.isawaitable(given) else given)
        if not asked.stream:
            return JSONResponse(wording.whole())
        if fault is not None and fault.sort == "cut":
            return _Cut(wording.pieces()[: fault.keep])
        return StreamingResponse(
            _stream(wording, fault, pause), media_type="text/event-stream; charset=utf-8"
        )

    return app


class _Cut(Response):
    """Drops the connection in the middle of the reply."""

    def __init__(self, pieces: list[bytes]) -> None:
        super().__init__()
        self._pieces = pieces

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # A body shorter than announced makes the server drop the connection.
        size = sum(map(len, self._pieces))
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"content-length", str(size + 1000).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _serve_before_headers(fault: Fault) -> None:
    if fault.sort == "hang_before_headers":
        await asyncio.sleep(fault.seconds)
    refused = refusal(fault.sort)
    if refused is not None:
        raise refused


async def _stream(wording: Wording, fault: Fault | None, pause: float) -> AsyncIterator[bytes]:
    sort = fault.sort if fault else ""
    seconds = fault.seconds if fault else 0.0
    pieces = wording.pieces()
    match sort:
        case "hang_after_headers":
            yield b": waiting\n\n"
            await asyncio.sleep(seconds)
        case "dribble":
            async for piece in _dribble(wording, seconds):
                yield piece
        case "empty":
            pieces = pieces[:1]
        case "nonsense":
            yield b"data: {this is no JSON\n\n"
        case "error_in_stream":
            for piece in pieces[: fault.keep if fault else 0]:
                yield piece
            yield event(Refusal("The server is overloaded.", kind="server_error").body)
            return
        case "broken_call":
            pieces = pieces[:-1]
    for number, piece in enumerate(pieces):
        if sort == "stall_in_call" and number == len(pieces) - 1:
            await asyncio.sleep(seconds)
        yield piece
        if pause:
            await asyncio.sleep(pause)
    for number, piece in enumerate(wording.end()):
        if sort == "hang_at_end" and number == 1:
            await asyncio.sleep(seconds)
        yield piece


async def _dribble(wording: Wording, seconds: float) -> AsyncIterator[bytes]:
    """Word after word and never the end of a sentence, until the client has had enough."""
    while True:
        yield wording.piece(DRIBBLED)
        await asyncio.sleep(seconds)


def _check_key(request: Request, keys: frozenset[str]) -> None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key:
        raise no_key()
    if key not in keys:
        raise wrong_key(key)


def _check_model(name: str, models: frozenset[str]) -> None:
    if name not in models:
        raise Refusal(
            f"The model `{name}` does not exist or you do not have access to it.",
            code="model_not_found",
            status=404,
        )


def _card(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1744316542, "owned_by": "frontdesk"}
