"""A model's reply on the wire: server-sent events with OpenAI's chunks, or one body."""

import json
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from typing import Any

from agent.brain.decision import Call, Say
from agent.embedded.openai_requests import ChatRequest

Reply = Sequence[Say | Call]
FRAGMENT = 8
"""Characters of a tool call's arguments in one chunk."""
DONE = b"data: [DONE]\n\n"

Body = dict[str, Any]


def event(body: Body) -> bytes:
    """A body as one server-sent event."""
    return b"data: " + json.dumps(body).encode() + b"\n\n"


class Wording:
    """One reply to one request, in both forms."""

    def __init__(self, request: ChatRequest, reply: Reply) -> None:
        """Give the reply an id, and each call its own."""
        self._request, self._reply = request, reply
        self._id, self._created = f"chatcmpl-{secrets.token_hex(12)}", int(time.time())
        self._calls: list[Body] = [
            {
                "id": f"call_{secrets.token_hex(12)}",
                "type": "function",
                "function": {"name": part.tool, "arguments": json.dumps(part.arguments)},
            }
            for part in reply
            if isinstance(part, Call)
        ]
        self.text = "".join(part.text for part in reply if isinstance(part, Say))

    def pieces(self) -> list[bytes]:
        """The reply's events up to, and without, its end."""
        deltas: list[Body] = [{"role": "assistant", "content": None if self._calls else ""}]
        deltas += [{"content": word} for word in words(self.text)]
        for index, call in enumerate(self._calls):
            deltas += [{"tool_calls": [piece]} for piece in _fragments(index, call)]
        return [event(self._chunk([self._choice(delta)])) for delta in deltas]

    def piece(self, word: str) -> bytes:
        """One event with one more word."""
        return event(self._chunk([self._choice({"content": word})]))

    def end(self) -> list[bytes]:
        """The events that finish the reply."""
        last = [event(self._chunk([self._choice({}, self._finish)]))]
        if self._with_usage:
            last.append(event(self._chunk([]) | {"usage": self._usage}))
        return [*last, DONE]

    def whole(self) -> Body:
        """The reply as one body."""
        message: Body = {"role": "assistant", "content": self.text or None, "refusal": None}
        if self._calls:
            message["tool_calls"] = self._calls
        choice = {"index": 0, "message": message, "finish_reason": self._finish, "logprobs": None}
        return self._head("chat.completion") | {"choices": [choice], "usage": self._usage}

    @property
    def _finish(self) -> str:
        return "tool_calls" if self._calls else "stop"

    @property
    def _with_usage(self) -> bool:
        options = self._request.stream_options
        return options is not None and options.include_usage

    @property
    def _usage(self) -> Body:
        """Words counted as tokens: near enough for an embedded model."""
        asked = sum(len(message.text.split()) for message in self._request.messages)
        said = sum(len(call["function"]["arguments"].split()) for call in self._calls)
        said += len(self.text.split())
        return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}

    def _chunk(self, choices: list[Body]) -> Body:
        chunk = self._head("chat.completion.chunk") | {"choices": choices}
        return chunk | {"usage": None} if self._with_usage else chunk

    def _choice(self, delta: Body, finish: str | None = None) -> Body:
        return {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}

    def _head(self, kind: str) -> Body:
        return {
            "id": self._id,
            "object": kind,
            "created": self._created,
            "model": self._request.model,
            "system_fingerprint": "fp_embedded",
        }


def words(text: str) -> list[str]:
    """A text in the pieces a model would stream: words with the space before them."""
    return re.findall(r"\s*\S+", text)


def _fragments(index: int, call: Body) -> Iterator[Body]:
    function = call["function"]
    head = {"name": function["name"], "arguments": ""}
    yield {"index": index, "id": call["id"], "type": "function", "function": head}
    arguments = function["arguments"]
    for start in range(0, len(arguments), FRAGMENT):
        part = {"arguments": arguments[start : start + FRAGMENT]}
        yield {"index": index, "function": part}
