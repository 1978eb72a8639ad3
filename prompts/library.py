"""The book of words: shipped files, the owner's over them, and the last good version of each."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import structlog

from prompts.agreement import disagreements
from prompts.checking import check
from prompts.dangers import kinds
from prompts.document import Document, read_yaml
from prompts.gazetteer import Area, Gazetteer, Place, Shelf
from prompts.hours import OpeningHours
from prompts.mapping import offers
from prompts.markdown import read_sections
from prompts.overlaps import doubts
from prompts.previews import too_long
from prompts.problems import PromptError, PromptProblem
from prompts.questions import SERVICES, topics
from prompts.rulesets import FOLDER, OWN, RuleBook, RulePlace, assemble, file_of, trades_of
from prompts.schema import Business, Greeting, Messages, Phrases, Services
from prompts.wording import Wording, fill, places, spoken_parts
from prompts.words import Hearing

log = structlog.get_logger()

LANGUAGE = "en"
READY = ("plumbing", "hvac", "electrical", "general")
"""The rule sets that are shipped."""
NAME = re.compile(r"[a-z0-9_-]+")
ANSWERS = 2
"""Questions of one turn that are answered; more would be a speech."""
UNCOUNTED = ("version", "rules_version", "places")
"""What is no part of a book's own version."""

PERSONA_PLACES = ("today", "hours", "answers")


@dataclass(frozen=True, slots=True)
class Rulebook:
    """One consistent version of everything the owner can edit."""

    business: Business
    services: Services
    greeting: Greeting
    persona: str
    phrases: Phrases
    messages: Messages
    version: str = ""
    rules_version: str = ""
    places: Mapping[str, RulePlace] = field(default_factory=dict)
    """Where each rule stands, for whoever tells of it; moving one is no other version."""

    def say(self, text: str, **values: str) -> str:
        """A text with the business's words and the given values in their places."""
        return fill(text, {**self.business.words, **values})

    def greet(self, text: str, **values: str) -> tuple[str, ...]:
        """A greeting in the pieces it is spoken in, of which only those with values are new."""
        return tuple(self.say(part, **values) for part in spoken_parts(text))

    def answer(self, asked: str, about: str = "", own: Mapping[str, str] | None = None) -> str:
        """The owner's own answer to a question, or two asked in one breath; or nothing.

        Args:
            asked: the caller's words.
            about: what they are known to ask about, if a brain has said so.
            own: what the call itself answers, by topic; it comes first.
        """
        truths: dict[str, str] = self.phrases.truths.model_dump()
        answers = {name: answer.answer for name, answer in self.business.answers.items()}
        told = truths | answers | (dict(own) if own else {})
        topics = dict.fromkeys((about, *self._asked_about(asked)))
        return " ".join([told[topic] for topic in topics if topic in told][:ANSWERS])

    def leaves_open(self, asked: str, own: Mapping[str, str] | None = None) -> bool:
        """Whether a person must see to a question: the desk has no answer, or a provisional one."""
        known = self.business.answers
        topics = [topic for topic in self._asked_about(asked) if topic not in (own or ())]
        later = any(t in known and known[t].follow_up for t in topics)
        return later or not self.answer(asked, own=own)

    def _asked_about(self, asked: str) -> tuple[str, ...]:
        """Topics in the order of importance, the owner's own words for them included."""
        hearing = Hearing(asked, self.services.same_words)
        own = [name for name, it in self.business.answers.items() if hearing.heard(it.asked)]
        found = dict.fromkeys((*topics(asked), *own))
        if len(found) > 1 or not offers(asked, self.services):
            # "Do you do free estimates" asks for the price, and "do you do cars" finds no rule.
            found.pop(SERVICES, None)
        return tuple(found)

    def instructions(self, now: datetime) -> str:
        """The persona with today's date, the hours and the owner's answers, for a model."""
        answers = [
            f"- {' / '.join((name.replace('_', ' '), *it.asked[:2]))}: {self.say(it.answer)}"
            for name, it in self.business.answers.items()
            if name != SERVICES
        ]
        local, hours = now.astimezone(self.business.zone), self.business.hours
        return self.say(
            self.persona,
            today=f"{local:%A, %B} {local.day}, {local.year}, {local:%H:%M}",
            hours=f"{hours.text} ({_now_open(hours, local)})",
            answers="\n".join(answers),
        )

    def fixed_lines(self) -> tuple[str, ...]:
        """Every sentence that is the same on each call, for rendering before the first one."""
        greetings = _texts(self.greeting.model_dump())
        texts = [part for text in greetings for part in spoken_parts(text)]
        texts += _texts(self.phrases.model_dump())
        texts += [answer.answer for answer in self.business.answers.values()]
        said = dict.fromkeys(self.say(text) for text in texts)
        return tuple(text for text in said if not places(text))


