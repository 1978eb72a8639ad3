"""Words are the law, meaning proposes: clear, close, unsure."""

from datetime import UTC, datetime

import pytest

from prompts.library import Library
from prompts.mapping import Ambiguous, Mapped, Match, NoMatch, ServiceRequest, match, told
from prompts.meaning.deciding import map_request
from prompts.meaning.ranking import Candidate, Ranking
from prompts.schema import CustomerType, Services, Urgency

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=UTC)
AC = ("AC not cooling, urgent", "AC repair")


@pytest.fixture(scope="module")
def rules() -> Services:
    return Library.open().current.services


def ranked(*found: tuple[tuple[str, ...] | str, float], other: float = 0.0) -> Ranking:
    """Rules by how surely each is meant; all others of the shipped rules are not meant at all."""
    named = [(rule,) if isinstance(rule, str) else rule for rule, _ in found]
    told = [Candidate(each, score) for each, (_, score) in zip(named, found, strict=True)]
    known = {rule for each in named for rule in each}
    rest = [
        Candidate((rule.name,), 0.0)
        for rule in Library.open().current.services.rules
        if rule.name not in known
    ]
    return Ranking((*told, *rest), other)


def mapped(text: str, rules: Services, ranking: Ranking, urgency: Urgency | None = None) -> Mapped:
    return map_request(ServiceRequest(text, MONDAY, urgency=urgency), rules, ranking)


def test_without_a_model_the_words_decide_alone(rules: Services) -> None:
    for text in ("the drain is clogged", "hello", "new AC unit and drain cleaning"):
        request = ServiceRequest(text, MONDAY)
        assert map_request(request, rules, Ranking()) == match(request, rules)


def test_what_is_clearly_meant_is_taken_and_says_so(rules: Services) -> None:
    found = mapped("water stands in the shower", rules, ranked(("Drain cleaning", 0.97)))
    assert isinstance(found, Match)
    assert told(found)[0] == "Drain cleaning: meant, by meaning, 0.97, next 0.00"


def test_conditions_decide_among_rules_about_one_thing(rules: Services) -> None:
    ranking = ranked((AC, 0.96), ("No heat", 0.02))
    urgent = mapped("it is an oven in here", rules, ranking, Urgency.URGENT)
    routine = mapped("it is an oven in here", rules, ranking, Urgency.ROUTINE)
    assert isinstance(urgent, Match)
    assert isinstance(routine, Match)
    assert (urgent.rule.name, routine.rule.name) == AC


def test_two_close_ones_are_asked_about(rules: Services) -> None:
    found = mapped("the unit quit", rules, ranked((AC, 0.45), ("Furnace maintenance", 0.4)))
    assert isinstance(found, Ambiguous)
    assert [rule.name for rule in found.rules] == ["AC repair", "Furnace maintenance"]


def test_what_is_unsure_is_kept_with_the_likeliest(rules: Services) -> None:
    found = mapped("hm", rules, ranked(("Drain cleaning", 0.2), (AC, 0.05)))
    assert isinstance(found, NoMatch)
    assert found.suggested == ("Drain cleaning",)


def test_a_priced_rule_must_be_further_ahead_than_one_without_a_price(rules: Services) -> None:
    near = ("Furnace maintenance", 0.15)
    priced = mapped("pooling water", rules, ranked(("Drain cleaning", 0.8), near))
    free = mapped("pooling water", rules, ranked(("Bathroom remodel estimate", 0.8), near))
    assert not isinstance(priced, Match)
    assert isinstance(free, Match)


def test_nothing_is_guessed_where_something_else_is_as_likely(rules: Services) -> None:
    found = mapped("my truck is cold", rules, ranked((AC, 0.5), other=0.6))
    assert isinstance(found, NoMatch)


def test_words_that_fit_stay_the_law_where_meaning_is_unsure(rules: Services) -> None:
    found = mapped(
        "the drain is clogged", rules, ranked(("Drain cleaning", 0.5), (AC, 0.4), other=0.1)
    )
    assert isinstance(found, Match)
    assert found.rule.name == "Drain cleaning"


def test_words_against_a_clear_meaning_are_asked_about(rules: Services) -> None:
    ranking = ranked(("Panel upgrade", 0.9), ("Drain cleaning", 0.01))
    found = mapped("the clogged drain is next to the old fuses", rules, ranking)
    assert isinstance(found, Ambiguous)
    assert [rule.name for rule in found.rules] == ["Panel upgrade", "Drain cleaning"]


def test_an_emergency_by_words_is_never_doubted(rules: Services) -> None:
    found = mapped("a pipe burst", rules, ranked((AC, 0.9), ("Burst pipe", 0.0), other=0.9))
    assert isinstance(found, Match)
    assert found.rule.name == "Burst pipe"


def test_a_price_is_not_told_for_words_about_something_else(rules: Services) -> None:
    found = mapped("do you sell drain cleaning tools", rules, ranked((AC, 0.0), other=0.9))
    assert isinstance(found, NoMatch)
    assert found.suggested == ("Drain cleaning",)
    assert "something else" in found.lost[0].why


def test_meant_rules_keep_their_open_facts(rules: Services) -> None:
    found = mapped("it is an oven in here", rules, ranked((AC, 0.96)))
    assert isinstance(found, Match)
    assert found.depends_on == ("urgency",)
    request = ServiceRequest("fuses", MONDAY, customer_type=CustomerType.COMMERCIAL)
    panels = ranked((("Panel upgrade", "Commercial electrical panel"), 0.9))
    found = map_request(request, rules, panels)
    assert isinstance(found, Match)
    assert found.rule.name == "Commercial electrical panel"


def test_a_price_is_not_told_for_what_only_sounds_like_its_words(rules: Services) -> None:
    text = "we want the ac looked over"
    by_ear = match(ServiceRequest(text, MONDAY), rules)
    assert isinstance(by_ear, Match)
    assert by_ear.by_ear < 0.9
    found = mapped(text, rules, Ranking())
    assert isinstance(found, NoMatch)
    assert found.suggested == (by_ear.rule.name,)


def test_a_rule_of_the_owners_own_kind_is_taken_by_its_words(rules: Services) -> None:
    unknown = Candidate(("Drain cleaning",), 0.1, None)
    ranking = Ranking((Candidate((AC[0],), 0.2), unknown), other=0.8)
    found = mapped("the drain is clogged", rules, ranking)
    assert isinstance(found, Match)
    assert found.rule.name == "Drain cleaning"
