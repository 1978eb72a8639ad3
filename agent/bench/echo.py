"""The floor: a bare websocket, served like the desk's, that sends every message back."""

import sys

import uvicorn
from fastapi import FastAPI, Response, WebSocket, WebSocketDisconnect

app = FastAPI(openapi_url=None)


@app.get("/readyz")
async def readyz() -> Response:
    """Say that it is up."""
    return Response()


@app.websocket("/echo")
async def echo(socket: WebSocket) -> None:
    """Send every message back."""
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        return


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_config=None, access_log=False)
