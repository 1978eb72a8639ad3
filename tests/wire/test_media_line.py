import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fastapi import FastAPI, WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from office.ports import loopback
from office.values import Phone
from telephony.line import Line
from telephony.rest import CarrierRest
from telephony.ring import Ring

pytestmark = [pytest.mark.wire, pytest.mark.timeout(30)]

NOBODY = "http://127.0.0.1:9"


@asynccontextmanager
async def lined(*, reads: bool) -> AsyncIterator[tuple[Line, ClientConnection]]:
    """A line on a real socket, of a carrier whose REST API is gone; `reads` as a pipeline does."""
    app, lines, over = FastAPI(), asyncio.Queue[Line](), asyncio.Event()

    @app.websocket("/")
    async def answer(websocket: WebSocket) -> None:
        await websocket.accept()
        ring = Ring("CA1", Phone("+16145550171"), "")
        rest = CarrierRest("AC1", "t", "+16145550100", NOBODY)
        lines.put_nowait(Line(ring, "MZ1", websocket, rest, resumed=False))
        while reads and (await websocket.receive())["type"] != "websocket.disconnect":
            pass
        await over.wait()

    with loopback() as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        url = f"ws://127.0.0.1:{listening.getsockname()[1]}/"
        try:
            async with connect(url) as carrier:
                yield await lines.get(), carrier
        finally:
            over.set()
            server.should_exit = True
            await running


async def test_line_is_let_go_even_if_the_carrier_cannot_be_told() -> None:
    async with lined(reads=True) as (line, carrier):
        await line.hang_up()
        with pytest.raises(ConnectionClosed):
            await carrier.recv()
        assert line.stopped


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize("rude", [True, False])
async def test_hanging_up_after_the_caller_did_is_no_accident(reads: bool, rude: bool) -> None:
    async with lined(reads=reads) as (line, carrier):
        if rude:
            carrier.transport.abort()
        else:
            await carrier.close()
        await asyncio.sleep(0.05)
        await line.hang_up()
        await line.hang_up()
        assert line.stopped
