"""Sales documents in Intuit's shapes: the bodies of new ones, and what those that exist say. Pure.

A `Line` array is always sent whole: what is left out of it is deleted in silence (seen live).
Sales tax is QuickBooks' own business; a line only says whether its item is taxable.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import Field

from office.values import Email, Money
from qbo.entries import EstimateLine, EstimateState, InvoiceState, NewEstimate
from qbo.naming import latin
from qbo.writing.company import CompanyProfile
from qbo.writing.payloads import (
    LONGEST_EMAIL,
    MARK,
    Mail,
    Number,
    Payload,
    Reference,
    differences,
    mail,
    noted,
    number,
    reference_in,
)

Body = dict[str, Any]
AMOUNTS = ("Amount", "Qty", "UnitPrice")
OF_ITS_DOCUMENT = ("Id", "LineNum")
"""Parts of a line that another document gives it anew."""
SUBTOTAL = "SubTotalLineDetail"
VOIDED = "Voided"
"""How QuickBooks begins the private note of a document that counts for nothing."""


class SalesItem(Payload):
    """What is sold on a line."""

    ItemRef: Reference
    Qty: Number
    UnitPrice: Number
    TaxCodeRef: Reference | None = None
    ServiceDate: date | None = None


class SalesLine(Payload):
    """One line; the amount is quantity times price, or QuickBooks refuses with 6070."""

    Description: str | None = Field(None, max_length=4000)
    Amount: Number
    DetailType: str = "SalesItemLineDetail"
    SalesItemLineDetail: SalesItem


class Memo(Payload):
    """What is printed for the customer."""

    value: str = Field(max_length=1000)


class Estimate(Payload):
    """A new estimate with all of its lines."""

    CustomerRef: Reference
    Line: list[SalesLine] = Field(min_length=1)
    BillEmail: Mail | None = None
    CustomerMemo: Memo | None = None
    ExpirationDate: date | None = None
    CurrencyRef: Reference | None = None
    PrivateNote: str = Field(max_length=4000)


class Link(Payload):
    """Another document that this one belongs to."""

    TxnId: str
    TxnType: str


class Invoice(Payload):
    """A new invoice of an estimate; lines without `SalesLine`'s shape are the estimate's own."""

    CustomerRef: Reference
    Line: list[dict[str, Any]] = Field(min_length=1)
    BillEmail: Mail | None = None
    CustomerMemo: Memo | None = None
    SalesTermRef: Reference | None = None
    CurrencyRef: Reference | None = None
    PrivateNote: str = Field(max_length=4000)
    LinkedTxn: list[Link]


class PaymentLine(Payload):
    """How much of a payment is for which document."""

    Amount: Number
    LinkedTxn: list[Link]


class Payment(Payload):
    """A payment that was received."""

    CustomerRef: Reference
    TotalAmt: Number
    CurrencyRef: Reference | None = None
    PrivateNote: str = Field(max_length=4000)
    Line: list[PaymentLine]


def estimate_payload(new: NewEstimate, reference: str, company: CompanyProfile) -> Body:
    """The body of a new estimate; the e-mail is always set, QuickBooks does not fill it in."""
    return Estimate(
        CustomerRef=Reference(value=new.customer_id),
        Line=[_line(line, company) for line in new.lines],
        BillEmail=mail(new.bill_email),
        CustomerMemo=Memo(value=latin(new.memo)[:1000]) if new.memo else None,
        ExpirationDate=new.expires,
        CurrencyRef=_currency(company),
        PrivateNote=noted(new.private_note, reference, 4000),
    ).body


def estimate_kept_otherwise(new: NewEstimate) -> tuple[str, ...]:
    """What QuickBooks cannot keep of an estimate's texts as they are, a few words each."""
    body = estimate_payload(new, "", CompanyProfile())
    note = body["PrivateNote"].removeprefix(f"{MARK} ").rpartition(" (ref ")[0]
    pairs = [
        ("memo", new.memo, (body.get("CustomerMemo") or {}).get("value", "")),
        ("note", new.private_note.strip(), note if new.private_note.strip() else ""),
        ("e-mail", new.bill_email.address if new.bill_email else "", _mailed_to(body)),
    ]
    for line, kept in zip(new.lines, body["Line"], strict=True):
        pairs.append(("description", line.description, kept.get("Description", "")))
    return differences(pairs)


def invoice_payload(
    estimate: Body,
    lines: Sequence[EstimateLine],
    to: Email | None,
    reference: str,
    company: CompanyProfile,
    terms: str = "",
) -> Body:
    """The body of an estimate's invoice: always all lines, the quoted ones if none are given.

    `terms` is the id of a payment term; the estimate's own comes next, then the company's.
    """
    address = to.address if to else (estimate.get("BillEmail") or {}).get("Address")
    memo = (estimate.get("CustomerMemo") or {}).get("value")
    own = (estimate.get("SalesTermRef") or {}).get("value")
    term = terms or own or company.default_terms
    return Invoice(
        CustomerRef=Reference(value=estimate["CustomerRef"]["value"]),
        Line=sales_lines(lines, company) or quoted_lines(estimate),
        BillEmail=Mail(Address=address) if address and len(address) <= LONGEST_EMAIL else None,
        CustomerMemo=Memo(value=memo) if memo else None,
        SalesTermRef=Reference(value=term) if term else None,
        CurrencyRef=_currency(company),
        PrivateNote=noted("", reference, 4000),
        LinkedTxn=[Link(TxnId=str(estimate["Id"]), TxnType="Estimate")],
    ).body


