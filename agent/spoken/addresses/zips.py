"""Zip codes: which state one lies in (USPS Publication 65), and whether one was said. Pure."""

from dataclasses import replace

from agent.spoken.addresses.tokens import lows, tokenise
from agent.spoken.addresses.vocabulary import vocabulary
from agent.spoken.languages import ENGLISH
from office.values import Address

FEWEST = 3
"""Of so many digits at the end of an address some were a zip, even if it cannot be read."""

_RANGES: tuple[tuple[int, int, str], ...] = (
    (5, 5, "NY"), (10, 27, "MA"), (28, 29, "RI"), (30, 38, "NH"), (39, 49, "ME"),
    (50, 54, "VT"), (55, 55, "MA"), (56, 59, "VT"), (60, 69, "CT"), (70, 89, "NJ"),
    (100, 149, "NY"), (150, 196, "PA"), (197, 199, "DE"), (200, 200, "DC"), (201, 201, "VA"),
    (202, 205, "DC"), (206, 219, "MD"), (220, 246, "VA"), (247, 268, "WV"), (270, 289, "NC"),
    (290, 299, "SC"), (300, 319, "GA"), (320, 339, "FL"), (341, 349, "FL"), (350, 369, "AL"),
    (370, 385, "TN"), (386, 397, "MS"), (398, 399, "GA"), (400, 427, "KY"), (430, 459, "OH"),
    (460, 479, "IN"), (480, 499, "MI"), (500, 528, "IA"), (530, 549, "WI"), (550, 567, "MN"),
    (569, 569, "DC"), (570, 577, "SD"), (580, 588, "ND"), (590, 599, "MT"), (600, 629, "IL"),
    (630, 658, "MO"), (660, 679, "KS"), (680, 693, "NE"), (700, 714, "LA"), (716, 729, "AR"),
    (730, 732, "OK"), (733, 733, "TX"), (734, 749, "OK"), (750, 799, "TX"), (800, 816, "CO"),
    (820, 831, "WY"), (832, 838, "ID"), (840, 847, "UT"), (850, 865, "AZ"), (870, 884, "NM"),
    (885, 885, "TX"), (889, 898, "NV"), (900, 961, "CA"), (967, 968, "HI"), (970, 979, "OR"),
    (980, 994, "WA"), (995, 999, "AK"),
)  # fmt: skip
_OVER_THE_LINE = {"063": ("NY",), "834": ("WY",), "865": ("NM",), "739": ("KS",)}
"""A few post offices serve places across a state line."""


def states_of(postal_code: str) -> tuple[str, ...]:
    """The states a zip can lie in; nothing for one that is not in use, or abroad."""
    prefix = postal_code[:3]
    if not prefix.isdigit():
        return ()
    found = tuple(state for first, last, state in _RANGES if first <= int(prefix) <= last)
    return found + (_OVER_THE_LINE.get(prefix, ()) if found else ())


def without_contradiction(address: Address) -> Address:
    """The address without a state that its own zip contradicts: one of the two was misheard.

    The zip stays, since it is read back digit by digit; a state of two letters is a short sound.
    """
    states = states_of(address.postal_code)
    if not address.state or not states or address.state in states:
        return address
    return replace(address, state="")


def tells_zip(text: str, language: str = ENGLISH) -> bool:
    """Whether a zip was said, heard well or not: then nobody asks for one."""
    known = vocabulary(language)
    tokens = tokenise(text, known)
    said = lows(tokens)
    if any(known.phrases["zip_cues"].at(said, place) for place in range(len(said))):
        return True
    worded = [place for place, token in enumerate(tokens) if token.kind in ("word", "ordinal")]
    behind = tokens[worded[-1] + 1 :] if worded else []
    digits = sum(token.digits.isdigit() and len(token.digits) for token in behind)
    paused = bool(behind) and behind[0].kind == "stop"
    return digits >= FEWEST and (paused or said[worded[-1]] in known.maps["states"])
