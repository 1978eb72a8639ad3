from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dashboard import shown
from office.calls import CallLine, CallRecord, Day
from office.values import Money

pytestmark = pytest.mark.unit

COLUMBUS = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)


def line(started_at: datetime, *, name: str | None = None, number: str | None = None) -> CallLine:
    return CallLine("c1", number, started_at, None, None, name, None, None, None)


def record(**rows: Any) -> CallRecord:
    empty: dict[str, Any] = {"head": {}, "fields": {}, "turns": [], "tools": []}
    return CallRecord(**(empty | {"writes": [], "follow_ups": []} | rows))


def row(value: str | None, state: str) -> dict[str, Any]:
    return {"value": value, "state": state}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (Day(0, 0, ()), "No calls yet today."),
        (Day(0, 1, ()), "No calls yet today, one on the line now."),
        (Day(1, 0, ()), "1 call today."),
        (Day(3, 2, ()), "3 calls today, 2 on the line now."),
        (Day(2, 0, (Money.of(445),)), "2 calls today, 1 estimate for $445.00."),
        (
            Day(2, 1, (Money.of("1000.10"), Money.of("0.20"))),
            "2 calls today, one on the line now, 2 estimates for $1,000.30.",
        ),
    ],
)
def test_day_is_one_sentence(day: Day, said: str) -> None:
    assert shown.sentence(day) == said


def test_times_are_of_the_business_not_of_the_machine() -> None:
    assert shown.moment(MONDAY, COLUMBUS) == "Mon 14 Sep, 3:15 PM"
    assert shown.hour(datetime(2026, 9, 14, 4, 5, tzinfo=UTC), COLUMBUS) == "12:05 AM"
    assert shown.hour(datetime(2026, 9, 14, 16, 0, tzinfo=UTC), COLUMBUS) == "12:00 PM"


@pytest.mark.parametrize(
    ("now", "began"),
    [
        (MONDAY, datetime(2026, 9, 14, 4, tzinfo=UTC)),
        (datetime(2026, 9, 15, 3, 59, tzinfo=UTC), datetime(2026, 9, 14, 4, tzinfo=UTC)),
        # The clocks went back at two in this night: the day began an hour earlier than noon says.
        (datetime(2026, 11, 1, 17, tzinfo=UTC), datetime(2026, 11, 1, 4, tzinfo=UTC)),
    ],
)
def test_day_begins_at_the_business_midnight(now: datetime, began: datetime) -> None:
    assert shown.midnight(now, COLUMBUS) == began


def test_calls_stand_under_their_day_of_the_business() -> None:
    before_midnight = datetime(2026, 9, 14, 3, 30, tzinfo=UTC)
    lines = [line(MONDAY), line(before_midnight), line(MONDAY - timedelta(days=4))]
    found = shown.days(lines, MONDAY, COLUMBUS)
    assert [(name, len(group)) for name, group in found] == [
        ("Today", 1),
        ("Yesterday", 1),
        ("Thu 10 Sep", 1),
    ]
    assert shown.days([], MONDAY, COLUMBUS) == []


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("+16145550123", "(614) 555-0123"),
        ("+15551234567", "(555) 123-4567"),
        ("911", "911"),
        ("anonymous", "anonymous"),
        (None, "Number withheld"),
    ],
)
def test_number_is_shown_as_people_write_it_or_as_it_came(number: str | None, read: str) -> None:
    assert shown.caller(line(MONDAY, number=number)) == read


def test_name_on_the_sheet_is_better_than_a_number() -> None:
    assert shown.caller(line(MONDAY, name="Mike Chen", number="+16145550123")) == "Mike Chen"


def test_sheet_has_its_own_order_and_says_how_far_each_field_is() -> None:
    fields = {
        "service": row("AC not cooling", "heard"),
        "email": row(None, "declined"),
        "phone": row("+16145550123", "read_back"),
        "name": row("Mike Chen", "heard"),
        "address": row("12 Oak Street", "deferred"),
        "company": row(None, "missing"),
    }
    lines = shown.sheet(record(fields=fields))
    assert [(one.name, one.value, one.words) for one in lines] == [
        ("name", "Mike Chen", "heard, not confirmed"),
        ("company", "", "asked, no answer yet"),
        ("phone", "(614) 555-0123", "read back, waiting for a yes"),
        ("e-mail", "", "not given"),
        ("address", "12 Oak Street", "left for a person"),
        ("service", "AC not cooling", "noted"),
    ]
    assert [one.noted for one in lines] == [False] * 5 + [True]


def write(entity: str, state: str, error: str | None = None) -> dict[str, Any]:
    return {"entity": entity, "state": state, "error": error}


def test_e_mail_is_sent_and_an_estimate_is_in_quickbooks() -> None:
    rows = [write("Estimate", "done"), write("EstimateEmail", "done")]
    lines = shown.writes(record(writes=rows))
    assert [(one.what, one.words) for one in lines] == [
        ("Estimate", "in QuickBooks"),
        ("Estimate by e-mail", "sent"),
    ]


def test_refusal_says_why_and_a_write_that_is_tried_again_does_not_alarm() -> None:
    rows = [
        write("Customer", "rejected", "QuickBooks says the name is taken."),
        write("Estimate", "planned", "QuickBooks did not answer."),
        write("Estimate", "unknown", "The answer was lost."),
    ]
    lines = shown.writes(record(writes=rows))
    assert [(one.words, one.why) for one in lines] == [
        ("refused", "QuickBooks says the name is taken."),
        ("waiting", ""),
        ("being checked", ""),
    ]


def test_estimate_lines_are_priced_to_the_cent_and_subtotals_are_left_out() -> None:
    detail = {"ItemRef": {"value": "5", "name": "HVAC Repair - Hourly"}, "Qty": 1.50}
    body = {
        "Line": [
            {
                "DetailType": "SalesItemLineDetail",
                "Amount": 202.5,
                "SalesItemLineDetail": detail | {"UnitPrice": 135},
            },
            {"DetailType": "SalesItemLineDetail", "Amount": 10, "SalesItemLineDetail": {"Qty": 10}},
            {"DetailType": "SubTotalLineDetail", "Amount": 212.5, "SubTotalLineDetail": {}},
        ]
    }
    lines = shown.estimate_lines(body)
    assert [(one.item, one.quantity, one.rate, one.amount) for one in lines] == [
        ("HVAC Repair - Hourly", "1.5", "$135.00", "$202.50"),
        ("", "10", "$0.00", "$10.00"),
    ]
