"""`services.yaml`: how a caller's request becomes the business's own QuickBooks items."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from prompts.phrasebook import Lost, PhraseBook
from prompts.schema.rules import Line, Phrases, Rule, Urgency, When
from prompts.wording import Strict, Text


class UrgencyWords(Strict):
    """Words that tell how urgent it is."""

    emergency: Phrases
    urgent: Phrases
    routine: Phrases


class CustomerTypeWords(Strict):
    """Words that tell whose building it is."""

    commercial: Phrases
    residential: Phrases


class SafetyWords(Strict):
    """The owner's own words for danger to life, by kind, beside those of dangers.yaml."""

    gas: Phrases = ()
    carbon_monoxide: Phrases = ()
    sparks: Phrases = ()
    fire: Phrases = ()
    sewage: Phrases = ()
    flooding: Phrases = ()


class Raise(Strict):
    """Circumstances that make a request more urgent than the caller calls it."""

    to: Urgency
    when: When

    @model_validator(mode="after")
    def _raises_for_a_reason(self) -> Self:
        if self.to is Urgency.ROUTINE:
            raise ValueError("to: must be urgent or emergency; nothing can be raised to routine")
        if not self.when.is_set:
            raise ValueError("when: is empty, so everything would be raised; name a condition")
        return self


class ServicesFile(Strict):
    """What stands in `services.yaml`; the first rule that fits wins.

    `trades` name the ready rule sets that stand behind the owner's own rules, and `leave_out` the
    rules of those that are not wanted.
    """

    trades: tuple[Text, ...] = ()
    leave_out: tuple[Text, ...] = ()
    same_words: dict[str, Phrases] = Field(default_factory=dict)
    urgency: UrgencyWords
    customer_types: CustomerTypeWords
    facts: dict[str, Phrases] = Field(default_factory=dict)
    raises: tuple[Raise, ...] = ()
    safety: SafetyWords = SafetyWords()
    say_prices: bool = True
    dispatch_fee: Line | None = None
    after_hours: Line | None = None
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _names_once(self) -> Self:
        names = [rule.name for rule in self.rules]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f'two rules are called "{twice[0]}"; give each its own name')
        return self


class Services(ServicesFile):
    """All rules of the business, those of the ready sets included."""

    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _facts_are_known(self) -> Self:
        conditions = (*(rule.when for rule in self.rules), *(one.when for one in self.raises))
        for fact in (fact for when in conditions for fact in when.named_facts):
            if fact not in self.facts:
                known = ", ".join(self.facts) or "none"
                raise ValueError(f'nothing under facts tells "{fact}"; known are {known}')
        return self

    def __copy__(self) -> Self:
        """A copy may be given other rules, so it makes its own phrases ready."""
        copied = super().__copy__()
        for name in ("phrase_book", "listeners", "silent"):
            copied.__dict__.pop(name, None)
        return copied

    @cached_property
    def phrase_book(self) -> PhraseBook:
        """Every phrase that decides something, made ready to be heard."""
        words = (
            *(phrase for kind in (self.urgency, self.customer_types) for phrase in _all(kind)),
            *(phrase for phrases in self.facts.values() for phrase in phrases),
            *(phrase for rule in self.rules for phrase in rule.says.phrases),
        )
        return PhraseBook(words, self.same_words)

    @cached_property
    def listeners(self) -> Mapping[str, tuple[int, ...]]:
        """For each phrase the places of the rules that listen for it."""
        found: dict[str, list[int]] = defaultdict(list)
        for place, rule in enumerate(self.rules):
            for phrase in dict.fromkeys(rule.says.phrases):
                found[phrase].append(place)
        return {phrase: tuple(places) for phrase, places in found.items()}

    @cached_property
    def silent(self) -> tuple[Lost, ...]:
        """Why each rule loses of which nothing was heard; the same on every call."""
        return tuple(Lost(rule.name, _silence(rule)) for rule in self.rules)


def _silence(rule: Rule) -> str:
    if not rule.says.all:
        return "none of its phrases was heard"
    named = " or ".join(f'"{phrase}"' for phrase in rule.says.all[0])
    return f"{named} was not heard"


def _all(words: UrgencyWords | CustomerTypeWords) -> Phrases:
    return tuple(phrase for phrases in words.model_dump().values() for phrase in phrases)
