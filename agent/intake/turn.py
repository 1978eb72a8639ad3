"""One turn being taken down: what it has changed so far, and how a value is heard. Pure."""

from dataclasses import replace
from datetime import datetime

from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.brain.understanding import parse_field
from agent.brain.understanding.problems import barely_urgent
from agent.intake.gathering import GATHERED, afresh, evidence, gathered, with_hearing, without
from agent.intake.naming import hearing, is_no_name, together
from agent.pieces import is_part, joined
from agent.policy import CONFIRMED_FIELDS, MOST_QUESTIONS, TRIES, Situation
from agent.spoken.names import looks_like_company, parse_name
from agent.spoken.reading import ASK_BELOW, Reading
from agent.spoken.yes_no import yes_or_no
from office.sheet import CallSheet, FieldName, Said, Source, State, Value
from office.values import Address, PersonName
from prompts.schema import Urgency

SPOKEN = (FieldName.PHONE, FieldName.ALTERNATE_PHONE, FieldName.EMAIL, FieldName.ADDRESS)
"""Fields whose alternatives are looked for in the caller's own words."""

TOLD_ON = (FieldName.SERVICE, FieldName.NOTES)
"""What is told in sentences: more of it comes behind what was said before."""

BY_THE_WAY = (FieldName.URGENCY, FieldName.CUSTOMER_TYPE)
"""Fields of which other answers seem to say something, too."""

AFTER_A_PERSON = MOST_QUESTIONS - 2
"""What was left to a person has this behind it when the caller comes back to it."""

CLOSE = 0.15
"""A reading with another one this near to it is asked about."""


