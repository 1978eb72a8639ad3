"""The mirror: customers and items as QuickBooks last sent them, found without any request.

QuickBooks cannot be asked for a phone number, and a ringing phone cannot wait for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import structlog

from office.mirror_rows import MirrorRows
from office.values import Address, BadEmail, Email, Phone
from qbo.phonebook import keys
from qbo.session import Wire

log = structlog.get_logger()

PAGE = 1000
_PHONES = ("PrimaryPhone", "Mobile", "AlternatePhone")


@dataclass(frozen=True, slots=True)
class MirroredCustomer:
    """A customer as QuickBooks has it; `phones` are E.164 keys."""

    id: str
    display_name: str
    given_name: str
    family_name: str
    company: str
    emails: tuple[Email, ...]
    phones: tuple[str, ...]
    address: Address | None
    active: bool


@dataclass(frozen=True, slots=True)
class MirroredItem:
    """An item that can be sold."""

    id: str
    name: str
    unit_price: Decimal
    active: bool


class Mirror:
    """One company's customers and items, in memory and on disk."""

    def __init__(
        self, customers: MirrorRows, items: MirrorRows, *, region: str = "US", area_code: str = ""
    ) -> None:
        """Keep rows in the office; numbers are read as typed in a region."""
        self._customer_rows, self._item_rows = customers, items
        self._region, self._area_code = region, area_code
        self._customers: dict[str, MirroredCustomer] = {}
        self._by_phone: dict[str, dict[str, None]] = {}
        self._by_email: dict[str, dict[str, None]] = {}
        self._by_name: dict[str, dict[str, None]] = {}
        self._items: dict[str, MirroredItem] = {}

    def by_phone(self, phone: Phone) -> tuple[MirroredCustomer, ...]:
        """Everybody with a number, in any of their phone fields."""
        return self._get(self._by_phone, phone.e164)

    def by_email(self, email: Email) -> tuple[MirroredCustomer, ...]:
        """Everybody with an address."""
        return self._get(self._by_email, email.address)

    def by_name(self, display_name: str) -> tuple[MirroredCustomer, ...]:
        """Everybody with a display name, in any case."""
        return self._get(self._by_name, _folded(display_name))

    def customer(self, number: str) -> MirroredCustomer | None:
        """The customer with an id."""
        return self._customers.get(number)

    def item(self, name: str) -> MirroredItem | None:
        """The item of a name, in any case."""
        return self._items.get(_folded(name))

    @property
    def counts(self) -> tuple[int, int]:
        """How many customers and items there are."""
        return len(self._customers), len(self._items)

    async def load(self, realm: str) -> None:
        """Take up what an earlier process kept."""
        self._take_customers(await self._customer_rows.load(realm))
        self._take_items(await self._item_rows.load(realm))

    async def refresh(self, wire: Wire) -> None:
        """Read everything anew, page by page, and check the count.

        Raises:
            QboError: QuickBooks did not answer; what was known stays.
        """
        realm = wire.connection.realm
        customers = await _all(wire, "Customer")
        items = await _all(wire, "Item")
        await self._customer_rows.replace_all(realm, customers)
        await self._item_rows.replace_all(realm, items)
        for index in (self._customers, self._by_phone, self._by_email, self._by_name, self._items):
            index.clear()
        self._take_customers(customers)
        self._take_items(items)
        log.info("mirror_refreshed", customers=len(customers), items=len(items))

    async def keep_customer(self, realm: str, body: dict[str, Any]) -> MirroredCustomer:
        """Take up an answer of ours at once: what was written is found from now on."""
        await self._customer_rows.upsert(realm, body)
        self._take_customers([body])
        return self._customers[body["Id"]]

    def _get(self, index: dict[str, dict[str, None]], key: str) -> tuple[MirroredCustomer, ...]:
        return tuple(self._customers[number] for number in index.get(key, ()))

    def _take_customers(self, bodies: Iterable[dict[str, Any]]) -> None:
        for body in bodies:
            self._drop(body["Id"])
            customer = self._read(body)
            self._customers[customer.id] = customer
            for phone in customer.phones:
                self._by_phone.setdefault(phone, {})[customer.id] = None
            for email in customer.emails:
                self._by_email.setdefault(email.address, {})[customer.id] = None
            self._by_name.setdefault(_folded(customer.display_name), {})[customer.id] = None

    def _drop(self, number: str) -> None:
        old = self._customers.pop(number, None)
        if old is None:
            return
        for phone in old.phones:
            self._by_phone[phone].pop(number, None)
        for email in old.emails:
            self._by_email[email.address].pop(number, None)
        self._by_name[_folded(old.display_name)].pop(number, None)

    def _read(self, body: dict[str, Any]) -> MirroredCustomer:
        texts = [str((body.get(name) or {}).get("FreeFormNumber", "")) for name in _PHONES]
        phones = dict.fromkeys(
            key
            for text in texts
            for key in keys(text, region=self._region, area_code=self._area_code)
        )
        return MirroredCustomer(
            id=body["Id"],
            display_name=body.get("DisplayName", ""),
            given_name=body.get("GivenName", ""),
            family_name=body.get("FamilyName", ""),
            company=body.get("CompanyName", ""),
            emails=_emails(body),
            phones=tuple(phones),
            address=_address(body),
            active=body.get("Active", True) is not False,
        )

    def _take_items(self, bodies: Iterable[dict[str, Any]]) -> None:
        for body in bodies:
            item = MirroredItem(
                id=body["Id"],
                name=body["Name"],
                unit_price=Decimal(str(body.get("UnitPrice", 0))),
                active=body.get("Active", True) is not False,
            )
            self._items[_folded(item.name)] = item


async def _all(wire: Wire, entity: str) -> list[dict[str, Any]]:
    """Every row by ascending key; paging by offset would skip rows while others are added."""
    found: list[dict[str, Any]] = []
    last = "0"
    while True:
        answer = await wire.query(
            f"SELECT * FROM {entity} WHERE Active IN (true,false) AND Id > '{last}' "
            f"ORDERBY Id MAXRESULTS {PAGE}"
        )
        page = answer.get(entity, [])
        found.extend(page)
        if len(page) < PAGE:
            break
        last = page[-1]["Id"]
    count = await wire.query(f"SELECT COUNT(*) FROM {entity} WHERE Active IN (true,false)")
    if count.get("totalCount") != len(found):
        log.warning("mirror_count_differs", entity=entity, read=len(found))
    return found


def _emails(body: dict[str, Any]) -> tuple[Email, ...]:
    text = (body.get("PrimaryEmailAddr") or {}).get("Address", "")
    found = []
    for part in str(text).split(","):
        try:
            found.append(Email.parse(part))
        except BadEmail:
            continue
    return tuple(found)


def _address(body: dict[str, Any]) -> Address | None:
    kept = body.get("BillAddr") or {}
    if not kept.get("Line1"):
        return None
    return Address(
        kept["Line1"],
        kept.get("Line2", ""),
        kept.get("City", ""),
        kept.get("CountrySubDivisionCode", ""),
        kept.get("PostalCode", ""),
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
