"""Customers, vendors and employees, who share one room for names."""

from qbo.sandbox.kinds.kind import DAY, FLAG, NUMBER, TIMES, Field, Kind, choice, reference, text
from qbo.sandbox.kinds.shapes import ACCOUNT, ADDRESS, EMAIL, MONEY, PHONE, TAX_CODE, WEB

PHONES = ("PrimaryPhone", "Mobile", "AlternatePhone", "Fax")
_NAMES: dict[str, Field] = {
    "DisplayName": text(500, plain=True),
    "Title": text(16, plain=True),
    "GivenName": text(100, plain=True),
    "MiddleName": text(100, plain=True),
    "FamilyName": text(100, plain=True),
    "Suffix": text(16, plain=True),
    "PrintOnCheckName": text(110, plain=True),
    "CompanyName": text(100),
    "Active": FLAG,
    "PrimaryEmailAddr": EMAIL,
    "WebAddr": WEB,
    "BillAddr": ADDRESS,
    "ShipAddr": ADDRESS,
    "Notes": text(2000),
    **dict.fromkeys(PHONES, PHONE),
}
_ASKED = TIMES | {
    "Id", "DisplayName", "GivenName", "MiddleName", "FamilyName", "CompanyName", "Active",
    "PrintOnCheckName", "PrimaryEmailAddr",
}  # fmt: skip
_USD = {"value": "USD", "name": "United States Dollar"}

CUSTOMER = Kind(
    name="Customer",
    family="people",
    fields={
        **_NAMES,
        "CustomerTypeRef": reference("CustomerType"),
        "PreferredDeliveryMethod": choice("Print", "Email", "None"),
        "Taxable": FLAG,
        "Job": FLAG,
        "ParentRef": reference("Customer"),
        "BillWithParent": FLAG,
        "IsProject": FLAG,
        "SalesTermRef": reference("Term"),
        "PaymentMethodRef": reference("PaymentMethod"),
        "ARAccountRef": ACCOUNT,
        "CurrencyRef": MONEY,
        "DefaultTaxCodeRef": TAX_CODE,
        "ResaleNum": text(16),
        "PrimaryTaxIdentifier": text(20),
        "SecondaryTaxIdentifier": text(20),
        "TaxExemptionReasonId": text(2),
        "OpenBalanceDate": DAY,
    },
    readonly=frozenset(
        {
            "FullyQualifiedName",
            "Balance",
            "BalanceWithJobs",
            "Level",
            "V4IDPseudonym",
            "ClientEntityId",
        }
    ),
    queryable=_ASKED | {"FullyQualifiedName", "Balance"},
    defaults={
        "Active": True,
        "Taxable": True,
        "Job": False,
        "BillWithParent": False,
        "Balance": 0,
        "BalanceWithJobs": 0,
        "PreferredDeliveryMethod": "Print",
        "CurrencyRef": _USD,
    },
    can=frozenset({"create", "update"}),
)
VENDOR = Kind(
    name="Vendor",
    family="people",
    fields={
        **_NAMES,
        "TermRef": reference("Term"),
        "APAccountRef": ACCOUNT,
        "CurrencyRef": MONEY,
        "AcctNum": text(100),
        "TaxIdentifier": text(20),
        "BusinessNumber": text(20),
        "Vendor1099": FLAG,
        "BillRate": NUMBER,
        "CostRate": NUMBER,
        "TaxReportingBasis": text(20),
        "OtherContactInfo": Field("any"),
        "GSTIN": text(15),
        "GSTRegistrationType": text(50),
    },
    readonly=frozenset({"Balance", "V4IDPseudonym"}),
    queryable=_ASKED | {"Balance"},
    defaults={"Active": True, "Balance": 0, "Vendor1099": False, "CurrencyRef": _USD},
    can=frozenset({"create", "update"}),
)
EMPLOYEE = Kind(
    name="Employee",
    family="people",
    fields={
        **{name: field for name, field in _NAMES.items() if name != "CompanyName"},
        # The seed and older clients name a company here too.
        "CompanyName": text(100),
        "PrimaryAddr": ADDRESS,
        "EmailAddress": Field("any"),
        "SSN": text(100),
        "EmployeeNumber": text(100),
        "BillRate": NUMBER,
        "CostRate": NUMBER,
        "BillableTime": FLAG,
        "BirthDate": DAY,
        "HiredDate": DAY,
        "ReleasedDate": DAY,
        "Gender": text(10),
        "Organization": FLAG,
    },
    readonly=frozenset({"V4IDPseudonym"}),
    queryable=_ASKED,
    defaults={"Active": True, "BillableTime": False},
    can=frozenset({"create", "update"}),
)
