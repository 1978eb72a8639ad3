"""Media Streams messages to frames and back (Twilio: Media Streams, WebSocket messages).

Whatever arrives, nothing is raised and no payload is logged: what cannot be used is counted.
"""

import base64
import binascii
import json
from typing import Any

from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    AudioRawFrame,
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTransportMessageFrame,
    InterruptionFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
)
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.utils.utils import obj_id
from prometheus_client import Counter

from telephony import mulaw

RATE = 8000
LARGEST = 64 * 1024
CHUNK_BYTES = RATE // 25 * 2
"""40 ms of 16-bit sound: half as many frames through the pipeline cost half as much."""

DROPPED = Counter("frontdesk_media_dropped_total", "Stream messages that were no use", ["why"])


class MediaSerializer(FrameSerializer):
    """Speaks the stream's dialect for one call."""

    def __init__(self, stream_sid: str) -> None:
        """Serve one stream; messages of another are dropped."""
        super().__init__()
        self._stream_sid = stream_sid
        self._waiting = bytearray()
        self._last_chunk = self._cleared = 0
        self.stopped = False

    async def serialize(self, frame: Frame) -> str | bytes | None:
        """A frame as the message the carrier expects, or None."""
        if isinstance(frame, InterruptionFrame):
            self._cleared = obj_id()
            return json.dumps({"event": "clear", "streamSid": self._stream_sid})
        if isinstance(frame, AudioRawFrame):
            if frame.id < self._cleared:
                # Taken from the queue before the interruption, written after it: words cut off.
                return None
            payload = base64.b64encode(mulaw.encode(frame.audio)).decode()
            media = {"event": "media", "streamSid": self._stream_sid, "media": {"payload": payload}}
            return json.dumps(media) if payload else None
        if isinstance(frame, OutputTransportMessageFrame | OutputTransportMessageUrgentFrame):
            return None if self.should_ignore_frame(frame) else json.dumps(frame.message)
        return None

    async def deserialize(self, data: str | bytes) -> Frame | None:
        """A message as a frame, or None if it is no use or not yet whole."""
        message = _read(data)
        if message is None:
            return None
        event = message.get("event")
        if event in ("media", "dtmf", "mark") and not self._ours(message):
            return _drop("stream")
        if event == "media":
            return self._media(message.get("media"))
        if event == "dtmf":
            return _keypress(message.get("dtmf"))
        if event == "mark":
            return InputTransportMessageFrame(message=message)
        if event == "stop":
            self.stopped = True
            return InputTransportMessageFrame(message=message)
        return None if event in ("connected", "start") else _drop("event")

    def _ours(self, message: dict[str, Any]) -> bool:
        return bool(message.get("streamSid", self._stream_sid) == self._stream_sid)

    def _media(self, media: object) -> Frame | None:
        if not isinstance(media, dict) or not self._in_order(media.get("chunk")):
            return _drop("media")
        try:
            sound = base64.b64decode(str(media.get("payload", "")), validate=True)
        except (binascii.Error, ValueError):
            return _drop("payload")
        self._waiting += mulaw.decode(sound)
        if len(self._waiting) < CHUNK_BYTES:
            return None
        whole, self._waiting = bytes(self._waiting), bytearray()
        return InputAudioRawFrame(audio=whole, sample_rate=RATE, num_channels=1)

    def _in_order(self, chunk: object) -> bool:
        """Late and repeated chunks would play sound twice; chunks without a number are taken."""
        if chunk is None:
            return True
        if not isinstance(chunk, str | int) or not str(chunk).isdecimal():
            return False
        number = int(str(chunk)[:18])
        if number <= self._last_chunk:
            return False
        self._last_chunk = number
        return True


def _read(data: str | bytes) -> dict[str, Any] | None:
    if isinstance(data, bytes):
        DROPPED.labels("binary").inc()
        return None
    if len(data) > LARGEST:
        DROPPED.labels("oversized").inc()
        return None
    try:
        message = json.loads(data)
    except (ValueError, RecursionError):
        DROPPED.labels("json").inc()
        return None
    if not isinstance(message, dict):
        DROPPED.labels("shape").inc()
        return None
    return message


def _keypress(dtmf: object) -> Frame | None:
    digit = dtmf.get("digit") if isinstance(dtmf, dict) else None
    try:
        return InputDTMFFrame(KeypadEntry(str(digit)))
    except ValueError:
        return _drop("dtmf")


def _drop(why: str) -> Frame | None:
    DROPPED.labels(why).inc()
    return None