@dataclass(frozen=True, slots=True)
class _Page:
    """One file of the book: its field in the rulebook and how its text becomes a value."""

    field: str
    file: str
    read: Callable[[str, str], Any]


def _business(file: str, text: str) -> Business:
    document = read_yaml(file, text)
    found = check(document, Business)
    lost = [name.value for name in found.required if name not in found.questions]
    if lost:
        line = document.line(("required",))
        message = f'"{lost[0]}" is required but not among the questions; add it there'
        raise PromptError(PromptProblem(file, line, message))
    return found


def _greeting(file: str, text: str) -> Greeting:
    return check(read_sections(file, text), Greeting)


def _persona(file: str, text: str) -> str:
    try:
        return Wording(*PERSONA_PLACES)(text.strip())
    except ValueError as error:
        raise PromptError(PromptProblem(file, None, str(error))) from error


def _sentences(file: str, text: str) -> Document:
    """The owner's sentences; those that their copy is too old to have are the shipped ones."""
    return read_yaml(file, text).completed(read_yaml(file, _shipped(file)), LANGUAGE)


PAGES = (
    _Page("business", "business.yaml", _business),
    _Page("greeting", "greeting.md", _greeting),
    _Page("persona", "persona.md", _persona),
    _Page("phrases", "phrases.yaml", lambda f, t: check(_sentences(f, t), Phrases, (LANGUAGE,))),
    _Page("messages", "messages.yaml", lambda f, t: check(_sentences(f, t), Messages, (LANGUAGE,))),
)

Stamp = tuple[tuple[int, int] | None, ...]


class Library:
    """Gives the rulebook in force; a mistake in a file never takes the desk down."""

    def __init__(self, current: Rulebook, folder: Path | None) -> None:
        """Start from the shipped book; use `Library.open`."""
        self.current = current
        self._mistakes: tuple[PromptProblem, ...] = ()
        self._rules: Mapping[str, str] = {}
        self._doubts: tuple[PromptProblem, ...] = ()
        self._folder = folder
        self._streets = Shelf(folder)
        self._stamp: Stamp | None = () if folder is None else None
        self._read: dict[str, str] = {}

    @classmethod
    def open(cls, folder: Path | None = None) -> "Library":
        """Read the shipped files and, over them, those in the owner's folder."""
        texts = {page.file: _shipped(page.file) for page in PAGES}
        pages = {page.field: page.read(page.file, texts[page.file]) for page in PAGES}
        rules = _rule_texts(_shipped)
        ruled = rules_of(tuple(rules.items()))
        book = Rulebook(**pages, services=ruled.services, places=ruled.places)
        library = cls(_versioned(book), folder)
        library._read, library._rules = texts, rules
        library.reload()
        # The words of danger and of the rules are made ready now, so that no caller waits for them.
        kinds(LANGUAGE)
        library.current.services.phrase_book.hear("")
        return library

    def reload(self) -> tuple[PromptProblem, ...]:
        """Take up changed files and give the mistakes now standing; cheap if nothing changed."""
        stamp = self._look()
        if stamp == self._stamp:
            self._look_at_streets()
            return self.problems
        self._stamp = stamp
        found: dict[str, Any] = {}
        problems: list[PromptProblem] = []
        for page in PAGES:
            try:
                text = self._text(page.file)
                if text != self._read.get(page.file):
                    found[page.field] = page.read(page.file, text)
                    self._read[page.file] = text
            except PromptError as error:
                problems.append(error.problem)
        try:
            found |= self._take_rules()
        except PromptError as error:
            problems.append(error.problem)
        book = replace(self.current, **found)
        self.current = _versioned(book)
        self._mistakes = tuple(problems)
        self._look_at_streets()
        log.info("prompts_read", version=self.current.version, problems=len(problems))
        return self.problems

    def owns(self, file: str) -> bool:
        """Whether the owner has a copy of a file of their own."""
        return self._folder is not None and (self._folder / file).exists()

    @property
    def rule_files(self) -> tuple[tuple[str, str], ...]:
        """The files of the rules in force with their texts, as `rules_of` reads them."""
        return tuple(self._rules.items())

    @property
    def gazetteer(self) -> Gazetteer:
        """The streets of the owner's area; empty where none are known or they are being read."""
        return self._streets.current

    @property
    def area(self) -> Area:
        """Where the owner works."""
        named = self.current.business.area
        within = named.within
        return Area(
            frozenset(town.lower() for town in named.towns),
            frozenset(named.zips),
            Place(within.of.lat, within.of.lon) if within else None,
            within.miles if within else 0.0,
        )

    def edited(self, file: str, text: str) -> Rulebook:
        """The book as it would be if a file of rules said this; nothing comes into force.

        Raises:
            PromptError: the mistake to mend first.
        """
        texts = _rule_texts(lambda name: text if name == file else self._text(name))
        ruled = rules_of(tuple(texts.items()))
        return _versioned(replace(self.current, services=ruled.services, places=ruled.places))

    def rule_text(self, file: str) -> str:
        """The text of a file of rules as it is in force, the shipped one if the owner has none."""
        return self._text(file)

    def wait_for_streets(self, seconds: float) -> None:
        """Wait until the streets that are being read are in force."""
        self._streets.wait(seconds)

    @property
    def problems(self) -> tuple[PromptProblem, ...]:
        """The mistakes that stand in the owner's files, and what is doubtful in their rules."""
        found = self._streets.problem
        book = self.current
        apart = disagreements(book.business, book.services)
        long = too_long(book.business, book.messages, self._read["messages.yaml"])
        standing = (*self._mistakes, *self._doubts, *apart, *long)
        return (*standing, found) if found else standing

    def _take_rules(self) -> dict[str, Any]:
        """The rules and the ready sets they name, if one of those files has changed.

        Raises:
            PromptError: the rules cannot be read; those in force stay.
        """
        texts = _rule_texts(self._text)
        if texts == self._rules:
            return {}
        ruled = rules_of(tuple(texts.items()))
        # The doubts also make the phrases ready, so that no caller waits for that.
        self._rules, self._doubts = texts, doubts(ruled)
        return {"services": ruled.services, "places": ruled.places}

    def _look_at_streets(self) -> None:
        """The sample belongs to the shipped business; nobody else's callers live there."""
        file = "business.yaml"
        self._streets.look(sample=self._read.get(file) == _shipped(file))

    def _text(self, file: str) -> str:
        path = self._folder / file if self._folder else None
        if path is None or not path.exists():
            return _shipped(file)
        try:
            return path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            message = "it is not a UTF-8 text; save it as UTF-8"
            raise PromptError(PromptProblem(file, None, message)) from error
        except OSError as error:
            message = f"it cannot be read ({error.strerror}); check who may read it"
            raise PromptError(PromptProblem(file, None, message)) from error

    def _look(self) -> Stamp:
        if self._folder is None:
            return ()
        sets = sorted((self._folder / FOLDER).glob("*.yaml"))
        own = [self._folder / file for file in (*(page.file for page in PAGES), OWN)]
        return tuple(_changed(path) for path in (*own, *sets))


