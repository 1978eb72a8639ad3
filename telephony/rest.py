"""Twilio's REST API through its own client, in a thread, with time-outs and typed errors."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, TypeVar

from requests.exceptions import RequestException
from twilio.base.exceptions import TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from office.values import Phone
from telephony.errors import CarrierError

HOST = "https://api.twilio.com"
SECONDS = 5.0
T = TypeVar("T")


class _Rebased(TwilioHttpClient):  # type: ignore[misc]  # twilio has no types
    """Sends the client's requests to another host, such as the embedded carrier."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=SECONDS, max_retries=0)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        if self._base:
            url = url.replace(HOST, self._base, 1)
        answer: Response = super().request(method, url, *args, **kwargs)
        if answer.status_code < 300 and not _is_resource(answer.text):
            # A proxy's page, or half an answer; Twilio's client would raise whatever it trips over.
            raise CarrierError("The phone carrier gave an answer that cannot be read.")
        return answer


class CarrierRest:
    """The few things the desk asks of the carrier."""

    def __init__(self, sid: str, token: str, number: str, base: str = "") -> None:
        """Use an account; `base` replaces Twilio's host."""
        self._client = Client(sid, token, http_client=_Rebased(base))
        self._number = number

    async def hang_up(self, call_sid: str) -> None:
        """Complete a call.

        Raises:
            CarrierError: the carrier refused or could not be reached.
        """

        def complete() -> None:
            self._client.calls(call_sid).update(status="completed")

        await _in_thread(complete)

    async def send_text(self, to: Phone, body: str, status_url: str = "") -> str:
        """Send a text from the business number; gives the carrier's id of it.

        Raises:
            CarrierError: refused for good (`permanent`), or worth another try.
        """

        def create() -> str:
            extra = {"status_callback": status_url} if status_url else {}
            sent = self._client.messages.create(to=to.e164, from_=self._number, body=body, **extra)
            return str(sent.sid)

        return await _in_thread(create)


def _is_resource(text: str) -> bool:
    """Whether an answer is what Twilio gives of a call or a text: an object with its id."""
    try:
        answer = json.loads(text)
    except ValueError:
        return False
    return isinstance(answer, dict) and isinstance(answer.get("sid"), str)


def _refusal(status: int, code: int | None, reason: str) -> CarrierError:
    """4xx other than "too many" is an answer, not an accident."""
    return CarrierError(
        f"The phone carrier refused: {reason} (code {code}).",
        permanent=400 <= status < 500 and status != 429,
        code=int(code or 0),
    )


async def _in_thread(work: Callable[[], T]) -> T:
    try:
        async with asyncio.timeout(SECONDS + 1):
            return await asyncio.to_thread(work)
    except TwilioRestException as error:
        raise _refusal(error.status, error.code, error.msg) from error
    except TwilioServiceException as error:
        raise _refusal(error.status, error.code, error.title) from error
    except (RequestException, TimeoutError, OSError) as error:
        raise CarrierError("The phone carrier could not be reached.") from error
