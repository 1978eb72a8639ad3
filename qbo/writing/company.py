"""What the company is and how it is set up in QuickBooks, as far as it bears on what is written.

Read at connect, about daily and on demand, never written (Intuit: CompanyInfo, Preferences). Kept
in the store, so that it is there after a restart and while QuickBooks is away.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog

from office.clock import Clock
from office.company_rows import CompanyRows
from qbo.faults import Refused
from qbo.statements import select
from qbo.wire.session import Wire

log = structlog.get_logger()

Body = dict[str, Any]
READ_EVERY = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class CompanyProfile:
    """A company's settings; those of one that was never read are QuickBooks' own defaults.

    `default_terms` is the id of a term; `closed_until` is the last day that can no longer change.
    """

    name: str = ""
    country: str = "US"
    allows_estimates: bool = True
    custom_numbers: bool = False
    takes_payments_online: bool = False
    uses_sales_tax: bool = False
    multi_currency: bool = False
    home_currency: str = "USD"
    default_terms: str = ""
    closed_until: date | None = None
    terms: tuple[tuple[str, str], ...] = ()
    customer_types: tuple[tuple[str, str], ...] = ()

    def term(self, name: str) -> str:
        """The id of a payment term by its name, in any case; "" if there is none."""
        return _named(self.terms, name)

    def customer_type(self, name: str) -> str:
        """The id of a customer type by its name, in any case; types cannot be made by API."""
        return _named(self.customer_types, name)

    @property
    def problem(self) -> str:
        """What the owner has to change in QuickBooks before estimates can be made; "" if nothing.

        Without it QuickBooks refuses every estimate.
        """
        if self.allows_estimates:
            return ""
        return (
            "Estimates are switched off in QuickBooks, so none can be made. Switch them on under "
            "Settings, Account and settings, Sales, Sales form content."
        )

    @classmethod
    def of(cls, kept: Body) -> "CompanyProfile":
        """The profile from what QuickBooks answered."""
        info, prefs = kept["info"], kept["preferences"]
        sales, tax = prefs.get("SalesFormsPrefs") or {}, prefs.get("TaxPrefs") or {}
        money = prefs.get("CurrencyPrefs") or {}
        closed = (prefs.get("AccountingInfoPrefs") or {}).get("BookCloseDate")
        return cls(
            name=str(info.get("CompanyName", "")),
            country=str(info.get("Country") or "US"),
            allows_estimates=sales.get("AllowEstimates", True) is True,
            custom_numbers=sales.get("CustomTxnNumbers") is True,
            takes_payments_online=sales.get("ETransactionPaymentEnabled") is True,
            uses_sales_tax=tax.get("UsingSalesTax") is True,
            multi_currency=money.get("MultiCurrencyEnabled") is True,
            home_currency=str((money.get("HomeCurrency") or {}).get("value") or "USD"),
            default_terms=str((sales.get("DefaultTerms") or {}).get("value") or ""),
            closed_until=date.fromisoformat(str(closed)[:10]) if closed else None,
            terms=_names(kept["terms"]),
            customer_types=_names(kept["customer_types"]),
        )


class Company:
    """The profile of the connected company, read again when it is a day old."""

    def __init__(self, wire: Wire, rows: CompanyRows, clock: Clock) -> None:
        """Keep it in rows of the office."""
        self._wire, self._rows, self._clock = wire, rows, clock
        self._realm = ""
        self.profile = CompanyProfile()
        self.read_at: datetime | None = None

    async def load(self, realm: str) -> None:
        """Take up what was kept of a company when the desk last ran."""
        if self._realm == realm:
            return
        kept = await self._rows.load(realm)
        self.profile = CompanyProfile.of(kept[0]) if kept else CompanyProfile()
        self._realm, self.read_at = realm, kept[1] if kept else None

    async def fresh(self) -> CompanyProfile:
        """The profile, read again if that was a day ago.

        Raises:
            QboError: QuickBooks does not answer; the profile stays as it was.
        """
        if self.read_at is None or self._clock.now() - self.read_at >= READ_EVERY:
            await self.refresh()
        return self.profile

    async def refresh(self) -> CompanyProfile:
        """Read it anew.

        Raises:
            QboError: QuickBooks does not answer; the profile stays as it was.
        """
        realm = self._wire.connection.realm
        kept = {
            "info": await self._wire.read("CompanyInfo", realm),
            "preferences": await self._wire.read_only("Preferences"),
            "terms": await self._listed("Term"),
            "customer_types": await self._listed("CustomerType"),
        }
        self.profile = CompanyProfile.of(kept)
        self._realm, self.read_at = realm, self._clock.now()
        await self._rows.keep(realm, kept)
        log.info("company_read", estimates=self.profile.allows_estimates)
        return self.profile

    async def _listed(self, entity: str) -> list[Body]:
        """The active rows of a short list; none where the edition has no such list."""
        try:
            found = await self._wire.query(select(entity, order="Id"))
        except Refused as error:
            log.info("company_list_missing", entity=entity, code=error.code)
            return []
        return [
            {"Id": str(row["Id"]), "Name": str(row.get("Name", ""))}
            for row in found.get(entity, [])
        ]


def _names(rows: list[Body]) -> tuple[tuple[str, str], ...]:
    return tuple((str(row["Name"]), str(row["Id"])) for row in rows)


def _named(pairs: tuple[tuple[str, str], ...], name: str) -> str:
    wanted = name.strip().casefold()
    return next((number for known, number in pairs if wanted and known.casefold() == wanted), "")
