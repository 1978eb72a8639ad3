"""python-quickbooks connected to an embedded company, and what its tests make with it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
import uvicorn
from quickbooks import QuickBooks
from quickbooks.objects.base import Ref
from quickbooks.objects.customer import Customer
from quickbooks.objects.detailline import (
    AccountBasedExpenseLine,
    AccountBasedExpenseLineDetail,
    SalesItemLine,
    SalesItemLineDetail,
)
from quickbooks.objects.vendor import Vendor

from office.ports import loopback
from qbo.sandbox.app import sandbox_app


class Line(requests.Session):
    """What the library needs of a session: a token and a way out."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.access_token = token


@contextmanager
def connected(folder: Path) -> Iterator[Any]:
    """A client of the library, whose company nobody throttles."""
    app = sandbox_app(folder)
    limits = app.state.sandbox.troubles
    limits.PER_MINUTE = limits.PER_SECOND = limits.BATCHES_PER_MINUTE = 10**6
    listening = loopback()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none"))
    running = threading.Thread(target=server.run, args=([listening],))
    running.start()
    base = f"http://127.0.0.1:{listening.getsockname()[1]}"
    token = requests.post(f"{base}/_sandbox/token", timeout=5).json()["access_token"]
    client = QuickBooks(company_id="1", minorversion=75)
    client.api_url_v3 = client.sandbox_api_url_v3 = f"{base}/v3"
    client.session = Line(token)
    try:
        yield client
    finally:
        client.session.close()
        server.should_exit = True
        running.join()


names = iter(range(10_000))


def fresh(what: str) -> str:
    return f"{what} {next(names)}"


def ref(value: object) -> Any:
    found = Ref()
    found.value = str(value)
    return found


def customer(qb: Any) -> Any:
    one = Customer()
    one.DisplayName = fresh("Mike Chen")
    return one.save(qb=qb)


def vendor(qb: Any) -> Any:
    one = Vendor()
    one.DisplayName = fresh("Columbus Pipes")
    return one.save(qb=qb)


def sold(amount: float = 100) -> Any:
    """A line as the library makes it: quantity and price stay at nought."""
    line = SalesItemLine()
    line.Amount = amount
    line.SalesItemLineDetail = SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = ref(1)
    return line


def spent(amount: float = 40, account: int = 6) -> Any:
    line = AccountBasedExpenseLine()
    line.Amount = amount
    line.AccountBasedExpenseLineDetail = AccountBasedExpenseLineDetail()
    line.AccountBasedExpenseLineDetail.AccountRef = ref(account)
    return line


def sale(kind: Any, qb: Any, **more: Any) -> Any:
    one = kind()
    one.CustomerRef = ref(customer(qb).Id)
    one.Line.append(sold())
    for name, value in more.items():
        setattr(one, name, value)
    return one
