"""What a call knows of visits: the wish, what is on offer, what was agreed to. Pure values."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from office.values import Window, Wish

Errand = Literal["", "move", "cancel", "ask"]
Outcome = Literal["", "booked", "proposed", "moved", "cancelled", "told", "person"]

MOST_ROUNDS = 4
"""So often a time is put to the caller; after that a person finds one with them."""


@dataclass(frozen=True, slots=True)
class BookedVisit:
    """A visit as the book has it."""

    id: int
    window: Window
    service: str = ""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a yes would agree to: a window for a visit, new or in the book; none cancels it."""

    window: Window | None
    visit: int | None = None


@dataclass(frozen=True, slots=True)
class Visiting:
    """The visits of one call; there is one where the owner has visits booked at all."""

    proposes: bool = False
    """The owner says yes to each visit; the desk only holds the time."""
    now: datetime | None = None
    """The time at the business when it was looked at last, so that a date can be "tomorrow"."""
    wish: Wish | None = None
    errand: Errand = ""
    """What the caller wants with a visit that is in the book."""
    about: Wish | None = None
    """What they said of the visit that is meant: "the one on Thursday"."""
    known: tuple[BookedVisit, ...] | None = None
    """The matched caller's visits to come; None while the book was not looked into."""
    target: BookedVisit | None = None
    """The one of them that the errand is about."""
    checked: tuple[object, ...] | None = None
    """What the windows on offer were looked for with."""
    fits: bool = False
    """Whether the windows on offer are as wished."""
    windows: tuple[Window, ...] = ()
    """What is on offer, best first."""
    taken: bool = False
    """The window they had agreed to was taken meanwhile."""
    refused: tuple[Window, ...] = ()
    chosen: Window | None = None
    """The window that is to be read back."""
    picked: bool = False
    """The caller chose it among several."""
    heard: Arrangement | None = None
    """What was read back to its end."""
    agreed: Arrangement | None = None
    """What they said yes to, as it was read back; it is carried out at once."""
    rounds: int = 0
    puzzled: int = 0
    """Answers in a row that could not be understood."""
    made: int = 0
    """How many were booked in this call."""
    own: BookedVisit | None = None
    """The visit that was booked in this call."""
    outcome: Outcome = ""
    """What came of it so far."""

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be arranged."""
        return bool(self.outcome)

    @property
    def proposal(self) -> Arrangement:
        """What a yes would agree to now."""
        return Arrangement(self.chosen, self.target.id if self.target else None)

    def with_wish(self, wish: Wish) -> "Visiting":
        """After another time was asked for: nothing that was offered before stands any more."""
        named = wish.names_an_hour
        refused = tuple(one for one in self.refused if not (named and wish.fits(one)))
        return replace(
            self, wish=wish, chosen=None, heard=None, agreed=None, windows=(), checked=None,
            refused=refused, picked=False, taken=False, puzzled=0,
        )  # fmt: skip

    def choose(self, window: Window) -> "Visiting":
        """After one of the windows on offer was picked."""
        return replace(
            self, chosen=window, picked=True, taken=False, heard=None, agreed=None, puzzled=0
        )

    def refuse(self) -> "Visiting":
        """After a no to the window that was read back: it is not offered again."""
        gone = (self.chosen,) if self.chosen is not None else self.windows
        left = tuple(one for one in self.windows if one not in gone)
        return replace(
            self, windows=left, refused=(*self.refused, *gone), chosen=None, heard=None,
            agreed=None, puzzled=0, picked=False, taken=False,
        )  # fmt: skip

    def aimed(self) -> "Visiting":
        """With the one visit that what was said of it fits, or that there is."""
        known = self.known or ()
        fitting = [each for each in known if self.about is None or self.about.fits(each.window)]
        return replace(self, target=fitting[0] if len(fitting) == 1 else None)

    def given_up(self) -> "Visiting":
        """No more times are put to the caller: a person finds one with them."""
        return replace(self, rounds=MOST_ROUNDS, chosen=None, heard=None, windows=())

    def begin(self, errand: Errand, about: Wish | None, wish: Wish | None) -> "Visiting":
        """A new errand with a visit that is in the book; one of this call needs no looking for."""
        own = self.own
        fresh = Visiting(proposes=self.proposes, now=self.now, own=own, made=self.made)
        known = self.known if own is None else (own,)
        return replace(fresh, errand=errand, about=about, wish=wish, known=known, target=own)
