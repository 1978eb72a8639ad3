"""Edited rules tried on the last calls, and requests without a rule, as tables of words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.explaining.books import Books
from office.clock import SystemClock
from office.requests import PastRequest, RequestBook, RuleVersions
from office.settings import Settings
from office.store import Store
from prompts.editing import with_words
from prompts.library import Library
from prompts.meaning.sense import Sense
from prompts.problems import PromptError, PromptProblem
from prompts.rulesets import FOLDER, OWN
from tools.rule_changes import Judge, Tried, tried

SHOWN_WORDS = 60


@dataclass(frozen=True, slots=True)
class Papers:
    """What was asked on past calls, and the rules it was judged by."""

    requests: RequestBook
    versions: RuleVersions


@asynccontextmanager
async def papers(settings: Settings) -> AsyncIterator[Papers]:
    """The desk's own records, for the length of a command."""
    store, clock = await Store.open(settings.database), SystemClock()
    try:
        yield Papers(RequestBook(store, clock), RuleVersions(store, clock))
    finally:
        await store.close()


async def try_rules(settings: Settings, edited: Path, most: int) -> dict[str, Any]:
    """What an edited file of rules would have made of the last requests.

    Raises:
        PromptError: the file has a mistake, or its name is none of a file of rules.
    """
    books = await Books.open(settings)
    book = books.library.edited(_rule_file(edited), _text(edited))
    async with papers(settings) as kept:
        requests = await kept.requests.last(most)
    sense = Sense.at(settings.meaning_folder, wanted=settings.meaning)
    item, tax = books.mirror.item, books.company.uses_sales_tax
    try:
        found = await tried(
            requests, Judge(books.book, item, sense, tax), Judge(book, item, sense, tax)
        )
    finally:
        sense.close()
    return _told(found)


def _told(found: tuple[Tried, ...]) -> dict[str, Any]:
    changed = [one for one in found if one.differs]
    lines = [
        f"  {one.request.at:%d %b}  {_short(one.request)}\n"
        f"          now:    {one.now.text}\n          edited: {one.edited.text}"
        for one in changed
    ]
    many = f"{len(found)} past request{'' if len(found) == 1 else 's'}"
    head = f"Of {many}, {len(changed)} would have come out differently."
    return {
        "tried": len(found),
        "changed": [
            {
                "call": one.request.call_id,
                "at": one.request.at.isoformat(),
                "says": one.request.wanted["service"],
                "now": one.now.text,
                "edited": one.edited.text,
            }
            for one in changed
        ],
        "text": "\n".join([head, *lines]),
    }


async def unmapped(settings: Settings, most: int) -> dict[str, Any]:
    """The last requests that no rule fits today either, with the rules nearest to them."""
    books = await Books.open(settings)
    async with papers(settings) as kept:
        requests = await kept.requests.unmapped(most)
    sense = Sense.at(settings.meaning_folder, wanted=settings.meaning)
    judge = Judge(books.book, books.mirror.item, sense, books.company.uses_sales_tax)
    try:
        await sense.prepare(books.book.services)
        left = [one for one in requests if (await judge.judge(one)).is_for_a_person]
    finally:
        sense.close()
    shown = [
        {
            "call": one.call_id,
            "at": one.at.isoformat(),
            "says": one.wanted["service"],
            "near": list(one.found.get("suggested") or ()),
        }
        for one in left
    ]
    lines = [f"  {one['call']}  {one['says']}{_near(one['near'])}" for one in shown]
    advice = (
        'Give one to a rule: frontdesk rules add CALL "Name of the rule". '
        "Not yours: frontdesk rules set-aside CALL."
    )
    text = "\n".join([*lines, advice]) if lines else "Every request of the last calls has a rule."
    return {"unmapped": shown, "text": text}


async def add_words(settings: Settings, call: str, rule: str) -> str:
    """Teach a rule the words of a past request; gives the file that was changed.

    The owner's file is changed in one step, or not at all; a ready set is copied into it first.

    Raises:
        PromptError: there is no such request or rule.
    """
    async with papers(settings) as kept:
        words = next(
            (one.wanted["service"] for one in await kept.requests.of(call)),
            None,
        )
    if words is None:
        raise PromptError(PromptProblem(OWN, None, f'no request is known of a call "{call}"'))
    folder = settings.data / "prompts"
    library = Library.open(folder)
    place = library.current.places.get(rule)
    file = place.file if place else OWN
    text = with_words(library.rule_text(file), rule, str(words), file=file)
    library.edited(file, text)
    _write(folder / file, text)
    return file


async def set_aside(settings: Settings, call: str) -> bool:
    """Note that a request needs no rule; False if it was noted before."""
    async with papers(settings) as kept:
        return await kept.requests.set_aside(call)


def _rule_file(path: Path) -> str:
    if path.name == OWN:
        return OWN
    if path.suffix == ".yaml":
        return f"{FOLDER}/{path.name}"
    message = f'call it "{OWN}" or like the ready set it changes, such as "plumbing.yaml"'
    raise PromptError(PromptProblem(path.name, None, message))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = "it cannot be read; is it there, and a text?"
        raise PromptError(PromptProblem(path.name, None, message)) from error


def _write(path: Path, text: str) -> None:
    """Whole or not at all: the desk may read it at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def _short(request: PastRequest) -> str:
    words = str(request.wanted["service"])
    return words if len(words) <= SHOWN_WORDS else f"{words[: SHOWN_WORDS - 1]}…"


def _near(rules: list[str]) -> str:
    return f"  (near: {', '.join(rules)})" if rules else ""
