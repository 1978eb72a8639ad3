"""Visits in the course of a call: agreed on, moved, cancelled, told, or left to a person."""

import pytest

from agent.brain.ask import YES_NO
from agent.moves import SayGoodbye
from agent.policy import Situation
from agent.visiting.moves import AskCancel, AskNewTime, AskWhichVisit, OfferTime, OfferTimes
from office.sheet import FieldName, State
from office.values import Window
from tests.appointments import SARAH, Calendar, VisitCall, at, stranger
from tests.dialogues import NOW, PlayedCall

pytestmark = pytest.mark.unit

THURSDAY = at(17, 8)


def asked_when(calendar: Calendar | None = None) -> VisitCall:
    call = stranger(calendar)
    assert call.answer() == "When would you like somebody to come?"
    return call


def booked(call: VisitCall) -> list[Window]:
    return [visit.window for visit in call.calendar.visits.values()]


def sarahs(*windows: Window) -> VisitCall:
    calendar = Calendar()
    for window in windows:
        calendar.has(window)
    return VisitCall(calendar, caller=SARAH, known=True)


def test_wish_that_is_free_is_read_back_and_booked_after_a_yes() -> None:
    call = asked_when()
    said = call.say("Thursday morning would be great.")
    assert said == (
        "I have Thursday, September seventeenth, between eight and ten in the morning. "
        "Shall I book that?"
    )
    assert booked(call) == []
    assert call.say("Yes, please.").startswith("You're booked for Thursday, September seventeenth")
    assert booked(call) == [THURSDAY]
    time = call.dialogue.sheet[FieldName.PREFERRED_TIME]
    assert (time.value, time.state) == (THURSDAY, State.CONFIRMED)
    assert time.alternatives == ("Thursday morning",)


def test_wish_said_before_is_not_asked_again() -> None:
    call = stranger()
    call.say("By the way, Thursday morning would be best.")
    assert isinstance(call.did(), OfferTime)


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("Thursday at one", at(17, 13)),
        ("the day after tomorrow", at(16, 8)),
        ("any day but mornings", at(15, 13)),
        ("not Tuesday", at(16, 8)),
        ("by Thursday", at(15, 8)),
        ("in the afternoon", at(15, 13)),
        ("as soon as possible", at(15, 8)),
        ("whenever", at(15, 8)),
        ("next week", at(21, 8)),
    ],
)
def test_wish_in_any_words_gets_the_first_window_that_meets_it(said: str, window: Window) -> None:
    call = asked_when()
    call.say(said)
    move = call.did()
    assert isinstance(move, OfferTime)
    assert move.window == window


def no_thursday() -> Calendar:
    calendar = Calendar()
    calendar.free = [one for one in calendar.free if one.starts.day != 17]
    return calendar


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("the second one", at(16, 13)),
        ("between three and five", at(16, 15)),
        ("The last one, please.", at(16, 15)),
        ("Whichever.", at(16, 10)),
    ],
)
def test_one_of_the_nearest_is_picked_and_read_back(said: str, window: Window) -> None:
    call = asked_when(no_thursday())
    answer = call.say("Thursday morning.")
    assert isinstance(call.did(), OfferTimes)
    assert answer.startswith("That time isn't free. I could do Wednesday between ten")
    call.say(said)
    move = call.did()
    assert isinstance(move, OfferTime)
    assert move.window == window
    assert booked(call) == []


@pytest.mark.parametrize(
    ("said", "day"), [("Friday", 18), ("anything next week?", 21), ("later", 18), ("Neither.", 0)]
)
def test_free_counter_proposal_is_understood(said: str, day: int) -> None:
    call = asked_when(no_thursday())
    call.say("Thursday morning.")
    call.say(said)
    move = call.did()
    if day == 0:
        assert isinstance(move, AskNewTime)
    else:
        assert isinstance(move, OfferTime)
        assert move.window.starts.day == day


def test_yes_with_another_time_is_no_yes() -> None:
    call = asked_when()
    call.say("Thursday morning.")
    call.say("Yes, but Friday would be better.")
    move = call.did()
    assert isinstance(move, OfferTime)
    assert move.window == at(18, 8)
    assert booked(call) == []


