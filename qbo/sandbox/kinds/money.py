"""Money that moves: payments, bill payments, deposits, transfers, journal entries; and time."""

from qbo.sandbox.kinds.kind import (
    ANY_KIND,
    ANYTHING,
    DAY,
    FLAG,
    NUMBER,
    TIMES,
    Deed,
    Field,
    Kind,
    choice,
    many,
    parts,
    reference,
    text,
)
from qbo.sandbox.kinds.sales import DOCUMENT
from qbo.sandbox.kinds.shapes import (
    ACCOUNT,
    BILLABLE,
    CARD,
    CLASS,
    CUSTOM_FIELDS,
    DEPARTMENT,
    ITEM,
    LINES,
    LINKS,
    MONEY,
    TAX_CODE,
    TAX_DETAIL,
)

_MOVED: dict[str, Field] = {
    "TxnDate": DAY,
    "PrivateNote": text(4000),
    "CurrencyRef": MONEY,
    "ExchangeRate": NUMBER,
    "TransactionLocationType": text(30),
    "RecurDataRef": reference(),
}
_ASKED = TIMES | {"Id", "TxnDate"}
_ALL_BUT_VOID: frozenset[Deed] = frozenset({"create", "update", "delete"})

PAYMENT = Kind(
    name="Payment",
    family="money",
    fields={
        **_MOVED,
        "CustomerRef": reference("Customer"),
        "TotalAmt": NUMBER,
        "Line": LINES,
        "LinkedTxn": LINKS,
        "PaymentMethodRef": reference("PaymentMethod"),
        "PaymentRefNum": text(DOCUMENT),
        "DepositToAccountRef": ACCOUNT,
        "ARAccountRef": ACCOUNT,
        "ProcessPayment": FLAG,
        "CreditCardPayment": CARD,
        "TaxExemptionRef": reference(),
        "TxnStatus": text(30),
    },
    readonly=frozenset({"UnappliedAmt", "HomeTotalAmt", "TxnSource"}),
    required=("CustomerRef", "TotalAmt"),
    queryable=_ASKED | {"CustomerRef", "TotalAmt", "PaymentRefNum"},
    can=_ALL_BUT_VOID.union(("void", "send", "pdf")),
)
BILL_PAYMENT = Kind(
    name="BillPayment",
    family="money",
    fields={
        **_MOVED,
        "VendorRef": reference("Vendor"),
        "TotalAmt": NUMBER,
        "Line": LINES,
        "DocNumber": text(DOCUMENT),
        "PayType": choice("Check", "CreditCard"),
        "CheckPayment": parts(BankAccountRef=ACCOUNT, PrintStatus=text(30)),
        "CreditCardPayment": parts(CCAccountRef=ACCOUNT),
        "APAccountRef": ACCOUNT,
        "DepartmentRef": DEPARTMENT,
        "ProcessBillPayment": FLAG,
    },
    readonly=frozenset({"HomeTotalAmt", "UnappliedAmt"}),
    required=("VendorRef", "TotalAmt", "PayType", "Line"),
    queryable=_ASKED | {"VendorRef", "TotalAmt", "DocNumber", "PayType"},
    can=_ALL_BUT_VOID,
)
DEPOSIT = Kind(
    name="Deposit",
    family="money",
    fields={
        **_MOVED,
        "DepositToAccountRef": ACCOUNT,
        "Line": LINES,
        "DocNumber": text(DOCUMENT),
        "DepartmentRef": DEPARTMENT,
        "GlobalTaxCalculation": text(30),
        "CashBack": parts(AccountRef=ACCOUNT, Amount=NUMBER, Memo=text(4000)),
        "AttachableRef": ANYTHING,
        "TxnStatus": text(30),
    },
    readonly=frozenset({"TotalAmt", "HomeTotalAmt", "TxnSource"}),
    required=("DepositToAccountRef", "Line"),
    queryable=_ASKED | {"TotalAmt", "DocNumber", "DepositToAccountRef"},
    can=_ALL_BUT_VOID,
    details=frozenset({"DepositLineDetail"}),
)
TRANSFER = Kind(
    name="Transfer",
    family="money",
    fields={
        **_MOVED,
        "FromAccountRef": ACCOUNT,
        "ToAccountRef": ACCOUNT,
        "Amount": NUMBER,
    },
    readonly=frozenset({"TxnSource"}),
    required=("FromAccountRef", "ToAccountRef", "Amount"),
    queryable=_ASKED,
    can=_ALL_BUT_VOID,
)
CARD_PAYMENT = Kind(
    name="CreditCardPaymentTxn",
    family="money",
    fields={
        **_MOVED,
        "CreditCardAccountRef": ACCOUNT,
        "BankAccountRef": ACCOUNT,
        "VendorRef": reference("Vendor"),
        "Amount": NUMBER,
        "CheckNum": text(DOCUMENT),
        "Memo": text(4000),
        "PrintStatus": text(30),
    },
    required=("CreditCardAccountRef", "BankAccountRef", "Amount"),
    queryable=_ASKED,
    can=_ALL_BUT_VOID,
)
JOURNAL_ENTRY = Kind(
    name="JournalEntry",
    family="money",
    fields={
        **_MOVED,
        "Line": LINES,
        "DocNumber": text(DOCUMENT),
        "Adjustment": FLAG,
        "TxnTaxDetail": TAX_DETAIL,
        "GlobalTaxCalculation": text(30),
    },
    readonly=frozenset({"TotalAmt", "HomeTotalAmt", "TxnSource"}),
    required=("Line",),
    queryable=_ASKED | {"DocNumber"},
    can=_ALL_BUT_VOID,
    details=frozenset({"JournalEntryLineDetail", "DescriptionOnly"}),
    numbered=True,
)
TIME_ACTIVITY = Kind(
    name="TimeActivity",
    family="time",
    fields={
        "TxnDate": DAY,
        "NameOf": choice("Employee", "Vendor"),
        "EmployeeRef": reference("Employee"),
        "VendorRef": reference("Vendor"),
        "CustomerRef": reference("Customer"),
        "ProjectRef": reference(),
        "ItemRef": ITEM,
        "ClassRef": CLASS,
        "DepartmentRef": DEPARTMENT,
        "PayrollItemRef": reference(),
        "BillableStatus": BILLABLE,
        "Taxable": FLAG,
        "HourlyRate": NUMBER,
        "CostRate": NUMBER,
        "Hours": NUMBER,
        "Minutes": NUMBER,
        "Seconds": NUMBER,
        "BreakHours": NUMBER,
        "BreakMinutes": NUMBER,
        "StartTime": text(40),
        "EndTime": text(40),
        "Description": text(4000),
        "TaxCodeRef": TAX_CODE,
        "AttachableRef": ANYTHING,
        "TransactionLocationType": text(30),
    },
    readonly=frozenset({"TimeZone"}),
    required=("NameOf",),
    queryable=_ASKED
    | {"CustomerRef", "EmployeeRef", "VendorRef", "ItemRef", "BillableStatus", "NameOf"},
    can=_ALL_BUT_VOID,
)
ATTACHABLE = Kind(
    name="Attachable",
    family="note",
    fields={
        "Note": text(2000),
        "FileName": text(1000),
        "ContentType": text(100),
        "Category": text(100),
        "Lat": text(30),
        "Long": text(30),
        "PlaceName": text(2000),
        "Tag": text(2000),
        "AttachableRef": many(
            parts(
                EntityRef=reference(ANY_KIND),
                IncludeOnSend=FLAG,
                LineInfo=text(30),
                Inactive=FLAG,
                NoRefOnly=FLAG,
                CustomField=CUSTOM_FIELDS,
            )
        ),
    },
    readonly=frozenset(
        {
            "FileAccessUri", "TempDownloadUri", "Size", "ThumbnailFileAccessUri",
            "ThumbnailTempDownloadUri",
        }
    ),
    queryable=TIMES
    | {
        "Id", "FileName", "Note", "Category", "ContentType", "AttachableRef.EntityRef",
        "AttachableRef.EntityRef.type", "AttachableRef.EntityRef.value",
    },
    can=_ALL_BUT_VOID,
)  # fmt: skip
