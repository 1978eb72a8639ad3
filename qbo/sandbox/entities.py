"""What each entity may hold, its limits, and what the company fills in by itself."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from qbo.sandbox.faults import Refusal

Body = dict[str, Any]

_COMMON = {"Id", "SyncToken", "sparse", "domain", "MetaData"}
_PHONES = {"PrimaryPhone", "Mobile", "AlternatePhone", "Fax"}
_NAME_FIELDS = {
    "DisplayName", "Title", "GivenName", "MiddleName", "FamilyName", "Suffix", "CompanyName",
    "PrintOnCheckName", "Active", "PrimaryEmailAddr", "WebAddr", "BillAddr", "ShipAddr", "Notes",
    *_PHONES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kind:
    """One entity: its writable fields and the longest texts they take."""

    name: str
    writable: frozenset[str]
    readonly: frozenset[str]
    limits: dict[str, int]
    transaction: bool = False


CUSTOMER = Kind(
    "Customer",
    frozenset(
        {
            *_NAME_FIELDS, "CustomerTypeRef", "PreferredDeliveryMethod", "Taxable", "Job",
            "ParentRef", "BillWithParent", "SalesTermRef", "PaymentMethodRef", "CurrencyRef",
            "DefaultTaxCodeRef", "ResaleNum",
        }
    ),
    frozenset({"FullyQualifiedName", "Balance", "BalanceWithJobs", "Level", "V4IDPseudonym"}),
    {
        "DisplayName": 500, "Title": 16, "Suffix": 16, "GivenName": 100, "MiddleName": 100,
        "FamilyName": 100, "CompanyName": 100, "PrintOnCheckName": 110, "Notes": 2000,
    },
)  # fmt: skip
VENDOR = Kind("Vendor", frozenset(_NAME_FIELDS), frozenset({"Balance"}), {"DisplayName": 500})
EMPLOYEE = Kind("Employee", frozenset(_NAME_FIELDS), frozenset(), {"DisplayName": 500})
ITEM = Kind(
    "Item",
    frozenset(
        {
            "Name", "Sku", "Description", "Active", "Type", "UnitPrice", "Taxable",
            "IncomeAccountRef", "SalesTaxCodeRef", "TrackQtyOnHand", "ParentRef", "SubItem",
        }
    ),
    frozenset({"FullyQualifiedName", "Level"}),
    {"Name": 100, "Sku": 100, "Description": 4000},
)  # fmt: skip
ESTIMATE = Kind(
    "Estimate",
    frozenset(
        {
            "CustomerRef", "Line", "BillEmail", "CustomerMemo", "PrivateNote", "TxnDate",
            "DocNumber", "ExpirationDate", "TxnStatus", "AcceptedBy", "AcceptedDate", "BillAddr",
            "ShipAddr", "SalesTermRef", "DueDate", "CurrencyRef", "EmailStatus", "PrintStatus",
            "ApplyTaxAfterDiscount", "CustomField", "TxnTaxDetail", "LinkedTxn", "ClassRef",
            "BillEmailCc", "BillEmailBcc",
        }
    ),
    frozenset({"TotalAmt", "DeliveryInfo", "HomeTotalAmt", "FreeFormAddress"}),
    {"DocNumber": 21, "PrivateNote": 4000},
    transaction=True,
)  # fmt: skip
INVOICE = Kind(
    "Invoice",
    frozenset(
        {
            "CustomerRef", "Line", "BillEmail", "CustomerMemo", "PrivateNote", "TxnDate",
            "DocNumber", "DueDate", "SalesTermRef", "BillAddr", "ShipAddr", "CurrencyRef",
            "EmailStatus", "PrintStatus", "ApplyTaxAfterDiscount", "CustomField", "TxnTaxDetail",
            "LinkedTxn", "ClassRef", "BillEmailCc", "BillEmailBcc", "Deposit",
            "AllowOnlinePayment", "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment",
            "AllowIPNPayment",
        }
    ),
    frozenset({"TotalAmt", "Balance", "DeliveryInfo", "HomeTotalAmt", "InvoiceLink"}),
    {"DocNumber": 21, "PrivateNote": 4000},
    transaction=True,
)  # fmt: skip
PAYMENT = Kind(
    "Payment",
    frozenset(
        {
            "CustomerRef", "TotalAmt", "TxnDate", "PaymentMethodRef", "PaymentRefNum",
            "DepositToAccountRef", "ProcessPayment", "PrivateNote", "Line", "CurrencyRef",
        }
    ),
    frozenset({"UnappliedAmt", "HomeTotalAmt"}),
    {"PaymentRefNum": 21, "PrivateNote": 4000},
    transaction=True,
)  # fmt: skip
KINDS = {
    kind.name.lower(): kind
    for kind in (CUSTOMER, VENDOR, EMPLOYEE, ITEM, ESTIMATE, INVOICE, PAYMENT)
}
_ADDRESS = {
    "Id", "Line1", "Line2", "Line3", "Line4", "Line5", "City", "Country", "PostalCode",
    "CountrySubDivisionCode",
}  # fmt: skip
_LINE = {
    "Id", "LineNum", "Description", "Amount", "DetailType", "SalesItemLineDetail",
    "SubTotalLineDetail", "DescriptionLineDetail", "LinkedTxn",
}  # fmt: skip
_DETAIL = {
    "ItemRef", "Qty", "UnitPrice", "TaxCodeRef", "ServiceDate", "ClassRef", "ItemAccountRef",
}  # fmt: skip
_NESTED = {
    "PrimaryEmailAddr": {"Address"}, "BillEmail": {"Address"}, "WebAddr": {"URI"},
    "CustomerMemo": {"value"}, "BillAddr": _ADDRESS, "ShipAddr": _ADDRESS,
    **{phone: {"FreeFormNumber"} for phone in _PHONES},
}  # fmt: skip
_NESTED_LIMITS = {
    ("PrimaryEmailAddr", "Address"): 100, ("BillEmail", "Address"): 100,
    ("CustomerMemo", "value"): 1000, ("BillAddr", "Line1"): 500, ("BillAddr", "City"): 255,
    ("BillAddr", "PostalCode"): 30,
    **{(phone, "FreeFormNumber"): 30 for phone in _PHONES},
}  # fmt: skip
CENT = Decimal("0.01")


def check(kind: Kind, body: Body) -> Body:
    """The writable part of a request.

    Raises:
        Refusal: 2010 for unknown properties, 2050 for lengths, 6000 for malformed values.
    """
    kept: Body = {}
    for name, value in body.items():
        if name in _COMMON or name in kind.readonly:
            continue
        if name not in kind.writable:
            raise Refusal("2010", f"Property Name:{name} specified is unsupported or invalid")
        _known_parts(name, value)
        _short_enough(kind, name, value)
        kept[name] = value
    return kept


def lines(kind: Kind, body: Body) -> None:
    """Check the lines of a transaction.

    Raises:
        Refusal: 2020 without lines, 2010 for unknown parts, 6070 for wrong arithmetic.
    """
    given = body.get("Line")
    if not isinstance(given, list) or not given:
        raise Refusal("2020", "Required parameter Line is missing in the request", "Line")
    for line in given:
        _line(line)


def total(body: Body) -> Decimal:
    """The sum of a transaction's own lines."""
    return sum(
        (_amount(line) for line in body["Line"] if line["DetailType"] == "SalesItemLineDetail"),
        Decimal(0),
    )


