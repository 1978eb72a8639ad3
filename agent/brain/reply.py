"""One reply of a model as it streams in: a single tool call, whole and checked, or no answer.

A model's own words leave here sentence by sentence, for the check, until its call begins. Servers
with OpenAI's API differ in small ways (several calls in one piece, indexes that are missing or
repeated); a call that leaves here is always in OpenAI's own form.
"""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk

from agent.brain.chunks import call_chunk, usage_chunk
from agent.brain.decision import Call
from agent.brain.speech_check import sentences

LONGEST_CALL = 8_000
"""Characters of a call's arguments; no turn of a caller needs more."""
MOST_CALLS, LONGEST_TALK = 8, 2_000
_CUT_SHORT = ("length", "content_filter")


class MalformedReply(ValueError):
    """The model's reply is not in the form that was asked for."""


@dataclass(slots=True)
class _Fragments:
    index: int | None
    number: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Reply:
    """What has come so far; nothing of it is let out before its end."""

    finish: str = ""
    dropped: int = 0
    """Characters of the model's own words, heard or not."""
    _words: str = ""
    _model: str = ""
    _usage: CompletionUsage | None = None
    _calls: list[_Fragments] = field(default_factory=list)

    @property
    def calling(self) -> bool:
        """Whether a tool call has begun."""
        return bool(self._calls)

    def take(self, chunk: ChatCompletionChunk) -> bool:
        """Add a piece; true if it brought words, a part of a call, or the end.

        Raises:
            MalformedReply: the piece has another form than OpenAI's.
        """
        self._model = _text(chunk, "model") or self._model
        self._usage = getattr(chunk, "usage", None) or self._usage
        choices = getattr(chunk, "choices", None) or []
        if not isinstance(choices, list):
            raise MalformedReply("choices")
        if not choices:
            return False
        delta = getattr(choices[0], "delta", None)
        words, calls = _text(delta, "content"), getattr(delta, "tool_calls", None) or []
        if not isinstance(calls, list):
            raise MalformedReply("tool_calls")
        self.finish = _text(choices[0], "finish_reason") or self.finish
        self.dropped += len(words.strip())
        if not self.calling and len(self._words) < LONGEST_TALK:
            self._words += words
        for call in calls:
            self._add(call)
        return bool(words or calls or self.finish)

    def sentences(self) -> list[str]:
        """The sentences that became whole since this was asked last.

        What stands before a call, or at the end of the reply, is whole without a full stop.
        """
        whole, self._words = sentences(self._words)
        if (self.calling or self.finish) and self._words.strip():
            whole.append(self._words.strip())
            self._words = ""
        return whole

    def answer(self) -> list[ChatCompletionChunk]:
        """The call in one piece and what it cost; the reply came to its end.

        Raises:
            MalformedReply: a call has no name, or arguments that are no JSON object.
        """
        answer = [
            call_chunk(0, _whole(each), each.number or f"call_{secrets.token_hex(8)}", self._model)
            for each in self._calls[:1]
        ]
        return [*answer, usage_chunk(self._usage, self._model)] if self._usage else answer

    @property
    def call(self) -> Call:
        """The call, once it is whole.

        Raises:
            MalformedReply: it has no name, or arguments that are no JSON object.
        """
        return _whole(self._calls[0])

    @property
    def fault(self) -> str:
        """Why the reply that ended is no answer; empty if it is one.

        Two calls for one turn would be two answers to it, so they are none.
        """
        if not self.finish:
            return "cut"
        if self.finish in _CUT_SHORT:
            return self.finish
        if not self.calling:
            return "no_call" if self.dropped else "empty"
        return "two_calls" if len(self._calls) > 1 else ""

    def _add(self, piece: Any) -> None:
        index, number = getattr(piece, "index", None), _text(piece, "id")
        function = getattr(piece, "function", None)
        name = _text(function, "name")
        known = self._known(index, number, name)
        if known is None:
            known = _Fragments(index, number)
            self._calls.append(known)
        known.name += name
        known.arguments += _text(function, "arguments")
        if len(known.arguments) > LONGEST_CALL or len(self._calls) > MOST_CALLS:
            raise MalformedReply("flood")

    def _known(self, index: int | None, number: str, name: str) -> _Fragments | None:
        """The call a piece belongs to; another id begins another call, whatever the index."""
        same = [call for call in self._calls if call.index == index]
        if not same or (number and number != same[-1].number):
            return None
        return None if index is None and name else same[-1]


def _whole(fragments: _Fragments) -> Call:
    try:
        arguments = json.loads(fragments.arguments or "{}")
    except (ValueError, RecursionError) as error:
        raise MalformedReply("arguments") from error
    if not fragments.name or not isinstance(arguments, dict):
        raise MalformedReply("call")
    return Call(fragments.name, arguments)


def _text(thing: object, name: str) -> str:
    found = getattr(thing, name, None)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise MalformedReply(name)
    return found
