"""Sales forms: estimates, invoices, receipts, credits, refunds."""

from qbo.sandbox.kinds.kind import DAY, FLAG, NUMBER, TIMES, Field, Kind, choice, reference, text
from qbo.sandbox.kinds.shapes import (
    ACCOUNT,
    ADDRESS,
    CARD,
    CLASS,
    CUSTOM_FIELDS,
    DEPARTMENT,
    EMAIL,
    LINES,
    LINKS,
    MEMO,
    MONEY,
    SALE_DETAILS,
    TAX_DETAIL,
)

DOCUMENT = 21
"""The longest DocNumber (Intuit: 2050 beyond)."""
_FORM: dict[str, Field] = {
    "CustomerRef": reference("Customer"),
    "Line": LINES,
    "BillEmail": EMAIL,
    "BillEmailCc": EMAIL,
    "BillEmailBcc": EMAIL,
    "CustomerMemo": MEMO,
    "PrivateNote": text(4000),
    "TxnDate": DAY,
    "DocNumber": text(DOCUMENT),
    "BillAddr": ADDRESS,
    "ShipAddr": ADDRESS,
    "ShipFromAddr": ADDRESS,
    "ShipDate": DAY,
    "ShipMethodRef": reference(),
    "TrackingNum": text(),
    "SalesTermRef": reference("Term"),
    "CurrencyRef": MONEY,
    "ExchangeRate": NUMBER,
    "EmailStatus": choice("NotSet", "NeedToSend", "EmailSent"),
    "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
    "ApplyTaxAfterDiscount": FLAG,
    "GlobalTaxCalculation": choice("TaxExcluded", "TaxInclusive", "NotApplicable"),
    "CustomField": CUSTOM_FIELDS,
    "TxnTaxDetail": TAX_DETAIL,
    "LinkedTxn": LINKS,
    "ClassRef": CLASS,
    "DepartmentRef": DEPARTMENT,
    "ProjectRef": reference(),
    "RecurDataRef": reference(),
    "TaxExemptionRef": reference(),
    "TransactionLocationType": text(30),
}
_PAID: dict[str, Field] = {
    "PaymentMethodRef": reference("PaymentMethod"),
    "PaymentRefNum": text(21),
    "DepositToAccountRef": ACCOUNT,
    "CreditCardPayment": CARD,
    "PaymentType": text(30),
    "CheckPayment": Field("any"),
}
_WRITTEN = frozenset(
    {
        "TotalAmt", "Balance", "DeliveryInfo", "HomeTotalAmt", "HomeBalance", "FreeFormAddress",
        "TxnSource",
    }
)  # fmt: skip
_ASKED = TIMES | {"Id", "CustomerRef", "TxnDate", "DocNumber"}
_SUMS = _ASKED | {"TotalAmt"}

ESTIMATE = Kind(
    name="Estimate",
    family="sale",
    fields={
        **_FORM,
        "ExpirationDate": DAY,
        "DueDate": DAY,
        "TxnStatus": choice("Pending", "Accepted", "Closed", "Rejected", "Converted"),
        "AcceptedBy": text(100),
        "AcceptedDate": DAY,
    },
    readonly=_WRITTEN,
    required=("CustomerRef",),
    queryable=_ASKED | {"ProjectRef"},
    can=frozenset({"create", "update", "delete", "send", "pdf"}),
    details=SALE_DETAILS,
    numbered=True,
)
INVOICE = Kind(
    name="Invoice",
    family="sale",
    fields={
        **_FORM,
        "DueDate": DAY,
        "Deposit": NUMBER,
        "DepositToAccountRef": ACCOUNT,
        **dict.fromkeys(
            (
                "AllowOnlinePayment", "AllowOnlineCreditCardPayment", "AllowOnlineACHPayment",
                "AllowIPNPayment",
            ),
            FLAG,
        ),
    },
    readonly=_WRITTEN
    | {"InvoiceLink", "InvoiceLinkSecurityCode", "InvoiceLinkExpiryDate", "EInvoiceStatus"},
    required=("CustomerRef",),
    queryable=_SUMS | {"DueDate", "Balance"},
    can=frozenset({"create", "update", "delete", "void", "send", "pdf"}),
    details=SALE_DETAILS,
    numbered=True,
)  # fmt: skip
SALES_RECEIPT = Kind(
    name="SalesReceipt",
    family="sale",
    fields={**_FORM, **_PAID},
    readonly=_WRITTEN,
    queryable=_SUMS | {"Balance"},
    can=frozenset({"create", "update", "delete", "void", "send", "pdf"}),
    details=SALE_DETAILS,
    numbered=True,
)
CREDIT_MEMO = Kind(
    name="CreditMemo",
    family="sale",
    fields={**_FORM, **_PAID},
    readonly=_WRITTEN | {"RemainingCredit"},
    required=("CustomerRef",),
    queryable=_SUMS | {"Balance"},
    can=frozenset({"create", "update", "delete", "send", "pdf"}),
    details=SALE_DETAILS,
    numbered=True,
)
REFUND_RECEIPT = Kind(
    name="RefundReceipt",
    family="sale",
    fields={**_FORM, **_PAID},
    readonly=_WRITTEN,
    required=("DepositToAccountRef",),
    queryable=_SUMS | {"Balance"},
    can=frozenset({"create", "update", "delete", "send", "pdf"}),
    details=SALE_DETAILS,
    numbered=True,
)