def _shipped(file: str) -> str:
    return (files("prompts") / file).read_text(encoding="utf-8")


def _rule_texts(text: Callable[[str], str]) -> dict[str, str]:
    """The file of rules and the ready sets it names, by file.

    Raises:
        PromptError: the file cannot be read, or names a set that there is not.
    """
    texts = {OWN: text(OWN)}
    own = read_yaml(OWN, texts[OWN])
    for i, trade in enumerate(trades_of(own)):
        file = file_of(trade)
        try:
            texts[file] = text(file) if NAME.fullmatch(trade) else ""
        except FileNotFoundError:
            texts[file] = ""
        if not texts[file]:
            message = (
                f'there is no rule set "{trade}"; ready ones are {", ".join(READY)}, and a file '
                f"{FOLDER}/NAME.yaml of your own makes another"
            )
            raise PromptError(PromptProblem(OWN, own.line(("trades", i)), message))
    return texts


@lru_cache(maxsize=4)
def rules_of(texts: tuple[tuple[str, str], ...]) -> RuleBook:
    """The rules of some files: `services.yaml` first, then the ready sets it names, with names.

    Those that several desks of one process share are read once.

    Raises:
        PromptError: the mistake to mend first.
    """
    own, *sets = (read_yaml(file, text) for file, text in texts)
    return assemble(own, read_yaml(OWN, _shipped(OWN)), sets)


def _changed(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _now_open(hours: OpeningHours, local: datetime) -> str:
    opens = hours.opens_after(local)
    if opens is None:
        return "closed for good"
    if hours.is_open(local):
        return "open now"
    return f"closed now, opens {opens:%A, %B} {opens.day}, {opens:%H:%M}"


def _versioned(book: Rulebook) -> Rulebook:
    """The book with the versions of all its words, and of its rules alone."""
    told = [repr(getattr(book, f.name)) for f in fields(book) if f.name not in UNCOUNTED]
    return replace(book, version=_version(*told), rules_version=_version(repr(book.services)))


def _version(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from _texts(inner)
