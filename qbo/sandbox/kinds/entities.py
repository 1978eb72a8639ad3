"""Every entity of the company by the name its address has."""

from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.kinds.lists import (
    ACCOUNT_KIND,
    BUDGET,
    CLASS,
    COMPANY_CURRENCY,
    CUSTOMER_TYPE,
    DEPARTMENT,
    EXCHANGE_RATE,
    ITEM_KIND,
    PAYMENT_METHOD,
    TAX_AGENCY,
    TAX_CODE_KIND,
    TAX_RATE,
    TERM,
)
from qbo.sandbox.kinds.money import (
    ATTACHABLE,
    BILL_PAYMENT,
    CARD_PAYMENT,
    DEPOSIT,
    JOURNAL_ENTRY,
    PAYMENT,
    TIME_ACTIVITY,
    TRANSFER,
)
from qbo.sandbox.kinds.people import CUSTOMER, EMPLOYEE, VENDOR
from qbo.sandbox.kinds.purchases import BILL, PURCHASE, PURCHASE_ORDER, VENDOR_CREDIT
from qbo.sandbox.kinds.recurring import RECURRING
from qbo.sandbox.kinds.sales import CREDIT_MEMO, ESTIMATE, INVOICE, REFUND_RECEIPT, SALES_RECEIPT

__all__ = [
    "ATTACHABLE",
    "CREDIT_MEMO",
    "CUSTOMER",
    "EMPLOYEE",
    "ESTIMATE",
    "INVOICE",
    "ITEM",
    "KINDS",
    "PAYMENT",
    "VENDOR",
    "Kind",
]
ITEM = ITEM_KIND
KINDS: dict[str, Kind] = {
    kind.name.lower(): kind
    for kind in (
        CUSTOMER, VENDOR, EMPLOYEE, ITEM_KIND, ACCOUNT_KIND, TERM, PAYMENT_METHOD, CLASS,
        DEPARTMENT, CUSTOMER_TYPE, COMPANY_CURRENCY, TAX_CODE_KIND, TAX_RATE, TAX_AGENCY, BUDGET,
        ESTIMATE, INVOICE, SALES_RECEIPT, CREDIT_MEMO, REFUND_RECEIPT, BILL, VENDOR_CREDIT,
        PURCHASE, PURCHASE_ORDER, PAYMENT, BILL_PAYMENT, DEPOSIT, TRANSFER, CARD_PAYMENT,
        JOURNAL_ENTRY, TIME_ACTIVITY, ATTACHABLE, EXCHANGE_RATE, RECURRING,
    )
}  # fmt: skip
# Intuit's address and name differ for this one.
KINDS["creditcardpayment"] = CARD_PAYMENT
