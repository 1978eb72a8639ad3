"""One reply of a model as it streams in: whole sentences go out, tool calls wait for the end.

Servers with OpenAI's API differ in small ways (several calls in one piece, indexes that are
missing or repeated); what leaves here is always in OpenAI's own form.
"""

import json
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

from openai.types import CompletionUsage
from openai.types.chat import ChatCompletionChunk
from pipecat.utils.string import match_endofsentence

from agent.brain.chunks import call_chunk, text_chunk, usage_chunk
from agent.brain.decision import Call

_SENTENCE_END = (".", "?", "!")
_NOT_THE_END = re.compile(r"(\b(mr|mrs|ms|dr|st|ave|no|vs|[a-z]\.m|[a-z])|\d)\.$", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"\b(let me|let's see|(one|just a|give me a) (moment|second|sec|minute)|hold on|hang on"
    r"|bear with|i'll (check|look|see|find|pull)|i'm (checking|looking))\b",
    re.IGNORECASE,
)
_CUT_SHORT = ("length", "content_filter")
FEW_WORDS = 3


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
    """What has come so far, and what of it was let out."""

    spoken: str = ""
    finish: str = ""
    _held: str = ""
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
        self._held += words
        for call in calls:
            self._add(call)
        return bool(words or calls or self.finish)

    def sentences(self) -> list[ChatCompletionChunk]:
        """Let out the sentences that are whole by now; none once a call has begun."""
        ready = []
        while not self.calling and (end := _end_of_sentence(self._held)):
            ready.append(self._let_out(end))
        return ready

    def rest(self) -> list[ChatCompletionChunk]:
        """Let out everything else, the whole calls included; the reply came to its end.

        Raises:
            MalformedReply: a call has no name, or arguments that are no JSON object.
        """
        calls = [(fragments.number, _whole(fragments)) for fragments in self._calls]
        rest = [self._let_out(len(self._held))] if self._held else []
        rest += [
            call_chunk(index, call, number or f"call_{secrets.token_hex(8)}", self._model)
            for index, (number, call) in enumerate(calls)
        ]
        return [*rest, usage_chunk(self._usage, self._model)] if self._usage else rest

    @property
    def calls(self) -> list[Call]:
        """The calls, once they are whole.

        Raises:
            MalformedReply: a call has no name, or arguments that are no JSON object.
        """
        return [_whole(fragments) for fragments in self._calls]

    @property
    def fault(self) -> str:
        """Why the reply that ended is no answer; empty if it is one."""
        if not self.finish:
            return "cut"
        if self.finish in _CUT_SHORT:
            return self.finish
        return "" if self.calling or (self.spoken + self._held).strip() else "empty"

    @property
    def said_enough(self) -> bool:
        """Whether what was let out can stand alone: a question or a statement, no lead-in."""
        last = self.spoken.strip()
        if self.calling or not last:
            return False
        if last.endswith("?"):
            return True
        last = re.split(r"(?<=[.?!])\s+", last)[-1]
        return len(last.split()) > FEW_WORDS and not _LEAD_IN.search(last)

    def _let_out(self, end: int) -> ChatCompletionChunk:
        words, self._held = self._held[:end], self._held[end:]
        self.spoken += words
        return text_chunk(words, self._model)

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

    def _known(self, index: int | None, number: str, name: str) -> _Fragments | None:
        """The call a piece belongs to; another id begins another call, whatever the index."""
        same = [call for call in self._calls if call.index == index]
        if not same or (number and number != same[-1].number):
            return None
        return None if index is None and name else same[-1]


def _end_of_sentence(text: str) -> int:
    """How much of a text to let out: up to a sentence's end that is surely one, else 0."""
    if not any(mark in text for mark in _SENTENCE_END):
        return 0
    end = match_endofsentence(text)
    if end >= len(text.rstrip()):
        shown = text.rstrip()
        return 0 if _NOT_THE_END.search(shown) or not shown.endswith(_SENTENCE_END) else len(text)
    return end


def _whole(fragments: _Fragments) -> Call:
    try:
        arguments = json.loads(fragments.arguments or "{}")
    except ValueError as error:
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
