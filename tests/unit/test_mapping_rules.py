from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.library import Library
from prompts.mapping import (
    Ambiguous,
    Match,
    NoMatch,
    ServiceRequest,
    danger,
    explain,
    match,
)
from prompts.schema import CustomerType, Services, Urgency

pytestmark = pytest.mark.unit

SERVICES = Library.open().current.services
MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=ZoneInfo("America/New_York"))


def rule(text: str, **known: object) -> Match:
    found = match(ServiceRequest(text, MONDAY, **known), SERVICES)  # type: ignore[arg-type]
    assert isinstance(found, Match), found
    return found


def owner_rules(*rules: dict[str, object]) -> Services:
    """The shipped words with other rules."""
    kept = SERVICES.model_dump(exclude={"rules"})
    lines = [{"item": "Drain Service - Standard", "say": "it", "charge": "flat"}]
    whole = [{"trade": "plumbing", "lines": lines, **rule} for rule in rules]
    return Services.model_validate({**kept, "rules": whole})


def test_urgent_ac_and_routine_ac_have_their_own_rules() -> None:
    assert rule("my AC is not cooling, it's urgent").rule.name == "AC not cooling, urgent"
    assert rule("my AC is not cooling, no rush").rule.name == "AC repair"


def test_a_fact_that_would_change_the_rule_is_named_before_a_price_is_told() -> None:
    assert rule("my AC is not cooling").depends_on == ("urgency",)
    assert rule("I want a panel upgrade").depends_on == ("customer_type",)
    assert rule("drain cleaning").depends_on == ()


def test_what_the_caller_confirmed_beats_the_words() -> None:
    found = rule("my AC is not cooling, it's urgent", urgency=Urgency.ROUTINE)
    assert found.rule.name == "AC repair"


def test_emergency_covers_urgent() -> None:
    found = rule("my AC is not cooling", urgency=Urgency.EMERGENCY)
    assert found.rule.name == "AC not cooling, urgent"


def test_commercial_panel_beats_the_general_one() -> None:
    found = rule("we need an electrical panel", customer_type=CustomerType.COMMERCIAL)
    assert found.rule.name == "Commercial electrical panel"
    assert ("Panel upgrade", "Commercial electrical panel stands earlier in the file") in {
        (lost.rule, lost.why) for lost in found.lost
    }


def test_emergency_comes_before_the_other_wish() -> None:
    found = rule("we have a burst pipe, and I'd also like a deck repair some day")
    assert found.rule.name == "Burst pipe"
    assert found.is_emergency
    assert any(lost.rule == "Deck repair" for lost in found.lost)


def test_two_separate_wishes_are_asked_about() -> None:
    found = match(ServiceRequest("clean the drain and install an outlet", MONDAY), SERVICES)
    assert isinstance(found, Ambiguous)
    assert {rule.name for rule in found.rules} == {"Drain cleaning", "Outlet installation"}


def test_unknown_request_is_not_guessed() -> None:
    found = match(ServiceRequest("my parrot sings off key, and it's urgent", MONDAY), SERVICES)
    assert isinstance(found, NoMatch)
    assert found.urgency is Urgency.URGENT


def test_season_and_new_customer_are_conditions() -> None:
    says = {"any": ["furnace check"]}
    rules = owner_rules(
        {"name": "autumn offer", "says": says, "when": {"months": [9], "new_customer": True}},
        {"name": "autumn", "says": says, "when": {"months": [9, 10, 11]}},
        {"name": "any time", "says": says},
    )
    now = ServiceRequest("furnace check", MONDAY)

    def name(request: ServiceRequest) -> str:
        found = match(request, rules)
        assert isinstance(found, Match)
        return found.rule.name

    assert name(now) == "autumn"
    assert name(ServiceRequest("furnace check", MONDAY, new_customer=True)) == "autumn offer"
    assert name(ServiceRequest("furnace check", MONDAY + timedelta(days=120))) == "any time"


def test_all_and_none_phrases_bind() -> None:
    says = {"all": ["sump pump", "basement"], "none": ["crawl space"]}
    rules = owner_rules({"name": "Sump pump", "says": says})
    assert isinstance(match(ServiceRequest("sump pump in the basement", MONDAY), rules), Match)
    assert isinstance(match(ServiceRequest("sump pump outside", MONDAY), rules), NoMatch)
    both = "sump pump in the basement, not the crawl space"
    assert isinstance(match(ServiceRequest(both, MONDAY), rules), NoMatch)


def test_first_rule_of_the_file_wins_whatever_the_others_ask_for() -> None:
    says = {"any": ["furnace check"]}
    rules = owner_rules(
        {"name": "first", "says": says},
        {"name": "second", "says": says, "when": {"urgency": "routine"}},
    )
    found = match(ServiceRequest("furnace check", MONDAY), rules)
    assert isinstance(found, Match)
    assert found.rule.name == "first"
    assert found.lost[0].why == "first stands earlier in the file"


def test_explanation_says_who_won_and_why_each_other_lost() -> None:
    lines = explain(ServiceRequest("AC not cooling, urgent", MONDAY), SERVICES)
    assert lines[0] == ('AC not cooling, urgent: heard "ac not cooling", and its conditions hold')
    assert len(lines) == len(SERVICES.rules)


@given(st.text(max_size=120), st.sampled_from([None, *Urgency]))
def test_every_text_maps_to_one_of_three_answers(text: str, soon: Urgency | None) -> None:
    found = match(ServiceRequest(text, MONDAY, urgency=soon), SERVICES)
    assert isinstance(found, (Match, Ambiguous, NoMatch))


def test_street_name_is_not_danger() -> None:
    assert danger("It's fifteen Spring Street, Columbus", SERVICES) is None


def test_rule_may_name_other_wordings_and_what_its_visit_needs() -> None:
    visit = {"minutes": 90, "people": ["Dave"]}
    says = {"any": ["sump pump"]}
    rules = owner_rules(
        {"name": "Sump pump", "says": says, "means": ["the pit pump is humming"], "visit": visit},
        {"name": "Advice", "says": {"any": ["advice"]}, "visit": {"needed": False}},
    )
    pump, advice = rules.rules
    assert pump.means == ("the pit pump is humming",)
    assert (pump.visit.needed, pump.visit.minutes, pump.visit.people) == (True, 90, ("Dave",))
    assert not advice.visit.needed
