"""Amounts of US dollars: Decimal in and out, cents in the store, never float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount with exactly two places, rounded half up as QuickBooks does."""

    amount: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", self.amount.quantize(CENT, ROUND_HALF_UP))

    @classmethod
    def of(cls, text: str | int | Decimal) -> Self:
        """Make an amount from "445", 445 or a Decimal."""
        return cls(Decimal(text))

    @classmethod
    def from_cents(cls, cents: int) -> Self:
        """Make an amount from whole cents."""
        return cls(Decimal(cents) / 100)

    @property
    def cents(self) -> int:
        """The amount in whole cents."""
        return int(self.amount * 100)

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + other.amount)

    def __mul__(self, factor: Decimal | int) -> Self:
        return type(self)(self.amount * factor)

    def __str__(self) -> str:
        return f"${self.amount:,.2f}"
