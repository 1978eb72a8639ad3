"""A simulated caller on a real line: hears the desk, thinks, answers in real audio."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import numpy as np

from agent.rehearsal.mind import CallerMind, Reply
from agent.rehearsal.scenario import Caller
from agent.rehearsal.texting import answer_texts
from telephony import mulaw
from telephony.carrier.handset import Handset, Sound, Told, dial

PAUSE_SECONDS = 0.9
"""Silence after which the caller takes the desk to be done."""

LOUD = 200.0
"""Mean level of 16-bit sound above which 20 ms count as speech."""

STEP = 320
"""Bytes of 20 ms of 16-bit sound."""

LONGEST_SECONDS = 300.0
LATE_SECONDS = 0.06


class CallerVoice(Protocol):
    """The caller's own ears and voice."""

    async def hear(self, sound: bytes) -> str:
        """The words in 8 kHz 16-bit sound."""
        ...

    async def say(self, words: str) -> bytes:
        """8 kHz 16-bit sound of words."""
        ...


@dataclass(frozen=True, slots=True)
class Spoken:
    """A stretch of the dialogue; `answer_ms` is how long the caller waited for the desk."""

    who: str
    words: str
    answer_ms: int | None = None


@dataclass
class CallNotes:
    """What the caller noticed."""

    dialogue: list[Spoken] = field(default_factory=list)
    said_by_carrier: list[str] = field(default_factory=list)
    ended: str = ""
    late_frames: int = 0


Told_ = Callable[[Spoken], Awaitable[None]]


class SimulatedCaller:
    """One caller in one call."""

    def __init__(self, caller: Caller, voice: CallerVoice, tell: Told_) -> None:
        """Be this caller; `tell` is given each stretch of the dialogue as it happens."""
        self._caller, self._voice, self._tell = caller, voice, tell
        self._mind = CallerMind(caller)
        self.notes = CallNotes()

    async def call(
        self, carrier_url: str, *, pace: float = 0.2, rehearsed_at: datetime | None = None
    ) -> CallNotes:
        """Phone the desk, at a pretended time if one is given, and talk until it is over."""
        async with (
            asyncio.timeout(LONGEST_SECONDS),
            dial(
                carrier_url,
                caller=self._caller.number,
                attestation=self._caller.attestation,
                pace=pace,
                rehearsed_at=rehearsed_at,
            ) as phone,
        ):
            texting = asyncio.create_task(self._text_back(carrier_url))
            try:
                await self._talk(phone)
            finally:
                texting.cancel()
                await asyncio.gather(texting, return_exceptions=True)
            self.notes.ended = phone.ended or "caller"
        return self.notes

    async def _text_back(self, carrier_url: str) -> None:
        """Answer the desk's texts while the call goes on, if this caller does."""

        async def tell(words: str) -> None:
            await self._note(Spoken("caller", words))

        if self._caller.texts and self._caller.number:
            await answer_texts(carrier_url, self._caller.number, self._mind, tell)

    async def _talk(self, phone: Handset) -> None:
        while not phone.ended:
            heard = await self._listen(phone)
            if heard is None:
                return
            sound, answer_ms = heard
            words = await self._voice.hear(sound)
            await self._note(Spoken("desk", words, answer_ms))
            reply = self._mind.reply(words)
            if reply.hang_up:
                await phone.hang_up()
                return
            await self._answer(phone, reply)

    async def _answer(self, phone: Handset, reply: Reply) -> None:
        if reply.keys:
            await self._note(Spoken("caller", f"(presses {reply.keys})"))
            await phone.press(reply.keys)
            phone.last_spoke = asyncio.get_running_loop().time()
        if reply.words:
            sound = await self._voice.say(reply.words)
            await self._note(Spoken("caller", reply.words))
            await phone.say(mulaw.encode(sound))
            # The wait for an answer begins with the last sound, not with the silence behind it.
            phone.last_spoke -= _silence_behind(sound)
            _forget_what_overlapped(phone)

    async def _listen(self, phone: Handset) -> tuple[bytes, int | None] | None:
        """What the desk says up to its next pause, and how long it let the caller wait."""
        frames: list[Sound] = []
        started: float | None = None
        while True:
            quiet_for = PAUSE_SECONDS if started is not None else None
            try:
                async with asyncio.timeout(quiet_for):
                    item = await phone.heard.get()
            except TimeoutError:
                break
            if isinstance(item, Told):
                if item.event == "said":
                    self.notes.said_by_carrier.append(str(item.facts.get("text", "")))
                if item.event == "gone":
                    return None if not frames else self._finished(frames, started, phone)
                continue
            self._count_late(frames, item)
            loud = _is_loud(item.frame)
            if started is None and loud:
                started = item.at
            if started is not None:
                frames.append(item)
                if not loud and item.at - _last_loud(frames) > PAUSE_SECONDS:
                    break
        return self._finished(frames, started, phone)

    def _finished(
        self, frames: list[Sound], started: float | None, phone: Handset
    ) -> tuple[bytes, int | None]:
        sound = mulaw.decode(b"".join(item.frame for item in frames))
        if started is None or not phone.last_spoke:
            return sound, None
        return sound, int((started - phone.last_spoke) * 1000)

    def _count_late(self, frames: list[Sound], item: Sound) -> None:
        """A gap inside the desk's speech that is too long to be a pause would be a stutter."""
        if frames and LATE_SECONDS < item.at - frames[-1].at < 0.3:
            self.notes.late_frames += 1

    async def _note(self, spoken: Spoken) -> None:
        self.notes.dialogue.append(spoken)
        await self._tell(spoken)


def _forget_what_overlapped(phone: Handset) -> None:
    """What the desk said while the caller spoke was talked over."""
    kept: list[Sound | Told] = []
    while not phone.heard.empty():
        item = phone.heard.get_nowait()
        if isinstance(item, Told):
            kept.append(item)
    for item in kept:
        phone.heard.put_nowait(item)


def _silence_behind(sound: bytes) -> float:
    """Seconds of silence at the end of 16-bit sound."""
    quiet = 0
    for start in range(len(sound) // STEP * STEP - STEP, -STEP, -STEP):
        if np.abs(np.frombuffer(sound[start : start + STEP], "<i2")).mean() > LOUD:
            break
        quiet += 1
    return quiet * STEP / 2 / 8000


def _is_loud(frame: bytes) -> bool:
    samples = np.frombuffer(mulaw.decode(frame), "<i2")
    return bool(np.abs(samples).mean() > LOUD)


def _last_loud(frames: list[Sound]) -> float:
    for item in reversed(frames):
        if _is_loud(item.frame):
            return item.at
    return frames[0].at
