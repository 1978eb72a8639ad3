"""How QuickBooks stands with this desk, for people to look at."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Standing:
    """How the connection stands; times are None where nothing was said of them.

    `state` is connected, parted (the owner disconnected it), never (nobody connected it yet) or
    refused (Intuit asks the owner again, `trouble` says why). `since` is the time of that click.
    """

    state: Literal["connected", "parted", "never", "refused"]
    realm: str = ""
    company: str = ""
    since: datetime | None = None
    renewed_at: datetime | None = None
    ends_at: datetime | None = None
    trouble: str = ""

    @property
    def words(self) -> str:
        """What the company is called, as far as it is known."""
        return self.company or (f"company {self.realm}" if self.realm else "your company")


@dataclass(frozen=True, slots=True)
class BooksKnown:
    """What is known of a company's books, as of when, and what waits to be entered.

    `elsewhere` counts entries for another company; they wait until that one is connected again.
    `percent` is how much of the customers has been read.
    """

    customers: int
    items: int
    heard_at: datetime | None
    waiting: int
    elsewhere: int
    percent: int = 100
