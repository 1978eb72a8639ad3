from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from prompts.circumstances import count, outside
from prompts.conditions import Known, holds, implies
from prompts.library import Library
from prompts.mapping import Match, NoMatch, ServiceRequest, match
from prompts.periods import BadPeriod, DayTime, Season, Weekdays
from prompts.phrasebook import PhraseBook
from prompts.schema import Charge, Line, Rule, Services, Urgency
from prompts.schema.rules import Says, When
from prompts.words import Hearing

pytestmark = pytest.mark.unit

SERVICES = Library.open().current.services
ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=ZONE)
SATURDAY_NIGHT = datetime(2026, 12, 5, 22, 0, tzinfo=ZONE)
LINE = {"item": "Drain Service - Standard", "say": "it", "charge": "flat"}


def when(**conditions: Any) -> When:
    return When.model_validate(conditions)


def known(at: datetime = MONDAY, **facts: Any) -> Known:
    return Known(at, **facts)


def owner_rules(*rules: dict[str, Any], **words: Any) -> Services:
    kept = SERVICES.model_dump(exclude={"rules"}) | words
    whole = [{"trade": "plumbing", "lines": [LINE], **rule} for rule in rules]
    return Services.model_validate({**kept, "rules": whole})


def rule_for(text: str, rules: Services, **more: Any) -> str:
    found = match(ServiceRequest(text, more.pop("at", MONDAY), **more), rules)
    return found.rule.name if isinstance(found, Match) else type(found).__name__


@pytest.mark.parametrize(
    ("conditions", "request_", "held"),
    [
        ({"days": "Sa-Su"}, known(SATURDAY_NIGHT), True),
        ({"days": "Mo-Fr"}, known(SATURDAY_NIGHT), False),
        ({"time": "17:00-06:00"}, known(SATURDAY_NIGHT), True),
        ({"time": "08:00-17:00"}, known(SATURDAY_NIGHT), False),
        ({"season": "Nov 15 - Mar 31"}, known(SATURDAY_NIGHT), True),
        ({"season": "Nov 15 - Mar 31"}, known(MONDAY), False),
        ({"holiday": True}, known(holiday=True), True),
        ({"holiday": True}, known(), False),
        ({"after_hours": True}, known(open_now=False), True),
        ({"facts": ["elderly"]}, known(facts=frozenset({"elderly"})), True),
        ({"facts": ["elderly", "no_heat"]}, known(facts=frozenset({"elderly"})), False),
        ({"colder_than": "-5 C"}, known(outside=Decimal(20)), True),
        ({"colder_than": "23 F"}, known(outside=Decimal(23)), False),
        ({"colder_than": "23 F"}, known(), False),
        ({"warmer_than": "95 F"}, known(outside=Decimal(101)), True),
    ],
)
def test_condition_holds_or_not(conditions: dict[str, Any], request_: Known, held: bool) -> None:
    assert holds(when(**conditions), request_) is held


def test_conditions_nest_with_all_any_and_none() -> None:
    group = when(
        any=[{"after_hours": True}, {"all": [{"days": "Sa-Su"}, {"time": "06:00-12:00"}]}],
        none=[{"new_customer": True}],
    )
    assert holds(group, known(open_now=False))
    assert holds(group, known(datetime(2026, 9, 12, 7, 0, tzinfo=ZONE)))
    assert not holds(group, known(MONDAY))
    assert not holds(group, known(open_now=False, new_customer=True))


def test_all_takes_one_of_several_wordings_each() -> None:
    rules = owner_rules({"name": "Leak", "says": {"all": [["boiler", "heater"], ["leak", "drip"]]}})
    assert rule_for("the boiler is dripping", rules) == "Leak"
    assert rule_for("the heater leaks", rules) == "Leak"
    assert rule_for("the boiler is loud", rules) == "NoMatch"


def test_time_and_weekday_choose_the_rule() -> None:
    says = {"any": ["no heat"]}
    rules = owner_rules(
        {"name": "Weekend night", "says": says, "when": {"days": "Sa-Su", "time": "20:00-06:00"}},
        {"name": "Any time", "says": says},
    )
    assert rule_for("no heat", rules, at=SATURDAY_NIGHT) == "Weekend night"
    assert rule_for("no heat", rules) == "Any time"


