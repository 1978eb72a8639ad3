"""The labelled phrasings are many, all different, rightly labelled and fairly split."""

import re
from collections import Counter

import pytest

from agent.evaluation.phrased import (
    ASK,
    NONE,
    TRADES,
    Phrasing,
    every,
    kept,
    tuning,
)
from agent.evaluation.phrased import (
    table as text_of,
)

pytestmark = pytest.mark.unit

FREQUENT = 25
RARE = 12

# The services of the mission's table and the usual wider list of each trade, with the fewest
# phrasings each must have.
SERVICES = {
    "plumbing": {
        "burst_pipe": FREQUENT,
        "leak_repair": FREQUENT,
        "drain_cleaning": FREQUENT,
        "main_sewer_backup": FREQUENT,
        "toilet_repair": FREQUENT,
        "faucet_repair": FREQUENT,
        "water_heater_repair": FREQUENT,
        "water_heater_replacement": FREQUENT,
        "garbage_disposal": RARE,
        "sump_pump": RARE,
        "gas_line": RARE,
        "water_line_frozen_pipe": RARE,
        "fixture_installation": RARE,
        "low_water_pressure": RARE,
    },
    "hvac": {
        "ac_not_cooling": FREQUENT,
        "no_heat": FREQUENT,
        "furnace_maintenance": FREQUENT,
        "new_ac_unit": FREQUENT,
        "ac_maintenance": RARE,
        "new_furnace": RARE,
        "heat_pump_repair": RARE,
        "thermostat": RARE,
        "duct_cleaning": RARE,
        "air_quality": RARE,
        "refrigerant_leak": RARE,
        "boiler_repair": RARE,
    },
    "electrical": {
        "no_power": FREQUENT,
        "partial_power_breaker_trips": FREQUENT,
        "panel_upgrade": FREQUENT,
        "outlet_installation": FREQUENT,
        "outlet_repair": FREQUENT,
        "light_fixture": FREQUENT,
        "commercial_panel": RARE,
        "ceiling_fan": RARE,
        "ev_charger": RARE,
        "generator": RARE,
        "wiring_inspection": RARE,
        "smoke_detectors": RARE,
        "sparking_outlet": RARE,
    },
    "general": {
        "bathroom_remodel": FREQUENT,
        "kitchen_renovation": FREQUENT,
        "deck_repair": FREQUENT,
        "drywall_repair": FREQUENT,
        "painting": FREQUENT,
        "roof_leak": FREQUENT,
        "deck_build": RARE,
        "flooring": RARE,
        "door_window": RARE,
        "fence": RARE,
        "basement_finishing": RARE,
        "handyman_small_jobs": RARE,
    },
}
KNOWN = {service for services in SERVICES.values() for service in services}


def of(table: str) -> list[Phrasing]:
    return [phrasing for phrasing in every() if phrasing.table == table]


def test_there_are_at_least_1500_phrasings() -> None:
    assert len(every()) >= 1500


def test_no_phrasing_stands_twice_in_other_capitals_or_punctuation() -> None:
    words = Counter(" ".join(re.findall(r"\w+", phrasing.says.lower())) for phrasing in every())
    assert [said for said, times in words.items() if times > 1] == []


@pytest.mark.parametrize("trade", TRADES)
def test_each_service_of_a_trade_has_its_fewest_and_no_other_is_named(trade: str) -> None:
    counts = Counter(phrasing.service for phrasing in of(trade))
    assert set(counts) == set(SERVICES[trade])
    short = {
        service: counts[service]
        for service, fewest in SERVICES[trade].items()
        if counts[service] < fewest
    }
    assert short == {}


def test_out_of_scope_is_labelled_none_and_often_enough() -> None:
    assert {phrasing.service for phrasing in of(NONE)} == {NONE}
    assert len(of(NONE)) >= 250


def test_a_question_is_asked_between_two_known_services() -> None:
    assert {phrasing.service for phrasing in of(ASK)} == {ASK}
    assert len(of(ASK)) >= 60
    wrong = [
        phrasing.says
        for phrasing in of(ASK)
        if len(set(phrasing.between)) != 2 or not KNOWN.issuperset(phrasing.between)
    ]
    assert wrong == []


def test_only_a_question_stands_between_two_services() -> None:
    assert [each.says for each in every() if each.between and each.service != ASK] == []


def test_urgency_and_customer_type_are_known_or_left_out() -> None:
    assert {each.urgency for each in every()} == {"", "emergency", "urgent", "routine"}
    assert {each.customer_type for each in every()} == {"", "residential", "commercial"}


def test_at_least_80_phrasings_name_two_facts() -> None:
    two = [each for each in every() if each.table in TRADES and each.customer_type]
    assert len(two) >= 80


@pytest.mark.parametrize("table", [*TRADES, NONE, ASK])
def test_near_a_third_of_each_table_is_kept(table: str) -> None:
    share = sum(phrasing.is_kept for phrasing in of(table)) / len(of(table))
    assert 0.25 <= share <= 0.42


def test_tuning_and_kept_share_no_line_and_miss_none() -> None:
    assert set(tuning()).isdisjoint(kept())
    assert set(tuning()) | set(kept()) == set(every())


def test_the_split_follows_the_words_and_not_their_capitals_or_label() -> None:
    for phrasing in every()[::50]:
        louder = Phrasing(phrasing.says.upper(), service=NONE, table=NONE)
        assert louder.is_kept == phrasing.is_kept


@pytest.mark.parametrize("table", [*TRADES, NONE, ASK])
def test_each_table_says_how_it_was_made_and_what_is_kept_apart(table: str) -> None:
    text = text_of(table)
    header = text.split("\n- ")[0]
    assert "had not seen the product's keywords" in header
    assert "a third is kept apart" in header


@pytest.mark.parametrize("table", [*TRADES, NONE, ASK])
def test_each_entry_is_one_line(table: str) -> None:
    lines = text_of(table).splitlines()
    assert sum(line.startswith("- {says: ") for line in lines) == len(of(table))
