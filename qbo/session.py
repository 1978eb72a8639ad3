"""The wire to QuickBooks: python-quickbooks over our own pooled session, in threads of our own.

The library's exceptions, retries and tokens are not used: it loses what is on the wire, and its
`save()` would overwrite the owner's data with defaults.
"""

import asyncio
import json
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import requests
import structlog
from quickbooks import QuickBooks
from quickbooks.exceptions import QuickbooksException
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError

from qbo.breaker import Breaker
from qbo.connection import TIMEOUT, Connection
from qbo.faults import Answer, AnswerLost, BooksDown, QboError, TokenExpired, opened

log = structlog.get_logger()

Body = dict[str, Any]
Work = Callable[[QuickBooks], object]
MINOR_VERSION = 75
THREADS = 16
AT_ONCE = 8
PER_SECOND = 8
"""Intuit refuses more than 10 a second per company; two are left for other windows."""


class BooksSession(requests.Session):
    """A pooled session with time-outs that shows what was answered in this thread."""

    def __init__(self) -> None:
        """Open nothing yet; connections are made when needed and kept."""
        super().__init__()
        adapter = HTTPAdapter(pool_connections=2, pool_maxsize=THREADS, max_retries=0)
        self.mount("https://", adapter)
        self.mount("http://", adapter)
        self._seen = threading.local()

    @property
    def access_token(self) -> str:
        """The token the library puts into its header, set per thread."""
        token: str = self._seen.token
        return token

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]  # the library passes keywords only
        """Send with a time-out and keep the answer for this thread."""
        kwargs.setdefault("timeout", TIMEOUT)
        answer = super().request(method, url, **kwargs)
        if "charset" not in answer.headers.get("Content-Type", ""):
            # Guessing the encoding of a page of 1000 customers takes longer than getting it.
            answer.encoding = "utf-8"
        self._seen.answer = answer
        return answer

    def begin(self, token: str) -> None:
        """Start an exchange in this thread."""
        self._seen.token, self._seen.answer = token, None

    @property
    def answer(self) -> requests.Response | None:
        """What came back in this thread since `begin`."""
        seen: requests.Response | None = self._seen.answer
        return seen


class Wire:
    """Requests to one company, never more at once or in a second than Intuit allows."""

    def __init__(self, connection: Connection) -> None:
        """Speak through a connection; `close` gives the threads back."""
        self.connection = connection
        self._session = BooksSession()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="quickbooks")
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._sent: deque[float] = deque(maxlen=PER_SECOND)
        self._breaker = Breaker(lambda: asyncio.get_running_loop().time())

    def close(self) -> None:
        """Close the connections; requests under way are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    async def create(self, entity: str, payload: Body, requestid: str) -> Body:
        """Create an entity; a repeated `requestid` gives the first answer again (Intuit)."""
        text = json.dumps(payload)
        return await self._entity(
            entity, lambda books: books.create_object(entity, text, request_id=requestid)
        )

    async def read(self, entity: str, number: str) -> Body:
        """An entity by its id."""
        return await self._entity(entity, lambda books: books.get_single_object(entity, number))

    async def send(self, entity: str, number: str, to: str) -> Body:
        """Let QuickBooks e-mail a document; every repetition mails again."""
        path = f"{entity.lower()}/{number}/send?sendTo={quote(to, safe='')}"
        return await self._entity(
            entity, lambda books: books.misc_operation(path, None, "application/octet-stream")
        )

    async def query(self, statement: str) -> Body:
        """The `QueryResponse` of a statement; see `qbo.statements`."""
        found = await self._ask("QueryResponse", lambda books: books.query(statement))
        response: Body = found["QueryResponse"]
        return response

    async def _entity(self, entity: str, work: Work) -> Body:
        body = (await self._ask(entity, work))[entity]
        if not isinstance(body, dict) or not body.get("Id"):
            raise AnswerLost
        return body

    async def _ask(self, expected: str, work: Work) -> Body:
        self._breaker.check()
        async with self._gate:
            token = await self.connection.token()
            try:
                return await self._exchange(token, expected, work)
            except TokenExpired:
                # A token can end early: the owner's click, or a clock that differs from Intuit's.
                token = await self.connection.renew(token)
                return await self._exchange(token, expected, work)

    async def _exchange(self, token: str, expected: str, work: Work) -> Body:
        await self._pace()
        loop = asyncio.get_running_loop()
        try:
            body = await loop.run_in_executor(self._threads, self._answered, token, expected, work)
        except (BooksDown, AnswerLost) as error:
            self._breaker.failed()
            log.warning("quickbooks_request_failed", code=error.code, intuit_tid=error.intuit_tid)
            raise
        except QboError as error:
            self._breaker.worked()
            log.info("quickbooks_request_refused", code=error.code, intuit_tid=error.intuit_tid)
            raise
        self._breaker.worked()
        return body

    async def _pace(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        if len(self._sent) == PER_SECOND and self._sent[0] > now - 1:
            now = self._sent[0] + 1
            self._sent.append(now)
            await asyncio.sleep(now - loop.time())
        else:
            self._sent.append(now)

    def _answered(self, token: str, expected: str, work: Work) -> Body:
        """Runs in a thread: one exchange, told by its bytes."""
        self._session.begin(token)
        try:
            work(self._library())
        except requests.RequestException as error:
            raise _unanswered(error) from error
        except (QuickbooksException, KeyError, TypeError, ValueError):
            # The library's reading of the answer; ours follows.
            pass
        answer = self._session.answer
        if answer is None:
            raise BooksDown
        return opened(_taken(answer), expected)

    def _library(self) -> QuickBooks:
        books = QuickBooks(company_id=self.connection.realm, minorversion=MINOR_VERSION)
        books.api_url_v3 = f"{self.connection.base}/v3"
        books.session = self._session
        return books


def _taken(answer: requests.Response) -> Answer:
    wait = answer.headers.get("Retry-After", "")
    return Answer(
        answer.status_code,
        answer.text,
        answer.headers.get("intuit_tid", ""),
        float(wait) if wait.isdecimal() else None,
    )


def _unanswered(error: requests.RequestException) -> QboError:
    """Whether anything can have been sent before the line broke."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return BooksDown()
    if isinstance(error, requests.ConnectionError) and error.args:
        cause = error.args[0]
        # urllib3 names what it could not open; a line that broke later is no MaxRetryError.
        if isinstance(cause, MaxRetryError):
            return BooksDown()
    return AnswerLost()
