"""Files: documents as QuickBooks prints them, and notes and files of ours beside them."""

import base64
from typing import Literal

from qbo.entries import Attached
from qbo.faults import Refused
from qbo.naming import latin
from qbo.writing.clerk import Clerk
from qbo.writing.payloads import MARK, noted
from qbo.writing.posting import Body

Beside = Literal["Estimate", "Invoice", "Customer"]
Printed = Literal["Estimate", "Invoice"]
LONGEST_NOTE = 2000
LONGEST_NAME = 1000
LARGEST = 1_000_000
"""Bytes of a file; QuickBooks takes more, but the ledger keeps what it is about to send."""


class Files:
    """Prints documents and puts things beside them, each once per key."""

    def __init__(self, clerk: Clerk) -> None:
        """Write through the clerk."""
        self._clerk = clerk

    async def pdf(self, kind: Printed, number: str) -> bytes:
        """A document as QuickBooks prints it.

        Raises:
            QboError: there is no such document, or QuickBooks does not answer.
        """
        return await self._clerk.wire.pdf(kind, number)

    async def note(
        self, kind: Beside, number: str, text: str, *, key: str, call_id: str | None = None
    ) -> Attached:
        """Put a note beside a document or a customer once per key.

        Raises:
            Refused: it is longer than QuickBooks keeps, or empty.
            QboError: not done yet; then the same key continues it.
        """
        note = self._marked(text, key)
        payload: Body = {"AttachableRef": [_beside(kind, number)], "Note": note}
        return await self._put("Attachable", payload, key, call_id)

    async def attach(
        self,
        kind: Beside,
        number: str,
        name: str,
        content: bytes,
        *,
        key: str,
        content_type: str = "text/plain",
        mailed: bool = False,
        call_id: str | None = None,
    ) -> Attached:
        """Put a file beside a document or a customer once per key.

        `mailed` lets it go out with the document's next e-mail.

        Raises:
            Refused: the file is empty or too large.
            QboError: not done yet; then the same key continues it.
        """
        if not 0 < len(content) <= LARGEST:
            raise Refused(f"A file needs 1 to {LARGEST:,} bytes; this one has {len(content):,}.")
        meta: Body = {
            "AttachableRef": [_beside(kind, number) | {"IncludeOnSend": mailed}],
            "FileName": latin(name)[:LONGEST_NAME],
            "ContentType": content_type,
            "Note": self._marked("From a phone call.", key),
        }
        payload = {"meta": meta, "content": base64.b64encode(content).decode()}
        return await self._put("File", payload, key, call_id)

    def _marked(self, text: str, key: str) -> str:
        """The note with our mark, whole or not at all.

        Raises:
            Refused: QuickBooks would cut it.
        """
        reference = self._clerk.reference(f"{key}@{self._clerk.realm}")
        room = LONGEST_NOTE - len(noted("", reference, LONGEST_NOTE)) - len(" ")
        if not text.strip() or len(text.strip()) > room:
            raise Refused(
                f"A note needs 1 to {room} characters beside {MARK}; attach longer texts as a file."
            )
        return noted(text, reference, LONGEST_NOTE)

    async def _put(self, kind: str, payload: Body, key: str, call_id: str | None) -> Attached:
        write = await self._clerk.alone(
            key, lambda full: self._clerk.once(kind, full, payload, call_id)
        )
        body = write.answer or {}
        return Attached(str(write.qbo_id), str(body.get("FileName") or ""))


def _beside(kind: Beside, number: str) -> Body:
    return {"EntityRef": {"type": kind, "value": number}}
