"""What the company buys: bills, credits, purchases, orders."""

from qbo.sandbox.kinds.kind import (
    DAY,
    FLAG,
    NUMBER,
    TIMES,
    Deed,
    Field,
    Kind,
    choice,
    reference,
    text,
)
from qbo.sandbox.kinds.sales import DOCUMENT
from qbo.sandbox.kinds.shapes import (
    ACCOUNT,
    ADDRESS,
    CUSTOM_FIELDS,
    DEPARTMENT,
    EMAIL,
    EXPENSE_DETAILS,
    LINES,
    LINKS,
    MONEY,
    TAX_DETAIL,
    WHO,
)

_FORM: dict[str, Field] = {
    "Line": LINES,
    "PrivateNote": text(4000),
    "TxnDate": DAY,
    "DocNumber": text(DOCUMENT),
    "CurrencyRef": MONEY,
    "ExchangeRate": NUMBER,
    "GlobalTaxCalculation": choice("TaxExcluded", "TaxInclusive", "NotApplicable"),
    "TxnTaxDetail": TAX_DETAIL,
    "LinkedTxn": LINKS,
    "DepartmentRef": DEPARTMENT,
    "AttachableRef": Field("any"),
    "RecurDataRef": reference(),
    "TransactionLocationType": text(30),
}
_OWED: dict[str, Field] = {
    **_FORM,
    "VendorRef": reference("Vendor"),
    "VendorAddr": ADDRESS,
    "APAccountRef": ACCOUNT,
}
_WRITTEN = frozenset({"TotalAmt", "Balance", "HomeBalance", "HomeTotalAmt", "TxnSource"})
_ASKED = TIMES | {"Id", "TxnDate", "DocNumber", "TotalAmt"}
_ALL_BUT_VOID: frozenset[Deed] = frozenset({"create", "update", "delete"})

BILL = Kind(
    name="Bill",
    family="purchase",
    fields={**_OWED, "DueDate": DAY, "SalesTermRef": reference("Term")},
    readonly=_WRITTEN,
    required=("VendorRef",),
    queryable=_ASKED | {"VendorRef", "DueDate", "Balance", "APAccountRef", "SalesTermRef"},
    can=_ALL_BUT_VOID,
    details=EXPENSE_DETAILS,
)
VENDOR_CREDIT = Kind(
    name="VendorCredit",
    family="purchase",
    # The library sends the accounts of a transfer along.
    fields={**_OWED, "FromAccountRef": ACCOUNT, "ToAccountRef": ACCOUNT},
    readonly=_WRITTEN,
    required=("VendorRef",),
    queryable=_ASKED | {"VendorRef", "Balance"},
    can=_ALL_BUT_VOID,
    details=EXPENSE_DETAILS,
)
PURCHASE = Kind(
    name="Purchase",
    family="purchase",
    fields={
        **_FORM,
        "PaymentType": choice("Cash", "Check", "CreditCard"),
        "AccountRef": ACCOUNT,
        "EntityRef": WHO,
        "PaymentMethodRef": reference("PaymentMethod"),
        "PaymentRefNum": text(21),
        "RemitToAddr": ADDRESS,
        "Credit": FLAG,
        "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
        "PurchaseEx": Field("any"),
        "CheckPayment": Field("any"),
        "CreditCardPayment": Field("any"),
    },
    readonly=_WRITTEN,
    required=("AccountRef",),
    queryable=_ASKED | {"PaymentType", "AccountRef", "EntityRef"},
    can=_ALL_BUT_VOID,
    details=EXPENSE_DETAILS,
)
PURCHASE_ORDER = Kind(
    name="PurchaseOrder",
    family="purchase",
    fields={
        **_OWED,
        "DueDate": DAY,
        "SalesTermRef": reference("Term"),
        "POStatus": choice("Open", "Closed"),
        "Memo": text(4000),
        "ShipAddr": ADDRESS,
        "ShipTo": reference("Customer"),
        "ShipMethodRef": reference(),
        "ClassRef": reference("Class"),
        "TaxCodeRef": reference("TaxCode"),
        "CustomField": CUSTOM_FIELDS,
        "POEmail": EMAIL,
        "EmailStatus": choice("NotSet", "NeedToSend", "EmailSent"),
    },
    readonly=_WRITTEN,
    required=("VendorRef",),
    queryable=_ASKED | {"VendorRef", "DueDate", "POStatus"},
    can=_ALL_BUT_VOID.union(("send", "pdf")),
    details=EXPENSE_DETAILS,
    numbered=True,
)
