"""All hearings of an address put together, part by part: number, street, unit, town. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from agent.spoken.addresses.streethearing import StreetHeard, hear_street
from agent.spoken.addresses.streetweighing import weigh_street
from agent.spoken.addresses.tokens import HALF
from agent.spoken.consensus import Heard, Weighed, readings, weigh
from agent.spoken.hearings import Evidence, Hearing
from agent.spoken.reading import Reading
from office.values import Address

MOST_WAYS, MOST_WHOLE = 6, 60

UNSAID, INVENTED = 0.6, 1.2
"""What it costs that a part was not heard though it was said, and heard though it was not."""


class _Parts(NamedTuple):
    """An address as it is weighed."""

    number: str
    street: str
    unit: str
    town: str
    state: str
    postal: str


REQUIRED = 2
"""The number and the street; the other parts need not be said."""


def weigh_address(evidence: Evidence) -> tuple[Reading[Any], ...]:
    """The likeliest addresses that were not refused, best first; nothing if none is left."""
    heard = [_parts(hearing.readings[0].value) for hearing in evidence.hearings]
    streets = weigh_street([_street(hearing) for hearing in evidence.hearings])
    whole: list[tuple[tuple[str, ...], float]] = [((), 0.0)]
    for place, came in enumerate(zip(*heard, strict=True)):
        ways = _ways(came, optional=place >= REQUIRED)
        if _Parts._fields[place] == "street" and streets:
            ways = streets[:MOST_WAYS]
        longer = [((*known, way.text), sum_ + way.cost) for known, sum_ in whole for way in ways]
        whole = sorted(longer, key=lambda each: each[1])[:MOST_WHOLE]
    words = _words([hearing.readings[0].value for hearing in evidence.hearings])
    refused = {_parts(value) for value in evidence.refused}
    left = {_Parts(*parts): total for parts, total in whole if _Parts(*parts) not in refused}
    return readings({_address(parts, words): total for parts, total in left.items()})


def _street(hearing: Hearing) -> StreetHeard:
    """The street as a turn tells it; where it put right another part, the street that stood."""
    heard = hear_street(hearing.words)
    return heard if heard.line else heard._replace(line=_parts(hearing.readings[0].value).street)


def _parts(address: Address) -> _Parts:
    number, _, street = address.line1.partition(" ")
    if street.startswith(f"{HALF} "):
        number, street = f"{number} {HALF}", street.removeprefix(f"{HALF} ")
    rest = (address.line2, address.city, address.state, address.postal_code)
    return _Parts(number, street.lower(), *(part.lower() for part in rest))


def _ways(came: Sequence[str], *, optional: bool) -> list[Weighed]:
    """What a part may be; one that some hearings lack may be missing, or was not heard by them."""
    said = [Heard(text) for text in came if text]
    if not said:
        return [Weighed("", 0.0)]
    silent = len(came) - len(said)
    weighed = weigh(said, whole_words=True)
    ways = [Weighed(way.text, way.cost + UNSAID * silent) for way in weighed]
    if optional and silent:
        ways.append(Weighed("", INVENTED * len(said)))
    return sorted(ways, key=lambda way: way.cost)[:MOST_WAYS]


def _words(addresses: Sequence[Address]) -> dict[str, str]:
    """How the words were written when they came."""
    lines = (f"{one.line1} {one.line2} {one.city} {one.state}" for one in addresses)
    return {word.lower(): word for line in lines for word in line.split()}


def _address(parts: _Parts, words: dict[str, str]) -> Address:
    def written(text: str) -> str:
        return " ".join(words.get(word, word.capitalize()) for word in text.split())

    line1 = f"{parts.number} {written(parts.street)}"
    return Address(
        line1, written(parts.unit), written(parts.town), parts.state.upper(), parts.postal
    )
