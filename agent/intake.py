"""Taking down a turn: from what a brain says was said to a changed sheet. Pure.

Both brains end here. Values are parsed by code, must occur in the caller's own words, and are
only heard until the caller has confirmed them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.brain.understanding import grounded, parse_field
from agent.policy import TRIES, Situation
from agent.spoken.names import looks_like_company
from office.sheet import CallSheet, FieldName, Said, Source, StaleConfirmation, State, Value
from office.values import Phone

CHOSEN = (FieldName.URGENCY, FieldName.CUSTOMER_TYPE, FieldName.CONTACT_METHOD)
"""Fields a brain sorts into fixed words, which therefore need not occur in the caller's."""

ANSWERED = ("hold", "robot", "question", "repeat")
"""Requests that are answered at once; the others change how the call goes on."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The sheet and situation after a turn; `used` tells whether the turn said anything."""

    sheet: CallSheet
    situation: Situation
    used: bool


def take_down(
    sheet: CallSheet,
    situation: Situation,
    ask: Ask,
    record: TurnRecord,
    heard: str,
    now: datetime,
    *,
    source: Source = Source.SPEECH,
    said: Said | None = None,
    overlapped: bool = False,
) -> Taken:
    """Apply one turn of the caller.

    Words that overlapped the desk's question can be the end of the answer before it: if they
    say nothing, that is no failed try.
    """
    turn = _Turn(sheet, situation, ask, record, heard, now, source, said)
    turn.requests()
    turn.answer()
    turn.values()
    turn.declined()
    if not overlapped:
        turn.nothing_usable()
    return Taken(turn.sheet, turn.situation, turn.used)


