"""What a caller's text says: from typed words to values. Pure.

What was typed is only heard, like what was spoken: the caller, or a person, says yes to it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from agent.brain.understanding import parse_field
from agent.policy import TRIES, Situation
from agent.spoken.reading import Reading
from office.sheet import CallSheet, FieldName, Said, Source, Value
from office.values import BadEmail, Email

MOST_REFUSED = 2
"""So often the read-back of a text may get no clear yes before a person takes it over."""


@dataclass(frozen=True, slots=True)
class TakenText:
    """What a text left behind; `field` is what it gave, or None if it gave nothing usable."""

    sheet: CallSheet
    situation: Situation
    field: FieldName | None


def take_text(
    sheet: CallSheet, situation: Situation, body: str, now: datetime, said: Said | None = None
) -> TakenText:
    """Take down a text sent during the call: what was asked by text, or an e-mail by itself."""
    unasked = (FieldName.EMAIL,) if "@" in body else ()
    for name in dict.fromkeys((*unasked, *reversed(situation.awaited))):
        readings = typed(name, body, now)
        if readings:
            sheet = sheet.hear(
                name,
                readings[0].value,
                source=Source.TEXT,
                confidence=readings[0].confidence,
                alternatives=tuple(reading.value for reading in readings[1:4]),
                said=said,
            )
            # What was misheard before says nothing against what was typed.
            refusals = min(sheet[name].refusals, TRIES - MOST_REFUSED)
            sheet = sheet.with_field(replace(sheet[name], refusals=refusals))
            return TakenText(sheet, situation.text_taken(name), name)
    return TakenText(sheet, situation, None)


def typed(name: FieldName, body: str, now: datetime) -> tuple[Reading[Value], ...]:
    """What a text gives for a field, best first; nothing if it gives none."""
    if name is FieldName.EMAIL and (found := _emails(body)):
        return found[:1]
    lines = (line.strip() for line in body.splitlines())
    return parse_field(name, ", ".join(line for line in lines if line), now)


def _emails(body: str) -> tuple[Reading[Value], ...]:
    """Addresses that stand in a text as such, whatever is written around them."""
    found: list[Reading[Value]] = []
    for word in body.split():
        try:
            found.append(Reading(Email.parse(word.strip("<>()[],;:!?.\"'")), 1.0))
        except BadEmail:
            continue
    return tuple(found)
