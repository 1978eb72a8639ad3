"""`frontdesk selftest` compares the embedded company with the connected one and leaves no trace."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from office.clock import SystemClock
from office.ports import free_ports
from office.settings import Settings
from qbo.access.connection import HOSTS, Connection
from qbo.sandbox.app import sandbox_app
from qbo.sandbox.kinds.entities import CUSTOMER
from qbo.sandbox.trouble import Fault
from qbo.selftest import run
from qbo.selftest.party import FOR_CLEANING, MOST
from qbo.selftest.report import Report, Row, Seen
from qbo.selftest.run import CHECKS, CLEANED, NotAllowed, selftest, tried
from qbo.selftest.trial import MARK, Trial
from tests.serving import served
from tests.wire.test_command_errors import run as command
from tests.wire.test_sandbox_company import StepClock

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

EXPECTED = {
    "company info": "named, country US",
    "preferences": "with SalesFormsPrefs, TaxPrefs, CurrencyPrefs",
    "items": "with Id, Name, Type, Active",
    "same requestid twice": "the same answer, same Id, 1 record",
    "same requestid, other body": "the first answer again",
    "requestid of a refused write": "400 code 2050, then 200, accepted",
    "name taken, other case": "400 code 6240",
    "sparse update": "SyncToken +1, the others kept, sparse False",
    "stale SyncToken": "400 code 5010",
    "WHERE PrimaryPhone": "400 code 4001",
    "WHERE Id > compares": "as a number",
    "ORDERBY Id orders": "as numbers",
    "letters beyond ASCII": "é kept, Greek kept, Chinese kept, emoji kept",
    "estimate created": "Pending, total 20, EmailStatus NotSet, SyncToken 0",
    "estimate sent": "EmailSent, delivered by Email, SyncToken 0",
    "estimate read after /send": "EmailSent, delivered by Email, SyncToken 0",
    "estimate accepted": "Accepted, lines 1",
    CLEANED: "everything deleted or made inactive",
    "invoice from the estimate": "estimate Closed, linked back",
    "payment": "UnappliedAmt 0",
    "invoice after the payment": "Balance 0, without InvoiceLink",
    "deleted payment in CDC": "status Deleted",
    "CDC of 40 days ago": "400 code 6000",
    "estimate, invoice deleted": "estimate Pending",
}
"""What the embedded company does today, word for word."""


@dataclass
class Intuit:
    """A company that stands for the real one, and a way to look into it."""

    connection: Connection
    app: FastAPI
    settings: Settings

    async def tried(self) -> dict[str, Seen]:
        found, asked = await tried(self.connection, lambda _: None, "Intuit", pause=0)
        assert asked <= MOST
        return found

    def ours(self, kind: str = "Customer") -> list[dict[str, Any]]:
        return [row for row in self.app.state.sandbox.company.ledger.all(kind) if marked(row)]

    def trouble(self, **more: Any) -> None:
        troubles = self.app.state.sandbox.troubles
        troubles.faults.append(Fault(**more))


def marked(row: dict[str, Any]) -> bool:
    return MARK in str(row.get("DisplayName", "")) + str(row.get("PrivateNote", ""))


@pytest.fixture
async def intuit(tmp_path: Path) -> AsyncIterator[Intuit]:
    """Real in name: its tokens are the ones an owner's consent would have left."""
    (port,) = free_ports(1)
    clock = StepClock(SystemClock().now())
    app = sandbox_app(tmp_path / "company", clock=clock)
    base = f"http://127.0.0.1:{port}"
    async with served(app, port):
        near = Settings(data=tmp_path, qbo_environment="embedded", qbo_api_base=base)
        connection = Connection.of(near, clock)
        await connection.fresh()
        kept = tmp_path / "qbo" / "embedded.json"
        kept.rename(kept.with_name("sandbox.json"))
        far = near.model_copy(
            update={
                "qbo_environment": "sandbox",
                "qbo_client_id": "id",
                "qbo_client_secret": "secret",
            }
        )
        yield Intuit(connection, app, far)


async def test_every_check_the_embedded_company_knows_says_what_is_expected(
    intuit: Intuit,
) -> None:
    found = await intuit.tried()
    assert {name: found[name].words for name in EXPECTED} == EXPECTED


def test_every_check_has_its_expected_words() -> None:
    assert {*CHECKS, CLEANED} == {*EXPECTED}


async def test_nothing_of_ours_is_left(intuit: Intuit) -> None:
    await intuit.tried()
    assert intuit.ours("Estimate") == []
    assert {row["Active"] for row in intuit.ours()} == {False}


