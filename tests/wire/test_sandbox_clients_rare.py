"""Client libraries work: templates, exchange rates and budgets over python-quickbooks."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.budget import Budget
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.customer import Customer
from quickbooks.objects.exchangerate import ExchangeRate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.recurringtransaction import (
    RecurringBill,
    RecurringInfo,
    RecurringInvoice,
    RecurringTransaction,
    RecurringTransfer,
    ScheduleInfo,
)

from tests.wire.library_client import connected, customer, fresh, ref, sale, spent, vendor

pytestmark = pytest.mark.wire


@pytest.fixture(scope="module")
def qb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with connected(tmp_path_factory.mktemp("company")) as client:
        yield client


@pytest.fixture(scope="module")
def abroad(qb: Any) -> Any:
    """A company whose owner uses euros too."""
    door = qb.api_url_v3.removesuffix("/v3") + "/_sandbox/preferences"
    more = {"CurrencyPrefs": {"MultiCurrencyEnabled": True}}
    requests.post(door, json=more, timeout=5).raise_for_status()
    euro = CompanyCurrency()
    euro.Code, euro.Name = "EUR", "Euro"
    euro.save(qb=qb)
    return qb


def monthly(name: str = "") -> Any:
    info = RecurringInfo()
    info.Name, info.Active = name or fresh("Filter change"), True
    info.ScheduleInfo = ScheduleInfo()
    info.ScheduleInfo.StartDate, info.ScheduleInfo.DayOfMonth = "2026-10-01", 1
    info.ScheduleInfo.IntervalType, info.ScheduleInfo.NumInterval = "Monthly", 1
    return info


def template(qb: Any, name: str = "") -> Any:
    whole = RecurringTransaction()
    whole.Invoice = sale(RecurringInvoice, qb, RecurringInfo=monthly(name))
    return whole


def test_template_is_saved_read_changed_found_and_deleted(qb: Any) -> None:
    saved = template(qb).save(qb=qb)
    assert (saved.Invoice.TotalAmt, saved.Invoice.RecurringInfo.ScheduleInfo.NextDate) == (
        100,
        "2026-10-01",
    )
    number = saved.Invoice.Id
    read = RecurringTransaction.get(number, qb=qb)
    read.Invoice.RecurringInfo.ScheduleInfo.DayOfMonth = 15
    changed = read.save(qb=qb)
    assert (changed.Invoice.SyncToken, changed.Invoice.RecurringInfo.ScheduleInfo.DayOfMonth) == (
        "1",
        15,
    )
    assert changed.Invoice.RecurDataRef.value == saved.Invoice.RecurDataRef.value
    found = RecurringTransaction.where(f"Type = 'Invoice' AND Id = '{number}'", qb=qb)
    assert [one.Invoice.Id for one in found] == [number]
    with pytest.raises(QuickbooksException):
        read.save(qb=qb)
    told = changed.delete(qb=qb)["RecurringTransaction"]
    assert (told["status"], told["Invoice"]) == ("Deleted", {"Id": number})
    with pytest.raises(QuickbooksException):
        RecurringTransaction.get(number, qb=qb)


def test_templates_of_every_family_are_kept(qb: Any) -> None:
    bill, transfer = RecurringTransaction(), RecurringTransaction()
    bill.Bill = RecurringBill()
    bill.Bill.VendorRef, bill.Bill.RecurringInfo = ref(vendor(qb).Id), monthly()
    bill.Bill.Line.append(spent(74.36))
    transfer.Transfer = RecurringTransfer()
    transfer.Transfer.FromAccountRef, transfer.Transfer.ToAccountRef = ref(2), ref(13)
    transfer.Transfer.Amount, transfer.Transfer.RecurringInfo = 50, monthly()
    assert bill.save(qb=qb).Bill.TotalAmt == 74.36
    assert transfer.save(qb=qb).Transfer.Amount == 50


def test_template_is_no_invoice_and_owes_nothing(qb: Any) -> None:
    before = Invoice.count(qb=qb)
    saved = template(qb).save(qb=qb)
    assert Invoice.count(qb=qb) == before
    assert Customer.get(saved.Invoice.CustomerRef.value, qb=qb).Balance == 0
    raw = qb.get_single_object("RecurringTransaction", saved.Invoice.Id)
    inside = raw["RecurringTransaction"]["Invoice"]
    assert not {"DocNumber", "TxnDate", "Type"} & inside.keys()


def test_template_the_company_refuses_is_refused(qb: Any) -> None:
    name = fresh("Lease")
    saved = template(qb, name).save(qb=qb)
    with pytest.raises(QuickbooksException) as taken:
        template(qb, name).save(qb=qb)
    assert taken.value.error_code == 6240
    without = template(qb)
    without.Invoice.RecurringInfo = None
    with pytest.raises(QuickbooksException, match="RecurringInfo"):
        without.save(qb=qb)
    other = RecurringTransaction()
    other.Bill = RecurringBill()
    other.Bill.Id, other.Bill.SyncToken = saved.Invoice.Id, "0"
    with pytest.raises(QuickbooksException) as wrong:
        other.save(qb=qb)
    assert wrong.value.error_code == 610
    with pytest.raises(QuickbooksException) as empty:
        RecurringTransaction().save(qb=qb)
    assert empty.value.error_code == 2010


def test_template_is_told_of_batched_and_handed_on_in_a_merge(qb: Any) -> None:
    since = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    body = json.loads(template(qb).to_json())
    item = {"bId": "1", "operation": "create", "RecurringTransaction": body}
    answer = qb.batch_operation(json.dumps({"BatchItemRequest": [item]}))
    inside = answer["BatchItemResponse"][0]["RecurringTransaction"]["Invoice"]
    told = change_data_capture([RecurringTransaction], since, qb=qb).RecurringTransaction
    assert inside["Id"] in [one.Invoice.Id for one in told if hasattr(one, "Invoice")]
    keep = customer(qb)
    merge = {"keep": keep.Id, "gone": inside["CustomerRef"]["value"]}
    door = qb.api_url_v3.removesuffix("/v3") + "/_sandbox/owner-merge"
    requests.post(door, json=merge, timeout=5).raise_for_status()
    now = RecurringTransaction.get(inside["Id"], qb=qb)
    assert now.Invoice.CustomerRef.value == keep.Id


def rate(qb: Any, code: str, day: str = "") -> dict[str, Any]:
    params = {"sourcecurrencycode": code} | ({"asofdate": day} if day else {})
    url = f"{qb.api_url}/company/{qb.company_id}/exchangerate"
    found: dict[str, Any] = qb.get(url, {}, params=params)["ExchangeRate"]
    return found


def euros(value: float, day: str) -> Any:
    one = ExchangeRate()
    one.SourceCurrencyCode, one.AsOfDate, one.Rate = "EUR", day, value
    return one


def test_rate_holds_until_the_next_day_that_has_one(abroad: Any) -> None:
    assert rate(abroad, "EUR", "2026-06-01")["Rate"] == 1
    for value, day in ((1.08, "2026-09-01"), (1.11, "2026-09-10")):
        saved = euros(value, day).save(qb=abroad)
        assert (saved.Rate, saved.TargetCurrencyCode) == (value, "USD")
    assert rate(abroad, "eur", "2026-09-09")["Rate"] == 1.08
    assert rate(abroad, "EUR", "2026-09-30")["Rate"] == 1.11
    found = ExchangeRate.where(
        "SourceCurrencyCode IN ('EUR', 'CAD') AND AsOfDate = '2026-09-05'", qb=abroad
    )
    assert [(one.Rate, one.AsOfDate) for one in found] == [(1.08, "2026-09-01")]
    assert "Id" not in rate(abroad, "EUR", "2026-09-09")


def test_rate_of_a_day_is_changed_by_its_newest_token(abroad: Any) -> None:
    first = euros(2.5, "2026-07-07").save(qb=abroad)
    first.Rate = 2.6
    assert first.save(qb=abroad).Rate == 2.6
    assert rate(abroad, "EUR", "2026-07-07")["SyncToken"] == "1"
    with pytest.raises(QuickbooksException) as stale:
        first.save(qb=abroad)
    assert stale.value.error_code == 5010


@pytest.mark.parametrize(
    ("code", "value", "fault"), [("USD", 2, 6000), ("XYZ", 2, 2500), ("EUR", -1, 6000)]
)
def test_rate_nobody_can_set_is_refused(abroad: Any, code: str, value: float, fault: int) -> None:
    one = euros(value, "2026-09-01")
    one.SourceCurrencyCode = code
    with pytest.raises(QuickbooksException) as refused:
        one.save(qb=abroad)
    assert refused.value.error_code == fault


def test_company_with_one_currency_has_no_rates(tmp_path_factory: pytest.TempPathFactory) -> None:
    with connected(tmp_path_factory.mktemp("home")) as client:
        with pytest.raises(QuickbooksException) as refused:
            rate(client, "EUR")
        assert refused.value.error_code == 6000
        assert ExchangeRate.all(qb=client) == []


def budget(**more: Any) -> dict[str, Any]:
    detail = {"BudgetDate": "2026-01-01", "Amount": 12, "AccountRef": {"value": "6"}}
    year = {"StartDate": "2026-01-01", "EndDate": "2026-12-31", "BudgetDetail": [detail]}
    return {"Name": fresh("Year"), **year, **more}


def asked(qb: Any, body: dict[str, Any], **params: str) -> dict[str, Any]:
    """The library reads budgets only; Intuit takes them since 2024."""
    url = f"{qb.api_url}/company/{qb.company_id}/budget"
    answer = qb.session.post(
        url,
        json=body,
        params=params,
        headers={"Authorization": f"Bearer {qb.session.access_token}"},
    ).json()
    found: dict[str, Any] = answer.get("Budget") or answer["Fault"]["Error"][0]
    return found


def test_budget_is_made_read_found_changed_and_deleted(qb: Any) -> None:
    made = asked(qb, budget())
    read = Budget.get(made["Id"], qb=qb)
    assert (read.BudgetType, read.BudgetDetail[0].Amount) == ("ProfitAndLoss", 12)
    assert [one.Id for one in Budget.filter(Name=made["Name"], qb=qb)] == [made["Id"]]
    changed = asked(qb, {**made, "EndDate": "2027-12-31"})
    assert (changed["EndDate"], changed["SyncToken"]) == ("2027-12-31", "1")
    key = {"Id": made["Id"], "SyncToken": "1"}
    assert asked(qb, key, operation="delete")["status"] == "Deleted"
    assert asked(qb, budget(EndDate="2025-01-01"))["code"] == "6000"
    assert asked(qb, {"Name": "Without an end"})["code"] == "2020"