def test_yes_to_words_that_were_cut_off_books_nothing() -> None:
    call = asked_when()
    call.say("Thursday morning.", heard_out=False)
    call.say("Yes.")
    assert booked(call) == []
    assert isinstance(call.did(), OfferTime)
    call.say("Yes.")
    assert booked(call) == [THURSDAY]


def test_hum_is_an_answer_to_a_time_and_to_calling_a_visit_off() -> None:
    call = asked_when()
    call.say("Thursday morning.")
    assert call.dialogue.ask.kind in YES_NO
    call = sarahs(THURSDAY)
    call.say("I want to cancel my visit.")
    call.say("Sarah Johnson.")
    assert call.dialogue.ask.kind in YES_NO


def test_present_caller_agrees_to_nothing() -> None:
    call = asked_when()
    call.say("Thursday morning.")
    call.stay_silent(1)
    call.say("Yes, I'm here.")
    assert booked(call) == []


def test_window_taken_meanwhile_is_said_kindly_and_the_next_are_offered() -> None:
    calendar = Calendar(snatched=[THURSDAY])
    call = asked_when(calendar)
    call.say("Thursday morning.")
    said = call.say("Yes.")
    assert "booked" not in said
    assert said.startswith("I'm sorry, that one was taken just now. I could do Thursday between")
    assert call.state(FieldName.PREFERRED_TIME) is State.HEARD
    call.say("The first one.")
    assert "You're booked" in call.say("Yes.")
    assert booked(call) == [at(17, 10)]


def test_after_a_few_rounds_a_person_finds_a_time() -> None:
    call = asked_when()
    call.say("Thursday morning.")
    said = ""
    for words in ("No.", "Friday.", "No.", "Next week."):
        said = call.say(words)
    assert "Dave will call you about your visit" in said
    assert call.promised == ["visit_person"]
    assert booked(call) == []


def test_owner_who_says_yes_himself_is_named() -> None:
    call = asked_when(Calendar(proposes=True))
    said = call.say("Thursday morning.")
    assert said.endswith("Shall I put that down for Dave to confirm?")
    said = call.say("Yes.")
    assert "booked" not in said
    assert "Dave will confirm it." in said


def test_without_a_calendar_a_wish_is_noted_as_before() -> None:
    call = stranger()
    call.dialogue.situation = Situation(caller_id=call.dialogue.situation.caller_id)
    call.answer()
    assert "Dave will confirm the time" in call.say("Thursday morning.")
    assert call.promised == ["time_noted"]


def test_unknown_address_leaves_the_time_to_a_person() -> None:
    call = stranger()
    call.dialogue.sheet = call.dialogue.sheet.decline(FieldName.ADDRESS)
    call.answer()
    call.say("Thursday morning.")
    assert call.promised == ["time_noted"]


def test_emergency_hears_of_the_owner_then_of_the_first_time_there_is() -> None:
    call = stranger()
    call.dialogue.sheet = call.dialogue.sheet.hear(FieldName.URGENCY, "emergency")
    said = call.answer()
    assert said.index("letting Dave know") < said.index("The first time I have is Tuesday")


def test_time_changed_after_booking_moves_the_visit_of_this_call() -> None:
    call = asked_when()
    call.say("Thursday morning.")
    call.say("Yes.")
    said = call.say("Actually, can we make it Friday morning?")
    assert said.startswith("Instead of Thursday, September seventeenth, between")
    assert booked(call) == [THURSDAY]
    assert "It's moved." in call.say("Yes.")
    assert booked(call) == [at(18, 8)]


def test_day_named_by_the_way_after_booking_changes_nothing() -> None:
    call = asked_when()
    call.say("Thursday morning.")
    call.say("Yes.")
    call.say("No, that's all. See you on Thursday.")
    assert isinstance(call.did(), SayGoodbye)
    assert booked(call) == [THURSDAY]


