"""When callers want somebody, in their words, as a window, and as the desk says it."""

import random
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from agent.evaluation.forms import times as forms
from agent.spoken.times import find_time, parse_window
from agent.spoken.windows import say_window
from office.values import Window

pytestmark = pytest.mark.unit

ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=ZONE)
"""The day the clock of the tests shows: Monday, 3:15 PM."""


def heard(text: str, now: datetime = MONDAY) -> str:
    """The first window, as "Tue 15 14:00-16:00" or "Thu 17 08:00-Fri 18 17:00"."""
    readings = parse_window(text, now)
    if not readings:
        return ""
    window = readings[0].value
    same = window.starts.date() == window.ends.date()
    return f"{window.starts:%a %-d %H:%M}-{window.ends:{'%H:%M' if same else '%a %-d %H:%M'}}"


def test_twenty_fourth_of_july_is_not_the_fourth() -> None:
    july = datetime(2026, 7, 10, 9, tzinfo=ZONE)
    assert heard("the twenty-fourth of July in the morning", july) == "Fri 24 08:00-12:00"
    assert heard("the Fourth of July", datetime(2026, 6, 30, 9, tzinfo=ZONE)) == "Sat 4 08:00-17:00"


@pytest.mark.parametrize(
    ("said", "window"),
    [
        ("first thing Monday", "Mon 21 08:00-10:00"),
        ("between two and four", "Mon 14 15:15-16:00"),
        ("after three on Friday", "Fri 18 15:00-17:00"),
        ("tomorrow morning", "Tue 15 08:00-12:00"),
        ("in an hour", "Mon 14 16:15-17:15"),
        ("in half an hour", "Mon 14 15:45-16:45"),
        ("within two hours", "Mon 14 15:15-17:15"),
        ("this afternoon", "Mon 14 15:15-17:00"),
        ("this Tuesday", "Tue 15 08:00-17:00"),
        ("the 18th", "Fri 18 08:00-17:00"),
        ("the week after next", "Mon 28 08:00-Fri 2 17:00"),
        ("Tuesday or Wednesday next week", "Tue 22 08:00-17:00"),
        ("Thursday, but not before noon", "Thu 17 12:00-17:00"),
        ("September eighteenth at 2", "Fri 18 14:00-15:00"),
        ("Friday the eighteenth", "Fri 18 08:00-17:00"),
        ("end of the week", "Thu 17 08:00-Fri 18 17:00"),
        ("sometime next week", "Mon 21 08:00-Fri 25 17:00"),
        ("half past two tomorrow", "Tue 15 14:30-15:30"),
        ("tomorrow at quarter to nine", "Tue 15 08:45-09:45"),
        ("tomorrow at ten to five", "Tue 15 16:50-17:50"),
        ("noonish on Wednesday", "Wed 16 12:00-13:00"),
        ("tomorrow at 2:30 pm", "Tue 15 14:30-15:30"),
        ("two to four tomorrow", "Tue 15 14:00-16:00"),
        ("from ten to two on Thursday", "Thu 17 10:00-14:00"),
        ("before lunch tomorrow", "Tue 15 08:00-12:00"),
        ("after work", "Mon 14 17:00-20:00"),
        ("tonight", "Mon 14 17:00-22:00"),
        ("by Friday", "Mon 14 15:15-Fri 18 17:00"),
        ("before Friday", "Mon 14 15:15-Thu 17 17:00"),
        ("any time after Thursday", "Fri 18 08:00-Thu 24 17:00"),
        ("not before Friday", "Fri 18 08:00-Thu 24 17:00"),
        ("the day after Thanksgiving", "Fri 27 08:00-17:00"),
        ("Thanksgiving morning", "Thu 26 08:00-12:00"),
        ("the Monday after Thanksgiving", "Mon 30 08:00-17:00"),
        ("the week after Christmas", "Mon 28 08:00-Fri 1 17:00"),
        ("Good Friday", "Fri 26 08:00-17:00"),
        ("Memorial Day", "Mon 31 08:00-17:00"),
        ("New Year's Eve at ten", "Thu 31 10:00-11:00"),
        ("tonight at eight", "Mon 14 20:00-21:00"),
        ("today at eight", "Mon 14 20:00-21:00"),
        ("this weekend", "Sat 19 08:00-Sun 20 17:00"),
        ("as soon as possible", "Mon 14 15:15-17:15"),
        ("a week from Friday", "Fri 25 08:00-17:00"),
        ("August 12 in the afternoon", "Thu 12 12:00-17:00"),
        ("Friday afternoon between two and four", "Fri 18 14:00-16:00"),
        ("Wednesday, after two, before five", "Wed 16 14:00-17:00"),
        ("Monday through Wednesday", "Mon 21 08:00-Wed 23 17:00"),
        ("Tuesday, no, Wednesday at ten", "Wed 16 10:00-11:00"),
        ("Tuesday at two, no, three", "Tue 15 15:00-16:00"),
        ("any time tomorrow", "Tue 15 08:00-17:00"),
        ("12/25", "Fri 25 08:00-17:00"),
        ("10:30 on the 21st", "Mon 21 10:30-11:30"),
        ("two thirty Thursday", "Thu 17 14:30-15:30"),
        ("could you do Thursday? Anytime after 1.", "Thu 17 13:00-17:00"),
        ("in about an hour", "Mon 14 16:15-17:15"),
        ("It's been out since Monday, can someone come today?", "Mon 14 15:15-17:00"),
    ],
)
def test_wish_becomes_a_window_at_the_business(said: str, window: str) -> None:
    assert heard(said) == window


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("next Tuesday", [22, 15]),
        ("Monday", [21, 14]),
        ("Tuesday or Wednesday morning", [15, 16]),
        ("next weekend", [26, 19]),
    ],
)
def test_where_people_differ_both_days_are_offered(said: str, days: list[int]) -> None:
    readings = parse_window(said, MONDAY)
    assert [reading.value.starts.day for reading in readings] == days
    assert readings[0].confidence <= 0.6


