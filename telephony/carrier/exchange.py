"""The carrier's books: account, calls, messages, warnings and the faults it plays."""

import asyncio
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import structlog
from twilio.request_validator import RequestValidator

from office.segments import counted

if TYPE_CHECKING:
    from telephony.carrier.call import Call

log = structlog.get_logger()
WEBHOOK_SECONDS = 15.0
DELIVERY_SECONDS = 0.1
"""Between two reports about a text: the first one comes after the answer that it was taken."""
FALLBACK = """<Response>
<Say>Sorry, nobody can take your call right now. Please leave a message after the tone.</Say>
<Record action="{desk}/twilio/voicemail" method="POST" maxLength="120" timeout="6" playBeep="true"/>
<Hangup/>
</Response>"""
"""What the owner has put where the number's primary handler fails (Twilio: VoiceFallbackUrl)."""

APPLICATION_ERROR = """<Response>
<Say>We are sorry, an application error has occurred. Goodbye.</Say><Hangup/>
</Response>"""
"""What callers hear if that fails too, or if there is none (Twilio: fallback URLs)."""


def sid(prefix: str) -> str:
    """An id in Twilio's form: two letters and 32 hexadecimal digits."""
    return prefix + secrets.token_hex(16)


@dataclass(slots=True)
class SentMessage:
    """A text that would have gone out."""

    sid: str
    to: str
    sender: str
    body: str
    status: str
    at: str
    error_code: int | None = None
    reported: tuple[str, ...] = ()
    """The statuses that the desk has taken, in order."""


@dataclass(slots=True)
class Faults:
    """What the carrier does wrong on purpose; counts say how often more."""

    wrong_signature: int = 0
    replayed_webhook: int = 0
    webhook_delay: float = 0.0
    drop_stream_after: float = 0.0
    drop_streams: int = 0
    rest_status: int = 0
    rest_failures: int = 0
    rejected_numbers: list[str] = field(default_factory=list)
    undelivered: int = 0
    undeliverable: dict[str, int] = field(default_factory=dict)
    """Numbers that no text reaches, and the code it fails with."""
    not_mobile: list[str] = field(default_factory=list)


STOP_WORDS = ("stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel")
START_WORDS = ("start", "unstop", "yes")
UNREACHABLE = 30003
FAILING = frozenset({30001, 30002, 21610})
"""Codes with which a text fails before it is sent; with any other it comes back undelivered."""


