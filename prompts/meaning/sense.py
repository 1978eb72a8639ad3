"""What callers mean, for a desk that takes calls: the model at work in a thread of its own."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import structlog

from prompts.meaning.head import shipped
from prompts.meaning.kept import KeptVectors
from prompts.meaning.model import Embeds, SentenceModel
from prompts.meaning.ranking import Ranking, Ranks
from prompts.meaning.weights import PLAN
from prompts.schema import Services

log = structlog.get_logger()

SECONDS = 0.5
"""How long a request waits for it; then the words alone decide."""

NOTHING = Ranking()


class Sense:
    """Ranks the owner's rules for a caller's words; without a model it has nothing to say.

    A rulebook is made ready with `prepare`; until then, and for any other one, the words of the
    rules decide alone. No call waits for phrases to be learnt.
    """

    def __init__(self, model: Callable[[], Embeds] | None = None, folder: Path | None = None):
        """Take the model from a callable, which loads it when it is first needed."""
        self._open, self._folder = model, folder
        self._embeds: Embeds | None = None
        self._vectors: KeptVectors | None = None
        self._ranks: Ranks | None = None
        self._rules: Services | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="meaning")

    @classmethod
    def at(cls, folder: Path, *, wanted: bool = True) -> "Sense":
        """The sentence model of a folder; none if it is not there or not wanted."""
        if not wanted or not PLAN.is_here(folder):
            return cls()
        return cls(lambda: SentenceModel(folder), folder)

    @property
    def is_here(self) -> bool:
        """Whether there is a model to work with."""
        return self._open is not None

    def learn(self, rules: Services) -> None:
        """Make a rulebook ready, in this thread: seconds the first time, else milliseconds."""
        if self._open is None or rules is self._rules:
            return
        if self._embeds is None or self._vectors is None:
            self._embeds = self._open()
            self._vectors = KeptVectors(self._embeds, self._folder)
        self._ranks = Ranks.of(rules, shipped(), self._vectors)
        self._rules = rules

    def ranks_of(self, rules: Services) -> Ranks | None:
        """What the rules are about, if they are ready."""
        return self._ranks if rules is self._rules else None

    def rank(self, text: str, rules: Services) -> Ranking:
        """Rank the rules, in this thread; nothing for a rulebook that is not ready."""
        if self._embeds is None or self._ranks is None or rules is not self._rules:
            return NOTHING
        return self._ranks.rank(text, self._embeds.embed((text,)))

    def embed(self, text: str) -> None:
        """Only put the model to work, in this thread, for measuring."""
        if self._embeds is not None:
            self._embeds.embed((text,))

    async def prepare(self, rules: Services) -> None:
        """Make a rulebook ready, beside the calls."""
        if self._open is None or rules is self._rules:
            return
        await asyncio.get_running_loop().run_in_executor(self._thread, self.learn, rules)
        log.info("meaning_prepared", rules=len(rules.rules))

    async def ranked(self, text: str, rules: Services) -> Ranking:
        """Rank the rules, beside the calls; nothing if that takes too long."""
        if rules is not self._rules:
            return NOTHING
        work = asyncio.get_running_loop().run_in_executor(self._thread, self.rank, text, rules)
        try:
            return await asyncio.wait_for(work, SECONDS)
        except TimeoutError:
            log.warning("meaning_took_too_long")
            return NOTHING

    def close(self) -> None:
        """Let go of the thread and of the model, which takes two hundred megabytes."""
        self._open = None
        with contextlib.suppress(RuntimeError):  # closed before
            self._thread.submit(self._forget)
        self._thread.shutdown(wait=False)

    def _forget(self) -> None:
        """In the thread, behind whatever it was doing."""
        self._embeds = self._vectors = self._ranks = self._rules = None
