"""The wire to QuickBooks: python-quickbooks over our own pooled session, in threads of our own.

The library's exceptions, retries and tokens are not used: it loses what is on the wire, and its
`save()` would overwrite the owner's data with defaults.
"""

import asyncio
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from urllib.parse import quote

import requests
import structlog
from quickbooks import QuickBooks
from quickbooks.exceptions import QuickbooksException
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError

from qbo.access.connection import TIMEOUT, Connection
from qbo.faults import (
    Answer,
    AnswerLost,
    BooksDown,
    CompanyChanged,
    NotConnected,
    QboError,
    Throttled,
    TokenExpired,
    opened,
)
from qbo.wire.breaker import Breaker
from qbo.wire.pace import THROTTLED_FOR, Pace

log = structlog.get_logger()

Body = dict[str, Any]
Work = Callable[[QuickBooks], object]
T = TypeVar("T")
MINOR_VERSION = 75
THREADS = 16
AT_ONCE = 10
"""Requests under way at a time; Intuit refuses more for one company."""
_company: ContextVar[str] = ContextVar("company", default="")


@contextmanager
def one_company(connection: Connection) -> Iterator[None]:
    """What is begun inside speaks to the company connected now, or to none."""
    realm = connection.realm if connection.is_connected else ""
    before = _company.set(realm)
    try:
        yield
    finally:
        _company.reset(before)