def _line(line: Body) -> None:
    for name in line:
        if name not in _LINE:
            raise Refusal("2010", f"Property Name:{name} specified is unsupported or invalid")
    if len(str(line.get("Description", ""))) > 4000:
        raise _too_long(4000, len(line["Description"]))
    if line.get("DetailType") != "SalesItemLineDetail":
        return
    detail = line.get("SalesItemLineDetail") or {}
    for name in detail:
        if name not in _DETAIL:
            raise Refusal("2010", f"Property Name:{name} specified is unsupported or invalid")
    if "Amount" not in line:
        raise Refusal("2020", "Required parameter Amount is missing in the request", "Amount")
    if "Qty" in detail and "UnitPrice" in detail:
        exact = number_of(detail["Qty"]) * number_of(detail["UnitPrice"])
        if exact.quantize(CENT, ROUND_HALF_UP) != _amount(line):
            raise Refusal("6070", "Amount is not equal to UnitPrice * Qty.", "Amount")


def _amount(line: Body) -> Decimal:
    return number_of(line["Amount"]).quantize(CENT, ROUND_HALF_UP)


def number_of(value: object) -> Decimal:
    """A number of a request, exactly as it is written.

    Raises:
        Refusal: 2010 for what is none.
    """
    try:
        return Decimal(str(value))
    except InvalidOperation as error:
        raise Refusal("2010", f"{value} is not a number") from error


def _known_parts(name: str, value: object) -> None:
    allowed = _NESTED.get(name)
    if allowed is None or not isinstance(value, dict):
        return
    for part in value:
        if part not in allowed:
            raise Refusal(
                "2010", f"Property Name:{name}.{part} specified is unsupported or invalid"
            )


def _short_enough(kind: Kind, name: str, value: object) -> None:
    if isinstance(value, str) and len(value) > kind.limits.get(name, 4000):
        raise _too_long(kind.limits.get(name, 4000), len(value))
    if not isinstance(value, dict):
        return
    for part, text in value.items():
        limit = _NESTED_LIMITS.get((name, part))
        if limit is not None and len(str(text)) > limit:
            raise _too_long(limit, len(str(text)))
    if name in ("PrimaryEmailAddr", "BillEmail"):
        address = str(value.get("Address", ""))
        if "@" not in address or "." not in address:
            raise Refusal("6000", "Email Address does not conform to the RFC 822 format.", name)


def _too_long(limit: int, length: int) -> Refusal:
    return Refusal("2050", f"Min:0 Max:{limit} supported. Supplied length:{length}")
