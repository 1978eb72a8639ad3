"""The embedded company with a witness before it, who also plays what other companies may do."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Body = dict[str, Any]


@dataclass
class OddCompany:
    """Notes what is asked, and bends what is answered."""

    app: ASGIApp
    asked: list[str] = field(default_factory=list)
    as_text: bool = False
    """Ids are compared as text: '9' comes after '10'."""
    miscounts: int = 0
    """So many more rows are counted than there are."""
    before: Callable[[str], Awaitable[None]] | None = None
    """What happens before a statement is answered."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or not path.startswith("/v3/"):
            await self.app(scope, receive, send)
            return
        raw = await _body(receive)
        statement = raw.decode() if path.endswith("/query") else ""
        since = parse_qs(scope["query_string"].decode()).get("changedSince", [""])[0]
        self.asked.append(statement or f"{path.rpartition('/')[2]} {since}".strip())
        if self.before is not None:
            await self.before(self.asked[-1])
        if self.as_text and " Id > " in statement:
            await self._compared_as_text(scope, statement, send)
            return
        messages = await self._answer(scope, raw)
        if self.miscounts and "count(*)" in statement:
            messages = _with(messages, self._miscounted)
        for message in messages:
            await send(message)

    def count(self, word: str) -> int:
        """How many requests hold a word."""
        return sum(word in one for one in self.asked)

    async def _answer(self, scope: Scope, raw: bytes) -> list[Message]:
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(message: Message) -> None:
            messages.append(message)

        headers = [(name, value) for name, value in scope["headers"] if name != b"content-length"]
        headers.append((b"content-length", str(len(raw)).encode()))
        await self.app({**scope, "headers": headers}, receive, send)
        return messages

    async def _compared_as_text(self, scope: Scope, statement: str, send: Send) -> None:
        after = re.search(r"Id > '(\d+)'", statement)
        most = re.search(r"MAXRESULTS (\d+)", statement)
        assert after is not None
        assert most is not None
        plain = re.sub(r" AND Id > '\d+'", "", statement).replace(most[0], "MAXRESULTS 1000")

        def cut(body: Body) -> None:
            for kind, rows in body["QueryResponse"].items():
                if isinstance(rows, list):
                    fitting = [row for row in rows if row["Id"] > after[1]]
                    body["QueryResponse"][kind] = fitting[: int(most[1])]

        for message in _with(await self._answer(scope, plain.encode()), cut):
            await send(message)

    def _miscounted(self, body: Body) -> None:
        body["QueryResponse"]["totalCount"] += self.miscounts


async def _body(receive: Receive) -> bytes:
    raw, more = b"", True
    while more:
        message = await receive()
        raw += message.get("body", b"")
        more = message.get("more_body", False)
    return raw


def _with(messages: list[Message], bend: Callable[[Body], None]) -> list[Message]:
    start, *rest = messages
    body = json.loads(b"".join(message.get("body", b"") for message in rest))
    bend(body)
    raw = json.dumps(body).encode()
    kept = [(name, value) for name, value in start["headers"] if name != b"content-length"]
    length = (b"content-length", str(len(raw)).encode())
    return [
        {**start, "headers": [*kept, length]},
        {"type": "http.response.body", "body": raw, "more_body": False},
    ]
