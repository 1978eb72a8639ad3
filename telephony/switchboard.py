"""The switchboard: Twilio's webhooks and the media stream, wired to whoever answers."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import structlog
from fastapi import APIRouter, Request, Response, WebSocket

from telephony import twiml
from telephony.admission import Admission
from telephony.deliveries import Delivery
from telephony.line import Line
from telephony.rest import CarrierRest
from telephony.ring import Ring
from telephony.serializer import LARGEST
from telephony.signatures import Signatures
from telephony.tokens import StreamTokens

log = structlog.get_logger()

HANDSHAKE_SECONDS = 5.0
HANDSHAKE_MESSAGES = 10
LARGEST_FORM = 64 * 1024
RESUMES = 2
"""How often a lost stream is taken up again before the caller gets the voicemail."""


@dataclass(frozen=True, slots=True)
class Voicemail:
    """A message somebody left; the carrier keeps the recording."""

    ring: Ring
    recording_url: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Text:
    """A text somebody sent to the business number.

    `opt_out` is what the carrier made of it: "STOP", "START", "HELP" or nothing (Twilio:
    OptOutType). Pictures stay with the carrier; `pictures` counts them.
    """

    sid: str
    sender: str
    body: str
    opt_out: str = ""
    pictures: int = 0


async def _nobody() -> None:
    """Nobody needs to hear of it."""


@dataclass(frozen=True, slots=True)
class Answerers:
    """Who is called for what happens on the line."""

    on_ring: Callable[[Ring], Awaitable[None]]
    answer: Callable[[Line], Awaitable[None]]
    how_it_ended: Callable[[str], str]
    on_ended: Callable[[str], Awaitable[None]]
    on_voicemail: Callable[[Voicemail], Awaitable[None]]
    on_text: Callable[[Text], Awaitable[None]]
    on_delivery: Callable[[Delivery], Awaitable[None]]
    on_refused: Callable[[], Awaitable[None]] = _nobody


class Switchboard:
    """One Twilio account's webhooks and streams."""

    def __init__(
        self,
        *,
        account_sid: str,
        signatures: Signatures,
        tokens: StreamTokens,
        admission: Admission,
        rest: CarrierRest,
        lines: Callable[[], twiml.Lines],
        answerers: Answerers,
    ) -> None:
        """Serve one account; `lines` gives the owner's words as they stand now."""
        self._account_sid, self._signatures, self._tokens = account_sid, signatures, tokens
        self._admission, self._rest = admission, rest
        self._lines, self._answerers = lines, answerers
        self._resumed: dict[str, int] = {}
        self._held: dict[str, Line] = {}

    def router(self) -> APIRouter:
        """The routes, for the application."""
        router = APIRouter(prefix="/twilio", include_in_schema=False)
        posts = {
            "/voice": self.voice,
            "/after": self.after,
            "/status": self.status,
            "/sms": self.sms,
            "/voicemail": self.voicemail,
        }
        for path, handler in posts.items():
            router.add_api_route(path, self._checked(handler), methods=["POST"])
        router.add_api_websocket_route("/stream", self.stream)
        return router

    async def voice(self, form: dict[str, str]) -> str:
        """A call comes in (Twilio: voice webhook)."""
        ring = Ring.parse(form)
        if not self._admission.reserve(ring.call_sid):
            log.warning("call_refused_for_capacity", call_sid=ring.call_sid)
            return twiml.busy(self._lines())
        await self._answerers.on_ring(ring)
        return self._connect(ring, resume=False)

    async def after(self, form: dict[str, str]) -> str:
        """A stream is over (Twilio: `action` of Connect): hang up, or take it up again."""
        ring = Ring.parse(form)
        if self._answerers.how_it_ended(ring.call_sid) == "finished":
            self._resumed.pop(ring.call_sid, None)
            return twiml.hang_up()
        tries = self._resumed.get(ring.call_sid, 0)
        if tries >= RESUMES or not self._admission.reserve(ring.call_sid):
            log.warning("line_not_resumed", call_sid=ring.call_sid, tries=tries)
            return twiml.voicemail(self._lines())
        self._resumed[ring.call_sid] = tries + 1
        log.info("line_resumed", call_sid=ring.call_sid)
        return self._connect(ring, resume=True)

    async def status(self, form: dict[str, str]) -> str:
        """A call or a text has changed its state (Twilio: status callback)."""
        if form.get("MessageSid"):
            code = form.get("ErrorCode", "")
            await self._answerers.on_delivery(
                Delivery(
                    form["MessageSid"],
                    form.get("MessageStatus", ""),
                    int(code) if code.isdecimal() else 0,
                    form.get("message", ""),
                )
            )
        elif form.get("CallStatus") in ("completed", "busy", "failed", "no-answer", "canceled"):
            call_sid = form.get("CallSid", "")
            self._resumed.pop(call_sid, None)
            self._admission.release(call_sid)
            await self._answerers.on_ended(call_sid)
        return twiml.nothing()

    async def sms(self, form: dict[str, str]) -> str:
        """Somebody texts the business number (Twilio: messaging webhook)."""
        pictures = form.get("NumMedia", "0")
        text = Text(
            form.get("MessageSid", ""),
            form.get("From", ""),
            form.get("Body", "").strip(),
            form.get("OptOutType", "").upper(),
            int(pictures) if pictures.isdecimal() else 0,
        )
        if text.sid and text.sender:
            await self._answerers.on_text(text)
        return twiml.nothing()

    async def voicemail(self, form: dict[str, str]) -> str:
        """A message was recorded (Twilio: `action` of Record)."""
        self._resumed.pop(form.get("CallSid", ""), None)
        seconds = form.get("RecordingDuration", "0")
        await self._answerers.on_voicemail(
            Voicemail(
                Ring.parse(form),
                form.get("RecordingUrl", ""),
                int(seconds) if seconds.isdecimal() else 0,
            )
        )
        return twiml.hang_up()

    async def stream(self, websocket: WebSocket) -> None:
        """A call's sound (Twilio: Media Streams), from the handshake to the end of the line."""
        if not self._signatures.signed_upgrade(websocket):
            log.warning("stream_refused", why="signature")
            await websocket.close(1008)
            return
        await websocket.accept()
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                start = await _handshake(websocket)
        except TimeoutError:
            start = None
        line = self._open(start, websocket) if start else None
        if line is None:
            log.warning("stream_refused", why="handshake")
            await websocket.close(1008)
            return
        await self._hold(line)

    async def _hold(self, line: Line) -> None:
        """Have a line answered, in the place of the call's earlier line if that one hangs."""
        call_sid = line.ring.call_sid
        earlier = self._held.get(call_sid)
        self._held[call_sid] = line
        self._admission.hold(call_sid)
        try:
            if earlier is not None:
                log.warning("hanging_line_replaced", call_sid=call_sid)
                await earlier.lose()
            await self._answerers.answer(line)
        finally:
            line.left.set()
            if self._held.get(call_sid) is line:
                del self._held[call_sid]
                self._admission.release(call_sid)

    def _open(self, start: dict[str, Any], websocket: WebSocket) -> Line | None:
        """Check the token of a `start` message and open the line."""
        given = start.get("customParameters")
        values = given if isinstance(given, dict) else {}
        call_sid = str(start.get("callSid", ""))
        if start.get("accountSid") != self._account_sid:
            return None
        if not self._tokens.redeem(call_sid, str(values.get("token", ""))):
            return None
        ring = Ring.parse({"CallSid": call_sid, "From": str(values.get("caller", ""))})
        attestation = str(values.get("attestation", "")) or None
        ring = Ring(call_sid, ring.caller, "", attestation)
        return Line(
            ring,
            str(start.get("streamSid", "")),
            websocket,
            self._rest,
            resumed=values.get("resume") == "1",
        )

    def _connect(self, ring: Ring, *, resume: bool) -> str:
        return twiml.stream(
            self._signatures.stream_url,
            self._tokens.issue(ring.call_sid),
            self._lines(),
            caller=ring.caller.e164 if ring.caller else "",
            attestation=ring.attestation or "",
            resume=resume,
        )

    def _checked(
        self, handler: Callable[[dict[str, str]], Awaitable[str]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Refuse what the account has not signed, before anything looks at it."""

        async def checked(request: Request) -> Response:
            form = await _form(request)
            if form is None:
                # What is still on its way is not read either.
                return Response(status_code=413, headers={"Connection": "close"})
            ours = form.get("AccountSid") == self._account_sid
            if not ours or not self._signatures.signed(request, form):
                log.warning("webhook_refused", path=request.url.path, ours=ours)
                if ours:
                    # Our own account signs with another token: the owner must look.
                    await self._answerers.on_refused()
                return Response("The signature does not fit this account.", 403)
            # The query is part of what was signed; a parameter of the form goes before it.
            said = {**request.query_params, **form}
            return Response(await handler(said), media_type="text/xml")

        return checked


async def _handshake(websocket: WebSocket) -> dict[str, Any] | None:
    """The body of the `start` message; anything else before it is passed over."""
    for _ in range(HANDSHAKE_MESSAGES):
        received = await websocket.receive()
        if received["type"] == "websocket.disconnect":
            return None
        text = received.get("text") or ""
        try:
            message = json.loads(text) if 0 < len(text) <= LARGEST else None
        except (ValueError, RecursionError):
            continue
        if isinstance(message, dict) and message.get("event") == "start":
            start = message.get("start")
            if not isinstance(start, dict):
                return None
            return {"streamSid": message.get("streamSid", ""), **start}
    return None


async def _form(request: Request) -> dict[str, str] | None:
    """The parameters, or None if they are too large; nobody has to say how large beforehand."""
    if int(request.headers.get("content-length") or 0) > LARGEST_FORM:
        return None
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return None
    return dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
