"""One run of the checks on one company: what it made there, and how that is taken away again."""

import secrets
from collections.abc import Coroutine
from typing import Any

from qbo.faults import QboError
from qbo.selftest.party import CheckNotMade, Party, Reply
from qbo.statements import select

Body = dict[str, Any]
MARK = "[Frontdesk selftest]"
"""What every name and note of the run begins with; nothing else is ever touched."""
MAIL = "selftest@example.com"
"""Where the estimate is sent: a domain that nobody reads (RFC 2606)."""
DOCUMENTS = ("Payment", "Invoice", "Estimate")
"""In the order in which they can be deleted: what leans on another goes first."""


class Trial:
    """The run's own customers and documents, newest body by entity and id."""

    def __init__(self, party: Party) -> None:
        """Begin a run; its names hold a word of their own, so that two runs never meet."""
        self.party = party
        self.word = secrets.token_hex(4)
        self.made: dict[tuple[str, str], Body] = {}
        self.chosen: dict[str, Body] = {}
        """What later checks build on: the item, the customer, the estimate and so on."""
        self._unsure: set[str] = set()

    def name(self, of: str) -> str:
        """A customer's name in this run."""
        return f"{MARK} {self.word} {of}"

    def needed(self, what: str) -> Body:
        """What an earlier check made.

        Raises:
            CheckNotMade: it made nothing.
        """
        if what not in self.chosen:
            raise CheckNotMade(f"There is no {what}, since an earlier check made none.")
        return self.chosen[what]

    async def write(self, entity: str, body: Body, requestid: str = "", **query: str) -> Reply:
        """Create or change something of ours, and keep what came back for the clean-up."""
        query |= {"requestid": requestid} if requestid else {}
        try:
            reply = await self.party.post(entity.lower(), body, **query)
        except QboError as error:
            self._doubt(entity, error)
            raise
        try:
            self.keep(entity, reply.entity(entity))
        except QboError as error:
            # The check says what it makes of a refusal.
            self._doubt(entity, error)
        return reply

    def _doubt(self, entity: str, error: QboError) -> None:
        if error.outcome == "unknown":
            self._unsure.add(entity)

    def keep(self, entity: str, body: Body) -> Body:
        """Remember the newest body of something of ours."""
        self.made[entity, str(body["Id"])] = body
        return body

    async def delete(self, entity: str, number: str) -> None:
        """Delete a document of ours; one whose SyncToken moved is read and tried once more."""
        try:
            await self._delete(entity, self.made[entity, number])
        except QboError as error:
            if error.code != "5010":
                raise
            reply = await self.party.get(f"{entity.lower()}/{number}")
            await self._delete(entity, reply.entity(entity))
        del self.made[entity, number]

    async def clean(self) -> list[str]:
        """Take everything away again; what is left is named.

        Customers are looked for by their mark, so that an earlier run that was cut off is cleaned
        up too. Documents whose answer was lost are looked for by customer.
        """
        self.party.cleaning = True
        left = await self._seek_documents()
        for entity in DOCUMENTS:
            for kind, number in list(self.made):
                if kind == entity:
                    left += await self._tried(self.delete(entity, number), f"{entity} {number}")
        for body in await self._marked_customers():
            work = self._retire(body)
            left += await self._tried(work, f"customer {body['Id']}")
        return left

    async def _tried(self, work: Coroutine[Any, Any, None], what: str) -> list[str]:
        try:
            await work
        except QboError as error:
            return [f"{what} ({error})"]
        return []

    async def _delete(self, entity: str, body: Body) -> None:
        wanted = {"Id": body["Id"], "SyncToken": body["SyncToken"]}
        reply = await self.party.post(entity.lower(), wanted, operation="delete")
        reply.entity(entity)

    async def _retire(self, body: Body) -> None:
        wanted = {"Id": body["Id"], "SyncToken": body["SyncToken"], "sparse": True}
        reply = await self.party.post("customer", {**wanted, "Active": False})
        self.keep("Customer", reply.entity("Customer"))

    async def _marked_customers(self) -> list[Body]:
        """Active customers with our mark; if QuickBooks cannot be asked, the ones of this run."""
        try:
            like = f"DisplayName LIKE '{MARK}%'"
            reply = await self.party.query(select("Customer", like, order="Id"))
            rows = reply.rows("Customer")
        except QboError:
            rows = [body for (kind, _), body in self.made.items() if kind == "Customer"]
        return [row for row in rows if str(row.get("DisplayName", "")).startswith(MARK)]

    async def _seek_documents(self) -> list[str]:
        left = []
        for entity in DOCUMENTS:
            if entity in self._unsure and "customer" in self.chosen:
                work = self._find(entity, str(self.chosen["customer"]["Id"]))
                left += await self._tried(work, f"{entity} that may be there")
        return left

    async def _find(self, entity: str, owner: str) -> None:
        reply = await self.party.query(select(entity, f"CustomerRef = '{owner}'", order="Id"))
        for body in reply.rows(entity):
            self.keep(entity, body)
