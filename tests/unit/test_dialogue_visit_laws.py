"""The laws of visits, held against random orders of words, reports, marks, and others' bookings.

A caller may say anything, a brain may report anything, the carrier may lose any mark, and any
window may be taken by somebody else meanwhile.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.brain.record import TurnRecord
from agent.confirming import says_yes
from agent.dialogue import Say
from agent.moves import SayGoodbye
from agent.visiting import Arrangement, BookedVisit
from agent.visiting.moves import AGREED_TO
from office.sheet import FieldName
from office.values import Phone
from tests.appointments import SARAH, Calendar, VisitCall, at, stranger
from tests.dialogues import LISA, NOW

pytestmark = pytest.mark.unit

MOST_TURNS = 60
WORDS = (
    "Thursday morning.",
    "Thursday at one.",
    "Friday would be better.",
    "Actually, can we make it Friday?",
    "Not Tuesday.",
    "As soon as possible.",
    "Anything next week?",
    "Later.",
    "Another day.",
    "The second one.",
    "Whichever.",
    "Neither.",
    "Yes.",
    "Yes.",
    "Yes, please.",
    "Yes, that's fine.",
    "Yes, but Friday.",
    "Okay.",
    "No.",
    "No, that's not right.",
    "Never mind.",
    "I'd rather not say.",
    "I need to move my appointment to Friday.",
    "I need to move my appointment.",
    "Cancel my visit on Thursday.",
    "Cancel it.",
    "When are you coming?",
    "When is my appointment?",
    "My name is Sarah Johnson.",
    "It's Lisa Park. P, A, R, K.",
    "My kitchen sink is leaking.",
    "It's urgent, can someone come today?",
    "Could you repeat that, please?",
    "What are your hours on Friday?",
    "I want to talk to a real person.",
    "Hm.",
    "",
    "That's all, thanks.",
)
maybe = st.sampled_from([None, None, None, "Friday", "Thursday morning", "at two", "Hm", ""])
reports = st.builds(
    TurnRecord,
    preferred_time=maybe,
    answer=st.sampled_from(["yes", "yes", "no", None]),
    choice=st.sampled_from(["first", "second", "third", "neither", None, None]),
    change=st.sampled_from([None, None, FieldName.PREFERRED_TIME]),
    declined=st.sampled_from([(), (), ("preferred_time",)]),
    request=st.sampled_from([None, None, "move_visit", "cancel_visit", "ask_visit", "question"]),
)
turns = st.tuples(
    st.sampled_from(WORDS),
    st.one_of(st.none(), st.none(), reports),  # None: sorted by code
    st.sampled_from([True, True, True, False]),  # whether the marks come back
    st.sampled_from([False, False, False, True]),  # whether it overlaps the desk's words
    st.sampled_from([False, False, False, True]),  # whether somebody else takes what was agreed to
)
Turns = list[tuple[str, TurnRecord | None, bool, bool, bool]]
orders = st.lists(turns, min_size=1, max_size=12)


class Watched:
    """A call whose visits are checked at every step."""

    def __init__(self, call: VisitCall) -> None:
        self.call = call
        self.heard: set[Arrangement] = set()
        self.yes_to: set[Arrangement] = set()
        self.words: list[str] = []

    def turn(
        self, said: str, report: TurnRecord | None, marked: bool, overlapped: bool, snatched: bool
    ) -> None:
        """A turn, and the laws that hold behind it."""
        dialogue, calendar = self.call.dialogue, self.call.calendar
        before = dict(calendar.visits)
        offered = self.call.visiting().chosen
        if snatched and offered in calendar.free:
            calendar.snatched = [offered]
        dialogue.caller_said(said)
        record = dialogue.understand(said, NOW, overlapped=overlapped) if report is None else report
        dialogue.take(record, dialogue.heard, NOW, overlapped=overlapped)
        agreed = self.call.visiting().agreed
        if agreed is not None:
            assert agreed in self.heard, "what was not heard to its end was agreed to"
            assert says_yes(dialogue.heard), "no yes in the caller's own words"
            self.yes_to.add(agreed)
        self.words.append(self.call.answer(heard_out=marked))
        calendar.snatched = []
        last = self.call.effects[-1]
        move = last.speech.move if isinstance(last, Say) else None
        if marked and isinstance(move, AGREED_TO):
            self.heard.add(move.arrangement)
        self._book_is_right(before)

    def _book_is_right(self, before: dict[int, BookedVisit]) -> None:
        calendar = self.call.calendar
        windows = [visit.window for visit in calendar.visits.values()]
        assert len(set(windows)) == len(windows), "two visits at once"
        assert not set(windows) & set(calendar.free)
        for number, visit in calendar.visits.items():
            if before.get(number) != visit:
                assert {one.window for one in self.yes_to} >= {visit.window}
        for number in before.keys() - calendar.visits.keys():
            assert Arrangement(None, number) in self.yes_to, "cancelled without a yes"
        said = self.words[-1]
        if "You're booked for" in said or "It's moved." in said:
            assert any(visit.window for visit in calendar.visits.values())
            assert {"book_visit", "reschedule_visit"} & set(self.call.ran)


@settings(deadline=None, max_examples=30)
@given(orders)
def test_no_visit_is_booked_that_was_not_read_back_and_agreed_to(order: Turns) -> None:
    call = Watched(stranger())
    call.call.answer()
    for turn in order:
        call.turn(*turn)


@settings(deadline=None, max_examples=30)
@given(orders)
def test_known_callers_visit_changes_only_after_a_yes_to_its_date(order: Turns) -> None:
    calendar = Calendar()
    calendar.has(at(17, 8))
    calendar.has(at(21, 8))
    call = Watched(VisitCall(calendar, caller=SARAH, known=True))
    call.turn("I need to move my appointment.", None, True, False, False)
    call.turn("My name is Sarah Johnson.", None, True, False, False)
    for turn in order:
        call.turn(*turn)


@settings(deadline=None, max_examples=30)
@given(st.sampled_from([LISA, None]), orders)
def test_unmatched_caller_hears_no_word_about_a_visit(caller: Phone | None, order: Turns) -> None:
    spoken = []
    for visits in ((), (at(17, 8), at(21, 8))):
        calendar = Calendar(free=[])
        for window in visits:
            calendar.has(window)
        call = VisitCall(calendar, caller=caller)
        watched = Watched(call)
        for turn in order:
            watched.turn(*turn)
        assert not {"find_visits", "reschedule_visit", "cancel_visit"} & set(call.ran)
        spoken.append(watched.words)
    assert spoken[0] == spoken[1], "what the book holds can be heard"


@settings(deadline=None, max_examples=12)
@given(orders, st.booleans())
def test_every_call_about_a_visit_ends(order: Turns, known: bool) -> None:
    calendar = Calendar()
    calendar.has(at(17, 8))
    played = VisitCall(calendar, caller=SARAH, known=known) if known else stranger(calendar)
    call = Watched(played)
    played.answer()
    for turn in order:
        call.turn(*turn)
    for _ in range(MOST_TURNS):
        if isinstance(played.did(), SayGoodbye):
            return
        call.turn("Hm.", None, True, False, False)
    pytest.fail("the desk never said goodbye")


@settings(deadline=None, max_examples=12)
@given(orders)
def test_silence_ends_a_call_about_a_visit_at_any_point(order: Turns) -> None:
    call = Watched(stranger())
    call.call.answer()
    for turn in order:
        call.turn(*turn)
    for times in (1, 2, 3):
        call.call.stay_silent(times)
    assert call.call.did() == SayGoodbye()
