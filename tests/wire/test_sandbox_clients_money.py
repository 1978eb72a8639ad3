"""Client libraries work: purchases, payments and other money over python-quickbooks."""

from collections.abc import Iterator
from typing import Any

import pytest
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.bill import Bill
from quickbooks.objects.billpayment import BillPayment, BillPaymentLine, CheckPayment
from quickbooks.objects.creditcardpayment_entity import CreditCardPayment
from quickbooks.objects.deposit import Deposit, DepositLine, DepositLineDetail
from quickbooks.objects.detailline import (
    ItemBasedExpenseLine,
    ItemBasedExpenseLineDetail,
)
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.journalentry import JournalEntry, JournalEntryLine, JournalEntryLineDetail
from quickbooks.objects.payment import Payment, PaymentLine
from quickbooks.objects.purchase import Purchase
from quickbooks.objects.purchaseorder import PurchaseOrder
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.transfer import Transfer
from quickbooks.objects.vendorcredit import VendorCredit

from tests.wire.library_client import connected, ref, sale, spent, vendor

pytestmark = pytest.mark.wire


@pytest.fixture(scope="module")
def qb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with connected(tmp_path_factory.mktemp("company")) as client:
        yield client


def paid(qb: Any, invoice: Any, amount: float) -> Any:
    one, line = Payment(), PaymentLine()
    one.TotalAmt, one.CustomerRef = amount, invoice.CustomerRef
    line.Amount = amount
    line.LinkedTxn.append(invoice.to_linked_txn())
    one.Line.append(line)
    return one.save(qb=qb)


def test_payment_settles_and_is_voided(qb: Any) -> None:
    invoice = sale(Invoice, qb).save(qb=qb)
    payment = paid(qb, invoice, 100)
    assert Invoice.get(invoice.Id, qb=qb).Balance == 0
    payment.void(qb=qb)
    assert Invoice.get(invoice.Id, qb=qb).Balance == 100


def test_invoice_and_receipt_are_voided(qb: Any) -> None:
    for kind in (Invoice, SalesReceipt):
        saved = sale(kind, qb).save(qb=qb)
        saved.void(qb=qb)
        now = kind.get(saved.Id, qb=qb)
        assert (now.TotalAmt, now.PrivateNote) == (0, "Voided")


def test_bill_payment_and_its_bill(qb: Any) -> None:
    bill = Bill()
    bill.VendorRef = ref(vendor(qb).Id)
    bill.Line.append(spent())
    saved = bill.save(qb=qb)
    assert (saved.TotalAmt, saved.Balance) == (40, 40)
    one, line = BillPayment(), BillPaymentLine()
    one.VendorRef, one.PayType, one.TotalAmt = saved.VendorRef, "Check", 40
    one.CheckPayment = CheckPayment()
    one.CheckPayment.BankAccountRef = ref(2)
    line.Amount = 40
    line.LinkedTxn.append(saved.to_linked_txn())
    one.Line.append(line)
    payment = one.save(qb=qb)
    assert Bill.get(saved.Id, qb=qb).Balance == 0
    with pytest.raises(QuickbooksException) as refused:
        payment.void(qb=qb)
    assert refused.value.error_code == 500
    payment.delete(qb=qb)
    assert Bill.get(saved.Id, qb=qb).Balance == 40


def test_purchases_of_each_kind(qb: Any) -> None:
    buy = Purchase()
    buy.PaymentType, buy.AccountRef = "CreditCard", ref(7)
    buy.Line.append(spent())
    assert buy.save(qb=qb).TotalAmt == 40
    order, line = PurchaseOrder(), ItemBasedExpenseLine()
    line.Amount, line.ItemBasedExpenseLineDetail = 25, ItemBasedExpenseLineDetail()
    line.ItemBasedExpenseLineDetail.ItemRef = ref(1)
    order.VendorRef = ref(vendor(qb).Id)
    order.Line.append(line)
    assert order.save(qb=qb).POStatus == "Open"
    credit = VendorCredit()
    credit.VendorRef = ref(vendor(qb).Id)
    credit.Line.append(spent(15))
    assert credit.save(qb=qb).TotalAmt == 15


def test_money_is_moved(qb: Any) -> None:
    moved = Transfer()
    moved.FromAccountRef, moved.ToAccountRef, moved.Amount = ref(2), ref(13), 50
    assert moved.save(qb=qb).Amount == 50
    deposit, line = Deposit(), DepositLine()
    line.Amount, line.DepositLineDetail = 20, DepositLineDetail()
    line.DepositLineDetail.AccountRef = ref(12)
    deposit.DepositToAccountRef = ref(2)
    deposit.Line.append(line)
    assert deposit.save(qb=qb).TotalAmt == 20
    card = CreditCardPayment()
    card.BankAccountRef, card.CreditCardAccountRef, card.Amount = ref(2), ref(7), 40
    saved = card.save(qb=qb)
    assert (saved.Amount, CreditCardPayment.get(saved.Id, qb=qb).Amount) == (40, 40)
    assert saved.Id in [one.Id for one in CreditCardPayment.all(qb=qb)]
    saved.Memo = "September"
    changed = saved.save(qb=qb)
    assert (changed.Memo, changed.SyncToken) == ("September", "1")
    assert changed.delete(qb=qb)["CreditCardPaymentTxn"]["status"] == "Deleted"
    assert saved.Id not in [one.Id for one in CreditCardPayment.all(qb=qb)]


def test_journal_entry_balances(qb: Any) -> None:
    def side(posting: str, account: int, amount: float) -> Any:
        line = JournalEntryLine()
        line.Amount, line.JournalEntryLineDetail = amount, JournalEntryLineDetail()
        line.JournalEntryLineDetail.PostingType = posting
        line.JournalEntryLineDetail.AccountRef = ref(account)
        return line

    entry = JournalEntry()
    entry.Line += [side("Debit", 6, 30), side("Credit", 2, 30)]
    assert entry.save(qb=qb).TotalAmt == 30
    wrong = JournalEntry()
    wrong.Line += [side("Debit", 6, 30), side("Credit", 2, 29)]
    with pytest.raises(QuickbooksException, match="not in balance"):
        wrong.save(qb=qb)
