"""The other entities, as the real service makes, changes and refuses them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.wire.test_sandbox_company import Office, Server, StepClock
from tests.wire.test_sandbox_sales import made, read

pytestmark = pytest.mark.wire

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
EXPENSE = {
    "Amount": 40,
    "DetailType": "AccountBasedExpenseLineDetail",
    "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "6"}},
}


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(NOW)) as office:
        yield office


async def vendor(books: Office) -> dict[str, Any]:
    return await made(books, "Vendor", {"DisplayName": "Pipes & Co"})


async def test_job_stands_below_its_customer_and_counts_into_its_balance(books: Office) -> None:
    lisa = await books.customer()
    job = {"DisplayName": "Kitchen", "Job": True, "ParentRef": {"value": lisa["Id"]}}
    kitchen = await made(books, "Customer", job)
    assert (kitchen["FullyQualifiedName"], kitchen["Level"]) == ("Lisa Park:Kitchen", 1)
    line = {
        "Amount": 95,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
    }
    await made(books, "Invoice", {"CustomerRef": {"value": kitchen["Id"]}, "Line": [line]})
    now = await read(books, "Customer", lisa["Id"])
    assert (now["Balance"], now["BalanceWithJobs"]) == (0, 95)
    rename = {"Id": lisa["Id"], "SyncToken": now["SyncToken"], "sparse": True}
    await made(books, "Customer", rename | {"DisplayName": "Lisa Chen"})
    assert (await read(books, "Customer", kitchen["Id"]))["FullyQualifiedName"] == (
        "Lisa Chen:Kitchen"
    )


async def test_no_more_than_five_levels_of_customers(books: Office) -> None:
    above = await books.customer()
    for level in range(1, 5):
        job = {"DisplayName": f"Job {level}", "Job": True, "ParentRef": {"value": above["Id"]}}
        above = await made(books, "Customer", job)
    job = {"DisplayName": "Job 5", "Job": True, "ParentRef": {"value": above["Id"]}}
    assert await books.fault(await books.create("customer", job)) == (400, "6000")


async def test_account_that_ends_says_so_in_its_name(books: Office) -> None:
    account = await made(books, "Account", {"Name": "Old till", "AccountType": "Bank"})
    key = {"Id": account["Id"], "SyncToken": "0", "sparse": True, "Active": False}
    ended = await made(books, "Account", key)
    assert ended["Name"] == "Old till (deleted)"
    back = await made(books, "Account", key | {"SyncToken": "1", "Active": True})
    assert (back["Name"], back["FullyQualifiedName"]) == ("Old till", "Old till")


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("term", {"Name": "x" * 32}, "2050"),
    ("term", {"Name": "net 30"}, "6240"),
    ("term", {}, "2020"),
    ("item", {"Name": "Faucet"}, "2020"),
    ("item", {"Name": "A:B", "IncomeAccountRef": {"value": "1"}}, "6000"),
    ("item", {"Name": "Faucet", "IncomeAccountRef": {"value": "99"}}, "2500"),
    ("item", {"Name": "Faucet", "Type": "Inventory", "IncomeAccountRef": {"value": "1"}}, "2020"),
    ("account", {"Name": "Till", "AccountType": "Sock"}, "2010"),
    ("customer", {"DisplayName": "L", "BillAddr": {"Street": "Oak"}}, "2010"),
    ("customer", {"DisplayName": "L", "PrimaryPhone": {"FreeFormNumber": "1" * 31}}, "2050"),
    ("customer", {"DisplayName": "L", "SalesTermRef": {"value": "77"}}, "2500"),
    ("customer", {"DisplayName": "L", "CurrencyRef": {"value": "EUR"}}, "2500"),
    ("customertype", {"Name": "Landlord"}, "500"),
    ("taxcode", {"Name": "X"}, "500"),
    ("attachable", {"FileName": "a.pdf"}, "6000"),
    ("attachable", {"Note": "x" * 2001}, "2050"),
    ("timeactivity", {"NameOf": "Employee"}, "2020"),
    ("transfer", {"FromAccountRef": {"value": "2"}, "ToAccountRef": {"value": "2"}, "Amount": 1},
     "6000"),
    ("purchase", {"AccountRef": {"value": "2"}, "Line": [EXPENSE]}, "2020"),
    ("purchase", {"AccountRef": {"value": "2"}, "PaymentType": "CreditCard", "Line": [EXPENSE]},
     "6000"),
    ("journalentry", {"Line": []}, "2020"),
    ("bill", {"VendorRef": {"value": "1"}, "Line": [EXPENSE]}, "2500"),
]  # fmt: skip


async def test_what_the_real_one_refuses_is_refused(books: Office) -> None:
    found = [(name, await books.fault(await books.create(name, body))) for name, body, _ in REFUSED]
    assert found == [(name, (400, code)) for name, _, code in REFUSED]


async def test_length_is_refused_in_intuits_words(books: Office) -> None:
    answer = await books.create("term", {"Name": "x" * 45})
    assert "Min:0 Max:31 supported. Supplied length:45" in answer.text


@pytest.mark.parametrize("name", ["customer", "item", "account", "term", "vendor"])
async def test_names_cannot_be_deleted(books: Office, name: str) -> None:
    answer = await books.create(name, {"Id": "1", "SyncToken": "0"}, operation="delete")
    assert await books.fault(answer) == (400, "500")


async def test_voids_that_are_odd_on_the_live_service_are_odd_here(books: Office) -> None:
    who = {"value": (await vendor(books))["Id"]}
    bill = await made(books, "Bill", {"VendorRef": who, "Line": [EXPENSE]})
    key = {"Id": bill["Id"], "SyncToken": "0"}
    disguised = await books.create("bill", key, operation="void")
    assert await books.fault(disguised) == (200, "10000")
    side = {"AccountRef": {"value": "6"}}
    lines = [
        {
            "Amount": 30,
            "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": {"PostingType": posting, **side},
        }
        for posting in ("Debit", "Credit")
    ]
    entry = await made(books, "JournalEntry", {"Line": lines})
    nothing = await books.create(
        "journalentry", {"Id": entry["Id"], "SyncToken": "0"}, operation="void"
    )
    assert (nothing.status_code, nothing.json()["BatchItemResponse"]) == (200, [])
    assert (await read(books, "JournalEntry", entry["Id"]))["TotalAmt"] == 30
    bought = {"PaymentType": "Cash", "AccountRef": {"value": "2"}, "Line": [EXPENSE]}
    purchase = await made(books, "Purchase", bought)
    refused = await books.create(
        "purchase", {"Id": purchase["Id"], "SyncToken": "0"}, operation="void"
    )
    assert await books.fault(refused) == (400, "500")


async def test_vendor_is_owed_what_bills_and_credits_come_to(books: Office) -> None:
    who = {"value": (await vendor(books))["Id"]}
    await made(books, "Bill", {"VendorRef": who, "Line": [EXPENSE]})
    await made(books, "VendorCredit", {"VendorRef": who, "Line": [EXPENSE | {"Amount": 15}]})
    assert (await read(books, "Vendor", who["value"]))["Balance"] == 25
    assert (await read(books, "Account", "5"))["CurrentBalance"] == 25


async def test_hours_on_an_invoice_have_been_billed(books: Office) -> None:
    lisa = await books.customer()
    dave = (await books.query("select * from Employee")).json()["QueryResponse"]["Employee"][0]
    worked = {
        "NameOf": "Employee",
        "EmployeeRef": {"value": dave["Id"]},
        "CustomerRef": {"value": lisa["Id"]},
        "BillableStatus": "Billable",
        "StartTime": "2026-09-14T09:00:00-04:00",
        "EndTime": "2026-09-14T14:30:00-04:00",
    }
    hours = await made(books, "TimeActivity", worked)
    assert (hours["Hours"], hours["Minutes"]) == (5, 30)
    line = {
        "Amount": 522.5,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "Qty": 5.5, "UnitPrice": 95},
        "LinkedTxn": [{"TxnId": hours["Id"], "TxnType": "TimeActivity"}],
    }
    await made(books, "Invoice", {"CustomerRef": {"value": lisa["Id"]}, "Line": [line]})
    assert (await read(books, "TimeActivity", hours["Id"]))["BillableStatus"] == "HasBeenBilled"


QUERIES: list[tuple[str, list[str]]] = [
    ("WHERE DisplayName LIKE 'John S%' ORDERBY DisplayName DESC",
     ["John Smith (Broad St)", "John Smith"]),
    ("WHERE DisplayName IN ('Tom Becker', 'lisa becker') ORDER BY GivenName",
     ["Lisa Becker", "Tom Becker"]),
    ("WHERE FamilyName = 'Becker' AND DisplayName != 'Tom Becker'", ["Lisa Becker"]),
    (r"WHERE DisplayName = 'Sean O\'Brien'", ["Sean O'Brien"]),
    ("WHERE PrimaryEmailAddr = 'RDIAZ@example.com'", ["Robert Diaz"]),
    ("WHERE Active = false ORDERBY FamilyName DESC, DisplayName STARTPOSITION 1 MAXRESULTS 1",
     ["Carl Jensen"]),
    (f"WHERE MetaData.CreateTime > '{(NOW + timedelta(hours=1)).isoformat()}'", []),
    ("WHERE MetaData.CreateTime >= '2026-09-14T12:00:00-07:00' MAXRESULTS 1", ["Sarah Johnson"]),
]  # fmt: skip


async def test_statements_find_what_they_ask_for(books: Office) -> None:
    for rest, wanted in QUERIES:
        statement = f"select * from Customer {rest}"  # noqa: S608
        got = (await books.query(statement)).json()["QueryResponse"].get("Customer", [])
        posted = await books.ask(
            "POST", "query", content=statement, headers={"Content-Type": "application/text"}
        )
        assert [one["DisplayName"] for one in got] == wanted, statement
        assert posted.json()["QueryResponse"].get("Customer", []) == got


@pytest.mark.parametrize("field", ["PrimaryPhone", "Mobile", "AlternatePhone", "Notes", "BillAddr"])
async def test_field_nobody_can_ask_for_is_named(books: Office, field: str) -> None:
    answer = await books.query(f"select * from Customer where {field} = 'x'")  # noqa: S608
    assert answer.json()["Fault"]["Error"][0]["Detail"] == (
        f"QueryValidationError: property '{field}' is not queryable"
    )


async def test_transactions_come_newest_first(books: Office) -> None:
    who = {"value": (await vendor(books))["Id"]}
    ids = [
        (await made(books, "Bill", {"VendorRef": who, "Line": [EXPENSE]}))["Id"] for _ in range(2)
    ]
    rows = (await books.query("select * from Bill")).json()["QueryResponse"]["Bill"]
    assert [one["Id"] for one in rows] == ids[::-1]


async def test_changes_stop_at_a_thousand(books: Office) -> None:
    items = [{"operation": "create", "Customer": {"DisplayName": f"P {n}"}} for n in range(1100)]
    for start in range(0, 1100, 30):
        part = [{"bId": str(n), **one} for n, one in enumerate(items[start : start + 30])]
        await books.create("batch", {"BatchItemRequest": part})
    asked = {"entities": "Customer,Item", "changedSince": "2026-09-01T00:00:00-04:00"}
    told = (await books.ask("GET", "cdc", params=asked)).json()["CDCResponse"][0]["QueryResponse"]
    assert [len(page.get("Customer", [])) for page in told] == [1000, 0]


async def test_address_comes_back_as_it_does_since_2025(books: Office) -> None:
    address = {"Line1": "12 Oak St", "Country": "United States", "Lat": "39.9", "Long": "-83"}
    made_now = await made(books, "Customer", {"DisplayName": "Lisa", "BillAddr": address})
    kept = {name: part for name, part in made_now["BillAddr"].items() if name != "Id"}
    assert kept == {"Line1": "12 Oak St", "Country": "USA"}


async def test_old_minor_version_is_served_as_today(books: Office) -> None:
    for version in ({}, {"minorversion": "4"}, {"minorversion": "75"}):
        answer = await books.ask("GET", "companyinfo/1", params=version)
        assert answer.json()["CompanyInfo"]["CompanyName"] == "ABC Plumbing"
