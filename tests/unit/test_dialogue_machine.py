"""The dialogue as a machine: what a shell must carry out, in which order, and what it answers."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agent.dialogue import Dialogue, Effect, Keep, Ran, ReportEmergency, Run, Say
from agent.moves import AskFor, ReadBack
from agent.policy import Situation, lookup_key, request_key
from office.sheet import CallSheet, FieldName, State
from office.values import PersonName, Phone
from prompts.library import Library

pytestmark = pytest.mark.unit

NOW = datetime(2026, 9, 14, 15, 15, tzinfo=UTC)
LISA = Phone("+16145550171")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.open()


@pytest.fixture
def dialogue(library: Library) -> Dialogue:
    return Dialogue(library.current, Situation(caller_id=LISA))


def effects(dialogue: Dialogue, words: str, *, mapped: str = "priced") -> list[Effect]:
    """The effects of one turn, carried out without any I/O."""
    dialogue.caller_said(words)
    dialogue.take(dialogue.understand(words, NOW), dialogue.heard, NOW)
    found: list[Effect] = []
    while True:
        found.append(dialogue.step())
        match found[-1]:
            case Run(tool):
                dialogue.ran(ran(tool, dialogue, mapped))
            case Say(_, mark):
                if mark is not None:
                    dialogue.heard_out(mark)
                return found


def ran(tool: str, dialogue: Dialogue, mapped: str) -> Ran:
    """What a tool would leave: a stranger, and a request that was mapped."""
    sheet, situation = dialogue.sheet, dialogue.situation
    match tool:
        case "map_service":
            key = request_key(sheet)
            return Ran(sheet, replace(situation, mapped=mapped, mapped_for=key))
        case "lookup_customer":
            key = lookup_key(sheet, situation) or ()
            return Ran(sheet, replace(situation, customer="unknown", looked_up_for=key))
        case "create_customer":
            return Ran(sheet, replace(situation, customer="created"))
        case _:
            return Ran(sheet, situation.estimated(sheet, "created"))


def test_a_turn_ends_in_words_after_the_tools_that_were_due(dialogue: Dialogue) -> None:
    ran, said = effects(dialogue, "My kitchen sink is leaking.")
    assert ran == Run("map_service")
    assert isinstance(said, Say)
    assert isinstance(said.speech.move, AskFor)


def test_a_read_back_counts_when_its_own_mark_came_back(dialogue: Dialogue) -> None:
    effects(dialogue, "My kitchen sink is leaking.")
    dialogue.caller_said("My name is Lisa Park.")
    dialogue.take(dialogue.understand(dialogue.heard, NOW), dialogue.heard, NOW)
    said = dialogue.step()
    assert isinstance(said, Say)
    assert isinstance(said.speech.move, ReadBack)
    assert said.mark is not None
    dialogue.heard_out("read-back-0")
    assert dialogue.sheet[FieldName.NAME].state is State.HEARD
    dialogue.heard_out(said.mark)
    assert dialogue.sheet[FieldName.NAME].state is State.READ_BACK


@pytest.fixture
def known(library: Library) -> Dialogue:
    """A dialogue with a caller whose name and number are confirmed."""
    sheet = CallSheet()
    for name, value in ((FieldName.NAME, PersonName("Lisa", "Park")), (FieldName.PHONE, LISA)):
        sheet = sheet.hear(name, value).read_back(name).confirm(name, value)
    return Dialogue(library.current, Situation(customer="created"), sheet)


PERSON = "I want to talk to a real person."


def test_a_promise_is_asked_for_before_its_words_and_once(known: Dialogue) -> None:
    kept, said = effects(known, PERSON)
    assert isinstance(kept, Keep)
    assert isinstance(said, Say)
    assert kept.promise == "callback_promised"
    assert kept.words in said.speech.text
    assert not any(isinstance(each, Keep) for each in effects(known, "Yes, a person, please."))


def test_a_promise_that_could_not_be_kept_is_asked_for_again(known: Dialogue) -> None:
    known.caller_said(PERSON)
    known.take(known.understand(PERSON, NOW), known.heard, NOW)
    promise = known.step()
    # The shell failed here: the turn is given up, and nothing was promised.
    assert isinstance(promise, Keep)
    assert promise in effects(known, "Hello?")


def test_an_emergency_is_reported_once_there_is_a_number(dialogue: Dialogue) -> None:
    found = effects(dialogue, "A pipe burst, it's an emergency.")
    for words in ("Lisa Park", "Yes."):
        found += effects(dialogue, words)
    assert ReportEmergency() not in found
    found += effects(dialogue, "Yes.")
    found += effects(dialogue, "I'd rather not say.")
    assert found.count(ReportEmergency()) == 1


def test_what_is_heard_out_while_a_tool_runs_stays(library: Library) -> None:
    sheet = CallSheet().hear(FieldName.NAME, PersonName("Lisa", "Park"))
    dialogue = Dialogue(library.current, Situation(), sheet)
    dialogue.caller_said("My sink is leaking.")
    dialogue.take(dialogue.understand(dialogue.heard, NOW), dialogue.heard, NOW)
    assert dialogue.step() == Run("map_service")
    slow = ran("map_service", dialogue, "priced")
    dialogue.sheet = dialogue.sheet.read_back(FieldName.NAME)
    dialogue.ran(slow)
    assert dialogue.sheet[FieldName.NAME].state is State.READ_BACK
    assert dialogue.situation.mapped == "priced"
