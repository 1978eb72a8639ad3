"""What the company's OAuth keeps: applications, and what each was granted."""

import hmac
import json
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from qbo.sandbox.ledger import Ledger

EMBEDDED = "Frontdesk"
ACCOUNTING = "com.intuit.quickbooks.accounting"
SCOPES = {
    ACCOUNTING: "See and change the books of this company",
    "openid": "Know who you are",
    "profile": "See your name",
    "email": "See your e-mail address",
    "phone": "See your phone number",
    "address": "See your address",
}
"""Every scope that can be asked for, in words for its page."""
_NEAR = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class App:
    """A registered application."""

    id: str
    secret: str
    name: str
    redirects: list[str] = field(default_factory=list)
    """Where a consent may lead, to the letter; none means anywhere on this machine."""

    def may_lead_to(self, redirect: str) -> bool:
        """Whether an address is one of the registered ones."""
        if self.redirects:
            return redirect in self.redirects
        parts = urlsplit(redirect)
        return parts.scheme == "http" and parts.hostname in _NEAR and not parts.fragment


@dataclass(frozen=True, slots=True)
class Grant:
    """What an owner allowed an application: which company, what, and when."""

    app: str
    realm: str
    scopes: list[str]
    since: str
    generation: int
    """How often the owner had disconnected the application by then."""
    id: str = field(default_factory=lambda: secrets.token_hex(8))


class Apps:
    """The registered applications; the desk's own is made at first."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in a ledger."""
        self._ledger = ledger
        if not ledger.fact("client"):
            client = {"id": "EMBEDDED" + secrets.token_hex(12), "secret": secrets.token_hex(20)}
            ledger.remember("client", json.dumps(client))

    @property
    def own(self) -> App:
        """The desk's own."""
        kept = json.loads(self._ledger.fact("client"))
        return App(kept["id"], kept["secret"], EMBEDDED)

    def register(self, name: str, redirects: list[str]) -> App:
        """Make another one."""
        app = App("APP" + secrets.token_hex(12), secrets.token_hex(20), name, redirects)
        others = [asdict(one) for one in self._others()]
        self._ledger.remember("apps", json.dumps([*others, asdict(app)]))
        return app

    def all(self) -> list[App]:
        """Every application, the desk's own first."""
        return [self.own, *self._others()]

    def find(self, client_id: str) -> App | None:
        """The application with an id."""
        return next((one for one in self.all() if one.id == client_id), None)

    def known(self, client_id: str, secret: str) -> App | None:
        """The application with an id and the right secret."""
        app = self.find(client_id)
        good = app is not None and hmac.compare_digest(app.secret.encode(), secret.encode())
        return app if good else None

    def _others(self) -> list[App]:
        kept: list[dict[str, Any]] = json.loads(self._ledger.fact("apps", "[]"))
        return [App(**one) for one in kept]
