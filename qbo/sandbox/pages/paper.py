"""What every page of the company is made on: templates, one stylesheet, strict headers."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, PackageLoader, select_autoescape

from qbo.sandbox.printing.printed import address, day, dollars

STYLES = "/_pages/books.css"
TABS = {
    "customers": "Customers",
    "estimates": "Estimates",
    "invoices": "Invoices",
    "payments": "Payments",
    "items": "Items",
    "outbox": "Outbox",
    "webhooks": "Webhooks",
    "apps": "Apps",
    "clock": "Clock",
}
Sheet = Callable[..., Response]
"""Makes a page of one company: `page` with the company's info as `business`."""
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'{more}; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def dollars_of(amount: Any) -> str:
    """An amount as it stands in a body."""
    return dollars(Decimal(str(amount or 0)))


def moment(text: str) -> str:
    """A time stamp as people read it."""
    return f"{datetime.fromisoformat(text):%b %-d, %-I:%M %p}" if text else ""


_jinja = Environment(
    loader=PackageLoader("qbo.sandbox.pages"),
    autoescape=select_autoescape(),
    trim_blocks=True,
    lstrip_blocks=True,
)
_jinja.globals |= {"styles": STYLES, "tabs": TABS}
_jinja.filters |= {"dollars": dollars_of, "day": day, "moment": moment, "address": address}


def page(template: str, status: int = 200, *, to: str = "", **values: Any) -> Response:
    """A page; `to` is an origin its forms may lead to besides this one."""
    more = f" {to}" if to else ""
    headers = {
        "Content-Security-Policy": _POLICY.format(more=more),
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(_jinja.get_template(template).render(**values), status, headers=headers)


def stylesheet() -> Response:
    """The one stylesheet."""
    text = files("qbo.sandbox.pages").joinpath("books.css").read_text()
    return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=60"})
