"""The laws of a call, held against random orders of words, reports, marks and silences.

A caller may say anything, a brain may report anything, and the carrier may lose any mark or echo
it late. Whatever is confirmed was then spoken in full, heard out and answered by a yes.
"""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.brain.record import TurnRecord
from agent.brain.understanding.intents import means_caller_id
from agent.confirming import says_yes
from agent.dialogue import Run, Say
from agent.moves import (
    AskFor,
    AskPersonOrCompany,
    AskPlace,
    AskWhich,
    GoOn,
    OfferText,
    ReadBack,
    SayGoodbye,
    Way,
    asked,
)
from agent.policy import MOST_QUESTIONS, Situation
from office.sheet import FieldName, Source, State, Value
from office.values import Phone
from tests.dialogues import LISA, NOW, PlayedCall

pytestmark = pytest.mark.unit

MOST_TURNS = 60
WORDS = (
    "My kitchen sink is leaking.",
    "It can wait a few days.",
    "My name is Lisa Park.",
    "No, my name is Lisa Bark.",
    "It's Park. P, A, R, K.",
    "JC Plumbing.",
    "It's six one four, five five five, zero one seven one.",
    "No, it's zero one seven three at the end.",
    "614-555",
    "0143",
    "Yes, but it's 0144 at the end.",
    "lisa at gmail dot com",
    "lisa dot park",
    "at yahoo dot com",
    "I'd rather not say.",
    "It's 70 River Road, Columbus, Ohio, 43215.",
    "Friday afternoon.",
    "Yes.",
    "Yes, that's right.",
    "Okay.",
    "I think so.",
    "No.",
    "No, that's not right.",
    "That's wrong.",
    "Change the e-mail.",
    "My number is wrong.",
    "Could you repeat that, please?",
    "What are your hours?",
    "How much is it?",
    "I want to talk to a real person.",
    "It smells of gas in here.",
    "Hm.",
    "That's all, thanks.",
    "Bye.",
    "keypad: 6145550133",
    "keypad: 614",
    "the second one",
    "",
)
TEXTS = (
    "Lisa Park",
    "Mike Chen",
    "614-555-0171",
    "lisa at gmail dot com",
    "12 Oak Street",
    "Hm",
    "",
)
maybe = st.sampled_from([*TEXTS, None, None, None, None])
reports = st.builds(
    TurnRecord,
    name=maybe,
    company=maybe,
    phone=maybe,
    email=maybe,
    address=maybe,
    service=maybe,
    answer=st.sampled_from(["yes", "no", None]),
    choice=st.sampled_from(["first", "second", "third", "neither", None, None]),
    use_caller_id=st.booleans(),
    declined=st.sampled_from([(), (), ("email",), ("phone", "nonsense")]),
    change=st.sampled_from([None, None, None, *FieldName]),
    request=st.sampled_from([None, None, "repeat", "question", "goodbye", "person", "hold"]),
)
turns = st.tuples(
    st.sampled_from(WORDS),
    st.one_of(st.none(), st.none(), reports),  # None: sorted by code
    st.sampled_from([True, True, True, False]),  # whether the marks come back
    st.sampled_from([False, False, False, True]),  # whether it overlaps the desk's words
)
Turns = list[tuple[str, TurnRecord | None, bool, bool]]
Words = list[str]
orders = st.lists(turns, max_size=14)
callers = st.sampled_from([LISA, None])


class Watched(PlayedCall):
    """A call whose laws are checked at every step."""

    def __init__(self, situation: Situation) -> None:
        super().__init__(situation)
        self.heard_in_full: set[tuple[FieldName, Value]] = set()
        self.said_yes_to: set[tuple[FieldName, Value]] = set()
        self.marks: list[tuple[str, ReadBack]] = []

    def turn(self, words: str, report: TurnRecord | None, marked: bool, overlapped: bool) -> None:
        """A turn, and the laws that hold behind it."""
        dialogue = self.dialogue
        before = dialogue.sheet
        dialogue.caller_said(words)
        record = (
            dialogue.understand(words, NOW, overlapped=overlapped) if report is None else report
        )
        dialogue.take(record, dialogue.heard, NOW, overlapped=overlapped)
        for entry in dialogue.sheet:
            was = before[entry.name]
            if entry.state is State.CONFIRMED and (was.state, was.value) != (
                entry.state,
                entry.value,
            ):
                assert entry.value is not None
                if not (overlapped and (entry.name, entry.value) in self.said_yes_to):
                    # The rest of a turn can take back what its first half changed.
                    self._was_confirmed(entry.name, dialogue.heard)
                self.said_yes_to.add((entry.name, entry.value))
        self._desk_speaks(marked)

    def _was_confirmed(self, name: FieldName, words: str) -> None:
        entry = self.dialogue.sheet[name]
        assert entry.value is not None
        if entry.source is Source.CALLER_ID:
            assert entry.value == self.dialogue.situation.caller_id
            assert says_yes(words) or means_caller_id(words)
            return
        assert (name, entry.value) in self.heard_in_full
        assert says_yes(words) or name is FieldName.COMPANY

    def _desk_speaks(self, marked: bool) -> None:
        first = len(self.effects)
        self.answer(heard_out=marked)
        sheet = self.dialogue.sheet
        for effect in self.effects[first:]:
            if isinstance(effect, Run):
                continue
            if isinstance(effect, Say):
                self._keep(effect, marked)
        match self.did():
            case AskFor(field) | ReadBack(field) | AskWhich(field) | OfferText(field):
                assert not sheet[field].settled
        for written in self.written:
            for name, value in written.items():
                known = (name, value) in self.heard_in_full
                assert known or value == self.dialogue.situation.caller_id
        costs = Counter(self.dialogue.situation.asked)
        assert max(costs.values(), default=0) <= MOST_QUESTIONS

    def _keep(self, say: Say, marked: bool) -> None:
        match say.speech.move:
            case ReadBack(field, value) if marked:
                self.heard_in_full.add((field, value))
            case AskPersonOrCompany(text) if marked:
                self.heard_in_full.add((FieldName.COMPANY, text))


