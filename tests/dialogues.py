"""A dialogue played without any I/O: words in, words out, tools that find a stranger."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from agent.brain.record import TurnRecord
from agent.dialogue import Dialogue, Effect, Keep, Ran, Run, Say
from agent.moves import Move
from agent.policy import Situation, lookup_key, request_key
from office.sheet import CallSheet, FieldName, Source, State, Value
from office.values import Address, Phone
from prompts.library import Library

NOW = datetime(2026, 9, 14, 15, 15, tzinfo=UTC)
LISA = Phone("+16145550171")
BOOK = Library.open().current
KEYPAD = "keypad: "


def sheet_of(**confirmed: Value) -> CallSheet:
    """A sheet with confirmed fields."""
    sheet = CallSheet()
    for name, value in confirmed.items():
        field = FieldName(name)
        sheet = sheet.hear(field, value).read_back(field).confirm(field, value)
    return sheet


class PlayedCall:
    """One call, and everything its shell was asked for."""

    def __init__(self, situation: Situation | None = None, sheet: CallSheet | None = None) -> None:
        self.dialogue = Dialogue(BOOK, situation or Situation(caller_id=LISA), sheet)
        self.effects: list[Effect] = []
        self.written: list[dict[FieldName, Value]] = []
        self.corrects = True

    def say(self, words: str, *, heard_out: bool = True, **changes: Any) -> str:
        """A turn sorted by code, changed as a hostile brain may; the desk's words."""
        self.dialogue.caller_said(words)
        record = self.dialogue.understand(words, NOW).model_copy(update=changes)
        return self.report(record, words, heard_out=heard_out)

    def report(self, record: TurnRecord, words: str, *, heard_out: bool = True) -> str:
        """A turn as a brain reports it."""
        source = Source.KEYPAD if words.startswith(KEYPAD) else Source.SPEECH
        self.dialogue.take(record, self.dialogue.heard, NOW, source=source)
        return self.answer(heard_out=heard_out)

    def answer(self, *, heard_out: bool = True) -> str:
        """What the desk says next; its marks come back if it is heard out."""
        while True:
            effect = self.dialogue.step()
            self.effects.append(effect)
            if isinstance(effect, Run):
                self.dialogue.ran(self._ran(effect.tool))
            elif isinstance(effect, Say):
                if heard_out and effect.mark is not None:
                    self.dialogue.heard_out(effect.mark)
                return effect.speech.text

    def stay_silent(self, times: int) -> str:
        """The caller says nothing, for the so-manieth time."""
        say = self.dialogue.silence(times)
        return self.answer() if say is None else say.speech.text

    def did(self) -> Move | None:
        """What the desk did last."""
        return self.dialogue.last.move if self.dialogue.last else None

    @property
    def promised(self) -> list[str]:
        """What was promised, in order."""
        return [effect.promise for effect in self.effects if isinstance(effect, Keep)]

    def state(self, name: FieldName) -> State:
        """How far a field has come."""
        return self.dialogue.sheet[name].state

    def _ran(self, tool: str) -> Ran:
        """What a tool leaves: a stranger, a service with a price, everything done."""
        sheet, situation = self.dialogue.sheet, self.dialogue.situation
        match tool:
            case "map_service":
                mapped = replace(situation, mapped="priced", mapped_for=request_key(sheet))
                return Ran(sheet, mapped)
            case "lookup_customer":
                key = lookup_key(sheet, situation) or ()
                return Ran(sheet, replace(situation, customer="unknown", looked_up_for=key))
            case "create_customer":
                fields = {field.name: field.value for field in sheet if field.value is not None}
                self.written.append(
                    {name: value for name, value in fields.items() if sheet.confirmed(name, object)}
                )
                return Ran(sheet, replace(situation, customer="created", entered=sheet))
            case "check_address" if situation.placing is not None:
                address = sheet.value(FieldName.ADDRESS)
                value = address if isinstance(address, Address) else None
                return Ran(
                    sheet, replace(situation, placing=replace(situation.placing, value=value))
                )
            case "correct_customer":
                return Ran(sheet, situation.corrected(sheet, done=self.corrects))
            case _:
                return Ran(sheet, situation.estimated(sheet, "created"))
