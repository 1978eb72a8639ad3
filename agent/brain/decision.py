"""What a brain decides: to call a tool, or to say something."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Say:
    """Words to speak."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A tool to call with these arguments."""

    tool: str
    arguments: dict[str, Any]


Decision = Say | Call
