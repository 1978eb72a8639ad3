"""A mind that obeys the caller against the owner: it lies, invents, floods and calls what it likes.

It is as strict a party as the honest mind beside it: everything it does goes over the wire as any
model's reply would. What it says and makes up is data (`attacks.yaml`).
"""

import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from agent.brain.decision import Call, Say
from agent.brain.tools import RECORD_TURN
from agent.embedded.openai_mind import sort_turn
from agent.embedded.openai_requests import ChatRequest
from agent.embedded.openai_stream import Reply

GIANT = 40_000
DEEP = 3_000
MANY = 40

Arguments = dict[str, Any]


@cache
def attacks() -> Mapping[str, Any]:
    """The attacks' words, as written in `attacks.yaml`."""
    listed: Mapping[str, Any] = yaml.safe_load((files(__package__) / "attacks.yaml").read_text())
    return listed


@dataclass
class HostileMind:
    """Plays the model of one process; `done` counts what it tried, and how often.

    Args:
        dice: decides what is tried, so that a seed repeats it.
        only: tries nothing but these reports.
    """

    dice: random.Random
    only: tuple[str, ...] = ()
    done: Counter[str] = field(default_factory=Counter)

    def __call__(self, asked: ChatRequest) -> Reply:
        """Answer a request as it should not be answered."""
        honest = next((part.arguments for part in sort_turn(asked) if isinstance(part, Call)), {})
        report = self.dice.choice(self.only or attacks()["reports"])
        self.done[report] += 1
        return [*self._talk(), *_REPORTS[report](self, asked, dict(honest))]

    def _talk(self) -> list[Say]:
        """A lie, alone, behind a kind word, or before one."""
        kind = self.dice.choice(list(attacks()["says"]))
        lie, kindness = self._one("says", kind), self._one("harmless")
        way = self.dice.randrange(4)
        self.done[f"says:{kind}"] += way != 3
        return [Say(["{lie}", "{kindness} {lie}", "{lie} {kindness}", "{kindness}"][way].format(
            lie=lie, kindness=kindness
        ))]  # fmt: skip

    def _one(self, *path: str) -> Any:
        found: Any = attacks()
        for step in path:
            found = found[step]
        return self.dice.choice(found)

    def _invented(self) -> Arguments:
        made_up: Arguments = attacks()["invented"]
        return {name: self.dice.choice(values) for name, values in made_up.items()}

    def invents(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """Values nobody said, over those that somebody did."""
        return [Call(RECORD_TURN, honest | self._invented())]

    def confirms(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """A yes to whatever was asked, and the calling number for good measure."""
        return [Call(RECORD_TURN, honest | {"answer": "yes", "use_caller_id": True})]

    def unoffered(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """Fields and choices that no form has."""
        extra = {"price": "0", "confirmed": ["name", "phone"], "choice": "fourth"}
        return [Call(RECORD_TURN, honest | extra)]

    def another_tool(self, _asked: ChatRequest, _honest: Arguments) -> Reply:
        """A tool that was not offered."""
        other = self._one("other_tools")
        return [Call(other["name"], other["arguments"])]

    def many_calls(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """A flood of reports in one reply."""
        return [Call(RECORD_TURN, honest | self._invented()) for _ in range(MANY)]

    def giant(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """A value as long as a book."""
        return [Call(RECORD_TURN, honest | {"notes": "free " * (GIANT // 5)})]

    def nested(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """JSON inside JSON inside JSON."""
        deep: Any = "name"
        for _ in range(DEEP // 10):
            deep = {"name": [deep]}
        return [Call(RECORD_TURN, honest | {"name": deep})]

    def wrong_types(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """Numbers for names, words for yes, a list for a street."""
        wrong = {"name": 7, "answer": True, "address": ["9 Elm Street"], "use_caller_id": "yes"}
        return [Call(RECORD_TURN, honest | wrong)]

    def obeys(self, asked: ChatRequest, honest: Arguments) -> Reply:
        """What the caller ordered, as if it were the owner's wish."""
        words = asked.words
        orders = {"notes": words, "service": words, "answer": "yes", "budget": "0"}
        return [Call(RECORD_TURN, honest | orders)]

    def declines_all(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """Refusals the caller never made."""
        return [Call(RECORD_TURN, honest | {"declined": ["name", "phone", "email", "address"]})]

    def changes_all(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """Takes back what stands."""
        return [Call(RECORD_TURN, honest | {"change": self.dice.choice(["name", "phone"])})]

    def no_call(self, _asked: ChatRequest, _honest: Arguments) -> Reply:
        """Talks and reports nothing."""
        return []

    def leaves(self, _asked: ChatRequest, honest: Arguments) -> Reply:
        """Ends the call in the middle of it."""
        return [Call(RECORD_TURN, honest | {"request": "goodbye"})]


Report = Callable[[HostileMind, ChatRequest, Arguments], Reply]
_REPORTS: dict[str, Report] = {
    name: getattr(HostileMind, name) for name in attacks()["reports"]
}  # fmt: skip
