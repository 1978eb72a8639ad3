"""`frontdesk explain --check`: the rules, their items, and the owner's tables, tried out."""

import asyncio
from pathlib import Path
from typing import Any

from agent.explaining.books import Books
from office.settings import Settings
from prompts.document import read_yaml
from prompts.problems import PromptError, PromptProblem
from prompts.rulechecks import CHECKS, Trial


def checked(settings: Settings) -> dict[str, Any]:
    """What is wrong with rules and tables, as data, with the words people read under `text`."""
    return asyncio.run(_checked(settings))


async def _checked(settings: Settings) -> dict[str, Any]:
    books = await Books.open(settings)
    business = books.book.business
    trial = Trial(books.book.services, business.zone, business.hours.is_open, books.price)
    problems = [*books.library.problems, *books.missing()]
    rows = 0
    for path in _tables(settings.data / "prompts"):
        try:
            count, failed = trial.failures(read_yaml(path.name, path.read_text(encoding="utf-8")))
        except PromptError as error:
            count, failed = 0, (error.problem,)
        rows += count
        problems += failed
    return {
        "rules": len(books.book.services.rules),
        "rows": rows,
        "problems": [problem.text for problem in problems],
        "text": "\n".join(_told(len(books.book.services.rules), rows, problems)),
    }


def _tables(folder: Path) -> list[Path]:
    return sorted((*folder.glob(f"*.{CHECKS}"), *folder.glob(f"trades/*.{CHECKS}")))


def _told(rules: int, rows: int, problems: list[PromptProblem]) -> list[str]:
    told = [problem.text for problem in problems]
    tried = f"{rules} rules looked at, {rows} rows of your own tables tried"
    if not rows:
        tried += " (write some in services.checks.yaml beside your services.yaml)"
    wrong = f"{len(problems)} to mend" if problems else "nothing to mend"
    return [*told, f"{tried}: {wrong}."]
