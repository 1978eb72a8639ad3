"""The embedded company with 100,000 customers, and with a file from before it had columns.

What a request costs is counted in steps of SQLite's machine, which are the same each time, beside
those of reading every customer once.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from office.clock import FixedClock
from qbo.sandbox.company import Company
from qbo.sandbox.doors.changes import changes
from qbo.sandbox.kinds.entities import CUSTOMER, INVOICE, PAYMENT
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.seed import plant
from tests.wire.test_sandbox_company import Server

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

MANY = 100_000
FIRST = 1_000
CLOCK = FixedClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))
STAMP = "2026-09-10T10:00:00.000-04:00"
_FILL = """
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i+1 FROM n WHERE i < :last)
INSERT INTO entities
  (kind, id, body, shown, folded, email, digits, active, created, updated)
SELECT 'Customer', i, json_object('Id', CAST(i AS TEXT), 'SyncToken', '0', 'DisplayName',
  'Person ' || i, 'FamilyName', 'Of ' || i, 'Active', json('true'), 'Balance', 0,
  'BalanceWithJobs', 0, 'PrimaryPhone', json_object('FreeFormNumber', '614-' || (5550000 + i)),
  'Notes', :notes, 'MetaData', json_object('CreateTime', :stamp, 'LastUpdatedTime', :stamp)),
  'person ' || i, 'person ' || i, 'p' || i || '@example.com', '614' || (5550000 + i), 1, :at, :at
  FROM n
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("large")


@pytest.fixture(scope="module")
def large(folder: Path) -> Iterator[Company]:
    ledger = Ledger(folder, CLOCK)
    company = Company(ledger, plant(ledger, None))
    values = {
        "first": FIRST,
        "last": FIRST + MANY - 1,
        "stamp": STAMP,
        "at": datetime.fromisoformat(STAMP).timestamp(),
        "notes": "x" * 300,
    }
    ledger._db.execute(_FILL, values)
    ledger.remember("top", str(FIRST + MANY))
    yield company
    ledger.close()


def steps(company: Company, work: Callable[[], Any]) -> int:
    """How many steps of its machine SQLite takes for the work, to the next ten."""
    tens = 0

    def ten_more() -> int:
        nonlocal tens
        tens += 1
        return 0

    company.ledger._db.set_progress_handler(ten_more, 10)
    work()
    company.ledger._db.set_progress_handler(None, 0)
    return tens * 10


@pytest.fixture(scope="module")
def everybody(large: Company) -> int:
    """The steps of reading every customer once."""
    found = steps(large, lambda: large.ledger.all("Customer"))
    assert found > MANY
    return found


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("SELECT * FROM Customer WHERE Active IN (true, false) AND Id > '60000' ORDERBY Id "
         "MAXRESULTS 1000", 0.03),
        ("SELECT * FROM Customer WHERE DisplayName = 'PERSON 77777'", 0.001),
        ("SELECT * FROM Customer WHERE MetaData.CreateTime >= '2026-09-01' MAXRESULTS 1000", 0.05),
        # These walk along an index, but read no body that is not asked for.
        ("SELECT * FROM Customer STARTPOSITION 90000 MAXRESULTS 1000", 0.8),
        ("SELECT count(*) FROM Customer", 0.8),
    ],
)  # fmt: skip
def test_customers_are_found_among_many_without_reading_everybody(
    large: Company, everybody: int, statement: str, part: float
) -> None:
    assert large.query(statement)
    assert steps(large, lambda: large.query(statement)) < part * everybody


def test_writes_do_not_grow_with_the_company(large: Company, everybody: int) -> None:
    lisa = large.write(CUSTOMER, {"DisplayName": "Lisa Park"})
    body = {
        "CustomerRef": {"value": lisa["Id"]},
        "Line": [
            {
                "DetailType": "SalesItemLineDetail",
                "Amount": 95,
                "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "Qty": 1, "UnitPrice": 95},
            }
        ],
    }
    invoice = large.write(INVOICE, body)
    paying = {
        "CustomerRef": {"value": lisa["Id"]},
        "TotalAmt": 1,
        "Line": [
            {"Amount": 1, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]},
        ],
    }
    for kind, new in ((CUSTOMER, {"DisplayName": "Mo Reed"}), (INVOICE, body), (PAYMENT, paying)):
        assert steps(large, partial(large.write, kind, new)) < 0.01 * everybody


def test_changes_of_a_quiet_company_are_told_without_reading_it(
    large: Company, everybody: int
) -> None:
    since = "2026-09-14T12:00:00-04:00"
    asked = steps(large, lambda: changes(large.ledger, "Item,Estimate,Invoice", since))
    assert asked < 0.01 * everybody