FACTS = {"no_heat": ["no heat"], "elderly": ["my elderly mother"]}
RAISES = [
    {"to": "emergency", "when": {"facts": ["no_heat"], "colder_than": "25 F"}},
    {"to": "urgent", "when": {"facts": ["no_heat", "elderly"]}},
]


@pytest.mark.parametrize(
    ("said", "soon"),
    [
        ("no heat", Urgency.URGENT),  # the shipped words say so
        ("no heat and it is minus five outside", Urgency.EMERGENCY),
        ("no heat, it's ten degrees outside", Urgency.EMERGENCY),
        ("no heat, it's forty degrees outside", Urgency.URGENT),
        ("no heat, it's fifteen degrees in here", Urgency.URGENT),
    ],
)
def test_circumstances_raise_the_urgency(said: str, soon: Urgency) -> None:
    rules = owner_rules({"name": "x", "says": {"any": ["heat"]}}, facts=FACTS, raises=RAISES)
    found = match(ServiceRequest(said, MONDAY), rules)
    assert found.urgency is soon


def test_urgency_the_caller_settled_is_not_raised() -> None:
    rules = owner_rules({"name": "x", "says": {"any": ["heat"]}}, facts=FACTS, raises=RAISES)
    asked = ServiceRequest("no heat, it's minus five", MONDAY, urgency=Urgency.URGENT)
    assert match(asked, rules).urgency is Urgency.URGENT


@pytest.mark.parametrize(
    ("said", "degrees"),
    [
        ("it's minus five out there", "-5"),
        ("it is ten below", "-10"),
        ("twenty two degrees outside", "22"),
        ("it's minus 5 degrees celsius", "23"),
        ("it's below freezing", "31"),
        ("it's 55 degrees in the house", None),
        ("my house number is 22", None),
        ("", None),
    ],
)
def test_degrees_outside_are_heard(said: str, degrees: str | None) -> None:
    assert outside(said) == (Decimal(degrees) if degrees is not None else None)


@pytest.mark.parametrize(
    ("said", "how_many"),
    [
        ("I need three outlets", 3),
        ("two new GFCI outlets in the garage", 2),
        ("a couple of outlets", 2),
        ("12 outlets", 12),
        ("twenty two outlets", 22),
        ("an outlet", None),
        ("a 240 volt outlet", None),
        ("I called three times, the outlet is dead", None),
        ("at two Oak Street, an outlet", None),
    ],
)
def test_number_of_things_is_heard(said: str, how_many: int | None) -> None:
    assert count(said, ("outlet",)) == (None if how_many is None else Decimal(how_many))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"charge": "flat", "minimum_hours": 2}, "minimum_hours is only allowed with"),
        ({"charge": "hourly", "minimum_hours": 2, "estimated_hours": 1}, "is below minimum_hours"),
        ({"charge": "hourly", "quantity": 2, "estimated_hours": 3}, "write one of them"),
        ({"charge": "hourly", "minimum_hours": 2, "up_to_hours": 2}, "must be more than 2"),
        ({"charge": "flat", "count": ["outlet"]}, "only allowed with charge: each"),
        ({"charge": "free", "up_to_item": "Other"}, "only allowed with charge: flat"),
        ({"charge": "flat", "say": "the $99 special"}, "names an amount"),
        ({"charge": "flat", "say": "ninety nine dollars"}, "names an amount"),
    ],
)
def test_line_that_contradicts_itself_is_refused(line: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Line.model_validate({"item": "Drain Service - Standard", "say": "it", **line})


def test_name_of_a_rule_is_spoken_and_names_no_amount() -> None:
    with pytest.raises(ValidationError, match="names an amount"):
        Rule.model_validate(
            {"name": "$99 drain", "trade": "plumbing", "says": {"any": ["x"]}, "lines": [LINE]}
        )


def test_unknown_fact_is_refused_with_those_known() -> None:
    with pytest.raises(
        ValidationError, match='nothing under facts tells "elderley"; known are no_heat'
    ):
        owner_rules(
            {"name": "x", "says": {"any": ["heat"]}, "when": {"facts": ["elderley"]}}, facts=FACTS
        )


@pytest.mark.parametrize("text", ["", "winter", "Nov 31 - Mar 1", "Nov 15", "Foo 1 - Mar 1"])
def test_unreadable_season_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        Season.parse(text)


@pytest.mark.parametrize("text", ["", "17:00", "25:00-26:00", "5pm-6pm"])
def test_unreadable_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadPeriod):
        DayTime.parse(text)


