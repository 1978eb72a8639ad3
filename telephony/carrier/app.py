"""The embedded carrier's faces: Twilio's REST subset, handsets, and a side door for tests."""

import asyncio
import base64
import hmac
import json
import socket
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Request, WebSocket
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.websockets import WebSocketState

from office.mail.mailbox.box import Mailbox
from office.mail.mailbox.server import door, receiving
from office.mail.mailbox.side_door import side_door
from office.segments import counted
from office.settings import Settings
from office.values import BadPhone, Phone
from telephony.carrier.call import Call
from telephony.carrier.exchange import Exchange, Faults, SentMessage

LOOPBACK = ("127.0.0.1", "::1", "testclient")


class TwilioFault(Exception):
    """An error in the form Twilio's REST API gives it."""

    def __init__(self, status: int, code: int, message: str) -> None:
        """Keep the HTTP status, Twilio's code and its text."""
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class TextSent(BaseModel):
    """A text that somebody sends to the number, for the side door; `delay` is in seconds."""

    model_config = ConfigDict(extra="forbid")

    sender: str
    body: str
    sid: str = ""
    pictures: int = 0
    delay: float = 0.0


class WiredHandset:
    """A handset on a websocket: μ-law frames both ways, JSON for everything else."""

    def __init__(self, socket: WebSocket) -> None:
        """Serve one phone."""
        self._socket = socket
        self.microphone: deque[bytes] = deque()

    async def hear(self, frame: bytes) -> None:
        """Play 20 ms of μ-law."""
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.send_bytes(frame)

    async def tell(self, event: str, **facts: Any) -> None:
        """Report what happens on the call."""
        if self._socket.application_state is WebSocketState.CONNECTED:
            await self._socket.send_text(json.dumps({"event": event, **facts}))

    def speak(self) -> bytes | None:
        """The next 20 ms from its microphone, or None for silence."""
        return self.microphone.popleft() if self.microphone else None


def carrier_app(
    folder: Path,
    *,
    account_sid: str,
    auth_token: str,
    number: str,
    desk_url: str,
    mailbox: socket.socket | None = None,
) -> FastAPI:
    """A carrier with one account and one number, which rings the desk at its address.

    It carries letters too: with a listening `mailbox` the embedded mailbox is in the same process.
    """
    exchange = Exchange(
        folder,
        account_sid=account_sid,
        auth_token=auth_token,
        number=number,
        desk_url=desk_url,
    )

    box = Mailbox()

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as open_doors:
            if mailbox is not None:
                await open_doors.enter_async_context(receiving(box, mailbox))
            yield
        await exchange.close()

    app = FastAPI(title="Embedded carrier", lifespan=life, docs_url=None, redoc_url=None)
    app.state.exchange, app.state.mailbox = exchange, box
    app.include_router(_rest(exchange))
    app.include_router(_side_door(exchange))
    if mailbox is not None:
        app.include_router(side_door(box))

    async def refused(_request: Request, error: Exception) -> JSONResponse:
        if not isinstance(error, TwilioFault):
            raise error
        body = {"code": error.code, "message": error.message, "status": error.status}
        info = f"https://www.twilio.com/docs/errors/{error.code}"
        return JSONResponse(body | {"more_info": info}, error.status)

    app.add_exception_handler(TwilioFault, refused)
    return app


def carrier_of(settings: Settings) -> FastAPI:
    """The carrier of a desk, with the mailbox where no real mail server is used.

    Raises:
        PortTaken: the mailbox's port cannot be had.
    """
    account = settings.account
    return carrier_app(
        settings.data / "carrier",
        account_sid=account.sid,
        auth_token=account.token,
        number=account.number,
        desk_url=settings.desk_url,
        mailbox=door(settings),
    )


def _rest(exchange: Exchange) -> APIRouter:
    def authenticated(request: Request) -> None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        wanted = f"{exchange.account_sid}:{exchange.auth_token}".encode()
        try:
            known = scheme == "Basic" and hmac.compare_digest(base64.b64decode(given), wanted)
        except ValueError:
            known = False
        if not known or request.path_params.get("account") != exchange.account_sid:
            raise TwilioFault(401, 20003, "Authenticate")
        if exchange.faults.rest_failures > 0:
            exchange.faults.rest_failures -= 1
            raise TwilioFault(exchange.faults.rest_status or 500, 20500, "Internal Server Error")

    router = APIRouter(
        prefix="/2010-04-01/Accounts/{account}", dependencies=[Depends(authenticated)]
    )

    @router.get("/Calls/{call}.json")
    async def read_call(call: str) -> dict[str, Any]:
        return _shown(_call(exchange, call))

    @router.post("/Calls/{call}.json")
    async def update_call(
        call: str,
        status: Annotated[str, Form(alias="Status")] = "",
        twiml: Annotated[str, Form(alias="Twiml")] = "",
        url: Annotated[str, Form(alias="Url")] = "",
    ) -> dict[str, Any]:
        live = _call(exchange, call)
        if not live.live:
            raise TwilioFault(400, 21220, "Call is not in-progress. Cannot redirect.")
        if status == "completed":
            live.complete("desk")
        elif twiml:
            live.redirect(twiml)
        elif url:
            live.redirect(await exchange.webhook(url, live.form()) or "<Response/>")
        else:
            raise TwilioFault(400, 20001, "Status, Twiml or Url is needed.")
        return _shown(live)

    @router.post("/Messages.json", status_code=201)
    async def send(
        to: Annotated[str, Form(alias="To")] = "",
        sender: Annotated[str, Form(alias="From")] = "",
        body: Annotated[str, Form(alias="Body")] = "",
        status_url: Annotated[str, Form(alias="StatusCallback")] = "",
    ) -> dict[str, Any]:
        try:
            _check_message(exchange, to, sender, body)
        except TwilioFault as fault:
            exchange.refused.append((to, fault.code))
            raise
        return _message(exchange, exchange.send_message(to, body, status_url))

    @router.get("/Messages.json")
    async def messages() -> dict[str, Any]:
        return {"messages": [_message(exchange, sent) for sent in exchange.messages.values()]}

    return router