class BooksSession(requests.Session):
    """A pooled session with time-outs that shows what was answered in this thread."""

    def __init__(self, base: str) -> None:
        """Open nothing yet; connections to a host are made when needed and kept."""
        super().__init__()
        # What the environment says of proxies and certificates is read once and not for each
        # request, where it takes a fifth of a millisecond; passwords of a .netrc are never sent.
        around = self.merge_environment_settings(base, {}, None, None, None)
        self.proxies, self.verify = around["proxies"], around["verify"]
        self.trust_env = False
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
    """Requests to one company, never more at once, in a second or in a minute than allowed."""

    def __init__(self, connection: Connection) -> None:
        """Speak through a connection; `close` gives the threads back."""
        self.connection = connection
        self._session = BooksSession(connection.base)
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="quickbooks")
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._pace, self._breaker = Pace(time.monotonic), Breaker(time.monotonic)

    def close(self) -> None:
        """Close the connections; requests under way are not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    async def create(self, entity: str, payload: Body, requestid: str) -> Body:
        """Create an entity, or change the one whose `Id` is given.

        A repeated `requestid` gives the first answer again (Intuit).
        """
        return await self._post(entity, payload, requestid)

    async def void(self, entity: str, payload: Body, requestid: str) -> Body:
        """Let a document count for nothing; its body needs `Id` and `SyncToken`."""
        return await self._post(entity, payload, requestid, operation="void")

    async def read(self, entity: str, number: str, *, include: str = "") -> Body:
        """An entity by its id; `include` asks for more of it, such as "invoiceLink"."""
        more = {"include": include} if include else {}
        return await self._entity(
            entity, lambda books: books.get_single_object(entity, number, params=more)
        )

    async def read_only(self, entity: str) -> Body:
        """The one entity of a kind that there is one of, such as Preferences."""
        return await self._entity(
            entity,
            lambda books: books.get(f"{books.api_url}/company/{books.company_id}/{entity.lower()}"),
        )

    async def send(self, entity: str, number: str, to: str) -> Body:
        """Let QuickBooks e-mail a document; every repetition mails again."""
        path = f"{entity.lower()}/{number}/send?sendTo={quote(to, safe='')}"
        return await self._entity(
            entity, lambda books: books.misc_operation(path, None, "application/octet-stream")
        )

    async def pdf(self, entity: str, number: str) -> bytes:
        """A document as QuickBooks prints it.

        The library's own `download_pdf` names no minor version and takes any answer for a PDF.
        """

        def asked(books: QuickBooks) -> object:
            where = f"{books.api_url}/company/{books.company_id}/{entity.lower()}/{number}/pdf"
            headers = {"Accept": "application/pdf"}
            params = {"minorversion": MINOR_VERSION}
            return books.process_request("GET", where, headers=headers, params=params)

        return await self._ask(asked, _printed)

    async def upload(self, meta: Body, content: bytes, requestid: str) -> Body:
        """Put a file beside documents; `meta` is its Attachable, with a `ContentType`."""
        text = json.dumps(meta)
        body = await self._ask(
            lambda books: books.create_object(
                "Attachable", text, _file_bytes=content, request_id=requestid
            ),
            lambda answer: opened(_taken(answer), "AttachableResponse"),
        )
        parts = body["AttachableResponse"]
        # Each file has an answer of its own, which can be a fault.
        part = Answer(200, json.dumps(parts[0] if parts else {}))
        made: Body = opened(part, "Attachable")["Attachable"]
        return made

    async def query(self, statement: str) -> Body:
        """The `QueryResponse` of a statement; see `qbo.statements`."""
        response: Body = (await self.answer(statement))["QueryResponse"]
        return response

    async def answer(self, statement: str) -> Body:
        """The whole answer to a statement, with QuickBooks' own `time`."""
        return await self._ask(
            lambda books: books.query(statement),
            lambda answer: opened(_taken(answer), "QueryResponse"),
        )

    async def changes(self, entities: Sequence[str], since: str) -> Body:
        """The whole answer of change data capture since a time, which must have an offset."""
        names = ",".join(entities)
        return await self._ask(
            lambda books: books.change_data_capture(names, since),
            lambda answer: opened(_taken(answer), "CDCResponse"),
        )

    async def _post(self, entity: str, payload: Body, requestid: str, **params: str) -> Body:
        text = json.dumps(payload)
        return await self._entity(
            entity,
            lambda books: books.update_object(entity, text, request_id=requestid, params=params),
        )

    async def _entity(self, entity: str, work: Work) -> Body:
        body = (await self._ask(work, lambda answer: opened(_taken(answer), entity)))[entity]
        if not isinstance(body, dict) or not body.get("Id"):
            raise AnswerLost
        return body

    async def _ask(self, work: Work, reading: Callable[[requests.Response], T]) -> T:
        self._ready()
        async with self._gate:
            token = await self.connection.token()
            try:
                return await self._exchange(token, self._realm(), work, reading)
            except TokenExpired:
                # A token can end early: the owner's click, or a clock that differs from Intuit's.
                token = await self.connection.renew(token)
                return await self._exchange(token, self._realm(), work, reading)

    def _realm(self) -> str:
        """The company to ask: the one that whoever asks began with.

        Raises:
            CompanyChanged: the owner has connected another one since.
        """
        realm, begun = self.connection.realm, _company.get()
        if begun and realm != begun:
            raise CompanyChanged
        return realm

    async def _exchange(
        self, token: str, realm: str, work: Work, reading: Callable[[requests.Response], T]
    ) -> T:
        await self._pace.turn()
        self._ready()
        loop = asyncio.get_running_loop()
        try:
            with self._breaker.passing():
                found = await loop.run_in_executor(
                    self._threads, self._answered, token, realm, work, reading
                )
        except NotConnected as error:
            log.info("quickbooks_refused_company", code=error.code, intuit_tid=error.intuit_tid)
            raise self.connection.told(error) from error
        except QboError as error:
            lost = isinstance(error, BooksDown | AnswerLost)
            said = log.warning if lost else log.info
            said("quickbooks_request_not_done", code=error.code, intuit_tid=error.intuit_tid)
            if isinstance(error, Throttled):
                error.retry_after = error.retry_after or THROTTLED_FOR
                self._pace.rest(error.retry_after)
            raise
        self.connection.heard()
        return found

    def _ready(self) -> None:
        """See whether QuickBooks may be asked at all now.

        Raises:
            BooksDown: it failed a moment ago.
            Throttled: it was asked too much a moment ago.
        """
        self._breaker.check()
        if rest := self._pace.resting:
            raise Throttled(retry_after=rest)

    def _answered(
        self, token: str, realm: str, work: Work, reading: Callable[[requests.Response], T]
    ) -> T:
        """Runs in a thread: one exchange, told by its bytes."""
        self._session.begin(token)
        try:
            work(self._library(realm))
        except requests.RequestException as error:
            raise _unanswered(error) from error
        except (QuickbooksException, KeyError, TypeError, ValueError):
            # The library's reading of the answer; ours follows.
            pass
        answer = self._session.answer
        if answer is None:
            raise BooksDown
        return reading(answer)

    def _library(self, realm: str) -> QuickBooks:
        books = QuickBooks(company_id=realm, minorversion=MINOR_VERSION)
        books.api_url_v3 = f"{self.connection.base}/v3"
        books.session = self._session
        return books


def _printed(answer: requests.Response) -> bytes:
    """The bytes of a PDF; whatever else came is told as its fault."""
    if answer.status_code == 200 and answer.content.startswith(b"%PDF-"):
        return answer.content
    opened(_taken(answer), "PDF")
    raise AnswerLost


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
