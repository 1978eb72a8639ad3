"""Sales tax by state, discounts, groups, terms, numbers and closed books."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.wire.test_sandbox_company import Office, Server, StepClock
from tests.wire.test_sandbox_sales import made, read, to

pytestmark = pytest.mark.wire

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
TAXED = {"TaxPrefs": {"UsingSalesTax": True, "PartnerTaxEnabled": True}}


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(NOW)) as office:
        yield office


async def prefer(books: Office, wanted: dict[str, Any]) -> None:
    (await books.http.post("/_sandbox/preferences", json=wanted)).raise_for_status()


def line(amount: float, code: str = "", item: str = "1") -> dict[str, Any]:
    detail: dict[str, Any] = {"ItemRef": {"value": item}}
    if code:
        detail["TaxCodeRef"] = {"value": code}
    return {
        "Amount": amount,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": detail,
    }


async def form(books: Office, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    name = more.pop("name", "Lisa Park")
    who = await made(books, "Customer", {"DisplayName": name, **more.pop("who", {})})
    return {"CustomerRef": {"value": who["Id"]}, "Line": list(lines), **more}


async def test_company_without_tax_charges_none(books: Office) -> None:
    body = await form(books, line(100, "TAX"))
    assert (await made(books, "Invoice", body))["TotalAmt"] == 100


async def test_tax_falls_on_taxable_lines_and_into_the_total(books: Office) -> None:
    await prefer(books, TAXED)
    invoice = await made(books, "Invoice", await form(books, line(100, "TAX"), line(50, "NON")))
    detail = invoice["TxnTaxDetail"]
    assert (invoice["TotalAmt"], invoice["Balance"], detail["TotalTax"]) == (157.5, 157.5, 7.5)
    rate = detail["TaxLine"][0]["TaxLineDetail"]
    assert (rate["TaxPercent"], rate["NetAmountTaxable"]) == (7.5, 100)


async def test_taxable_item_is_taxed_unless_the_customer_is_exempt(books: Office) -> None:
    await prefer(books, TAXED)
    item = {"Name": "Faucet", "IncomeAccountRef": {"value": "15"}, "Taxable": True}
    number = (await made(books, "Item", item))["Id"]
    body = await form(books, line(40, item=number))
    assert (await made(books, "Estimate", body))["TotalAmt"] == 43
    exempt = await form(books, line(40, item=number), name="A Church", who={"Taxable": False})
    assert (await made(books, "Estimate", exempt))["TotalAmt"] == 40


async def test_state_of_the_work_decides_the_rate(books: Office) -> None:
    await prefer(books, TAXED)
    far = {"BillAddr": {"Line1": "1 Far St", "CountrySubDivisionCode": "KY"}}
    assert (await made(books, "Invoice", await form(books, line(100, "TAX"), **far)))[
        "TotalAmt"
    ] == 100
    near = far | {"ShipAddr": {"Line1": "12 Oak St", "CountrySubDivisionCode": "OH"}}
    body = await form(books, line(100, "TAX"), name="Mike Chen", **near)
    assert (await made(books, "Invoice", body))["TotalAmt"] == 107.5


async def test_tax_that_is_named_is_honoured(books: Office) -> None:
    await prefer(books, TAXED)
    body = await form(books, line(100, "TAX"), TxnTaxDetail={"TotalTax": 6.1})
    assert (await made(books, "Invoice", body))["TotalAmt"] == 106.1


@pytest.mark.parametrize(("after", "total"), [(False, 97.5), (True, 96.75)])
async def test_discount_is_taken_before_or_after_tax(
    books: Office, after: bool, total: float
) -> None:
    await prefer(books, TAXED)
    off = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    body = await form(books, line(100, "TAX"), off, ApplyTaxAfterDiscount=after)
    assert (await made(books, "Invoice", body))["TotalAmt"] == total


async def test_tax_is_not_switched_on_over_the_api(books: Office) -> None:
    now = (await books.ask("GET", "preferences")).json()["Preferences"]
    wanted = {"SyncToken": now["SyncToken"], "sparse": True, **TAXED}
    changed = await made(books, "Preferences", wanted)
    assert changed["TaxPrefs"] == {"UsingSalesTax": False}
    assert await books.fault(await books.create("preferences", wanted)) == (400, "5010")


async def test_group_and_words_between_the_lines(books: Office) -> None:
    parts = {"ItemGroupLine": [{"ItemRef": {"value": "3"}, "Qty": 2}]}
    group = {"Name": "Drain package", "Type": "Group", "ItemGroupDetail": parts}
    number = (await made(books, "Item", group))["Id"]
    lines: list[dict[str, Any]] = [
        {"DetailType": "DescriptionOnly", "Description": "Kitchen"},
        {
            "DetailType": "GroupLineDetail",
            "GroupLineDetail": {"GroupItemRef": {"value": number}, "Quantity": 2},
        },
    ]
    quoted = await made(books, "Estimate", await form(books, *lines))
    assert quoted["TotalAmt"] == 500
    inside = quoted["Line"][1]["GroupLineDetail"]["Line"][0]["SalesItemLineDetail"]
    assert (inside["Qty"], inside["UnitPrice"]) == (4, 125)


async def test_category_cannot_be_sold(books: Office) -> None:
    number = (await made(books, "Item", {"Name": "Plumbing", "Type": "Category"}))["Id"]
    refused = await books.create("estimate", await form(books, line(10, item=number)))
    assert await books.fault(refused) == (400, "6000")


@pytest.mark.parametrize(
    ("term", "due"), [("1", "2026-09-14"), ("2", "2026-09-29"), (None, "2026-10-14")]
)
async def test_invoice_is_due_by_its_term(books: Office, term: str | None, due: str) -> None:
    more = {"SalesTermRef": {"value": term}} if term else {}
    assert (await made(books, "Invoice", await form(books, line(95), **more)))["DueDate"] == due


async def test_numbers_by_hand_stay_empty_unless_asked_for(books: Office) -> None:
    await prefer(books, {"SalesFormsPrefs": {"CustomTxnNumbers": True}})
    body = await form(books, line(95))
    assert "DocNumber" not in await made(books, "Invoice", body)
    asked = await made(books, "Invoice", body | {"DocNumber": "AUTO_GENERATE"})
    assert asked["DocNumber"] == "1001"
    again = await books.create("invoice", body | {"DocNumber": "1001"})
    assert await books.fault(again) == (400, "6140")
    twice = await made(
        books, "Invoice", body | {"DocNumber": "1001"}, include="allowduplicatedocnum"
    )
    assert twice["DocNumber"] == "1001"


async def test_company_without_estimates_says_where_to_switch_them_on(books: Office) -> None:
    await prefer(books, {"SalesFormsPrefs": {"AllowEstimates": False}})
    refused = await books.create("estimate", await form(books, line(95)))
    assert await books.fault(refused) == (400, "6000")
    assert "switched off" in refused.text


async def test_closed_books_take_nothing_and_give_nothing(books: Office) -> None:
    body = await form(books, line(95))
    old = await made(books, "Invoice", body | {"TxnDate": "2026-08-01"})
    await prefer(books, {"AccountingInfoPrefs": {"BookCloseDate": "2026-08-31"}})
    late = await books.create("invoice", body | {"TxnDate": "2026-08-31"})
    key = {"Id": old["Id"], "SyncToken": old["SyncToken"]}
    gone = await books.create("invoice", key, operation="delete")
    change = await books.create("invoice", key | {"sparse": True, "PrivateNote": "x"})
    assert [await books.fault(one) for one in (late, gone, change)] == [(400, "6210")] * 3
    assert (await made(books, "Invoice", body | {"TxnDate": "2026-09-01"}))["TotalAmt"] == 95


async def test_invoice_has_a_link_to_pay_only_where_payments_are_on(books: Office) -> None:
    body = await form(books, line(95), BillEmail={"Address": "lisa@example.com"})
    number = (await made(books, "Invoice", body))["Id"]
    path = {"include": "invoiceLink"}
    plain = (await books.ask("GET", f"invoice/{number}", params=path)).json()["Invoice"]
    await prefer(books, {"SalesFormsPrefs": {"ETransactionPaymentEnabled": True}})
    linked = (await books.ask("GET", f"invoice/{number}", params=path)).json()["Invoice"]
    bare = (await books.ask("GET", f"invoice/{number}")).json()["Invoice"]
    assert ["InvoiceLink" in one for one in (plain, linked, bare)] == [False, True, False]


async def test_accepted_estimate_remembers_who_and_when(books: Office) -> None:
    quoted = await made(books, "Estimate", await form(books, line(95)))
    key = {"Id": quoted["Id"], "SyncToken": "0", "sparse": True}
    yes = {"TxnStatus": "Accepted", "AcceptedBy": "Mike Chen (phone)"}
    accepted = await made(books, "Estimate", key | yes)
    assert (accepted["AcceptedDate"], accepted["AcceptedBy"]) == ("2026-09-14", yes["AcceptedBy"])
    strange = await books.create("estimate", key | {"SyncToken": "1", "TxnStatus": "Maybe"})
    assert await books.fault(strange) == (400, "2010")


async def test_one_payment_settles_several_invoices_and_a_credit(books: Office) -> None:
    body = await form(books, line(95))
    first, second = [await made(books, "Invoice", body) for _ in range(2)]
    credit = await made(books, "CreditMemo", body | {"Line": [line(20)]})
    paying = {
        "CustomerRef": body["CustomerRef"],
        "TotalAmt": 200,
        "Line": [
            {"Amount": 95, "LinkedTxn": to("Invoice", first["Id"])},
            {"Amount": 95, "LinkedTxn": to("Invoice", second["Id"])},
            {"Amount": 20, "LinkedTxn": to("CreditMemo", credit["Id"])},
        ],
    }
    assert (await made(books, "Payment", paying))["UnappliedAmt"] == 30
    left = [(await read(books, "Invoice", one["Id"]))["Balance"] for one in (first, second)]
    assert left == [0, 0]
    assert (await read(books, "CreditMemo", credit["Id"]))["RemainingCredit"] == 0
    assert (await read(books, "Customer", body["CustomerRef"]["value"]))["Balance"] == -30


async def test_accounts_follow_from_what_is_sold_and_paid(books: Office) -> None:
    body = await form(books, line(95))
    invoice = await made(books, "Invoice", body)
    assert (await read(books, "Account", "4"))["CurrentBalance"] == 95
    paying = {
        "CustomerRef": body["CustomerRef"],
        "TotalAmt": 95,
        "DepositToAccountRef": {"value": "2"},
        "Line": [{"Amount": 95, "LinkedTxn": to("Invoice", invoice["Id"])}],
    }
    payment = await made(books, "Payment", paying)
    balances = [(await read(books, "Account", one))["CurrentBalance"] for one in ("4", "2")]
    assert balances == [0, 95]
    key = {"Id": payment["Id"], "SyncToken": payment["SyncToken"]}
    await made(books, "Payment", key, operation="delete")
    assert (await read(books, "Account", "2"))["CurrentBalance"] == 0
