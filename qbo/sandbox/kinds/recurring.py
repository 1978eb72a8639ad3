"""Recurring transactions: templates of other entities, with how often they come round.

A template is kept like the form it holds and asked for under one name (Intuit:
RecurringTransaction). The company keeps them; it never makes documents of them by itself.
"""

from dataclasses import replace

from qbo.sandbox.kinds.kind import DAY, FLAG, GONE, NUMBER, TIMES, Kind, choice, parts, text
from qbo.sandbox.kinds.money import DEPOSIT, JOURNAL_ENTRY, TRANSFER
from qbo.sandbox.kinds.purchases import BILL, PURCHASE, PURCHASE_ORDER, VENDOR_CREDIT
from qbo.sandbox.kinds.sales import CREDIT_MEMO, ESTIMATE, INVOICE, REFUND_RECEIPT, SALES_RECEIPT

_SCHEDULE = parts(
    StartDate=DAY,
    EndDate=DAY,
    NextDate=DAY,
    PreviousDate=DAY,
    MaxOccurrences=NUMBER,
    DaysBefore=NUMBER,
    RemindDays=NUMBER,
    IntervalType=choice("Daily", "Weekly", "Monthly", "Yearly"),
    NumInterval=NUMBER,
    DayOfMonth=NUMBER,
    DayOfWeek=text(10),
    WeekOfMonth=NUMBER,
    MonthOfYear=text(10),
)
_INFO = parts(
    Name=text(100),
    Active=FLAG,
    RecurType=choice("Automated", "Reminder", "Unscheduled"),
    ScheduleInfo=_SCHEDULE,
)
NO_TEMPLATE_HAS = ("TxnDate", "DocNumber", "LinkedTxn")
"""What only the documents made of a template get."""

RECURRING = Kind(
    name="RecurringTransaction",
    family="list",
    fields={"Type": text(30)},
    queryable=TIMES | {"Id", "Type", "RecurDataRef"},
)


def _template(form: Kind) -> Kind:
    fields = {**form.fields, "RecurringInfo": _INFO, **dict.fromkeys(NO_TEMPLATE_HAS, GONE)}
    fields.pop("RecurDataRef", None)
    return replace(
        form,
        name=RECURRING.name,
        form=form.name,
        fields=fields,
        readonly=form.readonly | {"RecurDataRef", "Type"},
        required=(*form.required, "RecurringInfo"),
        can=frozenset({"create", "update", "delete"}),
        numbered=False,
    )


TEMPLATES = {
    form.name: _template(form)
    for form in (
        BILL, PURCHASE, CREDIT_MEMO, DEPOSIT, ESTIMATE, INVOICE, JOURNAL_ENTRY, REFUND_RECEIPT,
        SALES_RECEIPT, TRANSFER, VENDOR_CREDIT, PURCHASE_ORDER,
    )
}  # fmt: skip
"""What can recur, by the name it has in a request."""