class _Turn:
    """One turn being taken down; the steps share what they have found so far."""

    def __init__(
        self,
        sheet: CallSheet,
        situation: Situation,
        ask: Ask,
        record: TurnRecord,
        heard: str,
        now: datetime,
        source: Source,
        said: Said | None,
    ) -> None:
        self.sheet, self.situation = sheet, situation
        self.ask, self.record, self.heard = ask, record, heard
        self.now, self.source, self.said = now, source, said
        self.used = False
        self._before = sheet

    def requests(self) -> None:
        """What the caller asks the desk to do."""
        request = self.record.request
        if request is None:
            return
        self.used = True
        if request in ANSWERED:
            self._situate(requests=(*self.situation.requests, request))
        elif request in ("person", "callback"):
            self._situate(wants_person=True)
        elif request == "goodbye":
            closing = self.ask.kind == "anything_else" or not self._anything_open()
            self._situate(nothing_else=True, leaving=not closing)

    def answer(self) -> None:
        """Their yes or no to what the desk asked last."""
        if self.record.use_caller_id and self.situation.caller_id:
            self._use_caller_id(self.situation.caller_id)
        if self.record.answer is None:
            return
        steps: dict[str, Callable[[bool], None]] = {
            "confirm": self._confirmation,
            "offer_caller_id": self._caller_id,
            "person_or_company": self._company,
            "anything_else": self._more,
        }
        step = steps.get(self.ask.kind)
        if step is not None:
            self.used = True
            step(self.record.answer == "yes")

    def values(self) -> None:
        """Every field the turn gave a value for."""
        self._chosen()
        for name in FieldName:
            text = getattr(self.record, name.value)
            if text is None:
                continue
            if name not in CHOSEN and not grounded(text, self.heard, name):
                continue
            self._hear(name, text)

    def _chosen(self) -> None:
        """Which of the desk's own options they want; none of them says nothing about the field."""
        if self.record.choice is None or self.ask.field is None or not self.ask.options:
            return
        self.used = True
        place = ("first", "second", "third", "neither").index(self.record.choice)
        if place < len(self.ask.options):
            self._hear(self.ask.field, self.ask.options[place])

    def declined(self) -> None:
        """Fields they would rather not give."""
        for text in self.record.declined:
            if text in set(FieldName):
                self.used = True
                self.sheet = self.sheet.decline(FieldName(text))

    def nothing_usable(self) -> None:
        """A question that got no usable answer is a try; the last one leaves it to a person."""
        if not self.used and self.ask.kind == "anything_else":
            # Asked twice for more and not understood: they have what they came for.
            self._situate(puzzled=self.situation.puzzled + 1)
            self._situate(nothing_else=self.situation.puzzled >= 2)
        name = self.ask.field
        if name is None:
            return
        if not self.used and self.ask.kind == "confirm" and self.sheet[name].value is not None:
            # Neither a yes nor a no, again and again, is no confirmation.
            self.sheet = self.sheet.refuse(name)
        if not self.used and self.ask.kind in ("value", "spell", "which"):
            # Counted once, also if a value was there that could not be read.
            self.sheet = self._before.miss(name)
        entry = self.sheet[name]
        failures = entry.refusals if entry.value else max(entry.attempts, entry.refusals)
        out = failures >= TRIES and not entry.settled
        if out and (entry.value is None or entry.refusals >= TRIES):
            self.sheet = self.sheet.defer(name)

    def _hear(self, name: FieldName, text: str) -> None:
        if name is FieldName.NAME and self._could_be_company(text):
            self._situate(company_candidate=text)
            self.used = True
            return
        readings = parse_field(name, text, self.now, self._corrected(name))
        if not readings:
            self.sheet = self.sheet.miss(name)
            return
        self.used = True
        if name is FieldName.SERVICE and (known := self.sheet.value(name)):
            self._more_about_service(str(known), str(readings[0].value))
            return
        given_up = self.sheet[name].state is State.DEFERRED and self.sheet[name].refusals >= TRIES
        self.sheet = self.sheet.hear(
            name,
            readings[0].value,
            source=self.source,
            confidence=readings[0].confidence,
            alternatives=tuple(reading.value for reading in readings[1:4]),
            said=self.said,
        )
        if given_up:
            # A person will ask; the last wording is kept for them, and not read back again.
            self.sheet = self.sheet.defer(name)

    def _corrected(self, name: FieldName) -> Value | None:
        """The value that what was said may correct in part."""
        if name is self.ask.field and self.ask.value is not None:
            return self.ask.value
        return self.sheet.value(name) if name in (self.ask.field, self.record.change) else None

    def _more_about_service(self, known: str, more: str) -> None:
        """A second description adds to the first instead of replacing it."""
        if more.lower() not in known.lower():
            self.sheet = self.sheet.hear(
                FieldName.SERVICE, f"{known}; {more}", source=self.source, said=self.said
            )

    def _could_be_company(self, text: str) -> bool:
        decided = self.ask.kind == "person_or_company" or self.sheet.value(FieldName.COMPANY)
        return not decided and looks_like_company(text)

    def _confirmation(self, yes: bool) -> None:
        name = self.ask.field
        if name is None:
            return
        if self.ask.value is None:
            self._on_file(name, yes)
        elif yes:
            self._confirm(name)
        elif self.sheet[name].state is not State.CONFIRMED:
            self.sheet = self.sheet.refuse(name).drop(name)

    def _confirm(self, name: FieldName) -> None:
        value = self.sheet.value(name)
        if value is None or value != self.ask.value:
            return
        try:
            self.sheet = self.sheet.confirm(name, value)
        except StaleConfirmation:
            # The read-back was cut off or the value has changed: it is read back again.
            return

    def _on_file(self, name: FieldName, yes: bool) -> None:
        if yes:
            self._situate(use_on_file=self.situation.use_on_file | {name})

    def _caller_id(self, yes: bool) -> None:
        if yes and self.situation.caller_id:
            self._use_caller_id(self.situation.caller_id)

    def _use_caller_id(self, phone: Phone) -> None:
        """They confirmed the very number that the carrier showed."""
        self.used = True
        sheet = self.sheet.hear(FieldName.PHONE, phone, source=Source.CALLER_ID, said=self.said)
        self.sheet = sheet.read_back(FieldName.PHONE).confirm(FieldName.PHONE, phone)

    def _company(self, yes: bool) -> None:
        text = self.situation.company_candidate
        self._situate(company_candidate="")
        name = FieldName.COMPANY if yes else FieldName.NAME
        readings = parse_field(name, text, self.now)
        if not readings:
            return
        value = readings[0].value
        self.sheet = self.sheet.hear(name, value, said=self.said)
        if yes:
            # The question named the company, and they said yes to it.
            self.sheet = self.sheet.read_back(name).confirm(name, value)

    def _more(self, yes: bool) -> None:
        self._situate(nothing_else=not yes)

    def _anything_open(self) -> bool:
        """Whether required things are still missing when the caller says goodbye."""
        needed = (FieldName.NAME, FieldName.PHONE)
        return any(not self.sheet[name].settled for name in needed)

    def _situate(self, **changes: object) -> None:
        self.situation = replace(self.situation, **changes)  # type: ignore[arg-type]
