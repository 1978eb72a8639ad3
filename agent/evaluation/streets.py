"""Made-up streets of a caller's town, as an owner's open data would have them. Pure.

Nine callers in ten live on a street that the data has; beside it there are the other streets of
the town, among them ones of nearly the same name. So both is measured: that a misheard street is
put right, and that a right one is doubted or taken for its neighbour.
"""

import random
from functools import cache

from jellyfish import metaphone
from rapidfuzz.distance import Levenshtein

from agent.evaluation.callers.person import Caller
from agent.evaluation.forms import places
from agent.spoken.namewords import name_words
from office.values import Address
from prompts.gazetteer import Gazetteer, Street

MISSING = 0.1
"""The share of callers' streets that no data has: new ones, private ones, gaps."""

KINDS_OF_A_NAME = 2
"""Of a name a town has streets of so many kinds: Maple Street, and Maple Court."""

NEIGHBOURS = 6
"""So many streets that sound nearly like the caller's are in the data at most."""


def streets_of(caller: Caller) -> Gazetteer:
    """What the owner's data knows of the town of a caller; always the same for the same one."""
    truths = (caller.truth, caller.becomes or caller.truth)
    dice = random.Random(f"streets {caller.seed} {caller.name}")  # noqa: S311 - repeatable
    homes = dict.fromkeys(truth.address for truth in truths)
    found = dict.fromkeys(_town(caller.truth.address.city, caller.truth.address.state))
    for home in homes:
        if dice.random() >= MISSING:
            found[_street(home)] = None
        found |= dict.fromkeys(_neighbours(home, dice))
    return Gazetteer(found)


def _street(home: Address) -> Street:
    zips = (home.postal_code[:5],) if home.postal_code else ()
    return Street(_name(home), home.city, home.state, zips)


def _name(home: Address) -> str:
    """The street without number and half number."""
    return home.line1.partition(" ")[2].removeprefix("1/2 ")


@cache
def _town(city: str, state: str) -> tuple[Street, ...]:
    """The streets that callers' names give a town."""
    dice = random.Random(f"town {city} {state}")  # noqa: S311 - repeatable
    kinds = sorted(set(places.KINDS))
    named = [
        f"{name} {kind}" for name in places.NAMES for kind in dice.sample(kinds, KINDS_OF_A_NAME)
    ]
    numbered = [f"{road} {number}" for road in places.ROADS for number in places.ROAD_NUMBERS]
    some = dice.sample(numbered, len(numbered) // len(places.ROADS))
    return tuple(Street(name, city, state) for name in (*named, *some, *set(places.WHOLE)))


def _neighbours(home: Address, dice: random.Random) -> list[Street]:
    """Streets of the same town whose name is taken for the caller's most easily."""
    name = _name(home)
    core, _, kind = name.rpartition(" ")
    if not core:
        return []
    other = dice.choice([each for each in sorted(set(places.KINDS)) if each != kind])
    near = [f"{each} {kind}" for each in _sounding_like(core)]
    chosen = dice.sample(near, min(len(near), NEIGHBOURS - 1))
    return [Street(each, home.city, home.state) for each in (f"{core} {other}", *chosen)]


@cache
def _sounding_like(core: str) -> tuple[str, ...]:
    """Other names of streets and people that sound nearly the same."""
    names = {*places.NAMES, *(name.capitalize() for name in name_words().common)}
    sound = metaphone(core)
    return tuple(
        name
        for name in sorted(names)
        if name != core and Levenshtein.distance(metaphone(name), sound, score_cutoff=1) <= 1
    )
