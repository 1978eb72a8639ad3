"""The wire: python-quickbooks over a pooled session with time-outs, in a bounded thread pool."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar
from urllib.parse import quote

import requests
import structlog
from quickbooks import QuickBooks
from quickbooks.exceptions import QuickbooksException
from requests.adapters import HTTPAdapter

from qbo.connection import SECONDS, Connection
from qbo.faults import BooksDown, NotConnected, OutcomeUnknown, QboError, from_answer, lost

log = structlog.get_logger()

AT_ONCE = 8
THREADS = 16
MINOR_VERSION = 75
BREAK_AFTER, BREAK_SECONDS = 4, 20.0
T = TypeVar("T")
_answer: ContextVar[requests.Response | None] = ContextVar("answer", default=None)


class _Session(requests.Session):
    """What python-quickbooks needs of a session: a token and `request`."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(pool_maxsize=THREADS, max_retries=0))

    @property
    def access_token(self) -> str:
        return self._connection.access_token

    def request(self, method: Any, url: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # the library names every argument
        kwargs.setdefault("timeout", SECONDS)
        kwargs["headers"] = {
            **(kwargs.get("headers") or {}),
            "Authorization": f"Bearer {self.access_token}",
        }
        _answer.set(None)
        answer = super().request(method, url, **kwargs)
        _answer.set(answer)
        return answer


class Wire:
    """Requests to one company, with one typed error for everything that can go wrong."""

    def __init__(self, connection: Connection) -> None:
        """Talk over a connection."""
        self.connection = connection
        self._session = _Session(connection)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="quickbooks")
        self._places = asyncio.Semaphore(AT_ONCE)
        self._failures, self._closed_until = 0, 0.0

    def close(self) -> None:
        """Let go of threads and connections."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    async def create(self, entity: str, body: dict[str, Any], requestid: str) -> dict[str, Any]:
        """Create an entity and give it as QuickBooks keeps it.

        Raises:
            QboError: refused, or with `outcome` "unknown" if the answer was lost.
        """
        text = json.dumps(body)

        def work(books: QuickBooks) -> Any:
            return books.create_object(entity, text, request_id=requestid)

        return await self._entity(entity, work)

    async def read(self, entity: str, number: str) -> dict[str, Any]:
        """Read an entity."""
        return await self._entity(entity, lambda books: books.get_single_object(entity, number))

    async def send(self, entity: str, number: str, to: str) -> dict[str, Any]:
        """E-mail a transaction; QuickBooks mails again each time it is asked."""
        path = f"{entity.lower()}/{number}/send?sendTo={quote(to, safe='')}"

        def work(books: QuickBooks) -> Any:
            return books.misc_operation(path, None, "application/octet-stream")

        return await self._entity(entity, work)

    async def query(self, statement: str) -> dict[str, Any]:
        """Ask in the query language; gives the QueryResponse."""
        answer = await self._run(lambda books: books.query(statement))
        found = answer.get("QueryResponse")
        if not isinstance(found, dict):
            raise OutcomeUnknown
        return found

    async def _entity(self, entity: str, work: Callable[[QuickBooks], Any]) -> dict[str, Any]:
        answer = await self._run(work)
        found = answer.get(entity)
        # HTTP 200 is a success only if the entity is in the body.
        if not isinstance(found, dict) or not found.get("Id"):
            raise OutcomeUnknown
        return found

    async def _run(self, work: Callable[[QuickBooks], Any]) -> dict[str, Any]:
        """Do one request; a token refused once is renewed once."""
        if time.monotonic() < self._closed_until:
            raise BooksDown
        await self.connection.fresh()
        async with self._places:
            used = self.connection.access_token
            try:
                return await self._in_thread(work)
            except NotConnected as error:
                if error.code != "3200":
                    raise
                await self.connection.fresh(refused=used)
                return await self._in_thread(work)

    async def _in_thread(self, work: Callable[[QuickBooks], Any]) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        try:
            answer = await loop.run_in_executor(self._threads, self._work, work)
        except (OutcomeUnknown, BooksDown):
            self._failures += 1
            if self._failures >= BREAK_AFTER:
                self._closed_until = time.monotonic() + BREAK_SECONDS
                log.warning("quickbooks_not_asked_for_a_while", seconds=BREAK_SECONDS)
            raise
        self._failures = 0
        return answer

    def _work(self, work: Callable[[QuickBooks], Any]) -> dict[str, Any]:
        """One request in a thread; the error is classified here, where its answer is known."""
        _answer.set(None)
        try:
            found = work(self._books())
        except (requests.RequestException, OSError) as error:
            raise lost(error) from error
        except (QuickbooksException, KeyError, TypeError, ValueError) as error:
            raise self._classified() from error
        answer = _answer.get()
        fault = from_answer(answer) if answer is not None else OutcomeUnknown()
        if fault is not None:
            raise fault
        return found if isinstance(found, dict) else {}

    def _classified(self) -> QboError:
        answer = _answer.get()
        if answer is None:
            return OutcomeUnknown()
        return from_answer(answer) or OutcomeUnknown(intuit_tid=answer.headers.get("intuit_tid"))

    def _books(self) -> QuickBooks:
        """The library without its own tokens, retries and discovery."""
        books = QuickBooks(
            company_id=self.connection.realm, minorversion=MINOR_VERSION, use_decimal=True
        )
        books.api_url_v3 = books.sandbox_api_url_v3 = self.connection.base + "/v3"
        books.session = self._session
        return books


def quoted(text: str) -> str:
    """A text inside a query: the backslash first, then the quote (Intuit: Data queries)."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
