"""Whatever fails and whenever the desk dies: one of each from the customer to the payment.

A schedule is what goes wrong at each step: a request that fails in one of QuickBooks' ways, a token
that expires or is refused, a process that dies in the middle. Afterwards everything is well again
and a new process takes up what is left. 25 schedules in the default run, 1,000 with `-m slow`;
Hypothesis prints the seed and the smallest schedule that fails.
"""

import asyncio
import contextlib
import itertools
import threading
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import httpx2
import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import qbo.wire.pace
import qbo.wire.session
import qbo.writing.posting
from office.clock import FixedClock
from office.live import LiveEvents
from office.ports import loopback
from office.settings import Settings
from office.sheet import CallSheet, FieldName
from office.store import Store
from office.values import Email, Money, PersonName, Phone
from office.writes import WriteLedger
from qbo.books import Books, EstimateLine, NewCustomer, NewEstimate
from qbo.faults import QboError
from qbo.sandbox.app import sandbox_app

# A process that dies closes nothing; what it leaves open is no mistake here.
pytestmark = [
    pytest.mark.wire,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SORTS = (
    "slow", "hang", "hang_after_commit", "reset_before", "reset_after_commit", "html_500",
    "html_502", "html_503", "html_504", "xml_503", "xml_504", "fault_in_200", "garbage_in_200",
    "throttle", "throttle_json", "token_expired", "token_revoked",
)  # fmt: skip
QUOTED, TOTAL = Decimal("445.00"), Decimal("562.60")
numbers = itertools.count(1)


@dataclass(frozen=True)
class Trouble:
    """What goes wrong at a step: some requests fail, and perhaps the desk dies after a while."""

    sort: str
    count: int
    dies_after: float | None
    token: Literal["good", "expired", "refused"]


troubles = st.builds(
    Trouble,
    st.sampled_from(SORTS),
    st.integers(0, 3),
    st.none() | st.floats(0.001, 0.06),
    st.sampled_from(["good", "expired", "refused"]),
)
STEPS = ("customer", "estimate", "mail", "accept", "invoice", "actual", "bill", "payment")
schedules = st.lists(st.lists(troubles, max_size=2), min_size=len(STEPS), max_size=len(STEPS))


@dataclass
class Company:
    """An embedded company in a thread of its own, which outlives every desk."""

    base: str
    http: httpx2.Client
    item: dict[str, Any] = field(default_factory=dict)

    def post(self, path: str, body: Any) -> Any:
        answer = self.http.post(self.base + path, json=body)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def rows(self, entity: str, where: str = "") -> list[dict[str, Any]]:
        token = self.post("/_sandbox/token", {})["access_token"]
        answer = self.http.get(
            f"{self.base}/v3/company/1/query",
            params={"query": f"SELECT * FROM {entity} {where} MAXRESULTS 1000"},  # noqa: S608
            headers={"Authorization": f"Bearer {token}"},
        )
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["QueryResponse"].get(entity, [])
        return found

    def mails(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.http.get(f"{self.base}/_sandbox/outbox").json()
        return found


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    app = sandbox_app(tmp_path_factory.mktemp("company"))
    # Intuit's limits are measured elsewhere; here they would only make the test slow.
    limits = app.state.sandbox.troubles
    limits.PER_MINUTE = limits.PER_SECOND = 10**6
    with pytest.MonkeyPatch.context() as patch, loopback() as listening:
        patch.setattr("qbo.sandbox.company.MAILS_A_DAY", 10**6)
        patch.setattr(qbo.writing.posting, "PAUSES", (0.01, 0.02))
        patch.setattr(qbo.writing.posting, "JOINING", 0.02)
        patch.setattr(qbo.wire.session, "TIMEOUT", (0.4, 0.4))
        for limit in ("PER_SECOND", "PER_MINUTE"):
            patch.setattr(qbo.wire.pace, limit, 10**6)
        patch.setattr(qbo.wire.session, "THROTTLED_FOR", 0.01)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        with httpx2.Client(timeout=30) as http:
            company = Company(f"http://127.0.0.1:{listening.getsockname()[1]}", http)
            company.item = company.rows("Item", "WHERE Type = 'Service'")[0]
            yield company
        server.should_exit = True
        thread.join()


@dataclass
class Desk:
    """A desk that can die: its store and QuickBooks stay, its memory does not."""

    company: Company
    folder: Path
    number: int
    clock: FixedClock = field(default_factory=lambda: FixedClock(datetime.now(UTC)))

    async def live(self) -> None:
        self.store = await Store.open(f"sqlite+aiosqlite:///{self.folder / 'desk.db'}")
        settings = Settings(
            data=self.folder, qbo_api_base=self.company.base, qbo_environment="embedded"
        )
        self.writes = WriteLedger(self.store, self.clock, LiveEvents())
        self.books = await Books.open(settings, self.store, self.clock, self.writes)

    async def die(self) -> None:
        """Every task ends where it is; what is on the wire is on the wire.

        A statement begun is ended: SQLite does it or does not, and cut off it only leaks.
        """
        for task in (others := asyncio.all_tasks() - {asyncio.current_task()}):
            if not getattr(task.get_coro(), "__qualname__", "").startswith("Store."):
                task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.store.close()

    async def customer(self) -> None:
        made = await self.books.customers.create(
            caller(self.number), key=f"customer:{self.number}", call_id=None
        )
        self.customer_id = made.id

    async def estimate(self) -> None:
        item = self.company.item["Id"], self.company.item["Name"]
        lines = [
            EstimateLine(*item, "Diagnostic", Decimal(1), Decimal(175)),
            EstimateLine(*item, "Repair", Decimal(2), Decimal(135)),
        ]
        new = NewEstimate(self.customer_id, lines, memo="From your call")
        made = await self.books.estimates.create(new, key=f"estimate:{self.number}", call_id=None)
        assert made.total.amount == QUOTED
        self.estimate_id = made.id

    async def mail(self) -> None:
        to = Email(f"caller{self.number}@example.com")
        key = f"estimate:{self.number}:send"
        await self.books.estimates.send(self.estimate_id, to=to, key=key, call_id=None)

    async def accept(self) -> None:
        key, day = f"accept:{self.number}", self.clock.now().date()
        await self.books.estimates.accept(self.estimate_id, by="Mike (phone)", on=day, key=key)

    async def invoice(self) -> None:
        made = await self.books.invoices.create(self.estimate_id)
        assert (made.total.amount, made.adopted) == (QUOTED, False)
        self.invoice_id = made.id

    async def actual(self) -> None:
        item = self.company.item["Id"], self.company.item["Name"]
        lines = [
            EstimateLine(*item, "Repair", Decimal("5.5"), Decimal(95)),
            EstimateLine(*item, "Pump", Decimal(1), Decimal("40.10")),
        ]
        key = f"actual:{self.number}"
        made = await self.books.invoices.correct(self.invoice_id, lines, key=key)
        assert made.total.amount == TOTAL

    async def bill(self) -> None:
        to = Email(f"caller{self.number}@example.com")
        await self.books.invoices.send(self.invoice_id, to=to, key=f"bill:{self.number}")

    async def payment(self) -> None:
        key = f"payment:{self.number}"
        paid = await self.books.invoices.pay(self.invoice_id, Money(TOTAL), key=key)
        assert paid.balance == Money(Decimal(0))


def caller(number: int) -> NewCustomer:
    name, phone = PersonName("Given", f"Family{number}"), Phone(f"+1614{5550000 + number}")
    sheet = CallSheet().hear(FieldName.NAME, name).hear(FieldName.PHONE, phone)
    for what, value in ((FieldName.NAME, name), (FieldName.PHONE, phone)):
        sheet = sheet.read_back(what).confirm(what, value)
    confirmed = sheet.confirmed(FieldName.NAME, PersonName)
    assert confirmed is not None
    return NewCustomer(confirmed, phone=sheet.confirmed(FieldName.PHONE, Phone))


async def suffer(desk: Desk, step: Callable[[], Awaitable[None]], trouble: Trouble) -> None:
    """One try of a step while something goes wrong."""
    if trouble.count:
        fault = {"sort": trouble.sort, "count": trouble.count, "seconds": 0.03}
        desk.company.post("/_sandbox/faults", [fault])
    if trouble.token == "expired":
        desk.company.post("/_sandbox/clock", {"advance": 3601})
    if trouble.token == "refused":
        desk.company.post("/_sandbox/disconnect", {})
    with contextlib.suppress(QboError, TimeoutError):
        async with asyncio.timeout(trouble.dies_after):
            await step()
    if trouble.dies_after is not None:
        await desk.die()
        await desk.live()


async def until_done(desk: Desk, step: Callable[[], Awaitable[None]]) -> None:
    """A new process takes up what is left, in a world that is well."""
    for _ in range(8):
        try:
            await step()
        except QboError as error:
            if error.permanent:
                raise
            await desk.die()
            # What was on the wire has arrived long before the next round.
            await asyncio.to_thread(desk.books._wire._threads.shutdown)
            desk.clock.advance(300)
            await desk.live()
        else:
            return
    raise AssertionError("The step is never done although nothing fails any more.")


async def play(company: Company, folder: Path, schedule: list[list[Trouble]]) -> Desk:
    desk = Desk(company, folder, next(numbers))
    await desk.live()
    for name, wrong in zip(STEPS, schedule, strict=True):
        for trouble in wrong:
            await suffer(desk, getattr(desk, name), trouble)
        company.http.delete(f"{company.base}/_sandbox/faults").raise_for_status()
        await until_done(desk, getattr(desk, name))
    assert await desk.writes.unsettled() == []
    await desk.books.close()
    await desk.store.close()
    return desk


def check(company: Company, folder: Path, schedule: list[list[Trouble]]) -> None:
    desk = asyncio.run(play(company, folder, schedule))
    family = f"Family{desk.number}"
    made = company.rows("Customer", f"WHERE FamilyName = '{family}'")
    assert [body["Id"] for body in made] == [desk.customer_id]
    estimates = company.rows("Estimate", f"WHERE CustomerRef = '{desk.customer_id}'")
    assert [body["Id"] for body in estimates] == [desk.estimate_id]
    assert Decimal(str(estimates[0]["TotalAmt"])) == QUOTED
    assert (estimates[0]["TxnStatus"], estimates[0]["AcceptedBy"]) == ("Closed", "Mike (phone)")
    # Made, accepted, billed: nothing was done to it a second time.
    assert estimates[0]["SyncToken"] == "2"
    invoices = company.rows("Invoice", f"WHERE CustomerRef = '{desk.customer_id}'")
    assert [(body["Id"], body["Balance"]) for body in invoices] == [(desk.invoice_id, 0)]
    assert Decimal(str(invoices[0]["TotalAmt"])) == TOTAL
    payments = company.rows("Payment", f"WHERE CustomerRef = '{desk.customer_id}'")
    assert [(Decimal(str(body["TotalAmt"])), body["UnappliedAmt"]) for body in payments] == [
        (TOTAL, 0)
    ]
    for document in (desk.estimate_id, desk.invoice_id):
        mails = [mail["to"] for mail in company.mails() if mail["id"] == document]
        assert mails == [f"caller{desk.number}@example.com"]


CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@pytest.mark.timeout(240)
@settings(max_examples=25, deadline=None, suppress_health_check=CALM, print_blob=True)
@given(schedules)
def test_everything_is_there_once_whatever_fails(
    company: Company, tmp_path_factory: pytest.TempPathFactory, schedule: list[list[Trouble]]
) -> None:
    check(company, tmp_path_factory.mktemp("desk"), schedule)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@settings(max_examples=1000, deadline=None, suppress_health_check=CALM, print_blob=True)
@given(schedules)
def test_everything_is_there_once_in_a_thousand_schedules(
    company: Company, tmp_path_factory: pytest.TempPathFactory, schedule: list[list[Trouble]]
) -> None:
    check(company, tmp_path_factory.mktemp("desk"), schedule)
