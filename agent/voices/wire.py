"""The protocol between the desk and the speech worker: length-prefixed messages over pipes.

A message is a 4-byte length of its JSON head, a 4-byte length of its sound, the head, the sound.
Requests: hear {id, rate, brief} + PCM · speak {id, text, speed?, voice?} · cancel {id}.
Answers: ready {} · heard {id, text, score, no_speech} · sound {id} + PCM · done {id} ·
failed {id, why}.
"""

import json
import struct
from dataclasses import dataclass, field
from typing import Any

SIZES = struct.Struct(">II")
LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `sound` is 16-bit mono PCM, little endian."""

    kind: str
    head: dict[str, Any] = field(default_factory=dict)
    sound: bytes = b""


def pack(message: Message) -> bytes:
    """A message as bytes."""
    head = json.dumps({"kind": message.kind, **message.head}).encode()
    return SIZES.pack(len(head), len(message.sound)) + head + message.sound


def sizes(prefix: bytes) -> tuple[int, int]:
    """The lengths of head and sound.

    Raises:
        ValueError: the lengths are beyond anything the two sides send each other.
    """
    head, sound = SIZES.unpack(prefix)
    if head > LARGEST or sound > LARGEST:
        raise ValueError("The speech worker sent something that is not a message.")
    return head, sound


def unpack(head: bytes, sound: bytes) -> Message:
    """A message from its two parts."""
    facts = json.loads(head)
    return Message(facts.pop("kind"), facts, sound)
