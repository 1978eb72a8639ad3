"""The self-test: the same short list of checks on the embedded company and on the real one."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn

from office.clock import SystemClock
from office.ports import loopback
from office.settings import Settings
from qbo.access.connection import HOSTS, Connection, api_base
from qbo.faults import QboError
from qbo.sandbox.app import sandbox_app
from qbo.selftest import documents, names
from qbo.selftest.party import PAUSE, CheckNotMade, Party
from qbo.selftest.report import Report, Row, Seen
from qbo.selftest.trial import Trial

Check = Callable[[Trial], Awaitable[str]]
Say = Callable[[str], None]

CHECKS: dict[str, Check] = {
    "company info": names.company,
    "preferences": names.preferences,
    "items": names.items,
    "same requestid twice": names.same_requestid,
    "same requestid, other body": names.changed_body,
    "requestid of a refused write": names.failed_first,
    "name taken, other case": names.name_taken,
    "sparse update": names.sparse_update,
    "stale SyncToken": names.stale_token,
    "WHERE PrimaryPhone": names.by_phone,
    "WHERE Id > compares": names.ids_as_numbers,
    "ORDERBY Id orders": names.ids_in_order,
    "letters beyond ASCII": names.letters,
    "estimate created": documents.estimate,
    "estimate sent": documents.sending,
    "estimate read after /send": documents.after_sending,
    "estimate accepted": documents.accepting,
    "invoice from the estimate": documents.invoice,
    "payment": documents.payment,
    "invoice after the payment": documents.balance,
    "deleted payment in CDC": documents.tombstone,
    "CDC of 40 days ago": documents.long_ago,
    "estimate, invoice deleted": documents.invoice_deleted,
}
CLEANED = "clean-up"


class NotAllowed(QboError):
    """The self-test was not run."""

    permanent = True


async def selftest(settings: Settings, *, live: bool, i_know: bool, say: Say) -> Report:
    """Run the checks on an embedded company of their own and, if live, on the connected one.

    Raises:
        NotAllowed: the settings name no real company, or a production one without `i_know`.
        QboError: the company is not connected.
    """
    real = _real(settings, i_know=i_know) if live else None
    if real is not None:
        # Asked first: a company that cannot be reached is one sentence and no table.
        await real.fresh()
    with tempfile.TemporaryDirectory() as folder:
        async with _own_company(Path(folder)) as connection:
            expected, asked = await tried(connection, say, "embedded")
    if real is None:
        return Report(tuple(Row(name, seen) for name, seen in expected.items()), asked)
    try:
        said, asked = await tried(real, say, "Intuit")
    finally:
        await real.close()
    rows = (Row(name, seen, said[name]) for name, seen in expected.items())
    return Report(tuple(rows), asked)


async def tried(
    connection: Connection, say: Say, whose: str, pause: float = PAUSE
) -> tuple[dict[str, Seen], int]:
    """Every check on one company, cleaned up whatever happens; and the requests it took."""
    party = Party(connection, pause)
    trial = Trial(party)
    found: dict[str, Seen] = {}
    try:
        for name, check in CHECKS.items():
            found[name] = await _seen(check, trial)
            say(f"{whose}: {name}: {found[name].words}")
    finally:
        # Also after Ctrl-C: what was made in somebody's company is taken away.
        found[CLEANED] = await _seen(_cleaned, trial)
        say(f"{whose}: {CLEANED}: {found[CLEANED].words}")
        party.close()
    return found, party.asked


async def _cleaned(trial: Trial) -> str:
    left = await trial.clean()
    if left:
        raise CheckNotMade(f"Left behind, please remove by hand: {'; '.join(left)}")
    return "everything deleted or made inactive"


async def _seen(check: Check, trial: Trial) -> Seen:
    begun = time.monotonic()
    try:
        words, made = await check(trial), True
    except QboError as error:
        words, made = str(error), False
    except (KeyError, IndexError, TypeError, ValueError) as error:
        # A real company may answer in a shape nobody has described; the other checks go on.
        words, made = f"The answer has another shape ({type(error).__name__}: {error}).", False
    return Seen(words, made, trial.party.seen_tid, int((time.monotonic() - begun) * 1000))


def _real(settings: Settings, *, i_know: bool) -> Connection:
    """The connected company, unless it is somebody's real books and nobody said so."""
    if settings.embedded_books:
        raise NotAllowed(
            "There is no real company to compare with; set QBO_ENVIRONMENT=sandbox with your "
            "keys and connect it, or leave out --live."
        )
    production = HOSTS["production"] in api_base(settings)
    if (production or settings.qbo_environment == "production") and not i_know:
        raise NotAllowed(
            "The connected company is a real one, and the self-test writes into it. "
            "Connect an Intuit sandbox company instead, or add --i-know."
        )
    return Connection.of(settings, SystemClock())


@asynccontextmanager
async def _own_company(folder: Path) -> AsyncIterator[Connection]:
    """A new embedded company on a free port, gone when the checks are done."""
    with loopback() as listening:
        config = uvicorn.Config(sandbox_app(folder / "company"), log_config=None, access_log=False)
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve(sockets=[listening]))
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(data=folder, qbo_environment="embedded", qbo_api_base=address)
        connection = Connection.of(settings, SystemClock())
        try:
            yield connection
        finally:
            await connection.close()
            server.should_exit = True
            await running
