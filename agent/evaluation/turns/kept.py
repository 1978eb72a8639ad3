"""What was heard of a line, kept by its sound: changed rules are played again without engines."""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path

from agent.evaluation.keeping import RECOGNISER, keep, version
from agent.evaluation.patiently import patiently
from agent.evaluation.turns.hearing import Perceived, perceive
from agent.voices.client import Heard, SpeechWorker

PERCEIVING = (
    *RECOGNISER,
    "detector.py",
    "voices/ears.py",
    "voices/stretches.py",
    "evaluation/turns/hearing.py",
)
"""What decides which words come when; the rules about them are none of it."""

PATIENCE = 20.0
"""Nobody waits on the line, so that a busy machine may take its time."""


class KeptEars:
    """The recogniser, started when it is asked for the first time about something new."""

    def __init__(self, voices: Path, kept: Path) -> None:
        """Use the models of a folder; what was heard lies under another."""
        self._voices, self._kept = voices, kept
        self._worker: SpeechWorker | None = None

    async def close(self) -> None:
        """Stop the recogniser."""
        if self._worker is not None:
            await self._worker.close()

    async def perceive(self, line: bytes, *, glimpses: bool = False) -> list[Perceived]:
        """What the desk perceives of 16-bit sound at 8 kHz."""
        path = self._place("perceived", PERCEIVING, line, glimpses)
        if not path.exists():
            found = await perceive(line, self.hear, glimpses=glimpses)
            keep(path, json.dumps([asdict(one) for one in found]).encode())
        return [Perceived(**one) for one in json.loads(path.read_text())]

    async def hear(self, sound: bytes, brief: bool) -> Heard:
        """The words in a piece of sound."""
        path = self._place("heard", RECOGNISER, sound, brief)
        if not path.exists():
            worker = await self._started()
            heard = await patiently(lambda: worker.hear(sound, brief=brief))
            keep(path, json.dumps(asdict(heard)).encode())
        return Heard(**json.loads(path.read_text()))

    def _place(self, what: str, programs: tuple[str, ...], sound: bytes, brief: bool) -> Path:
        content = version(*programs) + bytes([brief]) + sound
        return self._kept / "turns" / what / f"{hashlib.sha256(content).hexdigest()[:32]}.json"

    async def _started(self) -> SpeechWorker:
        if self._worker is None:
            self._worker = SpeechWorker(self._voices, patience=PATIENCE)
            await self._worker.start()
        return self._worker