def _check_message(exchange: Exchange, to: str, sender: str, body: str) -> None:
    if not body:
        raise TwilioFault(400, 21602, "Message body is required.")
    if len(body) > 1600:
        raise TwilioFault(400, 21617, "The concatenated message body exceeds the 1600 limit.")
    if sender != exchange.number:
        raise TwilioFault(400, 21606, f"The From phone number {sender} is not a valid number.")
    try:
        good = to.startswith("+") and Phone.parse(to).e164 == to
    except BadPhone:
        good = False
    if not good or to in exchange.faults.rejected_numbers:
        raise TwilioFault(400, 21211, f"Invalid 'To' Phone Number: {to}")
    if to in exchange.faults.not_mobile:
        raise TwilioFault(400, 21614, f"'To' number is not a valid mobile number: {to}")
    if to in exchange.stopped:
        raise TwilioFault(400, 21610, "Attempt to send to unsubscribed recipient")


def _call(exchange: Exchange, call: str) -> Call:
    found = exchange.calls.get(call)
    if found is None:
        raise TwilioFault(404, 20404, f"The requested resource /Calls/{call}.json was not found")
    return found


def _shown(call: Call) -> dict[str, Any]:
    return {
        "sid": call.sid,
        "account_sid": call.exchange.account_sid,
        "from": call.caller,
        "to": call.exchange.number,
        "status": call.status if call.live else "completed",
        "direction": "inbound",
        "start_time": call.started,
    }


def _message(exchange: Exchange, sent: SentMessage) -> dict[str, Any]:
    return {
        "sid": sent.sid,
        "account_sid": exchange.account_sid,
        "to": sent.to,
        "from": sent.sender,
        "body": sent.body,
        "status": sent.status,
        "num_segments": str(counted(sent.body).count),
        "error_code": sent.error_code,
        "error_message": None,
        "date_created": sent.at,
        "direction": "outbound-api",
    }


def _side_door(exchange: Exchange) -> APIRouter:
    def local(request: Request) -> None:
        if request.client is None or request.client.host not in LOOPBACK:
            raise HTTPException(403, "The side door opens to this machine only.")

    router = APIRouter(prefix="/_carrier")
    guarded = [Depends(local)]

    @router.get("/outbox", dependencies=guarded)
    async def outbox() -> list[dict[str, Any]]:
        return exchange.outbox()

    @router.post("/text", dependencies=guarded)
    async def text(sent: TextSent) -> dict[str, str | None]:
        await asyncio.sleep(sent.delay)
        said = await exchange.receive_text(
            sent.sender, sent.body, message_sid=sent.sid, pictures=sent.pictures
        )
        return {"answer": said}

    @router.get("/calls", dependencies=guarded)
    async def calls() -> list[dict[str, Any]]:
        return [
            _shown(call) | {"reason": call.reason, "recordings": call.recordings}
            for call in exchange.calls.values()
        ]

    @router.get("/warnings", dependencies=guarded)
    async def warnings() -> list[str]:
        return exchange.warnings

    @router.get("/account", dependencies=guarded)
    async def account() -> dict[str, str]:
        return {
            "sid": exchange.account_sid,
            "number": exchange.number,
            "desk_url": exchange.desk_url,
        }

    @router.post("/reset", dependencies=guarded)
    async def reset() -> None:
        exchange.reset()

    @router.post("/faults", dependencies=guarded)
    async def faults(wanted: dict[str, Any]) -> dict[str, Any]:
        unknown = set(wanted) - set(asdict(Faults()))
        if unknown:
            raise HTTPException(422, f"There is no fault {sorted(unknown)[0]}.")
        exchange.faults = Faults(**wanted)
        return asdict(exchange.faults)

    @router.websocket("/handset")
    async def handset(socket: WebSocket) -> None:
        if socket.client is None or socket.client.host not in LOOPBACK:
            await socket.close(1008)
            return
        await socket.accept()
        await _serve(exchange, socket)

    return router


async def _serve(exchange: Exchange, socket: WebSocket) -> None:
    """One phone, from dialling to hanging up."""
    phone = WiredHandset(socket)
    dialled = await socket.receive_json()
    dial = dialled.get("dial", {})
    call = Call(
        exchange, phone, dial.get("from"), dial.get("attestation"), dial.get("rehearsed_at") or ""
    )
    call.pace = float(dial.get("pace", 1.0))
    exchange.calls[call.sid] = call
    talking = asyncio.ensure_future(call.run())
    listening = asyncio.ensure_future(_listen(socket, phone, call))
    try:
        await asyncio.wait({talking, listening}, return_when=asyncio.FIRST_COMPLETED)
        call.complete("caller")
        await asyncio.wait({talking}, timeout=20.0)
    finally:
        listening.cancel()
        talking.cancel()
        await asyncio.gather(listening, talking, return_exceptions=True)
    if socket.application_state is WebSocketState.CONNECTED:
        await socket.close()


async def _listen(socket: WebSocket, phone: WiredHandset, call: Call) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("bytes"):
            phone.microphone.append(message["bytes"])
            continue
        command = json.loads(message.get("text") or "{}")
        if "hang_up" in command:
            return
        for digit in str(command.get("dtmf", "")):
            call.keys.put_nowait(digit)