@settings(deadline=None, max_examples=60)
@given(callers, orders)
def test_only_what_was_heard_in_full_and_agreed_to_is_confirmed(
    caller: Phone | None, order: Turns
) -> None:
    call = Watched(Situation(caller_id=caller, can_text=caller is not None))
    for turn in order:
        call.turn(*turn)


@settings(deadline=None, max_examples=25)
@given(callers, orders)
def test_every_call_ends_whatever_came_before(caller: Phone | None, order: Turns) -> None:
    call = Watched(Situation(caller_id=caller))
    for turn in order:
        call.turn(*turn)
    for _ in range(MOST_TURNS):
        if isinstance(call.did(), SayGoodbye):
            return
        call.turn("Hm.", None, True, False)
    pytest.fail("the desk never said goodbye")


@settings(deadline=None, max_examples=25)
@given(callers, orders)
def test_silence_ends_a_call_at_any_point(caller: Phone | None, order: Turns) -> None:
    call = Watched(Situation(caller_id=caller))
    for turn in order:
        call.turn(*turn)
    for times in (1, 2, 3):
        call.stay_silent(times)
    assert call.did() == SayGoodbye()
    assert call.dialogue.parted


@settings(deadline=None, max_examples=30)
@given(callers, st.lists(st.sampled_from(WORDS), max_size=25))
def test_no_question_is_put_the_same_way_a_third_time(caller: Phone | None, words: Words) -> None:
    call = Watched(Situation(caller_id=caller))
    put: Counter[tuple[FieldName, Way]] = Counter()
    for said in words:
        reopened = call.dialogue.situation.reopened
        call.turn(said, None, True, False)
        for name in call.dialogue.situation.reopened[len(reopened) :]:
            put = Counter({key: times for key, times in put.items() if key[0] is not name})
        again = call.dialogue.situation.resuming or "repeat" in said
        match call.did():
            case AskFor(field, way) if not again and way is not Way.SHORT:
                put[field, way] += 1
                assert put[field, way] <= 2, (field, way)


@settings(deadline=None, max_examples=25)
@given(orders, st.integers(0, 9))
def test_mark_of_other_words_proves_nothing(order: Turns, number: int) -> None:
    call = Watched(Situation(caller_id=LISA))
    for words, report, _, overlapped in order:
        call.turn(words, report, False, overlapped)
        pending = call.dialogue.mark
        if pending != f"read-back-{number}":
            before = call.dialogue.sheet
            call.dialogue.heard_out(f"read-back-{number}")
            assert call.dialogue.sheet == before
    assert not call.heard_in_full


ABOUT = AskFor | AskPersonOrCompany | AskPlace | AskWhich | GoOn | OfferText | ReadBack
ASKING_BACK = ("repeat", "hours", "How much", "real person")


@settings(deadline=None, max_examples=40)
@given(callers, st.lists(st.tuples(st.sampled_from(WORDS), st.booleans()), max_size=30))
def test_field_costs_five_turns_at_most_talked_over_or_not(
    caller: Phone | None, turns: list[tuple[str, bool]]
) -> None:
    call = Watched(Situation(caller_id=caller, can_text=caller is not None))
    spoken: Counter[FieldName] = Counter()
    for said, overlapped in turns:
        if any(words in said for words in ASKING_BACK):
            continue
        reopened = call.dialogue.situation.reopened
        call.turn(said, None, True, overlapped)
        for name in call.dialogue.situation.reopened[len(reopened) :]:
            spoken[name] = 0
        move = call.did()
        field = asked(move).field if isinstance(move, ABOUT) else None
        if field is not None:
            spoken[field] += 1
            assert spoken[field] <= MOST_QUESTIONS, (field, move)


def test_question_put_again_after_a_digression_counts_once() -> None:
    call = Watched(Situation())
    call.turn("My kitchen sink is leaking, it can wait a few days.", None, True, False)
    for aside in ("What are your hours?", "How much is it?", "Are you a robot?"):
        call.turn(aside, None, True, False)
    assert isinstance(call.did(), AskFor)
    assert call.dialogue.situation.asked.count(FieldName.NAME) == 2


def test_pieces_of_what_was_left_to_a_person_are_not_waited_for() -> None:
    call = Watched(Situation(caller_id=LISA))
    call.turn("My number is wrong.", None, True, False)
    for _ in range(4):
        call.turn("My kitchen sink is leaking.", None, True, False)
    call.turn("No, it's zero one seven three at the end.", None, True, False)
    call.turn("My kitchen sink is leaking.", None, True, True)
    assert not isinstance(call.did(), GoOn)
