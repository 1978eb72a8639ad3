"""No question is put without end: whoever answers nothing is left to a person, and kindly so.

Each question the desk can ask is met by callers who say the same useless words, or useless words
at random, until the desk parts from them.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskHowMany,
    AskOwnerDecides,
    AskPersonOrCompany,
    AskPlace,
    AskWhatToChange,
    AskWhich,
    AskWhichService,
    GoOn,
    Move,
    OfferCallerId,
    OfferOnFile,
    OfferText,
    ReadBack,
    RemindOfText,
    SayGoodbye,
    WaitForText,
    Way,
    asked,
)
from agent.policy import CONFIRMED_FIELDS, OnFile, Order, Placing, Situation
from agent.visiting.moves import VISIT_MOVES, AskCancel, AskNewTime, AskWhichVisit, OfferTime
from agent.visiting.moves import OfferTimes as OfferSeveral
from office.sheet import CallSheet, FieldName, State
from office.values import Address, Email, PersonName
from tests.appointments import SARAH, Calendar, VisitCall, at, stranger
from tests.dialogues import LISA, PlayedCall, sheet_of

pytestmark = pytest.mark.unit

MOST_TURNS = 60
MOST_PUT, REPEATED = 3, 1
AGAIN = ("Could you say that again?", "What?")
USELESS = ("Mm-hm.", "Hm.", "42", "B.", "The weather is awful, isn't it.", "")
ASIDE = ("What are your hours?", "Hold on a second.", "Are you a robot?")
STUBBORN = ("I want to talk to a real person.", "Change it.", "Yes.", "No.")

OAK = Address("12 Oak Street", "", "Columbus", "OH", "43215")
KNOWN: dict[str, Any] = {
    "service": "leaking sink",
    "name": PersonName("Lisa", "Park"),
    "phone": LISA,
    "email": Email("lisa@gmail.com"),
    "address": OAK,
    "urgency": "routine",
    "customer_type": "residential",
    "preferred_time": "Friday",
}


def begun(
    *fields: FieldName, sheet: CallSheet | None = None, said: tuple[str, ...] = (), **situation: Any
) -> PlayedCall:
    """A call in which the desk has just asked; `fields` are what it asks for, in order."""
    call = PlayedCall(Situation(**{"caller_id": LISA} | situation), sheet or sheet_of())
    call.dialogue._order = Order(fields, fields[:1])
    call.answer()
    for words in said:
        call.say(words)
    return call


def confirmed(*without: str) -> CallSheet:
    return sheet_of(**{name: value for name, value in KNOWN.items() if name not in without})


def heard(name: FieldName, value: Any) -> PlayedCall:
    sheet = confirmed(name.value).hear(name, value)
    return begun(name, sheet=sheet, can_text=True, mapped="priced", customer="created")


def two_ways() -> PlayedCall:
    name = FieldName.NAME
    other = PersonName("Lisa", "Bark")
    sheet = sheet_of().hear(name, PersonName("Lisa", "Park"), alternatives=(other,))
    return begun(name, sheet=sheet, unsure=frozenset({name}))


def unplaced(address: Address, outcome: str) -> PlayedCall:
    name = FieldName.ADDRESS
    sheet = sheet_of().hear(name, address)
    if outcome == "out_of_area":
        sheet = sheet.read_back(name).confirm(name, address)
    return begun(name, sheet=sheet, placing=Placing(value=address, outcome=outcome))


def awaited_text() -> PlayedCall:
    sheet = sheet_of().defer(FieldName.EMAIL)
    told = frozenset({"texted:email"})
    return begun(sheet=sheet, awaited=(FieldName.EMAIL,), told=told, can_text=True)


def visit(*said: str) -> VisitCall:
    call = stranger()
    call.answer()
    for words in said:
        call.say(words)
    return call


def sarahs(*said: str, days: tuple[int, ...] = (17, 18)) -> VisitCall:
    calendar = Calendar()
    for day in days:
        calendar.has(at(day, 8))
    call = VisitCall(calendar, caller=SARAH, known=True)
    for words in (*said, "My name is Sarah Johnson."):
        call.say(words)
    return call


F = FieldName
STREET = Address("12 Oak Street", "", "Columbus", "OH", "")
QUESTIONS: dict[str, tuple[type[Any], Callable[[], PlayedCall]]] = {
    **{f"ask for {name}": (AskFor, partial(begun, name, caller_id=None)) for name in F},
    "caller's number": (OfferCallerId, lambda: begun(F.PHONE)),
    "e-mail on file": (
        OfferOnFile,
        lambda: begun(F.EMAIL, on_file=OnFile("7", True, True, matched=True)),
    ),
    "name read back": (ReadBack, lambda: heard(F.NAME, KNOWN["name"])),
    "number read back": (ReadBack, lambda: heard(F.PHONE, LISA)),
    "e-mail read back": (ReadBack, lambda: heard(F.EMAIL, KNOWN["email"])),
    "address read back": (ReadBack, lambda: heard(F.ADDRESS, OAK)),
    "did you mean": (ReadBack, lambda: unplaced(OAK, "did_you_mean")),
    "zip": (AskPlace, lambda: unplaced(STREET, "unknown")),
    "street's letters": (AskPlace, lambda: unplaced(OAK, "unknown")),
    "outside": (AskOwnerDecides, lambda: unplaced(OAK, "out_of_area")),
    "one of two names": (AskWhich, two_ways),
    "one of two services": (
        AskWhichService,
        lambda: begun(
            sheet=sheet_of(service="x"),
            mapped="ambiguous",
            mapped_for=("x", "", ""),
            options=("drain", "sink"),
        ),
    ),
    "how many of them": (
        AskHowMany,
        lambda: begun(
            sheet=sheet_of(service="x", urgency="routine"),
            mapped="priced",
            mapped_for=("x", "routine", ""),
            how_many="recessed lights",
        ),
    ),
    "company or person": (
        AskPersonOrCompany,
        lambda: begun(F.NAME, company_candidate="JC Plumbing"),
    ),
    "the rest of a number": (
        GoOn,
        lambda: begun(F.PHONE, caller_id=None, said=("six one four five",)),
    ),
    "text offered": (
        OfferText,
        lambda: begun(F.EMAIL, can_text=True, said=("Hm.",) * 3),
    ),
    "text missed": (RemindOfText, awaited_text),
    "text waited for": (
        WaitForText,
        lambda: (lambda call: (call.say("Yes."), call)[1])(awaited_text()),
    ),
    "what to change": (AskWhatToChange, lambda: begun(something_wrong=True)),
    "anything else": (AskAnythingElse, lambda: begun(sheet=confirmed())),
    "one time": (OfferTime, lambda: visit("Thursday morning would be great.")),
    "several times": (OfferSeveral, lambda: visit("Sunday at one.")),
    "another time": (AskNewTime, lambda: sarahs("I need to move my appointment.", days=(17,))),
    "which visit": (AskWhichVisit, lambda: sarahs("I need to move my appointment.")),
    "to cancel": (AskCancel, lambda: sarahs("I need to cancel my visit on Thursday.")),
}


def question(move: Move) -> object:
    """What is asked and by which way; shorter words are the same question."""
    way = move.way if isinstance(move, AskFor) else None
    return asked(move), Way.PLAIN if way is Way.SHORT else way


def met(call: PlayedCall, words: list[str]) -> Counter[object]:
    """The questions a caller meets who says these words over and over, until the goodbye."""
    first = call.did()
    assert first is not None
    seen, silent = Counter([question(first)]), 0
    for turn in range(MOST_TURNS):
        said = words[turn % len(words)]
        before = call.dialogue.last
        silent = 0 if said else silent + 1
        spoken = call.say(said) if said else call.stay_silent(silent)
        assert spoken.strip(), "the desk fell silent"
        move = call.did()
        assert move is not None
        if isinstance(move, SayGoodbye):
            return seen
        if said or call.dialogue.last is not before:
            seen[question(move)] += 1
    pytest.fail(f"no end: {seen.most_common(3)}")


def assert_left_to_a_person(call: PlayedCall, before: CallSheet, opening: Move | None) -> None:
    """What was known is known, and what was asked is settled or somebody's to do."""
    sheet, situation = call.dialogue.sheet, call.dialogue.situation
    for entry in before:
        if entry.state is State.CONFIRMED and entry.name in CONFIRMED_FIELDS:
            assert sheet[entry.name] == entry
    visiting = situation.visiting
    by_a_person = situation.wants_person or situation.gone_silent
    if isinstance(opening, VISIT_MOVES):
        kept = visiting is not None and visiting.outcome in ("person", "told", "booked")
        assert kept or by_a_person or (visiting is not None and visiting.settled)
    field = asked(opening).field if opening is not None else None
    if field is not None and not isinstance(opening, (*VISIT_MOVES, AskWhichService, OfferOnFile)):
        known = sheet.value(field) is not None
        assert sheet[field].settled or by_a_person or known, sheet[field]


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_question_there_is_can_be_met(name: str) -> None:
    kind, ring = QUESTIONS[name]
    assert isinstance(ring().did(), kind)