def test_hour_that_could_be_in_either_half_of_the_day_keeps_the_other_as_a_doubt() -> None:
    readings = parse_window("tomorrow at eight", MONDAY)
    assert [reading.value.starts.hour for reading in readings] == [8, 20]
    assert readings[1].confidence < 0.3


@pytest.mark.parametrize(
    "said",
    ["it broke this morning", "it started leaking last night", "since Sunday",
     "any day but Wednesday", "not in the morning", "any day but mornings", "whenever",
     "at 12 Oak Street", "",
     "614 555 2 to 4", "the second floor", "wait a second", "two to three inches of water",
     "12 Sunday Drive"],
)  # fmt: skip
def test_what_names_no_time_to_come_makes_no_window(said: str) -> None:
    assert parse_window(said, MONDAY) == ()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Thursday morning would be great.", "Thursday morning"),
        ("Today, if possible.", "Today"),
        ("Any day but Wednesday.", "Any day but Wednesday"),
        ("Any day but mornings, please.", "Any day but mornings"),
        ("I need somebody by Friday.", "by Friday"),
        ("The day after Thanksgiving, if you work.", "The day after Thanksgiving"),
        ("My sink leaks, can someone come after three on Friday?", "after three on Friday"),
        ("Whenever.", "Whenever"),
        ("It's 12 Oak Street.", ""),
        ("six one four, five five five, two to four", ""),
    ],
)
def test_callers_own_words_for_a_time_are_kept(said: str, words: str) -> None:
    assert find_time(said) == words


def test_day_on_which_the_clocks_change_keeps_its_hours() -> None:
    before = datetime(2026, 3, 7, 12, 0, tzinfo=ZONE)
    assert heard("tomorrow morning", before) == "Sun 8 08:00-12:00"


def test_an_hour_from_now_is_an_hour_when_the_clocks_change() -> None:
    before = datetime(2026, 3, 8, 1, 30, tzinfo=ZONE)
    window = parse_window("in an hour", before)[0].value
    assert window.starts.astimezone(UTC) - before.astimezone(UTC) == timedelta(hours=1)


def test_days_behind_the_years_end_are_in_the_next() -> None:
    newyears = datetime(2026, 12, 30, 9, 0, tzinfo=ZONE)
    assert parse_window("January second", newyears)[0].value.starts.year == 2027
    assert heard("the 3rd at ten", newyears) == "Sun 3 10:00-11:00"


moments = st.integers(0, 730 * 24 * 12).map(
    lambda five: datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=5 * five)
)


@given(moments, st.integers(0, 200), st.integers(0, 23 * 4 - 1), st.integers(1, 40))
@effort(max_examples=150)
def test_window_the_desk_says_is_heard_as_the_same(
    now: datetime, ahead: int, quarter: int, length: int
) -> None:
    start = datetime.combine(
        now.date() + timedelta(days=ahead), time(quarter // 4, quarter % 4 * 15), ZONE
    )
    start = start.astimezone(UTC).astimezone(ZONE)
    end = min(
        start + timedelta(minutes=15 * length),
        datetime.combine(start.date(), time(23, 45), ZONE),
    )
    if start < now or end <= start:
        return
    again = parse_window(say_window(Window(start, end), now), now)[0].value
    assert (again.starts, again.ends) == (start, end)


@given(moments, st.integers(1, 100), st.integers(1, 6))
@effort(max_examples=60)
def test_several_days_the_desk_says_are_heard_as_the_same(
    now: datetime, ahead: int, more: int
) -> None:
    start = datetime.combine(now.date() + timedelta(days=ahead), time(8), ZONE)
    end = datetime.combine(start.date() + timedelta(days=more), time(17), ZONE)
    again = parse_window(say_window(Window(start, end), now), now)[0].value
    assert (again.starts, again.ends) == (start, end)


def test_window_is_said_so_that_no_other_day_is_meant() -> None:
    start = datetime.combine(date(2026, 9, 18), time(14), ZONE)
    window = Window(start, start.replace(hour=16))
    spoken = "Friday, the eighteenth, between two and four in the afternoon"
    assert say_window(window, MONDAY) == spoken


@given(st.text(max_size=60))
@effort(max_examples=150)
def test_any_text_is_read_without_an_error(text: str) -> None:
    parse_window(text, MONDAY)
    find_time(text)


@given(
    st.lists(
        st.sampled_from(
            """monday next this the 14th of may first at two half past to between and four pm
            tomorrow noon in an hour week end morning or no , 12/31 31 feb thirty""".split()
        ),
        max_size=10,
    ),
    moments,
)
@effort(max_examples=200)
def test_no_window_is_ever_over(said: list[str], now: datetime) -> None:
    for reading in parse_window(" ".join(said), now):
        assert now <= reading.value.starts < reading.value.ends


def test_999_of_1000_wishes_are_read_exactly() -> None:
    wrong = []
    for seed in range(2_000):
        dice = random.Random(seed)  # noqa: S311 - a seed to replay from
        when = forms.some(dice)
        said = forms.say(when, dice)
        readings = parse_window(said, when.now)
        window = readings[0].value if readings else None
        if window is None or (window.starts, window.ends) != (when.start, when.end):
            wrong.append((seed, said, str(when.start)))
    assert len(wrong) <= 2, wrong[:10]
