"""`check_address`: is there such a street, and does the business work there; no network."""

from dataclasses import dataclass
from enum import StrEnum

from office.values import Address
from prompts.gazetteer import Area, DidYouMean, Found, Gazetteer, OutOfArea
from tools.desk import Desk


class Checked(StrEnum):
    """What became of an address."""

    FOUND = "found"
    DID_YOU_MEAN = "did_you_mean"
    UNKNOWN = "unknown"
    OUT_OF_AREA = "out_of_area"
    UNCHECKED = "unchecked"
    """There are no streets to look in."""


@dataclass(frozen=True, slots=True)
class HeardAddress:
    """The likeliest way an address was heard, the other ways, and what the caller said no to."""

    address: Address
    alternatives: tuple[Address, ...] = ()
    denied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AddressCheck:
    """The address as it is written there, or those the caller may have meant.

    A town or zip that was not said is a proposal, to be read back.
    """

    outcome: Checked
    address: Address
    candidates: tuple[Address, ...] = ()


async def check_address(desk: Desk, heard: HeardAddress) -> AddressCheck:
    """Look an address up in the streets of the owner's data."""
    return checked(desk.library.gazetteer, desk.library.area, heard)


def checked(streets: Gazetteer, area: Area, heard: HeardAddress) -> AddressCheck:
    """The same, pure; where only another way to hear it is a street, that one is taken."""
    denied = frozenset(heard.denied)
    first = streets.check(heard.address, area, denied)
    verdict = first
    for other in heard.alternatives:
        if isinstance(verdict, Found | OutOfArea):
            break
        second = streets.check(other, area, denied)
        verdict = second if isinstance(second, Found) else verdict
    if isinstance(verdict, Found):
        return AddressCheck(Checked.FOUND, verdict.address)
    if isinstance(first, DidYouMean):
        return AddressCheck(Checked.DID_YOU_MEAN, heard.address, first.candidates)
    if isinstance(first, OutOfArea):
        return AddressCheck(Checked.OUT_OF_AREA, first.address)
    outcome = Checked.UNKNOWN if streets.size else Checked.UNCHECKED
    return AddressCheck(outcome, heard.address)
