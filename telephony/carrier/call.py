"""One call at the carrier: obeys the TwiML it gets, verb by verb, until somebody hangs up."""

import asyncio
import wave
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from telephony import mulaw
from telephony.carrier.exchange import APPLICATION_ERROR, Exchange, now, sid
from telephony.carrier.script import BadScript, Script, Verb, read
from telephony.carrier.stream import StreamLeg

TICK = 0.02
SAY_SECONDS_PER_LETTER = 0.06
LOUD = 300
"""Mean level of 16-bit sound from which a recording counts a frame as speech."""


class Handset(Protocol):
    """The phone at the other end."""

    async def hear(self, frame: bytes) -> None:
        """Play 20 ms of μ-law."""
        ...

    async def tell(self, event: str, **facts: Any) -> None:
        """Report what happens on the call."""
        ...

    def speak(self) -> bytes | None:
        """The next 20 ms from its microphone, or None for silence."""
        ...


class Call:
    """An incoming call to the business number."""

    def __init__(
        self,
        exchange: Exchange,
        handset: Handset,
        caller: str | None,
        attestation: str | None,
        rehearsed_at: str = "",
    ) -> None:
        """Prepare a call from a handset; `run` places it.

        Args:
            exchange: the carrier.
            handset: the phone at the other end.
            caller: the caller ID in E.164, or None to withhold it.
            attestation: "A", "B", "C" or "failed".
            rehearsed_at: when the call pretends to ring (ISO 8601), which Twilio does not have.
        """
        self.sid = sid("CA")
        self.exchange, self.handset = exchange, handset
        self.caller, self.attestation = caller, attestation
        self.rehearsed_at = rehearsed_at
        self.status, self.reason = "queued", ""
        self.started = now()
        self.keys: asyncio.Queue[str] = asyncio.Queue()
        self.recordings: list[str] = []
        self.watch: Callable[[str, bytes], None] = _unwatched
        self._over = asyncio.Event()
        self._fell_back = False
        self._redirect: asyncio.Future[str] | None = None
        self._verbs: dict[str, Callable[[Verb], Awaitable[str | None]]] = {
            "Connect": self._connect,
            "Say": self._say,
            "Record": self._record,
            "Dial": self._dial,
            "Pause": self._pause,
            "Hangup": self._hang_up,
            "Reject": self._hang_up,
            "Redirect": self._redirected,
        }

    @property
    def live(self) -> bool:
        """Whether nobody has hung up yet."""
        return not self._over.is_set()

    def complete(self, reason: str) -> None:
        """End the call: "caller", "desk", "script" or "shutdown" hung up."""
        if self.live:
            self.reason = reason
            self._over.set()

    def redirect(self, answer: str) -> None:
        """Go on with other TwiML (Twilio: call update with Twiml or Url)."""
        if self._redirect is not None and not self._redirect.done():
            self._redirect.set_result(answer)

    async def run(self) -> None:
        """Ring the desk and follow its instructions to the end."""
        await self.handset.tell("ringing", call_sid=self.sid)
        self.status = "ringing"
        answer: str | None = await self._ask("/twilio/voice", self.form())
        self.status = "in-progress"
        await self.handset.tell("answered")
        while answer is not None and self.live:
            answer = await self._follow(answer)
        self.complete("script")
        self.status = "completed"
        await self.handset.tell("ended", reason=self.reason)
        await self.exchange.webhook("/twilio/status", self.form())

    def form(self) -> dict[str, str]:
        """The parameters every webhook of a call carries."""
        form = {
            "CallSid": self.sid,
            "From": self.caller or "anonymous",
            "Caller": self.caller or "anonymous",
            "To": self.exchange.number,
            "Called": self.exchange.number,
            "CallStatus": self.status,
            "Direction": "inbound",
        }
        if self.attestation in ("A", "B", "C"):
            form["StirVerstat"] = f"TN-Validation-Passed-{self.attestation}"
        elif self.attestation == "failed":
            form["StirVerstat"] = "TN-Validation-Failed-A"
        if self.rehearsed_at:
            form["RehearsedAt"] = self.rehearsed_at
        return form

    async def _ask(self, url: str, form: dict[str, str]) -> str:
        """The desk's next instructions, or those for a desk that is gone.

        Verbs behind one with an `action` are not reached, whatever becomes of the action.
        """
        answer = await self.exchange.webhook(url, form)
        return self._substitute() if answer is None else answer

    def _substitute(self) -> str:
        """What the number does if its desk fails, once a call (Twilio: VoiceFallbackUrl)."""
        if self._fell_back or not self.exchange.fallback:
            return APPLICATION_ERROR
        self._fell_back = True
        return self.exchange.fallback.format(desk=self.exchange.desk_url)

    async def _follow(self, answer: str) -> str | None:
        """Do the verbs of one answer; gives the next answer, or None when they are done."""
        try:
            script: Script = read(answer)
        except BadScript as error:
            self.exchange.warn(str(error))
            return self._substitute()
        for warning in script.warnings:
            self.exchange.warn(warning)
        for verb in script.verbs:
            following = await self._do(verb)
            if following is not None or not self.live:
                return following
        return None

    async def _do(self, verb: Verb) -> str | None:
        """Do one verb, unless the call ends or is redirected first."""
        self._redirect = asyncio.get_running_loop().create_future()
        doing = asyncio.ensure_future(self._verbs[verb.name](verb))
        ending = asyncio.ensure_future(self._over.wait())
        waiting: set[asyncio.Future[Any]] = {doing, ending, self._redirect}
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        redirected = self._redirect.result() if self._redirect.done() else None
        finished = doing.result() if doing.done() else None
        for task in (doing, ending):
            task.cancel()
        await asyncio.gather(doing, ending, return_exceptions=True)
        return redirected or finished

    async def _connect(self, verb: Verb) -> str | None:
        leg = StreamLeg(self.exchange, self, verb.attributes["url"], verb.parameters)
        await leg.run()
        action = verb.attributes.get("action")
        if not action:
            return None
        return await self._ask(action, self.form())

    async def _say(self, verb: Verb) -> None:
        await self.handset.tell("said", text=verb.text)
        await asyncio.sleep(len(verb.text) * SAY_SECONDS_PER_LETTER * self.pace)

    async def _pause(self, verb: Verb) -> None:
        await asyncio.sleep(float(verb.attributes.get("length", "1")) * self.pace)

    async def _hang_up(self, _verb: Verb) -> None:
        self.complete("desk")

    async def _redirected(self, verb: Verb) -> str | None:
        return await self._ask(verb.text, self.form())

    async def _dial(self, verb: Verb) -> str | None:
        """Nobody else has a phone here: every dialled number rings out."""
        await self.handset.tell("dialled", number=verb.text)
        await asyncio.sleep(float(verb.attributes.get("timeout", "30")) * self.pace / 10)
        action = verb.attributes.get("action")
        if not action:
            return None
        return await self._ask(action, self.form() | {"DialCallStatus": "no-answer"})

    async def _record(self, verb: Verb) -> str | None:
        await self.handset.tell("recording")
        try:
            sound = await self._listen(
                quiet=float(verb.attributes.get("timeout", "5")),
                longest=float(verb.attributes.get("maxLength", "3600")),
            )
        except asyncio.CancelledError:
            await asyncio.shield(self._recorded(verb, self._heard))
            raise
        return await self._recorded(verb, sound)

    async def _listen(self, quiet: float, longest: float) -> bytes:
        self._heard = b""
        since = 0.0
        loop = asyncio.get_running_loop()
        due = loop.time()
        while since < quiet and len(self._heard) < longest * 8000:
            frame = self.handset.speak()
            self._heard += frame or bytes([mulaw.SILENCE]) * mulaw.FRAME_BYTES
            since = 0.0 if frame and _is_loud(frame) else since + TICK
            due += TICK
            await asyncio.sleep(max(0.0, due - loop.time()))
        return self._heard

    async def _recorded(self, verb: Verb, sound: bytes) -> str | None:
        recording = sid("RE")
        folder = self.exchange.folder / "recordings"
        folder.mkdir(parents=True, exist_ok=True)
        with wave.open(str(folder / f"{recording}.wav"), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(mulaw.decode(sound))
        self.recordings.append(recording)
        url = f"/2010-04-01/Accounts/{self.exchange.account_sid}/Recordings/{recording}"
        form = self.form() | {
            "RecordingSid": recording,
            "RecordingUrl": url,
            "RecordingDuration": str(len(sound) // 8000),
        }
        return await self._ask(verb.attributes.get("action", "/"), form)

    pace: float = 1.0
    """Tests shorten the carrier's own waits; sound on a stream always keeps real time."""


def _unwatched(_event: str, _sound: bytes) -> None:
    """Nobody looks at the wire."""


def _is_loud(frame: bytes) -> bool:
    samples = memoryview(mulaw.decode(frame)).cast("h")
    return sum(abs(sample) for sample in samples) > LOUD * len(samples)
