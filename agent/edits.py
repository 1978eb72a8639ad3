"""Takes up what the owner edits while the desk runs, and shows what is wrong with it."""

import asyncio
from collections.abc import Iterator

from office.followups import Desktray
from office.requests import RuleVersions
from prompts.library import Library
from prompts.meaning.sense import Sense
from prompts.problems import PromptProblem
from prompts.rulesets import RuleBook
from prompts.stock import missing
from qbo.mirror.mirror import Mirror

PROMPTS_SECONDS = 2.0
"""How often the owner's files are looked at."""


async def watch_edits(
    library: Library, mirror: Mirror, sense: Sense, tray: Desktray, versions: RuleVersions
) -> None:
    """Look at the owner's files again and again; the last good version of each stays in force.

    Every version of the rules is kept, since estimates name the one that made them.
    """
    shown: set[str] = set()
    kept = ""
    while True:
        # In a thread: long files of rules would make callers wait.
        found = await asyncio.to_thread(library.reload)
        problems = {problem.text for problem in (*found, *unsold(library, mirror))}
        for text in problems - shown:
            await tray.problem(f"prompts:{text[:80]}", text)
        for text in shown - problems:
            await tray.solved(f"prompts:{text[:80]}")
        shown = problems
        if (book := library.current).rules_version != kept:
            kept = book.rules_version
            await versions.keep(kept, book.services.model_dump(mode="json"))
        await sense.prepare(library.current.services)
        await asyncio.sleep(PROMPTS_SECONDS)


def unsold(library: Library, mirror: Mirror) -> Iterator[PromptProblem]:
    """What the owner's own rules name and QuickBooks lacks, once its items are known."""
    if not mirror.counts[1]:
        return
    book = library.current
    for problem in missing(RuleBook(book.services, book.places), mirror.item):
        if library.owns(problem.file):
            yield problem
