"""The speech worker's loop: one thread hears, one speaks, the main thread reads requests."""

import argparse
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from agent.voices.wire import SIZES, Message, pack, sizes, unpack
from agent.voices.worker.line import Line


class Worker:
    """The engines and the pipes."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        """Read requests from one pipe and answer on the other."""
        self._source, self._sink = source, sink
        self._writing = threading.Lock()
        self._hearing, self._speaking = Line(), Line()

    def send(self, kind: str, sound: bytes = b"", **head: object) -> None:
        """Answer; whole messages only, from whichever thread."""
        with self._writing:
            self._sink.write(pack(Message(kind, head, sound)))
            self._sink.flush()

    def run(self, hear: Callable[[Message], None], speak: Callable[[Message], None]) -> None:
        """Serve until the desk closes its end."""
        for name, work, line in (("hear", hear, self._hearing), ("speak", speak, self._speaking)):
            threading.Thread(target=self._serve, args=(work, line), name=name, daemon=True).start()
        self.send("ready")
        while (message := self._read()) is not None:
            number = int(message.head["id"])
            if message.kind == "cancel":
                self._hearing.cancel(number)
                self._speaking.cancel(number)
            elif not (self._hearing if message.kind == "hear" else self._speaking).add(message):
                self.send("failed", id=number, why="busy")

    def speaks(self, number: int) -> bool:
        """Whether the desk still wants to hear the sentence being spoken."""
        return self._speaking.wants(number)

    def _serve(self, work: Callable[[Message], None], line: Line) -> None:
        while True:
            message = line.take()
            try:
                work(message)
            except (RuntimeError, ValueError, OSError) as error:
                # An engine that fails on one sentence goes on with the next.
                self.send("failed", id=message.head["id"], why=type(error).__name__)

    def _read(self) -> Message | None:
        prefix = self._source.read(SIZES.size)
        if len(prefix) < SIZES.size:
            return None
        head, sound = sizes(prefix)
        return unpack(self._source.read(head), self._source.read(sound))


def main() -> None:
    """Load the engines, warm them, then serve."""
    wanted = argparse.ArgumentParser()
    wanted.add_argument("folder", type=Path)
    wanted.add_argument("--caller", default="", help="a Kokoro voice, for simulated callers")
    given = wanted.parse_args()
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.nice(5)
    # Engines print to standard output; the pipe must carry messages only.
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _serve_with_engines(given.folder, given.caller, sink)


def _serve_with_engines(folder: Path, caller: str, sink: BinaryIO) -> None:
    from agent.voices.worker.speech import CallerVoice, DeskVoice
    from agent.voices.worker.whisper import ShortWhisper

    ears = ShortWhisper(folder / "whisper-base")
    voice: DeskVoice | CallerVoice = (
        CallerVoice(folder / "kokoro", caller) if caller else DeskVoice(folder / "piper")
    )
    worker = Worker(sys.stdin.buffer, sink)

    def hear(message: Message) -> None:
        brief = bool(message.head.get("brief"))
        heard = ears.hear(message.sound, int(message.head["rate"]), brief=brief)
        worker.send(
            "heard",
            id=message.head["id"],
            text=heard.text,
            score=heard.score,
            no_speech=heard.no_speech,
        )

    def speak(message: Message) -> None:
        number = int(message.head["id"])
        asked = {name: message.head[name] for name in ("speed", "voice") if name in message.head}
        for sound in voice.speak(str(message.head["text"]), **asked):
            if not worker.speaks(number):
                break
            worker.send("sound", sound, id=number)
        worker.send("done", id=number)

    ears.hear(bytes(16000), 8000)
    for _ in voice.speak("One moment, please."):
        pass
    # An engine that dies takes the program along: the desk starts it again.
    threading.excepthook = lambda _: os._exit(1)
    worker.run(hear, speak)


if __name__ == "__main__":
    main()
