"""Wishes for a time in callers' own words: booking, moving, answering an offer, thinking again."""

import pytest

from agent.visiting.moves import OfferTime, OfferTimes
from office.values import Window
from tests.appointments import SARAH, Calendar, VisitCall, at, stranger

pytestmark = pytest.mark.unit

THURSDAY = at(17, 10)
LATER_WEEK = tuple(at(day, hour) for day in (28, 29, 30) for hour in (8, 10, 13, 15))


def offered(call: VisitCall) -> Window:
    """The window that was read back, or the first of several."""
    move = call.did()
    assert isinstance(move, OfferTime | OfferTimes), move
    return move.window if isinstance(move, OfferTime) else move.windows[0]


def calendar() -> Calendar:
    made = Calendar()
    made.free += LATER_WEEK
    return made


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("Friday from two to four", at(18, 15)),
        ("two to four on Friday", at(18, 15)),
        ("any time after three on Friday", at(18, 15)),
        ("not before ten", at(15, 10)),
        ("Friday, not before ten", at(18, 10)),
        ("Thursday, but not before noon", at(17, 13)),
        ("Friday after ten but before three", at(18, 10)),
        ("Tuesday or Thursday", at(15, 8)),
        ("Tuesday or Wednesday next week", at(22, 8)),
        ("the week after next", at(28, 8)),
        ("Tuesday of the week after next", at(29, 8)),
        ("next available", at(15, 8)),
        ("the next available appointment", at(15, 8)),
        ("the earliest you can", at(15, 8)),
        ("whatever you have first", at(15, 8)),
        ("any afternoon next week", at(21, 13)),
        ("sometime next week in the morning", at(21, 8)),
        ("weekday mornings", at(15, 8)),
        ("either Wednesday or Friday afternoon", at(16, 13)),
        ("between ten and noon on Wednesday or Thursday", at(16, 10)),
        ("tomorrow after lunch", at(15, 13)),
        ("late afternoon on Wednesday", at(16, 15)),
        ("a week from Thursday", at(24, 8)),
        ("in two weeks", at(28, 8)),
        ("not tomorrow, the day after", at(16, 8)),
        ("no earlier than Thursday", at(17, 8)),
        ("I'm home all day Thursday", at(17, 8)),
    ],
)
def test_wish_for_a_new_visit_is_met(said: str, window: Window) -> None:
    call = stranger(calendar())
    call.answer()
    call.say(said)
    assert offered(call) == window


def test_what_is_ruled_out_stays_so_in_the_callers_words() -> None:
    made = calendar()
    made.free = [one for one in made.free if one.starts.weekday() == 4 or one.starts.day == 21]
    call = stranger(made)
    call.answer()
    call.say("Any time but Friday.")
    assert offered(call) == at(21, 8)


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("I need to move my appointment to Friday from two to four.", at(18, 15)),
        ("Reschedule my visit for any time after three on Friday, please.", at(18, 15)),
        ("I need to move my visit to Friday, not before ten.", at(18, 10)),
        ("Can we move my visit to the same time next week?", at(24, 10)),
        ("Can you move my appointment? Same time, but on Monday.", at(21, 10)),
        ("Can we move my appointment to the same time on Friday?", at(18, 10)),
        ("Can we push my appointment to next week, same day?", at(24, 8)),
        ("Could we make my appointment an hour later?", at(17, 13)),
        ("Can you push my appointment back an hour?", at(17, 13)),
        ("Could we do my appointment two hours earlier?", at(17, 8)),
        ("Please move my appointment one day later.", at(18, 10)),
        ("Can my appointment be a day earlier?", at(16, 10)),
        ("Can we bump my appointment by a week?", at(24, 10)),
        ("Can I move my appointment to later that day?", at(17, 13)),
        ("I have to reschedule, same day but in the afternoon.", at(17, 13)),
        ("I need to move my appointment up, something earlier.", at(15, 8)),
        ("Can I move my visit to the next available time?", at(15, 8)),
        ("I'd like to move my Thursday appointment to the week after next.", at(28, 8)),
        ("Can I move my appointment from Thursday to Friday between one and three?", at(18, 13)),
        ("Move my appointment to Friday afternoon instead of Thursday morning.", at(18, 13)),
    ],
)
def test_wish_to_move_a_visit_is_met_beside_the_time_it_has(said: str, window: Window) -> None:
    made = calendar()
    made.has(THURSDAY)
    call = VisitCall(made, caller=SARAH, known=True)
    call.say(said)
    call.say("This is Sarah Johnson.")
    assert offered(call) == window


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("Could you make it an hour later?", at(17, 13)),
        ("Do you have the same time on Friday?", at(18, 10)),
        ("The same time next week would be better.", at(24, 10)),
        ("Can you do two hours earlier?", at(17, 8)),
        ("How about a day later?", at(18, 10)),
        ("Later that day.", at(17, 13)),
        ("No, same day but in the afternoon.", at(17, 13)),
        ("No, Friday from two to four.", at(18, 15)),
        ("The week after next.", at(28, 8)),
    ],
)
def test_other_time_than_the_one_on_offer_is_told_by_it(said: str, window: Window) -> None:
    call = stranger(calendar())
    call.answer()
    call.say("Thursday at ten.")
    call.say(said)
    assert offered(call) == window


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("Actually, could you make it an hour later?", at(17, 13)),
        ("Actually, can we do the same time on Friday?", at(18, 10)),
        ("Actually, can we move it back a day?", at(18, 10)),
        ("Could you come an hour later instead?", at(17, 13)),
    ],
)
def test_visit_that_was_just_booked_is_moved_by_so_much(said: str, window: Window) -> None:
    call = stranger(calendar())
    call.answer()
    call.say("Thursday at ten.")
    call.say("Yes.")
    call.say(said)
    assert offered(call) == window
    call.say("Yes.")
    assert [visit.window for visit in call.calendar.visits.values()] == [window]


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("The same time next week.", at(24, 10)),
        ("An hour later.", at(17, 13)),
        ("A day earlier.", at(16, 10)),
        ("Friday, same time.", at(18, 10)),
        ("Friday from two to four.", at(18, 15)),
    ],
)
def test_answer_to_when_instead_is_told_by_the_visit(said: str, window: Window) -> None:
    made = calendar()
    made.has(THURSDAY)
    call = VisitCall(made, caller=SARAH, known=True)
    call.say("I need to reschedule my appointment.")
    call.say("This is Sarah Johnson.")
    call.say(said)
    assert offered(call) == window
