"""The desk's end of the speech worker: starts it, asks it, starts it again if it dies."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from pathlib import Path

import structlog

from agent.voices.wire import SIZES, Message, pack, sizes, unpack

log = structlog.get_logger()

READY_SECONDS, READY_AT_MOST = 60.0, 300.0
"""From the start to the first answer; more for whoever is patient, on a busy machine."""

HEAR_SECONDS = 6.0
SPEAK_SECONDS = 20.0
END_SECONDS = 3.0
RESTART_SECONDS = (0.5, 1.0, 2.0, 5.0, 10.0)


class VoiceError(Exception):
    """The embedded voice did not answer; prepared lines go on speaking meanwhile."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was recognised; `score` is the mean log-probability, `no_speech` a probability."""

    text: str
    score: float
    no_speech: float


class SpeechWorker:
    """A running speech worker, shared by all calls of the process."""

    def __init__(self, folder: Path, *, caller: str = "", patience: float = 1.0) -> None:
        """Use the models in a folder.

        Args:
            folder: where they are.
            caller: speak with this Kokoro voice instead of the desk's.
            patience: how many times as long as a caller on the line would wait for an answer.
        """
        self._patience = patience
        self._command = [sys.executable, "-m", "agent.voices.worker", str(folder)]
        if caller:
            self._command += ["--caller", caller]
        self.voice = caller or "desk"
        self._process: asyncio.subprocess.Process | None = None
        self._waiting: dict[int, asyncio.Queue[Message]] = {}
        self._number = 0
        self._keeper: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._closing = False

    async def start(self) -> None:
        """Start the worker and wait until it is warm.

        Raises:
            VoiceError: it did not become ready.
        """
        self._keeper = asyncio.create_task(self._keep_running(), name="speech-worker")
        try:
            async with asyncio.timeout(min(READY_SECONDS * self._patience, READY_AT_MOST)):
                await self._ready.wait()
        except TimeoutError as error:
            await self.close()
            raise VoiceError("The embedded voice did not start; run frontdesk doctor.") from error

    async def close(self) -> None:
        """Stop the worker."""
        self._closing = True
        if self._process is not None:
            await _end(self._process)
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        self._ready.clear()
        self._fail_waiting()

    @property
    def ready(self) -> bool:
        """Whether it can be asked right now."""
        return self._ready.is_set()

    @property
    def pid(self) -> int | None:
        """The process id, for tests and the doctor."""
        return self._process.pid if self._process else None

    async def hear(self, pcm: bytes, rate: int = 8000, *, brief: bool = False) -> Heard:
        """Recognise 16-bit mono sound; `brief` sound of a second or two in half the time.

        Raises:
            VoiceError: no answer in time, or the worker is down.
        """
        with self._asking("hear", pcm, HEAR_SECONDS, rate=rate, brief=brief) as question:
            head = (await question.answer()).head
        return Heard(str(head["text"]), float(head["score"]), float(head["no_speech"]))

    async def speak(
        self, text: str, *, speed: float | None = None, voice: str = ""
    ) -> AsyncGenerator[bytes, None]:
        """Speak a text: 8 kHz 16-bit sound in pieces, the first as soon as it is there.

        Args:
            text: the words.
            speed: 1 is the voice's own; callers' voices only.
            voice: another Kokoro voice than the worker was started with; callers' voices only.

        Raises:
            VoiceError: no answer in time, or the worker is down.
        """
        head: dict[str, object] = {"text": text}
        if speed is not None:
            head["speed"] = speed
        if voice:
            head["voice"] = voice
        with self._asking("speak", b"", SPEAK_SECONDS, **head) as question:
            while (message := await question.answer()).kind != "done":
                yield message.sound

    def _asking(self, kind: str, sound: bytes, seconds: float, **head: object) -> "_Question":
        return _Question(self, Message(kind, head, sound), seconds * self._patience)

    def ask(self, message: Message) -> int:
        """Send a request and give its number."""
        if not self._ready.is_set() or self._process is None or self._process.stdin is None:
            raise VoiceError("The embedded voice is not running.")
        self._number += 1
        self._waiting[self._number] = asyncio.Queue()
        numbered = Message(message.kind, {**message.head, "id": self._number}, message.sound)
        self._process.stdin.write(pack(numbered))
        return self._number

    def answers(self, number: int) -> "asyncio.Queue[Message]":
        """The answers to a request."""
        return self._waiting[number]

    def forget(self, number: int, *, cancel: bool) -> None:
        """No further answers are wanted."""
        self._waiting.pop(number, None)
        running = self._process is not None and self._process.stdin is not None
        if cancel and running and self._ready.is_set() and self._process and self._process.stdin:
            self._process.stdin.write(pack(Message("cancel", {"id": number})))

    async def _keep_running(self) -> None:
        """Start the process, and again with growing pauses whenever it dies."""
        tries = 0
        while not self._closing:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            if await self._read_all(self._process):
                tries = 0
            self._fail_waiting()
            await _end(self._process)
            if not self._closing:
                log.warning("speech_worker_died", tries=tries)
                await asyncio.sleep(RESTART_SECONDS[min(tries, len(RESTART_SECONDS) - 1)])
                tries += 1

    async def _read_all(self, process: asyncio.subprocess.Process) -> bool:
        """Hand answers out until the process ends; true if it ever was ready."""
        was_ready = False
        while process.stdout is not None:
            try:
                head, sound = sizes(await process.stdout.readexactly(SIZES.size))
                message = unpack(
                    await process.stdout.readexactly(head), await process.stdout.readexactly(sound)
                )
            except (asyncio.IncompleteReadError, ValueError):
                break
            if message.kind == "ready":
                was_ready = True
                self._ready.set()
            elif (queue := self._waiting.get(int(message.head["id"]))) is not None:
                queue.put_nowait(message)
        self._ready.clear()
        return was_ready

    def _fail_waiting(self) -> None:
        for number, queue in self._waiting.items():
            queue.put_nowait(Message("failed", {"id": number, "why": "died"}))


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process that may have ended already; one that does not obey is killed."""
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


class _Question:
    """One request and its answers; leaving it early cancels it."""

    def __init__(self, worker: SpeechWorker, message: Message, seconds: float) -> None:
        self._worker, self._message, self._seconds = worker, message, seconds
        self._number = 0

    def __enter__(self) -> "_Question":
        self._number = self._worker.ask(self._message)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        self._worker.forget(self._number, cancel=kind is not None)

    async def answer(self) -> Message:
        """The next answer; only the waiting counts, not what is done with the sound."""
        answers = self._worker.answers(self._number)
        try:
            message = await asyncio.wait_for(answers.get(), self._seconds)
        except TimeoutError as late:
            raise VoiceError("The embedded voice took too long.") from late
        if message.kind == "failed":
            raise VoiceError(f"The embedded voice failed: {message.head.get('why')}.")
        return message