def payment_payload(invoice: Body, amount: Money, reference: str, company: CompanyProfile) -> Body:
    """The body of a payment for one invoice; what goes beyond it stays the customer's credit."""
    applied = min(amount, money(invoice, "Balance"))
    return Payment(
        CustomerRef=Reference(value=invoice["CustomerRef"]["value"]),
        TotalAmt=amount.amount,
        CurrencyRef=_currency(company),
        PrivateNote=noted("", reference, 4000),
        Line=[
            PaymentLine(
                Amount=applied.amount,
                LinkedTxn=[Link(TxnId=str(invoice["Id"]), TxnType="Invoice")],
            )
        ],
    ).body


def sales_lines(lines: Sequence[EstimateLine], company: CompanyProfile) -> list[Body]:
    """Lines of ours as bodies."""
    return [_line(line, company).body for line in lines]


def kept_lines(document: Body) -> list[Body]:
    """All lines of a document as they are, to be sent with a change of something else."""
    return [_copied(line, without=()) for line in _own(document)]


def quoted_lines(document: Body) -> list[Body]:
    """All lines of a document, for another document."""
    return [_copied(line, without=OF_ITS_DOCUMENT) for line in _own(document)]


def sold(lines: Sequence[Body]) -> list[tuple[str, Decimal, Decimal, Decimal, str]]:
    """What lines say, comparable: item, quantity, price, amount and description."""
    return [
        (
            str(detail.get("ItemRef", {}).get("value", "")),
            Decimal(str(detail.get("Qty", 0))),
            Decimal(str(detail.get("UnitPrice", 0))),
            Decimal(str(line.get("Amount", 0))),
            str(line.get("Description", "")),
        )
        for line in lines
        if (detail := line.get("SalesItemLineDetail") or {}) or line["DetailType"] != SUBTOTAL
    ]


def estimate_state(body: Body) -> EstimateState:
    """What an estimate says."""
    invoices = linked(body, "Invoice")
    return EstimateState(
        id=str(body["Id"]),
        doc_number=str(body.get("DocNumber") or ""),
        customer_id=str(body["CustomerRef"]["value"]),
        status=str(body.get("TxnStatus") or "Pending"),
        total=money(body, "TotalAmt"),
        tax=tax_of(body),
        expires=_day(body, "ExpirationDate"),
        accepted_by=str(body.get("AcceptedBy") or ""),
        accepted_on=_day(body, "AcceptedDate"),
        invoice_id=invoices[0] if invoices else "",
        mailed=body.get("EmailStatus") == "EmailSent",
        ours=is_ours(body),
    )


def invoice_state(body: Body) -> InvoiceState:
    """What an invoice says."""
    return InvoiceState(
        id=str(body["Id"]),
        doc_number=str(body.get("DocNumber") or ""),
        customer_id=str(body["CustomerRef"]["value"]),
        total=money(body, "TotalAmt"),
        tax=tax_of(body),
        balance=money(body, "Balance"),
        due=_day(body, "DueDate"),
        mailed=body.get("EmailStatus") == "EmailSent",
        voided=is_voided(body),
        ours=is_ours(body),
    )


def linked(body: Body, kind: str) -> list[str]:
    """The ids of the documents of a kind that this one belongs to."""
    links = body.get("LinkedTxn") or []
    return [str(link["TxnId"]) for link in links if link.get("TxnType") == kind]


def is_ours(body: Body) -> bool:
    """Whether a document carries our mark; no other one is ever changed."""
    return bool(reference_in(str(body.get("PrivateNote") or "")))


def is_voided(body: Body) -> bool:
    """Whether a document counts for nothing any more."""
    note = str(body.get("PrivateNote") or "")
    return note.startswith(VOIDED) and not money(body, "TotalAmt").cents


def tax_of(body: Body) -> Money:
    """The sales tax QuickBooks has computed."""
    return money(body.get("TxnTaxDetail") or {}, "TotalTax")


def money(body: Body, name: str) -> Money:
    """An amount of a document."""
    return Money(Decimal(str(body.get(name) or 0)))


def _own(document: Body) -> list[Body]:
    return [line for line in document["Line"] if line["DetailType"] != SUBTOTAL]


def _copied(part: Body, *, without: tuple[str, ...]) -> Body:
    """A part of a line; amounts read from an answer are numbers again."""
    copy: Body = {}
    for name, value in part.items():
        if name in AMOUNTS:
            copy[name] = number(Decimal(str(value)))
        elif name not in without:
            copy[name] = _copied(value, without=without) if isinstance(value, dict) else value
    return copy


def _line(line: EstimateLine, company: CompanyProfile) -> SalesLine:
    return SalesLine(
        Description=latin(line.description)[:4000] or None,
        Amount=line.amount.amount,
        SalesItemLineDetail=SalesItem(
            ItemRef=Reference(value=line.item_id, name=latin(line.item_name)),
            Qty=line.quantity,
            UnitPrice=line.unit_price,
            TaxCodeRef=_tax_code(company, taxed=line.taxable),
            ServiceDate=line.done_on,
        ),
    )


def _tax_code(company: CompanyProfile, *, taxed: bool) -> Reference | None:
    """TAX or NON, as companies in the US say it; elsewhere the item's own code applies.

    Who is exempt is QuickBooks' to know: it takes no tax of them on a taxable line either.
    """
    if not company.uses_sales_tax or company.country not in ("US", "USA"):
        return None
    return Reference(value="TAX" if taxed else "NON")


def _currency(company: CompanyProfile) -> Reference | None:
    """Required where several currencies are in use; we only sell in the company's own."""
    return Reference(value=company.home_currency) if company.multi_currency else None


def _mailed_to(body: Body) -> str:
    return str((body.get("BillEmail") or {}).get("Address", ""))


def _day(body: Body, name: str) -> date | None:
    given = str(body.get(name) or "")
    return date.fromisoformat(given[:10]) if given else None
