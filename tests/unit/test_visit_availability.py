"""When somebody can come: windows by the owner's rules, emergencies first, and why not."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from office.values import Window
from office.visits import Claim
from prompts.hours import OpeningHours
from prompts.library import Library
from prompts.schema import Business, Person, VisitRules
from prompts.schema.visits import EmergencyVisits
from tests.visits import ZONE, at
from tools.availability import Planner, Wanted, WhyNot

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=ZONE)
SHIPPED = Library.open().current.business
HOURS = OpeningHours.parse("Mo-Fr 08:00-17:00; Sa-Su off; PH off", "US")


def person(name: str, **more: Any) -> Person:
    """Somebody as the owner writes them."""
    return Person.model_validate({"name": name, **more})


def business(*people: Person, **rules: Any) -> Business:
    visits = VisitRules(book="by_itself").model_copy(update=rules)
    return SHIPPED.model_copy(update={"people": people, "visits": visits, "hours": HOURS})


def offered(
    house: Business, claims: tuple[Claim, ...] = (), now: datetime = MONDAY, **wanted: Any
) -> list[str]:
    found = Planner(house, claims, now).choices(Wanted(**wanted))
    return [_short(choice.window) for choice in found.choices]


def _short(window: Window) -> str:
    return f"{window.starts:%a %-d %H:%M}-{window.ends:%H:%M}"


def why_not(
    house: Business, claims: tuple[Claim, ...] = (), now: datetime = MONDAY, **wanted: Any
) -> WhyNot | None:
    return Planner(house, claims, now).choices(Wanted(**wanted)).why_not


def taken(window: Window, person: str = "Dave", visit: int | None = 1) -> Claim:
    utc = window.in_zone("UTC")
    return Claim(person, utc.starts, utc.ends, visit)


def test_an_owner_who_writes_nothing_has_two_hour_windows_from_the_next_morning_on() -> None:
    assert offered(business()) == ["Tue 15 08:00-10:00", "Tue 15 10:00-12:00", "Tue 15 12:00-14:00"]


def test_a_lead_time_leaves_out_what_is_too_soon() -> None:
    morning = MONDAY.replace(hour=8, minute=5)
    assert offered(business(), now=morning)[0] == "Mon 14 12:00-14:00"
    assert offered(business(lead_hours=24), now=morning)[0] == "Tue 15 10:00-12:00"


@pytest.mark.parametrize(
    ("wish", "windows"),
    [
        (at(16, 14), ["Wed 16 14:00-16:00"]),
        (at(16, 15, 1), ["Wed 16 14:00-16:00"]),
        (at(16, 12, 5), ["Wed 16 12:00-14:00", "Wed 16 14:00-16:00"]),
        (at(16, 8, 9), ["Wed 16 08:00-10:00", "Wed 16 10:00-12:00", "Wed 16 12:00-14:00"]),
    ],
    ids=["the window itself", "an hour in it", "an afternoon", "a day"],
)
def test_a_wish_is_met_by_the_windows_in_it_or_around_it(wish: Window, windows: list[str]) -> None:
    found = Planner(business(), (), MONDAY).choices(Wanted(wish=wish))
    assert found.fits
    assert found.why_not is None
    assert [_short(one.window) for one in found.choices] == windows


def test_the_nearest_are_offered_when_the_wish_is_taken() -> None:
    claims = (taken(at(16, 14)),)
    assert offered(business(), claims, wish=at(16, 14)) == [
        "Wed 16 12:00-14:00",
        "Wed 16 10:00-12:00",
        "Tue 15 14:00-16:00",
    ]
    assert why_not(business(), claims, wish=at(16, 14)) is WhyNot.TAKEN


def test_holidays_weekends_and_days_off_have_no_windows() -> None:
    thanksgiving = at(26, 10, month=11)
    before = datetime(2026, 11, 20, 9, tzinfo=ZONE)
    assert why_not(business(), now=before, wish=thanksgiving) is WhyNot.CLOSED
    assert why_not(business(), wish=at(19, 10)) is WhyNot.CLOSED
    away = person("Dave", away=["2026-09-15 to 2026-09-17"])
    assert why_not(business(away), wish=at(16, 10)) is WhyNot.AWAY
    assert offered(business(away))[0] == "Fri 18 08:00-10:00"


def test_a_technician_with_other_hours_is_offered_in_those() -> None:
    saturday = person("Ana", hours="Sa 09:00-13:00")
    found = Planner(business(saturday), (), MONDAY).choices(Wanted())
    assert [_short(one.window) for one in found.choices] == [
        "Sat 19 09:00-11:00",
        "Sat 19 11:00-13:00",
        "Sat 26 09:00-11:00",
    ]


def test_only_who_does_the_trade_is_sent() -> None:
    ana, dave = person("Ana", trades=("hvac",)), person("Dave", trades=("plumbing",))
    found = Planner(business(ana, dave), (), MONDAY).choices(Wanted(trade="HVAC"))
    assert {one.person for choice in found.choices for one in choice.technicians} == {"Ana"}
    assert why_not(business(ana, dave), trade="electrical") is WhyNot.NOBODY
    named = Planner(business(ana, dave), (), MONDAY).choices(Wanted(people=("dave",)))
    assert {one.person for choice in named.choices for one in choice.technicians} == {"Dave"}


def test_who_has_fewer_visits_that_day_goes_first() -> None:
    claims = (taken(at(15, 8), "Ana"),)
    look = Planner(business(person("Ana"), person("Dave")), claims, MONDAY)
    assert [one.person for one in look.technicians(Wanted(), at(15, 12))] == ["Dave", "Ana"]
    assert [one.person for one in look.technicians(Wanted(), at(15, 8))] == ["Dave"]


def test_a_full_day_is_left_alone() -> None:
    dave = person("Dave", a_day=1)
    claims = (taken(at(15, 8)),)
    assert offered(business(dave), claims)[0] == "Wed 16 08:00-10:00"
    assert why_not(business(dave), claims, wish=at(15, 12)) is WhyNot.DAY_IS_FULL


def test_the_owners_own_calendar_counts_as_taken_but_not_as_a_visit() -> None:
    dave = person("Dave", a_day=1)
    assert offered(business(dave), (taken(at(15, 8), visit=None),))[0] == "Tue 15 10:00-12:00"


def test_the_way_to_the_next_customer_counts() -> None:
    assert offered(business(), (taken(at(15, 12)),), wish=at(15, 10), minutes=60) == [
        "Tue 15 10:00-12:00"
    ]
    assert why_not(business(), (taken(at(15, 12)),), wish=at(15, 10), minutes=105) is WhyNot.TAKEN


def test_work_that_takes_longer_must_be_done_before_closing() -> None:
    assert why_not(business(), wish=at(15, 14), minutes=240) is WhyNot.TOO_LONG
    assert offered(business(), wish=at(15, 8), minutes=600) == ["Tue 15 08:00-10:00"]


def test_starts_are_those_the_owner_wrote() -> None:
    house = business(starts=(time(9), time(13, 30)))
    assert offered(house)[:2] == ["Tue 15 09:00-11:00", "Tue 15 13:30-15:30"]
    assert why_not(house, wish=at(15, 11)) is WhyNot.OTHER_START


def test_an_emergency_comes_first_and_may_use_what_is_kept_free() -> None:
    house = business(kept_free=OpeningHours.parse("Mo-Fr 14:00-17:00"))
    noon = MONDAY.replace(hour=12, minute=40)
    assert offered(house, now=noon)[0] == "Tue 15 08:00-10:00"
    assert why_not(house, now=noon, wish=at(15, 14)) is WhyNot.KEPT_FREE
    assert offered(house, now=noon, is_emergency=True)[0] == "Mon 14 13:45-15:45"


def test_an_emergency_at_night_is_seen_to_at_night_only_where_the_owner_says_so() -> None:
    night = MONDAY.replace(hour=22, minute=50)
    assert offered(business(), now=night, is_emergency=True)[0] == "Tue 15 08:00-10:00"
    around = business(emergency=EmergencyVisits(around_the_clock=True))
    found = Planner(around, (), night).choices(Wanted(is_emergency=True)).choices[0]
    assert found.window.display == "Tue Sep 15, 12:00 AM to 2:00 AM"
    earlier = Planner(around, (), night - timedelta(minutes=40)).choices(Wanted(is_emergency=True))
    assert earlier.choices[0].window.display == "Mon Sep 14, 11:15 PM to Tue Sep 15, 1:15 AM"


def test_what_lies_beyond_the_horizon_is_too_far() -> None:
    assert why_not(business(days_ahead=5), wish=at(25, 10)) is WhyNot.TOO_FAR
    assert why_not(business(), wish=Window(MONDAY, MONDAY + timedelta(hours=1))) is WhyNot.TOO_SOON


def test_a_visit_that_is_moved_does_not_stand_in_its_own_way() -> None:
    claims = (taken(at(15, 8), visit=7), taken(at(15, 10), visit=8))
    assert offered(business(), claims, wish=at(15, 8), moving=7) == ["Tue 15 08:00-10:00"]
    assert why_not(business(), claims, wish=at(15, 10), moving=7) is WhyNot.TAKEN


def test_nobody_is_sent_in_a_window_that_is_not_given_out() -> None:
    look = Planner(business(), (), MONDAY)
    assert look.technicians(Wanted(), at(15, 8))
    assert look.technicians(Wanted(), at(15, 9)) == ()
    assert look.technicians(Wanted(), at(15, 16)) == ()
    assert look.technicians(Wanted(), at(14, 8)) == ()


@pytest.mark.parametrize(
    ("day", "starts", "real"),
    [(date(2027, 3, 14), "Su 01:00-05:00", 3), (date(2026, 11, 1), "Su 00:00-04:00", 5)],
    ids=["an hour is skipped", "an hour comes twice"],
)
def test_on_days_the_clocks_change_windows_are_as_long_as_on_others(
    day: date, starts: str, real: int
) -> None:
    night = person("Ana", hours=starts)
    house = business(night, window_minutes=60)
    now = datetime.combine(day - timedelta(days=1), time(9), ZONE)
    wish = Window(datetime.combine(day, time(0), ZONE), datetime.combine(day, time(6), ZONE))
    look = Planner(house, (), now)
    found = [one.window for one in look._free([night], Wanted(wish=wish)) if wish.holds(one.window)]
    assert len(found) == real
    assert {window.length for window in found} == {timedelta(hours=1)}


moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: (MONDAY.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZONE)
)


def after(now: datetime, ahead: int, hours: int) -> Window:
    """So many real hours, some hours from now."""
    begin = now.astimezone(UTC) + timedelta(hours=ahead)
    return Window(begin.astimezone(ZONE), (begin + timedelta(hours=hours)).astimezone(ZONE))


@effort(max_examples=40)
@given(
    now=moments,
    ahead=st.integers(0, 400),
    hours=st.integers(1, 60),
    taken_from=st.lists(st.integers(0, 500), max_size=12),
    emergency=st.booleans(),
    minutes=st.integers(0, 300),
)
def test_no_choice_is_ever_taken_too_soon_or_closed(
    now: datetime, ahead: int, hours: int, taken_from: list[int], emergency: bool, minutes: int
) -> None:
    claims = []
    for number, hour in enumerate(taken_from):
        claims.append(taken(after(now, hour, 2), visit=number))
    wish = after(now, ahead, hours)
    look = Planner(business(), tuple(claims), now)
    wanted = Wanted(is_emergency=emergency, minutes=minutes, wish=wish)
    found = look.choices(wanted)
    assert len(found.choices) <= 3
    for choice in found.choices:
        window = choice.window
        assert window.starts.astimezone(UTC) > now.astimezone(UTC)
        assert any(span.holds(window) for span in HOURS.spans(window.starts, window.ends))
        assert not any(one.starts < window.ends and window.starts < one.ends for one in claims)
        assert look.technicians(wanted, window) == choice.technicians
