"""One company under test, asked with bare requests: what is on the wire is what is compared."""

import asyncio
from dataclasses import dataclass
from typing import Any

import requests

from qbo.access.connection import TIMEOUT, Connection
from qbo.faults import Answer, Outcome, QboError, Refused, Stale, opened
from qbo.wire.session import MINOR_VERSION

Body = dict[str, Any]
MOST = 40
"""Requests a run may make; each costs the owner's quota and, in production, shows in the log."""
FOR_CLEANING = 6
"""So many of them are kept for taking everything away again."""
UNSUPPORTED = "500"
"""The code of an operation that a company does not offer at all."""
PAUSE = 0.12
"""Seconds between requests: Intuit refuses more than 10 a second."""


class CheckNotMade(QboError):
    """The check could not be made."""


class NoAnswer(CheckNotMade):
    """No answer came, so nobody knows what became of it."""

    outcome: Outcome = "unknown"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a company answered."""

    answer: Answer

    def entity(self, name: str) -> Body:
        """What stands under a name in the answer.

        Raises:
            QboError: a fault, or something else than was asked for.
        """
        found = opened(self.answer, name)[name]
        if not isinstance(found, dict):
            raise CheckNotMade(f"The answer's {name} is not an object.")
        return found

    def rows(self, entity: str) -> list[Body]:
        """What a query found.

        Raises:
            QboError: the query was refused.
        """
        found: list[Body] = self.entity("QueryResponse").get(entity, [])
        return found

    def changes(self, entity: str) -> list[Body]:
        """What change data capture tells of an entity.

        Raises:
            QboError: it was refused.
        """
        answers = opened(self.answer, "CDCResponse")["CDCResponse"]
        parts = [part for answer in answers for part in answer.get("QueryResponse", [])]
        return [row for part in parts for row in part.get(entity, [])]

    def verdict(self, name: str) -> str:
        """Status and code of a refusal, or that there was none: "400 code 6240".

        Raises:
            QboError: what came back says nothing about the rule that is checked.
        """
        try:
            opened(self.answer, name)
        except (Refused, Stale) as error:
            if error.code == UNSUPPORTED:
                raise
            return f"{self.answer.status} code {error.code}"
        return f"{self.answer.status}, accepted"


class Party:
    """A connected company and how many requests it may still be asked."""

    def __init__(self, connection: Connection, pause: float = PAUSE) -> None:
        """Ask through a connection, with a pause in seconds before each request."""
        self.connection, self._pause = connection, pause
        self.asked, self.cleaning = 0, False
        self.seen_tid = ""
        """Intuit's id of the last exchange."""
        self._session = requests.Session()

    def close(self) -> None:
        """Close the line."""
        self._session.close()

    async def get(self, path: str, **query: str) -> Reply:
        """Read."""
        return await self._ask("GET", path, query, None, "application/json")

    async def post(self, path: str, body: Body, **query: str) -> Reply:
        """Write."""
        return await self._ask("POST", path, query, body, "application/json")

    async def mail(self, path: str, to: str) -> Reply:
        """Let a document be e-mailed."""
        return await self._ask("POST", path, {"sendTo": to}, None, "application/octet-stream")

    async def query(self, statement: str) -> Reply:
        """Ask with a statement."""
        return await self.get("query", query=statement)

    async def _ask(
        self, method: str, path: str, query: dict[str, str], body: Body | None, kind: str
    ) -> Reply:
        reply = await self._once(method, path, query, body, kind)
        if reply.answer.status == 401:
            await self.connection.renew(await self.connection.token())
            return await self._once(method, path, query, body, kind)
        return reply

    async def _once(
        self, method: str, path: str, query: dict[str, str], body: Body | None, kind: str
    ) -> Reply:
        self._count()
        await asyncio.sleep(self._pause)
        token = await self.connection.token()
        self.seen_tid = ""
        try:
            answer = await asyncio.to_thread(
                self._session.request,
                method,
                f"{self.connection.base}/v3/company/{self.connection.realm}/{path}",
                params={**query, "minorversion": str(MINOR_VERSION)},
                json=body,
                headers={
                    "Authorization": f"Bearer {token}",
                    "Accept": "application/json",
                    "Content-Type": kind,
                },
                timeout=TIMEOUT,
            )
        except requests.RequestException as error:
            raise NoAnswer(f"No answer came ({type(error).__name__}).") from error
        answer.encoding = "utf-8"
        self.seen_tid = answer.headers.get("intuit_tid", "")
        return Reply(Answer(answer.status_code, answer.text, self.seen_tid))

    def _count(self) -> None:
        if self.asked >= (MOST if self.cleaning else MOST - FOR_CLEANING):
            raise CheckNotMade(f"The {MOST} requests a run may make are used up.")
        self.asked += 1