def test_unreadable_day_is_refused() -> None:
    with pytest.raises(BadPeriod, match='write days like "Mo-Fr"'):
        Weekdays.parse("weekend")


@given(st.dates(), st.sampled_from(["Nov 15 - Mar 31", "Jun 1 - Aug 31", "Feb 29 - Feb 29"]))
def test_narrow_season_holds_only_where_the_wide_one_does(day: date, text: str) -> None:
    narrow, wide = Season.parse(text), Season.parse("Jun 1 - Mar 31")
    assert wide.covers(narrow)
    assert wide.holds(day) or not narrow.holds(day)


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "customer_type": st.sampled_from(["residential", "commercial"]),
        "urgency": st.sampled_from(["routine", "urgent", "emergency"]),
        "after_hours": st.booleans(),
        "months": st.lists(st.integers(1, 12), min_size=1, max_size=3),
        "season": st.sampled_from(["Nov 15 - Mar 31", "Jan 1 - Feb 1", "Jun 1 - Aug 31"]),
        "days": st.sampled_from(["Mo-Fr", "Sa-Su", "Sa"]),
        "time": st.sampled_from(["17:00-08:00", "20:00-22:00"]),
        "facts": st.lists(st.sampled_from(["a", "b"]), min_size=1, max_size=2),
        "colder_than": st.sampled_from(["10 F", "25 F"]),
        "any": st.just([{"holiday": True}, {"new_customer": True}]),
    },
)
REQUESTS = st.builds(
    Known,
    at=st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1)),  # noqa: DTZ001 - local time
    open_now=st.booleans(),
    holiday=st.booleans(),
    urgency=st.sampled_from([None, *Urgency]),
    customer_type=st.none(),
    new_customer=st.sampled_from([None, True, False]),
    facts=st.frozensets(st.sampled_from(["a", "b"])),
    outside=st.sampled_from([None, Decimal(5), Decimal(20), Decimal(40)]),
)


@settings(max_examples=60)
@given(CONDITIONS, CONDITIONS, REQUESTS)
def test_stricter_conditions_never_hold_where_the_weaker_do_not(
    strict: dict[str, Any], weak: dict[str, Any], request_: Known
) -> None:
    narrow, wide = when(**{**weak, **strict}), when(**weak)
    if implies(narrow, wide) and holds(narrow, request_):
        assert holds(wide, request_)


WORDS = sorted({word for rule in SERVICES.rules for p in rule.says.phrases for word in p.split()})
ODD = ["not", "no", "birth", "calling", "train", "shower", "and", "my", ",", ".", "out"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([*WORDS, *ODD]), max_size=14))
def test_phrase_book_finds_what_each_phrase_alone_finds(words: list[str]) -> None:
    text = " ".join(words)
    phrases = [phrase for rule in SERVICES.rules for phrase in rule.says.phrases]
    hearing = Hearing(text, SERVICES.same_words)
    book = PhraseBook(phrases, SERVICES.same_words)
    alone = {phrase: hit for phrase in phrases if (hit := hearing.find(phrase))}
    assert dict(book.hear(text).hits) == alone


def test_counted_line_and_fixed_line_stand_in_one_rule() -> None:
    lines = [LINE, {"item": "Outlet", "say": "outlets", "charge": "each", "count": ["outlet"]}]
    rules = owner_rules({"name": "x", "says": {"any": ["outlet"]}, "lines": lines})
    found = match(ServiceRequest("three outlets", MONDAY), rules)
    assert isinstance(found, Match)
    assert found.counts == (None, Decimal(3))
    assert found.rule.lines[1].charge is Charge.EACH


def test_rule_without_a_phrase_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least one phrase"):
        Says()


def test_nothing_is_matched_by_conditions_alone() -> None:
    rules = owner_rules({"name": "x", "says": {"any": ["furnace"]}, "when": {"days": "Mo"}})
    assert isinstance(match(ServiceRequest("hello", MONDAY), rules), NoMatch)


def test_copy_with_other_rules_listens_for_those() -> None:
    rules = owner_rules({"name": "x", "says": {"any": ["furnace"]}})
    assert rule_for("the furnace", rules) == "x"
    other = owner_rules({"name": "y", "says": {"any": ["boiler"]}})
    copied = rules.model_copy(update={"rules": other.rules})
    assert rule_for("the boiler", copied) == "y"
