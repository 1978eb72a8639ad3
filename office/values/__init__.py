"""The trade's values: each one is valid by construction and frozen."""

from office.values.address import Address
from office.values.email import BadEmail, Email
from office.values.money import BadMoney, Money
from office.values.person import BadName, PersonName
from office.values.phone import BadPhone, Phone
from office.values.window import BadWindow, Window
from office.values.wish import Beside, Wish

__all__ = [
    "Address",
    "BadEmail",
    "BadMoney",
    "BadName",
    "BadPhone",
    "BadWindow",
    "Beside",
    "Email",
    "Money",
    "PersonName",
    "Phone",
    "Window",
    "Wish",
]
