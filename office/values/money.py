"""Amounts of US dollars: Decimal in and out, cents in the store, never float."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

CENT = Decimal("0.01")


class BadMoney(ValueError):
    """That is not an amount of dollars: it needs digits, and a point before the cents."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount with exactly two places, rounded half up as QuickBooks does."""

    amount: Decimal

    def __post_init__(self) -> None:
        try:
            rounded = self.amount.quantize(CENT, ROUND_HALF_UP)
        except InvalidOperation as error:
            raise BadMoney(BadMoney.__doc__) from error
        if not rounded.is_finite():
            raise BadMoney(BadMoney.__doc__)
        # Adding zero turns a rounded -0.00 into 0.00.
        object.__setattr__(self, "amount", rounded + 0)

    @classmethod
    def of(cls, text: str | int | Decimal) -> Self:
        """Make an amount from "445", 445 or a Decimal.

        Raises:
            BadMoney: the text is no number, or one beyond all money.
        """
        try:
            return cls(Decimal(text))
        except InvalidOperation as error:
            raise BadMoney(BadMoney.__doc__) from error

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
        return f"{'-' if self.amount < 0 else ''}${abs(self.amount):,.2f}"