def test_no_kind_of_question_is_left_out() -> None:
    kinds = {kind for kind, _ in QUESTIONS.values()}
    silent = {"RunTool", "Tell", "Warn", "SayGoodbye"}
    every = {kind for kind in Move.__args__ if kind.__name__ not in silent}
    assert kinds == every


@pytest.mark.parametrize("words", [*AGAIN, *USELESS, *ASIDE, *STUBBORN])
def test_same_words_to_every_question_end_with_a_person(words: str) -> None:
    most = MOST_PUT + REPEATED if words in (*AGAIN, *ASIDE) else MOST_PUT
    for name, (_, ring) in QUESTIONS.items():
        call = ring()
        before, opening = call.dialogue.sheet, call.did()
        seen = met(call, [words])
        assert max(seen.values()) <= most, (name, seen.most_common(2))
        if words in (*AGAIN, *USELESS):
            assert_left_to_a_person(call, before, opening)


@settings(max_examples=60, deadline=None)
@given(
    name=st.sampled_from(sorted(QUESTIONS)),
    words=st.lists(st.sampled_from([*AGAIN, *USELESS]), min_size=2, max_size=12),
)
def test_useless_words_in_any_order_end_with_a_person(name: str, words: list[str]) -> None:
    call = QUESTIONS[name][1]()
    before, opening = call.dialogue.sheet, call.did()
    seen = met(call, words)
    assert max(seen.values()) <= MOST_PUT + REPEATED, seen.most_common(2)
    assert_left_to_a_person(call, before, opening)


