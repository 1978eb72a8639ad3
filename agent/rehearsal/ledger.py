"""What is in QuickBooks and in the outboxes, before and after a call, over their public faces."""

import asyncio
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx2

from agent.house import carrier_base
from office.settings import Settings
from qbo.access.connection import api_base
from qbo.writing.payloads import MARK

Body = dict[str, Any]
TRIES, AGAIN_SECONDS = 10, 0.3


@dataclass(frozen=True, slots=True)
class EndState:
    """What a call left behind."""

    customers: list[Body] = field(default_factory=list)
    estimates: list[Body] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    mails: list[Body] = field(default_factory=list)
    texts: list[Body] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)
    call: Body = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything there is at a moment."""

    customers: dict[str, Body]
    estimates: dict[str, Body]
    mails: list[Body]
    texts: list[Body]
    calls: set[str]


class WitnessError(Exception):
    """A party of the call does not answer; the message says which and what to do."""


class Witness:
    """Reads the embedded company, the embedded carrier and the desk's API."""

    def __init__(self, settings: Settings) -> None:
        """Look where the settings say."""
        self._books, self._carrier = api_base(settings), carrier_base(settings)
        self._desk = f"http://127.0.0.1:{settings.port}"
        token = settings.api_token
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._http = httpx2.AsyncClient(timeout=10.0)
        self._bearer = ""

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()

    async def snapshot(self) -> Snapshot:
        """Look at everything."""
        return Snapshot(
            customers=await self._all("Customer"),
            estimates=await self._all("Estimate"),
            mails=await self._json(f"{self._books}/_sandbox/outbox"),
            texts=await self._json(f"{self._carrier}/_carrier/outbox"),
            calls={call["id"] for call in await self._calls()},
        )

    async def put_aside(self, phone: str, email: str) -> int:
        """Rename and retire what an earlier rehearsal of this caller left; gives how many.

        Only customers that carry Frontdesk's own mark are touched, and only in the embedded
        company: the caller is new again, as the scenario says.
        """
        digits = re.sub(r"\D", "", phone)[-10:]
        old = [
            body
            for body in (await self._all("Customer")).values()
            if MARK in body.get("Notes", "")
            and body.get("Active", True)
            and (_number(body) == digits or (email and _address(body) == email))
        ]
        for body in old:
            changes = {"DisplayName": f"{body['DisplayName']} ({body['Id']})", "Active": False}
            edit = {"id": body["Id"], "changes": changes}
            await self._ask("POST", f"{self._books}/_sandbox/owner-edit", json=edit)
        if old:
            await self._ask("POST", f"{self._desk}/api/books/refresh", headers=self._headers)
        return len(old)

    async def since(self, before: Snapshot) -> EndState:
        """What is new, and what was there and is different now."""
        after = await self.snapshot()
        changed = [
            f"{body.get('DisplayName') or body.get('DocNumber')}"
            for number, body in [*before.customers.items(), *before.estimates.items()]
            if after.customers.get(number, after.estimates.get(number)) != body
        ]
        fresh = [call["id"] for call in await self._calls() if call["id"] not in before.calls]
        call = await self.call(fresh[0]) if fresh else {}
        return EndState(
            customers=_new(before.customers, after.customers),
            estimates=_new(before.estimates, after.estimates),
            changed=changed,
            mails=after.mails[len(before.mails) :],
            texts=after.texts[len(before.texts) :],
            call=call,
        )

    async def call(self, call_id: str) -> Body:
        """One call, as the API shows it."""
        found: Body = await self._json(f"{self._desk}/api/calls/{call_id}", self._headers)
        return found

    async def _calls(self) -> list[Body]:
        found: list[Body] = await self._json(f"{self._desk}/api/calls", self._headers)
        return found

    async def _all(self, entity: str) -> dict[str, Body]:
        if not self._bearer:
            granted = await self._ask("POST", f"{self._books}/_sandbox/token")
            self._bearer = granted["access_token"]
        active = " WHERE Active IN (true,false)" if entity == "Customer" else ""
        statement = f"SELECT * FROM {entity}{active} ORDERBY Id MAXRESULTS 1000"  # noqa: S608
        answer = await self._ask(
            "GET",
            f"{self._books}/v3/company/1/query",
            params={"query": statement},
            headers={"Authorization": f"Bearer {self._bearer}"},
        )
        rows = answer["QueryResponse"].get(entity, [])
        return {row["Id"]: row for row in rows}

    async def _json(self, url: str, headers: dict[str, str] | None = None) -> Any:
        return await self._ask("GET", url, headers=headers)

    async def _patient(self, method: str, url: str, **more: Any) -> httpx2.Response:
        """Ask again while the company allows no more: the desk asks it in the same second."""
        for _ in range(TRIES):
            answer = await self._http.request(method, url, **more)
            if answer.status_code != HTTPStatus.TOO_MANY_REQUESTS:
                break
            await asyncio.sleep(AGAIN_SECONDS)
        return answer

    async def _ask(self, method: str, url: str, **more: Any) -> Any:
        """What a party answers.

        Raises:
            WitnessError: it is gone, or does not let us look.
        """
        party = url[: url.index("/", len("http://"))]
        try:
            answer = await self._patient(method, url, **more)
        except httpx2.TransportError as error:
            raise WitnessError(
                f"Nothing answers at {party} any more, so the call cannot be graded. "
                "Start the desk again, and repeat the call."
            ) from error
        if answer.is_error:
            raise WitnessError(
                f"{party} answered with {answer.status_code}, so the call cannot be graded. "
                "If the desk has a FRONTDESK_API_TOKEN, set the same one here."
            )
        return answer.json() if answer.content else None


def _number(body: Body) -> str:
    typed = (body.get("PrimaryPhone") or {}).get("FreeFormNumber", "")
    return re.sub(r"\D", "", typed)[-10:]


def _address(body: Body) -> str:
    return str((body.get("PrimaryEmailAddr") or {}).get("Address", ""))


def _new(before: dict[str, Body], after: dict[str, Body]) -> list[Body]:
    return [body for number, body in after.items() if number not in before]
