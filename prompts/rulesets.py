"""The owner's rules and, behind them, the ready sets they name, put together with their places.

`services.yaml` stands alone or names ready sets (`trades: [plumbing]`). An owner's own rule comes
before those of the sets and takes the place of one with the same name. Pure: files are read by
`library.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import Field

from prompts.checking import check
from prompts.document import Document
from prompts.problems import PromptError, PromptProblem
from prompts.schema.rules import Phrases, Rule
from prompts.schema.services import Services, ServicesFile
from prompts.wording import Strict

OWN = "services.yaml"
FOLDER = "trades"
WORDS = ("urgency", "customer_types", "facts")
"""What the shipped file lends to one that leaves it out: words, and nothing that costs money."""


class RuleSet(Strict):
    """A file of ready rules, with the words they need."""

    same_words: dict[str, Phrases] = Field(default_factory=dict)
    facts: dict[str, Phrases] = Field(default_factory=dict)
    rules: tuple[Rule, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class RulePlace:
    """Where a rule stands: its file, the line of its name, and those of its lines' items."""

    file: str
    line: int | None
    lines: tuple[int | None, ...] = ()

    def problem(self, message: str, line: int | None = None) -> PromptProblem:
        """A mistake of this rule."""
        return PromptProblem(self.file, line or self.line, message)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules in force, and by name where each stands."""

    services: Services
    places: Mapping[str, RulePlace] = field(default_factory=dict)


def file_of(trade: str) -> str:
    """The file of a ready set."""
    return f"{FOLDER}/{trade}.yaml"


def trades_of(own: Document) -> tuple[str, ...]:
    """The ready sets that a file names; what is no list of names is left to the check."""
    named = own.at(("trades",))
    return tuple(str(name) for name in named) if isinstance(named, list) else ()


def assemble(own: Document, shipped: Document, sets: Iterable[Document]) -> RuleBook:
    """Put rules and words together.

    Args:
        own: the owner's `services.yaml`.
        shipped: the shipped one, for the words that the owner's leaves out.
        sets: the ready sets, in the owner's order.

    Raises:
        PromptError: the mistake to mend first.
    """
    file = check(_with_words(own, shipped), ServicesFile)
    rules = list(file.rules)
    places = {rule.name: _place(own, rule, i) for i, rule in enumerate(file.rules)}
    words, facts = dict(file.same_words), dict(file.facts)
    known = {rule.name for rule in rules}
    for document in sets:
        ready = check(document, RuleSet)
        _extend(words, ready.same_words)
        _extend(facts, ready.facts)
        for i, rule in enumerate(ready.rules):
            known.add(rule.name)
            if rule.name not in file.leave_out and rule.name not in places:
                rules.append(rule)
                places[rule.name] = _place(document, rule, i)
    _refuse_unknown_names(own, file, known)
    if not rules:
        message = 'there is no rule; write one under "rules", or name a ready set under "trades"'
        raise PromptError(PromptProblem(own.file, own.line(("rules",)), message))
    kept = {name: getattr(file, name) for name in ServicesFile.model_fields}
    kept |= {"rules": tuple(rules), "same_words": words, "facts": facts}
    whole = Services.model_construct(**kept)
    _refuse_unknown_facts(own, whole, places)
    return RuleBook(whole, places)


def _with_words(own: Document, shipped: Document) -> Document:
    if not isinstance(own.content, dict):
        return own
    lent = {name: shipped.content[name] for name in WORDS if name in shipped.content}
    return Document(own.file, {**lent, **own.content}, own.lines)


def _place(document: Document, rule: Rule, i: int) -> RulePlace:
    lines = tuple(document.line(("rules", i, "lines", n, "item")) for n in range(len(rule.lines)))
    return RulePlace(document.file, document.line(("rules", i, "name")), lines)


def _extend(all_of: dict[str, Phrases], more: Mapping[str, Phrases]) -> None:
    for name, phrases in more.items():
        all_of[name] = tuple(dict.fromkeys((*all_of.get(name, ()), *phrases)))


def _refuse_unknown_names(own: Document, file: ServicesFile, known: set[str]) -> None:
    for i, name in enumerate(file.leave_out):
        if name not in known:
            message = f'leave_out names "{name}", which is no rule; write a rule\'s exact name'
            raise PromptError(PromptProblem(own.file, own.line(("leave_out", i)), message))


def _refuse_unknown_facts(own: Document, whole: Services, places: Mapping[str, RulePlace]) -> None:
    asked: list[tuple[str, RulePlace]] = [
        (fact, places[rule.name]) for rule in whole.rules for fact in rule.when.named_facts
    ]
    for i, one in enumerate(whole.raises):
        place = RulePlace(own.file, own.line(("raises", i)))
        asked += [(fact, place) for fact in one.when.named_facts]
    for fact, place in asked:
        if fact not in whole.facts:
            known = ", ".join(whole.facts) or "none"
            message = f'nothing under "facts" tells "{fact}"; known are {known}'
            raise PromptError(place.problem(message))