def test_second_wish_to_hear_it_again_brings_other_words() -> None:
    call = begun(F.NAME)
    first = call.dialogue.last
    assert first is not None
    assert call.say("Could you say that again?") == first.text
    assert call.say("Could you say that again?") != first.text
    assert call.did() == AskFor(F.NAME, Way.AGAIN)


def test_other_questions_of_a_caller_are_all_answered() -> None:
    call = begun(F.NAME)
    for aside in ASIDE:
        call.say(aside)
        assert call.did() == AskFor(F.NAME, Way.SHORT)
    call.say("My name is Lisa Park.")
    assert isinstance(call.did(), ReadBack)


def test_zip_that_is_not_told_is_asked_for_once_more_and_the_street_read_back() -> None:
    call = QUESTIONS["zip"][1]()
    asked_first = call.dialogue.last
    assert asked_first is not None
    assert call.say("Could you say that again?") == asked_first.text
    call.say("Could you say that again?")
    assert isinstance(call.did(), ReadBack)


def test_yes_to_anything_else_is_asked_about_and_then_left_to_a_person() -> None:
    call = QUESTIONS["anything else"][1]()
    assert call.say("Yes.") == "What else can I do for you?"
    said = call.say("Yes.")
    assert isinstance(call.did(), SayGoodbye)
    assert "call you back" in said


def test_unclear_answer_to_a_read_back_is_met_with_other_words() -> None:
    call = QUESTIONS["name read back"][1]()
    assert call.say("Hm.").endswith("A yes or a no is enough.")
    call.say("Hm.")
    call.say("Hm.")
    assert call.state(F.NAME) is State.DEFERRED
    assert call.dialogue.sheet.value(F.NAME) == KNOWN["name"]


def test_text_that_is_not_wanted_is_not_offered_for_every_field() -> None:
    call = begun(F.NAME, F.EMAIL, F.ADDRESS, F.PHONE, can_text=True)
    offers = 0
    for _ in range(MOST_TURNS):
        call.say("Hm.")
        offers += isinstance(call.did(), OfferText)
        if isinstance(call.did(), SayGoodbye):
            break
    assert offers == 2