def test_known_caller_moves_a_visit_after_saying_who_they_are() -> None:
    call = sarahs(THURSDAY)
    assert call.say("I need to move my appointment to Friday.") == "What's your name?"
    said = call.say("This is Sarah Johnson.")
    assert said == (
        "Instead of Thursday, September seventeenth, between eight and ten in the morning, I have "
        "Friday, September eighteenth, between eight and ten in the morning. Shall I move it?"
    )
    assert "It's moved." in call.say("Yes, please.")
    assert booked(call) == [at(18, 8)]


def test_move_without_a_time_asks_for_one() -> None:
    call = sarahs(THURSDAY)
    call.say("I need to reschedule my appointment.")
    said = call.say("Sarah Johnson.")
    assert said.endswith("When would you like it instead?")
    call.say("Next Monday.")
    call.say("Yes.")
    assert booked(call) == [at(21, 8)]


def test_known_caller_cancels_only_after_a_yes_to_the_date() -> None:
    call = sarahs(THURSDAY, at(21, 8))
    call.say("I want to cancel my visit on Monday.")
    said = call.say("Sarah Johnson.")
    assert "Monday, September twenty-first" in said
    assert isinstance(call.did(), AskCancel)
    assert booked(call) == [THURSDAY, at(21, 8)]
    assert "is cancelled" in call.say("Yes, cancel it.")
    assert booked(call) == [THURSDAY]


def test_no_leaves_the_visit_as_it_is() -> None:
    call = sarahs(THURSDAY)
    call.say("I want to cancel my appointment.")
    call.say("Sarah Johnson.")
    assert call.say("No, leave it.").startswith("Okay, it stays as it is.")
    assert booked(call) == [THURSDAY]


def test_several_visits_are_told_apart_by_their_date() -> None:
    call = sarahs(THURSDAY, at(21, 8))
    call.say("I need to cancel my appointment.")
    said = call.say("Sarah Johnson.")
    assert isinstance(call.did(), AskWhichVisit)
    assert said == (
        "Which visit do you mean: Thursday between eight and ten in the morning, or Monday the "
        "twenty-first between eight and ten in the morning?"
    )
    call.say("The one on Monday.")
    call.say("Yes.")
    assert booked(call) == [THURSDAY]


def test_matched_caller_is_told_when_somebody_comes() -> None:
    call = sarahs(THURSDAY)
    call.say("When are you coming?")
    said = call.say("It's Sarah Johnson.")
    assert said.startswith("Your visit is on Thursday, September seventeenth, between eight")


@pytest.mark.parametrize("there", [True, False])
def test_stranger_hears_the_same_whether_there_is_a_visit_or_not(there: bool) -> None:
    calendar = Calendar()
    if there:
        calendar.has(THURSDAY)
    call = VisitCall(calendar)
    words = [call.say("When is my appointment?")]
    for said in ("Lisa Park. P, A, R, K.", "Yes.", "Yes, this number."):
        words.append(call.say(said))
    assert words[-1].startswith("I can't match that with our records")
    assert "find_visits" not in call.ran
    assert call.promised == ["visit_unmatched"]
    assert not any("Thursday" in each for each in words)


def test_errand_without_a_calendar_is_a_call_back() -> None:
    call = PlayedCall()
    call.say("I need to cancel my appointment.")
    assert call.dialogue.situation.wants_person


def test_rest_of_a_yes_that_came_late_books_nothing_twice() -> None:
    call = asked_when()
    call.say("Thursday morning.")
    call.say("Yes.", heard_out=False)
    call.dialogue.caller_said("that's fine")
    record = call.dialogue.understand("that's fine", NOW, overlapped=True)
    call.dialogue.take(record, call.dialogue.heard, NOW, overlapped=True)
    call.answer()
    assert booked(call) == [THURSDAY]
    assert call.ran.count("book_visit") == 1


def test_rest_of_a_turn_that_took_all_choices_away_breaks_nothing() -> None:
    call = asked_when(no_thursday())
    call.say("Thursday morning.")
    call.say("Neither.", heard_out=False)
    call.dialogue.caller_said("yes please")
    record = call.dialogue.understand("yes please", NOW, overlapped=True)
    call.dialogue.take(record, call.dialogue.heard, NOW, overlapped=True)
    assert call.answer()
    assert booked(call) == []
