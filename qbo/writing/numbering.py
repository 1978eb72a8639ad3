"""Document numbers where the owner has switched to custom ones: QuickBooks then gives none.

The next number follows the highest of the newest documents of that kind; a number that somebody
else took at the same moment (6140) is stepped over.
"""

import re
from collections.abc import Iterable

from office.writes import Write
from qbo.faults import NumberTaken, QboError
from qbo.statements import select
from qbo.wire.session import Wire
from qbo.writing.clerk import Found, Instead
from qbo.writing.tracing import Tracing

FIRST = "1001"
LONGEST = 21
"""Characters of a document number (Intuit)."""
NEWEST = 100
"""Documents looked at for the highest number; older ones have lower numbers."""
_TAIL = re.compile(r"^(.*?)(\d{1,15})$")


def following(numbers: Iterable[str]) -> str:
    """The number after the highest: "1042" gives "1043", "INV-0099" gives "INV-0100". Pure."""
    found = [match for number in numbers if (match := _TAIL.match(number))]
    if not found:
        return FIRST
    highest = max(found, key=lambda match: int(match[2]))
    head, digits = highest[1], highest[2]
    return f"{head}{int(digits) + 1:0{len(digits)}d}"[-LONGEST:]


async def next_number(wire: Wire, entity: str, *taken: str) -> str:
    """A number that no document of a kind has by now.

    Args:
        wire: to the company.
        entity: the kind of document.
        taken: numbers known to be taken that the newest documents may not show yet.

    Raises:
        QboError: QuickBooks does not answer.
    """
    newest = await wire.query(select(entity, order="MetaData.CreateTime DESC", most=NEWEST))
    given = [str(body.get("DocNumber") or "") for body in newest.get(entity, [])]
    return following([*given, *taken])


async def renumbered(
    wire: Wire, tracing: Tracing, write: Write, error: QboError
) -> Found | Instead | None:
    """After 6140: the document itself if it is there already, else the next number."""
    if not isinstance(error, NumberTaken):
        return None
    found = await tracing.step(write.entity).trace(write)
    if found is not None:
        return Found(found)
    taken = str(write.payload.get("DocNumber") or "")
    number = await next_number(wire, write.entity, *filter(None, (taken,)))
    return Instead({**write.payload, "DocNumber": number})
