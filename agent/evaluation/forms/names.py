"""Names of people as callers give them."""

import random
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def listed() -> dict[str, Any]:
    """The names of `names.yaml`, lists split."""
    read: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("names.yaml").read_text())
    return {key: value.split() if isinstance(value, str) else value for key, value in read.items()}


def plain_pair(dice: random.Random) -> tuple[str, str]:
    """A given and a family name as addresses have them: small letters only."""
    known = listed()
    return dice.choice(known["given"]).lower(), dice.choice(known["family"]).lower()


@cache
def plain_words() -> frozenset[str]:
    """Every name that an address can hold, in small letters."""
    known = listed()
    return frozenset(name.lower() for name in (*known["given"], *known["family"]))
