"""What a dialogue asks its shell for: data, carried out by whoever plays the call."""

from dataclasses import dataclass

from agent.policy import Situation
from agent.wording import Speech
from office.sheet import CallSheet


@dataclass(frozen=True, slots=True)
class Run:
    """Run this tool with the sheet and the situation as they stand; answer with `ran`."""

    tool: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Keep this promise (`agent.promises`) as a row before its words are spoken."""

    promise: str
    words: str


@dataclass(frozen=True, slots=True)
class ReportEmergency:
    """Tell the owner now: there is danger of a kind, or an emergency and a number to call back."""

    danger: str = ""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak; once everything up to `mark` was heard, tell it with `heard_out`. Ends the step."""

    speech: Speech
    mark: str | None = None


Effect = Run | Keep | ReportEmergency | Say

GOODBYE = "goodbye"
"""The mark behind the last words: once they were heard, the line may be hung up."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What is known after a tool has run."""

    sheet: CallSheet
    situation: Situation
