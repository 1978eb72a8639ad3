"""Client libraries work: python-quickbooks' own objects against the company, over HTTP.

`save()` sends every default it has, many of them empty; they are taken as the real one takes them.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from quickbooks.batch import batch_create, batch_delete, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import QuickbooksException
from quickbooks.objects.account import Account
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import Address, AttachableRef, EmailAddress, PhoneNumber
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.companycurrency import CompanyCurrency
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.customertype import CustomerType
from quickbooks.objects.department import Department
from quickbooks.objects.employee import Employee
from quickbooks.objects.estimate import Estimate
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.item import Item
from quickbooks.objects.paymentmethod import PaymentMethod
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.refundreceipt import RefundReceipt
from quickbooks.objects.salesreceipt import SalesReceipt
from quickbooks.objects.taxagency import TaxAgency
from quickbooks.objects.taxcode import TaxCode
from quickbooks.objects.taxrate import TaxRate
from quickbooks.objects.taxservice import TaxRateDetails, TaxService
from quickbooks.objects.term import Term
from quickbooks.objects.timeactivity import TimeActivity
from quickbooks.objects.trackingclass import Class
from quickbooks.objects.vendor import Vendor

from tests.wire.library_client import connected, customer, fresh, ref, sale

pytestmark = pytest.mark.wire


@pytest.fixture(scope="module")
def qb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with connected(tmp_path_factory.mktemp("company")) as client:
        yield client


def test_customer_is_saved_read_changed_found_and_retired(qb: Any) -> None:
    one = Customer()
    one.DisplayName, one.GivenName = fresh("Lisa O'Brien"), "Lisa"
    one.PrimaryPhone, one.PrimaryEmailAddr, one.BillAddr = PhoneNumber(), EmailAddress(), Address()
    one.PrimaryPhone.FreeFormNumber = "(614) 555-0123"
    one.PrimaryEmailAddr.Address = "lisa@example.com"
    one.BillAddr.Line1 = "12 Oak St"
    saved = one.save(qb=qb)
    read = Customer.get(saved.Id, qb=qb)
    assert (read.PrimaryPhone.FreeFormNumber, read.BillAddr.Line1) == (
        "(614) 555-0123",
        "12 Oak St",
    )
    read.Notes = "gate code 9"
    assert read.save(qb=qb).Notes == "gate code 9"
    assert [c.Id for c in Customer.filter(DisplayName=one.DisplayName, qb=qb)] == [saved.Id]
    assert [c.Id for c in Customer.where(f"Id = '{saved.Id}'", qb=qb)] == [saved.Id]
    assert [c.Id for c in Customer.choose([saved.Id, "999999"], qb=qb)] == [saved.Id]
    again = Customer.get(saved.Id, qb=qb)
    again.Active = False
    again.save(qb=qb)
    assert Customer.filter(DisplayName=one.DisplayName, qb=qb) == []
    assert Customer.count(f"Active = false AND Id = '{saved.Id}'", qb=qb) == 1


def test_emptied_text_is_cleared(qb: Any) -> None:
    one = customer(qb)
    one.Notes = "call first"
    one = one.save(qb=qb)
    one.Notes = ""
    assert one.save(qb=qb).Notes == ""


LISTS = {
    Vendor: {"DisplayName": "Pipes & Co", "AcctNum": "7"},
    Employee: {"GivenName": "Dave", "FamilyName": "Miller", "DisplayName": "Dave Miller"},
    Item: {"Name": "Faucet", "Type": "Service", "IncomeAccountRef": ref(1), "Sku": "F-1"},
    Account: {"Name": "Petty cash", "AccountSubType": "CashOnHand"},
    Term: {"Name": "Net 45", "DueDays": 45},
    PaymentMethod: {"Name": "Wire"},
    Class: {"Name": "HVAC"},
    Department: {"Name": "Dublin"},
    CompanyCurrency: {"Code": "CAD", "Name": "Canadian Dollar"},
}


@pytest.mark.parametrize("kind", LISTS, ids=lambda kind: kind.__name__)
def test_entry_of_a_list_is_saved_changed_and_made_inactive(qb: Any, kind: Any) -> None:
    one = kind()
    for name, value in LISTS[kind].items():
        setattr(one, name, value)
    saved = one.save(qb=qb)
    read = kind.get(saved.Id, qb=qb)
    before = kind.count(qb=qb)
    assert before >= 1
    read.Active = False
    gone = read.save(qb=qb)
    assert gone.Active is False
    assert kind.count(qb=qb) == before - 1
    assert saved.Id in [found.Id for found in kind.where("Active = false", qb=qb)]


def test_sku_comes_with_items(qb: Any) -> None:
    one = Item()
    one.Name, one.Type, one.Sku = fresh("Valve"), "Service", "V-9"
    one.IncomeAccountRef = ref(1)
    one.save(qb=qb)
    assert "V-9" in [found.Sku for found in Item.all(qb=qb)]
    assert [found.Sku for found in Item.filter(Sku="V-9", qb=qb)] == ["V-9"]


@pytest.mark.parametrize("kind", [Estimate, Invoice, SalesReceipt, CreditMemo])
def test_sales_form_is_saved_changed_and_deleted(qb: Any, kind: Any) -> None:
    saved = sale(kind, qb).save(qb=qb)
    assert saved.TotalAmt == 100
    read = kind.get(saved.Id, qb=qb)
    read.PrivateNote = "back door"
    changed = read.save(qb=qb)
    assert (changed.PrivateNote, changed.TotalAmt) == ("back door", 100)
    assert kind.filter(DocNumber=changed.DocNumber, qb=qb)[0].Id == saved.Id
    assert changed.delete(qb=qb)[kind.qbo_object_name]["status"] == "Deleted"
    with pytest.raises(QuickbooksException):
        kind.get(saved.Id, qb=qb)


def test_refund_needs_an_account(qb: Any) -> None:
    saved = sale(RefundReceipt, qb, DepositToAccountRef=ref(2)).save(qb=qb)
    assert RefundReceipt.get(saved.Id, qb=qb).TotalAmt == 100
    with pytest.raises(QuickbooksException):
        sale(RefundReceipt, qb).save(qb=qb)


def test_hours_are_written_down(qb: Any) -> None:
    worker = Employee.all(qb=qb)[0]
    hours = TimeActivity()
    hours.NameOf, hours.EmployeeRef = "Employee", ref(worker.Id)
    hours.CustomerRef = ref(customer(qb).Id)
    hours.Hours, hours.Minutes, hours.Description = 5, 30, "Kitchen pipes"
    saved = hours.save(qb=qb)
    assert TimeActivity.get(saved.Id, qb=qb).Minutes == 30
    saved.delete(qb=qb)


def test_note_hangs_on_an_estimate(qb: Any) -> None:
    estimate = sale(Estimate, qb).save(qb=qb)
    note, hook = Attachable(), AttachableRef()
    note.Note = "Dog in the yard"
    hook.EntityRef = ref(estimate.Id)
    hook.EntityRef.type = "Estimate"
    note.AttachableRef.append(hook)
    saved = note.save(qb=qb)
    found = Attachable.where(
        "AttachableRef.EntityRef.Type = 'estimate' "
        f"AND AttachableRef.EntityRef.value = '{estimate.Id}'",
        qb=qb,
    )
    assert [one.Id for one in found] == [saved.Id]
    with pytest.raises(QuickbooksException):
        Attachable().save(qb=qb)


def test_company_and_preferences_are_read_and_changed(qb: Any) -> None:
    info = CompanyInfo.get("1", qb=qb)
    assert info.CompanyName == "ABC Plumbing"
    assert CompanyInfo.all(qb=qb)[0].CompanyName == "ABC Plumbing"
    info.LegalName = "ABC Plumbing LLC"
    assert info.save(qb=qb).LegalName == "ABC Plumbing LLC"
    prefs = Preferences.get(qb=qb)
    assert prefs.SalesFormsPrefs.AllowEstimates is True
    prefs.SalesFormsPrefs.AllowShipping = True
    saved = prefs.save(qb=qb)
    assert (saved.SalesFormsPrefs.AllowShipping, saved.SalesFormsPrefs.AllowEstimates) == (
        True,
        True,
    )


def test_tax_codes_are_read_and_made_by_the_service(qb: Any) -> None:
    assert {code.Id for code in TaxCode.all(qb=qb)} >= {"TAX", "NON"}
    assert TaxCode.get("NON", qb=qb).Name == "NON"
    agency = TaxAgency()
    agency.DisplayName = fresh("City of Columbus")
    saved = agency.save(qb=qb)
    rate = TaxRateDetails()
    rate.TaxRateName, rate.RateValue, rate.TaxAgencyId = fresh("City"), 1.5, saved.Id
    service = TaxService()
    service.TaxCode = fresh("City tax")
    service.TaxRateDetails.append(rate)
    service.save(qb=qb)
    assert service.TaxCode in [code.Name for code in TaxCode.all(qb=qb)]
    assert rate.TaxRateName in [one.Name for one in TaxRate.all(qb=qb)]


def test_customer_types_are_read_only(qb: Any) -> None:
    assert [one.Name for one in CustomerType.all(qb=qb)] == ["Residential", "Commercial"]
    with pytest.raises(QuickbooksException) as refused:
        qb.create_object("CustomerType", '{"Name": "Landlord"}')
    assert refused.value.error_code == 500


def test_batches_of_the_library_are_answered_item_by_item(qb: Any) -> None:
    people = []
    for _ in range(3):
        one = Customer()
        one.DisplayName = fresh("Batch")
        people.append(one)
    taken = Customer()
    taken.DisplayName = "Sarah Johnson"
    made = batch_create([*people, taken], qb=qb)
    assert (len(made.successes), len(made.faults)) == (3, 1)
    for one in made.successes:
        one.Notes = "seen"
    assert [one.Notes for one in batch_update(made.successes, qb=qb).successes] == ["seen"] * 3
    terms = [sale(Estimate, qb).save(qb=qb) for _ in range(2)]
    assert len(batch_delete(terms, qb=qb).batch_responses) == 2


def test_changes_are_captured_by_the_librarys_classes(qb: Any) -> None:
    one = customer(qb)
    # The library sends a time without an offset: the company's own.
    since = (datetime.now(UTC) - timedelta(hours=6)).strftime("%Y-%m-%dT%H:%M:%S")
    told = change_data_capture([Customer, Invoice], since, qb=qb)
    assert one.Id in [found.Id for found in told.Customer]
