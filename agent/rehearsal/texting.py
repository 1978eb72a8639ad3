"""The simulated caller's other hand: reads the desk's texts during the call and answers them."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx2

from agent.rehearsal.mind import CallerMind
from telephony.errors import CarrierError

LOOK_SECONDS = 0.5
TYPING_SECONDS = 4.0
"""How long somebody types an e-mail address while they go on talking."""

Tell = Callable[[str], Awaitable[None]]


async def answer_texts(carrier_url: str, number: str, mind: CallerMind, tell: Tell) -> None:
    """Answer every text to a number from now on, by the carrier's own webhook; never returns.

    Raises:
        CarrierError: the carrier went away.
    """
    async with httpx2.AsyncClient(base_url=carrier_url, timeout=15.0) as http:
        seen = {text["sid"] for text in await _outbox(http)}
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for text in await _outbox(http):
                if text["sid"] in seen or text["to"] != number:
                    continue
                seen.add(text["sid"])
                reply = mind.reply_by_text(text["body"])
                if reply is not None:
                    await asyncio.sleep(TYPING_SECONDS)
                    await tell(f"(texts) {reply}")
                    await _ask(http, "POST", "/_carrier/text", {"sender": number, "body": reply})


async def _outbox(http: httpx2.AsyncClient) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (await _ask(http, "GET", "/_carrier/outbox", None)).json()
    return found


async def _ask(
    http: httpx2.AsyncClient, method: str, path: str, body: dict[str, str] | None
) -> httpx2.Response:
    try:
        return (await http.request(method, path, json=body)).raise_for_status()
    except httpx2.HTTPError as error:
        raise CarrierError("The embedded carrier does not answer any more.") from error