async def test_customers_that_were_there_are_not_touched(intuit: Intuit) -> None:
    before = intuit.app.state.sandbox.company.ledger.all("Customer")
    await intuit.tried()
    now = intuit.app.state.sandbox.company.ledger.all("Customer")
    assert [row for row in now if not marked(row)] == before


@pytest.mark.parametrize("entity", ["customer", "estimate"])
async def test_what_a_lost_answer_made_is_taken_away_too(intuit: Intuit, entity: str) -> None:
    intuit.trouble(sort="reset_after_commit", entity=entity, operation="write")
    found = await intuit.tried()
    assert not all(seen.made for seen in found.values())
    assert found[CLEANED].made
    assert intuit.ours("Estimate") == []
    assert {row["Active"] for row in intuit.ours()} == {False}


async def test_what_an_interrupted_run_left_is_cleaned_by_the_next(intuit: Intuit) -> None:
    company = intuit.app.state.sandbox.company
    company.write(CUSTOMER, {"DisplayName": f"{MARK} 12345678 customer"})
    await intuit.tried()
    assert {row["Active"] for row in intuit.ours()} == {False}


async def test_clean_up_follows_a_check_that_stops_the_run(
    intuit: Intuit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def interrupted(_: Trial) -> str:
        raise KeyboardInterrupt

    monkeypatch.setitem(run.CHECKS, "estimate accepted", interrupted)
    with pytest.raises(KeyboardInterrupt):
        await intuit.tried()
    assert intuit.ours("Estimate") == []
    assert {row["Active"] for row in intuit.ours()} == {False}


async def test_requests_are_kept_back_for_the_clean_up(
    intuit: Intuit, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def greedy(trial: Trial) -> str:
        for _ in range(MOST):
            await trial.party.get("preferences")
        return "never said"

    monkeypatch.setitem(run.CHECKS, "estimate accepted", greedy)
    found = await intuit.tried()
    assert "used up" in found["estimate accepted"].words
    assert found[CLEANED].made
    assert FOR_CLEANING < MOST


async def test_difference_is_shown_plainly_and_is_no_failure(
    intuit: Intuit, monkeypatch: pytest.MonkeyPatch
) -> None:
    intuit.app.state.sandbox.company.info["Country"] = "CA"
    report = await selftest(intuit.settings, live=True, i_know=False, say=lambda _: None)
    (row,) = [row for row in report.rows if row.check == "company info"]
    assert (row.verdict, row.made) == ("DIFFERENT", True)
    assert row.intuit is not None
    assert row.intuit.words == "named, country CA"
    assert row.intuit.intuit_tid in report.table()


@pytest.mark.parametrize(
    "real", [{"qbo_environment": "production"}, {"qbo_api_base": HOSTS["production"] + "/"}]
)
async def test_books_that_are_real_are_not_written_into_unasked(
    intuit: Intuit, real: dict[str, str]
) -> None:
    settings = intuit.settings.model_copy(update=real)
    with pytest.raises(NotAllowed, match="--i-know"):
        await selftest(settings, live=True, i_know=False, say=lambda _: None)
    assert intuit.ours() == []


async def test_real_books_are_tried_when_the_owner_says_so(intuit: Intuit) -> None:
    folder = intuit.settings.data / "qbo"
    (folder / "sandbox.json").rename(folder / "production.json")
    real = intuit.settings.model_copy(update={"qbo_environment": "production"})
    report = await selftest(real, live=True, i_know=True, say=lambda _: None)
    assert {row.verdict for row in report.rows if row.check in EXPECTED} == {"same"}
    assert {row["Active"] for row in intuit.ours()} == {False}


async def test_embedded_company_is_not_taken_for_the_real_one(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, qbo_environment="embedded")
    with pytest.raises(NotAllowed, match="QBO_ENVIRONMENT=sandbox"):
        await selftest(settings, live=True, i_know=False, say=lambda _: None)


async def test_live_run_without_a_company_is_one_plain_sentence(tmp_path: Path) -> None:
    code, err = await command(tmp_path, "selftest", "--live")
    assert (code, "Traceback" in err) == (1, False)
    assert "QBO_ENVIRONMENT=sandbox" in err


def test_report_for_programs_holds_what_both_said() -> None:
    row = Row("stale SyncToken", Seen("400 code 5010"), Seen("400 code 5010", True, "1-a", 90))
    told = json.loads(Report((row,), 33).as_json())
    assert (told["requests"], told["whole"], told["rows"][0]["verdict"]) == (33, True, "same")
    assert told["rows"][0]["intuit"]["intuit_tid"] == "1-a"


def test_check_that_one_company_could_not_make_fails_the_run() -> None:
    row = Row("payment", Seen("UnappliedAmt 0"), Seen("No answer came (ReadTimeout).", made=False))
    assert (row.verdict, Report((row,), 3).whole) == ("not made", False)