def test_deletions_of_long_ago_cost_nothing(large: Company, everybody: int) -> None:
    long_ago = "2026-01-05T10:00:00.000-05:00"
    row = ("Estimate", long_ago, datetime.fromisoformat(long_ago).timestamp())
    large.ledger._db.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 100000) "
        "INSERT INTO removed (kind, id, at, moment) SELECT ?, i, ?, ? FROM n",
        row,
    )
    large.ledger.remove("Estimate", "700001")
    since = "2026-09-14T12:00:00-04:00"
    (answer,) = changes(large.ledger, "Estimate", since)
    told = answer["QueryResponse"][0]["Estimate"]
    assert [(one["Id"], one["status"]) for one in told] == [("700001", "Deleted")]
    asked = steps(large, lambda: changes(large.ledger, "Estimate", since))
    assert asked < 0.01 * everybody


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ("person 77777", "Person 77777"),
        ("P88888@example", "Person 88888"),
        ("(614) 562 7777", "Person 77777"),
        ("+1 614-562-7777", "Person 77777"),
        ("nobody at all", "Nobody here"),
        ("", "1 of 20"),
    ],
)
async def test_pages_find_a_customer_among_many(
    large: Company, folder: Path, wanted: str, name: str
) -> None:
    assert large.ledger.count("Customer") > MANY
    async with Server(folder, CLOCK) as books:
        answer = await books.http.get("/customers", params={"q": wanted})
    assert name in answer.text


OLD = """
CREATE TABLE entities (
  kind TEXT NOT NULL, id INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id));
CREATE TABLE removed (kind TEXT NOT NULL, id INTEGER NOT NULL, at TEXT NOT NULL);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
INSERT INTO facts VALUES ('seeded', 'yes'), ('top', '8');
INSERT INTO removed VALUES ('Customer', 4, '2026-09-12T10:00:00.000-04:00'),
  ('Customer', 5, '2026-08-01T10:00:00.000-04:00');
"""


def test_older_file_is_taken_over_with_its_balances_and_names(tmp_path: Path) -> None:
    meta = {"CreateTime": STAMP, "LastUpdatedTime": STAMP}
    head = {"SyncToken": "0", "MetaData": meta}
    lisa = {"Id": "3", "DisplayName": "Lisa Park", "Balance": 95, "BalanceWithJobs": 95, **head}
    lisa["Mobile"] = {"FreeFormNumber": "(614) 555-0123"}
    item = {"Id": "1", "Name": "Visit", "IncomeAccountRef": {"value": "1"}, **head}
    sold = {"ItemRef": {"value": "1"}, "Qty": 1, "UnitPrice": 95}
    line = {"Amount": 95, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": sold}
    invoice = {
        **{"Id": "7", "DocNumber": "1001", "TotalAmt": 95, "Balance": 95, "LinkedTxn": []},
        **{"CustomerRef": {"value": "3"}, "Line": [line], "TxnDate": "2026-09-10", **head},
    }
    old = sqlite3.connect(tmp_path / "company.db")
    old.executescript(OLD)
    for kind, body in (("Customer", lisa), ("Item", item), ("Invoice", invoice)):
        row = (kind, body["Id"], json.dumps(body))
        old.execute("INSERT INTO entities VALUES (?,?,?)", row)
    old.commit()
    old.close()

    ledger = Ledger(tmp_path, CLOCK)
    company = Company(ledger, plant(ledger, None))
    found = company.query("SELECT * FROM Invoice WHERE CustomerRef = '3'")
    assert [body["Id"] for body in found["Invoice"]] == ["7"]
    assert company.query("SELECT count(*) FROM Account WHERE CurrentBalance = '95'") == {
        "totalCount": 1
    }
    assert company.write(CUSTOMER, {"DisplayName": "Mike Chen"})["Id"] == "9"
    assert ledger.count("Customer", ["digits=?"], ["6145550123"]) == 1
    gone = ledger.removed("Customer", datetime(2026, 9, 1, tzinfo=UTC), 10)
    assert [one["Id"] for one in gone] == ["4"]
    ledger.close()


def test_file_of_the_version_before_is_taken_over_whole(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path, CLOCK)
    plant(ledger, None)
    before = {kind: ledger.all(kind) for kind in ("Customer", "TaxCode", "Account")}
    ledger._db.execute("DROP INDEX entities_listed")
    ledger._db.execute("ALTER TABLE entities DROP COLUMN digits")
    ledger._db.execute("DROP INDEX removed_since")
    ledger._db.execute("ALTER TABLE removed DROP COLUMN moment")
    ledger.close()
    again = Ledger(tmp_path, CLOCK)
    company = Company(again, plant(again, None))
    assert {kind: again.all(kind) for kind in before} == before
    assert again.count("Customer", ["digits LIKE ?"], ["%6145550118%"]) == 1
    top = max(int(one["Id"]) for one in before["Customer"])
    assert int(company.write(CUSTOMER, {"DisplayName": "Mike Chen"})["Id"]) > top
    again.close()