class Turn:
    """One turn of the caller; the steps of taking it down share what they have found so far."""

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
        """Begin with what was known before."""
        self.sheet, self.situation = sheet, replace(situation, resuming=False)
        self.ask, self.record, self.heard = ask, record, heard
        self.now, self.source, self.said = now, source, said
        self.before, self.used, self.aside = sheet, False, False
        self.given: set[FieldName] = set()
        self._reopened: set[FieldName] = set()

    def words(self, name: FieldName) -> str:
        """The words a value may come from: this turn's, behind the pieces that came before."""
        pieces = self.situation.pieces
        return joined(pieces, self.heard) if pieces and pieces.field is name else self.heard

    def hear(self, name: FieldName, text: str) -> None:
        """Take down what was reported of a field, if it can be read."""
        if name is FieldName.NAME and self._could_be_company(text):
            # Asked about as it would be written, so that what is confirmed is what was heard.
            company = parse_field(FieldName.COMPANY, text)
            self.situate(company_candidate=str(company[0].value), company_spoken="")
            self.used = True
            return
        if is_part(self.ask, self.words(name)) and name is self.ask.field:
            return
        if name in BY_THE_WAY and self._stands(name, text):
            self.used = True
            return
        if name is FieldName.URGENCY and self._is_doubtful(text):
            self.used = True
            self.sheet = self.sheet.miss(name)
            return
        readings = self._readings(name, text)
        if not readings:
            return
        if name is FieldName.NAME and is_no_name(self.ask, self.heard, readings[0].value):
            return
        if name is FieldName.NAME and self._is_confirmed_beside():
            return
        if name is FieldName.NOTES and self.ask.field is not name:
            self.situate(requests=(*self.situation.requests, "noted"), resuming=True)
        if name in TOLD_ON and (known := self.sheet.value(name)):
            self.used = True
            self._more_about(name, str(known), str(readings[0].value))
            return
        if name in GATHERED:
            readings = self._with_earlier(name, text, readings)
        if readings:
            self.take(name, readings)

    def _stands(self, name: FieldName, text: str) -> bool:
        """Whether what they said of it holds against words that were meant otherwise.

        "The house is at 12 Oak Street" behind "my restaurant", or "can someone come today" behind
        "there's no rush", are part of an answer to something else.
        """
        if name is self.record.change or self.sheet.value(name) is None:
            return False
        return self.ask.field in CONFIRMED_FIELDS and text != Urgency.EMERGENCY.value

    def _is_confirmed_beside(self) -> bool:
        """Whether words beside an answer look like another name than the one they said yes to.

        "My mistake, 555 0428" is no name; "no, my name is Lisa" is one.
        """
        confirmed = self.before[FieldName.NAME].state is State.CONFIRMED
        if not confirmed or self.ask.field in (None, FieldName.NAME) or self.record.change:
            return False
        return yes_or_no(self.heard) != "no" and not parse_name(self.heard, elsewhere=True)

    def _is_doubtful(self, text: str) -> bool:
        """Whether it is urgent only by a "can't" that may have been a "can": asked once more.

        What is urgent costs more, and wakes the owner.
        """
        entry = self.sheet[FieldName.URGENCY]
        first = entry.value is None and not entry.misses
        return first and text == Urgency.URGENT.value and barely_urgent(self.heard)

    def _with_earlier(
        self, name: FieldName, text: str, readings: tuple[Reading[Value], ...]
    ) -> tuple[Reading[Value], ...]:
        """What this hearing and those before it come to; nothing that was refused."""
        if self.before[name].state is State.CONFIRMED:
            self.situation = afresh(self.situation, name)
        alone = parse_field(name, text, self.now)
        if not alone and self._is_stray(name):
            return ()
        self.situation = with_hearing(self.situation, name, self.words(name), alone or readings)
        offered = self.ask.value if self.ask.field is name and self.ask.kind == "confirm" else None
        if offered is not None and self.record.answer != "yes" and readings[0].value != offered:
            self.situation = without(self.situation, name, offered)
        if not alone and readings[0].value not in evidence(self.situation, name).refused:
            # A part put right: "it's dot net" changes what stood, and nothing else.
            return readings
        found = gathered(self.situation, name, self.sheet)
        if not found and offered is not None and self.sheet.value(name) is not None:
            # Another value was said, and none is left that was not refused.
            self.used = True
            self.sheet = self.sheet.refuse(name).drop(name)
            self.situate(changing=name)
        return found

    def _is_stray(self, name: FieldName) -> bool:
        """Whether a lone word behind a read-back is a yes misheard: "yet" is no other street."""
        lone = len(self.heard.split()) < 2 and not self.is_town(self.heard)
        return name is FieldName.ADDRESS and self.ask.kind == "confirm" and lone

    def is_town(self, words: str) -> bool:
        """Whether words are a town that is known here, and the address read back has none."""
        placing, value = self.situation.placing, self.ask.value
        if placing is None or not isinstance(value, Address) or value.city:
            return False
        return words.strip(" .,!?").lower() in placing.towns

    def _readings(self, name: FieldName, text: str) -> tuple[Reading[Value], ...]:
        """What was reported, with the doubts that the caller's own words leave about it."""
        current = self._corrected(name)
        if name is FieldName.ADDRESS and self.is_town(text):
            return parse_field(name, f"in {text}", self.now, current)
        reported = parse_field(name, text, self.now, current)
        if not reported or name not in SPOKEN:
            return reported
        spoken = parse_field(name, self.words(name), self.now, current)
        mine = [each for each in spoken if each.value == reported[0].value]
        if not mine:
            return reported
        return (mine[0], *(each for each in spoken if each.value != mine[0].value))

    def take(self, name: FieldName, readings: tuple[Reading[Value], ...]) -> None:
        """Take down the best reading, and whether another one is about as likely."""
        self.used = True
        self.given.add(name)
        if name is FieldName.NAME:
            self.situate(company_candidate="")
            readings = self._with_what_was_heard(readings)
        if not readings:
            self._nothing_left(name)
            return
        best, others = readings[0], readings[1:4]
        if self.before[name].state is State.CONFIRMED and best.value != self.before[name].value:
            self.reopen(name)
        weighed = name is FieldName.NAME and len(self.situation.name_heard) > 1
        near = (
            not weighed
            and bool(others)
            and (best.confidence < ASK_BELOW or best.confidence - others[0].confidence <= CLOSE)
        )
        unsure = self.situation.unsure - {name}
        changing = self.situation.changing
        self.situate(
            unsure=unsure | {name} if near else unsure,
            changing=None if changing is name else changing,
        )
        given_up = self.sheet[name].state is State.DEFERRED and self.sheet[name].refusals >= TRIES
        self.sheet = self.sheet.hear(
            name,
            best.value,
            source=self.source,
            confidence=best.confidence,
            alternatives=tuple(reading.value for reading in others),
            said=self.said,
        )
        if given_up:
            # A person will ask; the last wording is kept for them, and not read back again.
            self.sheet = self.sheet.defer(name)

    def _with_what_was_heard(
        self, readings: tuple[Reading[Value], ...]
    ) -> tuple[Reading[Value], ...]:
        """The name that this turn and all turns before it come to."""
        read = readings[0].value
        if not isinstance(read, PersonName):
            return readings
        if self.before[FieldName.NAME].state is State.CONFIRMED:
            # Whoever changes a name that was right has another one.
            self.situate(name_heard=())
        refused = self.record.answer == "no" or self._is_another(read)
        found = hearing(self.situation, self.ask, self.heard, read, refused=refused)
        self.situate(name_heard=(*self.situation.name_heard, found))
        if self.ask.kind in ("which", "person_or_company"):
            return readings
        return together(self.situation.name_heard, readings, self.sheet)

    def _is_another(self, read: PersonName) -> bool:
        """Whether a read-back was met by another name: that is a no without the word."""
        stood, unsaid = self.ask.value, self.record.answer is None
        return self.ask.kind == "confirm" and unsaid and stood is not None and read != stood

    def _nothing_left(self, name: FieldName) -> None:
        """All it can be was refused: it is asked for by another way."""
        if self.record.answer != "no":
            self.sheet = self.sheet.miss(name)
        self.sheet = self.sheet.drop(name)
        self.situate(changing=name)

    def reopen(self, name: FieldName) -> None:
        """A change of mind is a new start: what a field may cost is counted anew.

        What they want changed they have said unasked, which stands for the first question. What
        was left to a person is asked for and read back once more, and no ladder is climbed again.
        How often it may change is counted, too.
        """
        was = self.before[name]
        if name in self._reopened or not (was.settled or was.value is not None):
            return
        self._reopened.add(name)
        if was.settled:
            self.sheet = self.sheet.with_field(replace(self.sheet[name], refusals=0, misses=0))
        costs = AFTER_A_PERSON if was.state is State.DEFERRED else 1
        others = (each for each in self.situation.asked if each is not name)
        asked = (*others, *(name,) * costs)
        ways = tuple(each for each in self.situation.ways if each[0] is not name)
        self.situate(reopened=(*self.situation.reopened, name), asked=asked, ways=ways)

    def _corrected(self, name: FieldName) -> Value | None:
        """The value that what was said may correct in part."""
        if name is self.ask.field and self.ask.kind == "confirm" and self.ask.value is not None:
            return self.ask.value
        return self.sheet.value(name) if name in (self.ask.field, self.record.change) else None

    def _more_about(self, name: FieldName, known: str, more: str) -> None:
        """A second description adds to the first instead of replacing it."""
        self.given.add(name)
        if more.lower() not in known.lower():
            whole = f"{known}; {more}"
            self.sheet = self.sheet.hear(name, whole, source=self.source, said=self.said)

    def _could_be_company(self, text: str) -> bool:
        decided = self.ask.kind == "person_or_company" or self.sheet.value(FieldName.COMPANY)
        return not decided and looks_like_company(text)

    def forget(self, name: FieldName) -> None:
        """Nothing is asked any more about a field that is settled without a value."""
        pieces = self.situation.pieces
        self.situate(pieces=None if pieces and pieces.field is name else pieces)
        if name is FieldName.NAME:
            self.situate(company_candidate="")

    def situate(self, **changes: object) -> None:
        """Change the situation."""
        self.situation = replace(self.situation, **changes)  # type: ignore[arg-type]