class Exchange:
    """Everything the embedded carrier knows."""

    def __init__(
        self, folder: Path, *, account_sid: str, auth_token: str, number: str, desk_url: str
    ) -> None:
        """Serve one account and its one number."""
        self.folder, self.account_sid, self.auth_token = folder, account_sid, auth_token
        self.number, self.desk_url = number, desk_url.rstrip("/")
        self.calls: dict[str, Call] = {}
        self.messages: dict[str, SentMessage] = {}
        self.stopped: set[str] = set()
        self.refused: list[tuple[str, int]] = []
        """Texts that were not taken: to whom, and Twilio's code for why."""
        self.warnings: list[str] = []
        self.faults = Faults()
        self.fallback = FALLBACK
        self._reports: set[asyncio.Task[None]] = set()
        self._validator = RequestValidator(auth_token)
        self._http = httpx2.AsyncClient(timeout=httpx2.Timeout(WEBHOOK_SECONDS, connect=5.0))

    async def close(self) -> None:
        """Hang every call up and let go of connections."""
        for call in list(self.calls.values()):
            call.complete("shutdown")
        for report in self._reports:
            report.cancel()
        await asyncio.gather(*self._reports, return_exceptions=True)
        await self._http.aclose()

    def reset(self) -> None:
        """Forget messages, warnings, ended calls and faults."""
        self.messages.clear()
        self.stopped.clear()
        self.refused.clear()
        self.warnings.clear()
        self.faults = Faults()
        self.calls = {key: call for key, call in self.calls.items() if call.live}

    def signature(self, url: str, form: dict[str, str]) -> str:
        """X-Twilio-Signature of a request, or a wrong one if that fault is set."""
        if self.faults.wrong_signature > 0:
            self.faults.wrong_signature -= 1
            return "AAAAAAAAAAAAAAAAAAAAAAAAAAA="
        return str(self._validator.compute_signature(url, form))

    async def webhook(self, path_or_url: str, form: dict[str, str]) -> str | None:
        """POST a signed webhook; gives the body, or None if the desk did not answer well."""
        url = path_or_url if "://" in path_or_url else f"{self.desk_url}{path_or_url}"
        form = {"AccountSid": self.account_sid, "ApiVersion": "2010-04-01", **form}
        body = await self._post(url, form)
        if self.faults.replayed_webhook > 0:
            self.faults.replayed_webhook -= 1
            await self._post(url, form)
        return body

    async def _post(self, url: str, form: dict[str, str]) -> str | None:
        await asyncio.sleep(self.faults.webhook_delay)
        headers = {"X-Twilio-Signature": self.signature(url, form)}
        try:
            answer = await self._http.post(url, data=form, headers=headers)
        except httpx2.HTTPError as error:
            self.warn(f"11200: {url} did not answer ({type(error).__name__}).")
            return None
        if answer.status_code >= 400:
            self.warn(f"11200: {url} answered {answer.status_code}.")
            return None
        return answer.text

    def warn(self, text: str) -> None:
        """Keep a line for the debugger."""
        self.warnings.append(text)
        log.info("carrier_warned", code=text.partition(":")[0])

    def send_message(self, to: str, body: str, status_url: str) -> SentMessage:
        """Take a text; its delivery is reported a little later."""
        code = self.faults.undeliverable.get(to, 0)
        if not code and self.faults.undelivered > 0:
            self.faults.undelivered -= 1
            code = UNREACHABLE
        message = SentMessage(sid("SM"), to, self.number, body, "queued", now())
        self.messages[message.sid] = message
        if status_url:
            report = asyncio.create_task(self._reports_of(message, status_url, code))
            self._reports.add(report)
            report.add_done_callback(self._reports.discard)
        return message

    async def receive_text(
        self, sender: str, body: str, *, message_sid: str = "", pictures: int = 0
    ) -> str | None:
        """Let somebody text the number: a signed webhook; gives the desk's answer, or None.

        As at Twilio, who sends STOP gets no more texts until START, and the desk hears of both.
        """
        word = body.strip().lower()
        if word in STOP_WORDS:
            self.stopped.add(sender)
        elif word in START_WORDS:
            self.stopped.discard(sender)
        number = message_sid or sid("SM")
        form = {
            "MessageSid": number,
            "SmsSid": number,
            "SmsMessageSid": number,
            "SmsStatus": "received",
            "From": sender,
            "To": self.number,
            "Body": body,
            "NumMedia": str(pictures),
            "NumSegments": str(counted(body).count),
        }
        return await self.webhook("/twilio/sms", form)

    async def _reports_of(self, message: SentMessage, status_url: str, code: int) -> None:
        """Say step by step what becomes of a text (Twilio: status callback of a message)."""
        steps = ["queued", "sent", "undelivered" if code else "delivered"]
        if code in FAILING:
            steps[1:] = ["failed"]
        for status in steps:
            await asyncio.sleep(DELIVERY_SECONDS)
            message.status = status
            message.error_code = code if status in ("undelivered", "failed") else None
            await self._report(message, status_url)

    async def _report(self, message: SentMessage, status_url: str) -> None:
        form = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "MessageStatus": message.status,
            "To": message.to,
            "From": self.number,
        }
        if message.error_code is not None:
            form["ErrorCode"] = str(message.error_code)
        if await self.webhook(status_url, form) is not None:
            message.reported = (*message.reported, message.status)

    def outbox(self) -> list[dict[str, Any]]:
        """Every text, in order."""
        return [asdict(message) for message in self.messages.values()]


def now() -> str:
    """The time as Twilio writes it."""
    return datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
