"""A v3 request, taken apart."""

import json
from typing import Any

from fastapi import Request

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.entities import KINDS

LARGEST = 100 * 1024 * 1024
"""Bytes of one request, which an upload reaches first (Intuit: attachments)."""


async def body_of(request: Request) -> bytes:
    """The body of a request; one that is too large is not read to its end.

    Raises:
        Refusal: 6000 for more than 100 MB, announced or sent.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > LARGEST:
        raise _too_large()
    read = bytearray()
    async for some in request.stream():
        read += some
        if len(read) > LARGEST:
            raise _too_large()
    return bytes(read)


def _too_large() -> Refusal:
    return Refusal("6000", "The files of one upload may have 100 MB at most.")


class Wanted:
    """What a request asks for; the doors look at it one after the other."""

    def __init__(self, request: Request, rest: str, body: bytes) -> None:
        """Take apart what follows `/v3/company/{realm}/` and the body."""
        self.method, self.body = request.method, body
        self.headers = request.headers
        self.base = str(request.base_url).rstrip("/")
        self.company = request.url.path.removesuffix(rest).rstrip("/")
        self.parameters = dict(request.query_params)
        self.parts = [part for part in rest.strip("/").split("/") if part]
        self.entity = self.parts[0].lower() if self.parts else ""
        self.kind = KINDS.get(self.entity)
        self.request_id = self.parameters.get("requestid", "")
        self.options = frozenset(filter(None, self.parameters.get("include", "").split(",")))
        self.send_to = self.parameters.get("sendTo")

    @property
    def operation(self) -> str:
        """read, write, query or send."""
        if self.entity == "query":
            return "query"
        if self.parts[-1:] == ["send"]:
            return "send"
        return "write" if self.method == "POST" else "read"

    def statement(self) -> str:
        """The query, from the address or the body."""
        return self.parameters.get("query") or self.body.decode("utf-8", "replace")

    def json(self) -> dict[str, Any]:
        """The body as an object.

        Raises:
            Refusal: 2010 for anything else.
        """
        try:
            found = json.loads(self.body)
        except ValueError as error:
            raise Refusal("2010", "The body is not JSON.") from error
        if not isinstance(found, dict):
            raise Refusal("2010", "The body is not an object.")
        return found
