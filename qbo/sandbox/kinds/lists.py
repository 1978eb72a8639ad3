"""Lists the owner sets up: items, accounts, terms, tax, classes, currencies."""

from qbo.sandbox.kinds.kind import (
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
from qbo.sandbox.kinds.shapes import ACCOUNT, ITEM, MONEY, TAX_CODE

_NAMED = TIMES | {"Id", "Name", "Active"}
_NESTED = _NAMED | {"FullyQualifiedName"}
_MADE_AND_CHANGED: frozenset[Deed] = frozenset({"create", "update"})

ITEM_KIND = Kind(
    name="Item",
    family="list",
    fields={
        "Name": text(100, plain=True),
        "Sku": text(100),
        "Description": text(4000),
        "Active": FLAG,
        "Type": choice("Service", "NonInventory", "Inventory", "Group", "Category", "Bundle"),
        "UnitPrice": NUMBER,
        "RatePercent": NUMBER,
        "Taxable": FLAG,
        "SalesTaxIncluded": FLAG,
        "PurchaseTaxIncluded": FLAG,
        "PurchaseDesc": text(1000),
        "PurchaseCost": NUMBER,
        "IncomeAccountRef": ACCOUNT,
        "ExpenseAccountRef": ACCOUNT,
        "AssetAccountRef": ACCOUNT,
        "SalesTaxCodeRef": TAX_CODE,
        "PurchaseTaxCodeRef": TAX_CODE,
        "TrackQtyOnHand": FLAG,
        "QtyOnHand": NUMBER,
        "ReorderPoint": NUMBER,
        "InvStartDate": DAY,
        "ParentRef": reference("Item"),
        "SubItem": FLAG,
        "ClassRef": reference("Class"),
        "PrefVendorRef": reference("Vendor"),
        "ItemCategoryType": text(30),
        "AbatementRate": NUMBER,
        "ReverseChargeRate": NUMBER,
        "ServiceType": text(30),
        "PrintGroupedItems": FLAG,
        "ItemGroupDetail": parts(ItemGroupLine=many(parts(ItemRef=ITEM, Qty=NUMBER))),
    },
    readonly=frozenset({"FullyQualifiedName", "Level", "Source", "UQCDisplayText", "UQCId"}),
    required=("Name",),
    queryable=_NESTED | {"Type", "Sku"},
    defaults={"Active": True, "Type": "Service", "TrackQtyOnHand": False},
    can=_MADE_AND_CHANGED,
)
ACCOUNT_KIND = Kind(
    name="Account",
    family="list",
    fields={
        "Name": text(100, plain=True),
        "AcctNum": text(20),
        "Description": text(100),
        "Active": FLAG,
        "AccountType": text(100),
        "AccountSubType": text(100),
        "SubAccount": FLAG,
        "ParentRef": reference("Account"),
        "CurrencyRef": MONEY,
        "TaxCodeRef": TAX_CODE,
        "OpeningBalance": NUMBER,
        "OpeningBalanceDate": DAY,
    },
    readonly=frozenset(
        {
            "FullyQualifiedName", "Classification", "CurrentBalance", "AccountAlias",
            "CurrentBalanceWithSubAccounts", "TxnLocationType",
        }
    ),
    required=("Name",),
    queryable=_NESTED
    | {
        "AccountType", "AccountSubType", "Classification", "CurrentBalance", "SubAccount",
        "AcctNum", "Description",
    },
    defaults={
        "Active": True,
        "SubAccount": False,
        "CurrentBalance": 0,
        "CurrentBalanceWithSubAccounts": 0,
        "CurrencyRef": {"value": "USD", "name": "United States Dollar"},
    },
    can=_MADE_AND_CHANGED,
)  # fmt: skip
TERM = Kind(
    name="Term",
    family="list",
    fields={
        "Name": text(31),
        "Active": FLAG,
        "Type": choice("STANDARD", "DATE_DRIVEN"),
        "DueDays": NUMBER,
        "DiscountPercent": NUMBER,
        "DiscountDays": NUMBER,
        "DayOfMonthDue": NUMBER,
        "DueNextMonthDays": NUMBER,
        "DiscountDayOfMonth": NUMBER,
    },
    required=("Name",),
    queryable=_NAMED | {"Type"},
    defaults={"Active": True, "DiscountPercent": 0},
    can=_MADE_AND_CHANGED,
)
PAYMENT_METHOD = Kind(
    name="PaymentMethod",
    family="list",
    fields={"Name": text(31), "Active": FLAG, "Type": choice("CREDIT_CARD", "NON_CREDIT_CARD")},
    required=("Name",),
    queryable=_NAMED | {"Type"},
    defaults={"Active": True, "Type": "NON_CREDIT_CARD"},
    can=_MADE_AND_CHANGED,
)


def _nested(name: str, sub: str, limit: int, **more: Field) -> Kind:
    return Kind(
        name=name,
        family="list",
        fields={
            "Name": text(limit, plain=True),
            "Active": FLAG,
            sub: FLAG,
            "ParentRef": reference(name),
            **more,
        },
        readonly=frozenset({"FullyQualifiedName"}),
        required=("Name",),
        queryable=_NESTED | {sub},
        defaults={"Active": True, sub: False},
        can=_MADE_AND_CHANGED,
    )


CLASS = _nested("Class", "SubClass", 100)
DEPARTMENT = _nested("Department", "SubDepartment", 100, Address=ANYTHING)
CUSTOMER_TYPE = Kind(
    name="CustomerType",
    family="list",
    fields={"Name": text(15), "Active": FLAG},
    queryable=_NAMED,
    defaults={"Active": True},
)
COMPANY_CURRENCY = Kind(
    name="CompanyCurrency",
    family="list",
    fields={"Code": text(3), "Name": text(100), "Active": FLAG, "CustomField": ANYTHING},
    required=("Code",),
    queryable=_NAMED | {"Code"},
    defaults={"Active": True},
    can=_MADE_AND_CHANGED,
)
_RATES = parts(
    TaxRateDetail=many(
        parts(TaxTypeApplicable=text(30), TaxOrder=NUMBER, TaxRateRef=reference("TaxRate"))
    )
)
TAX_CODE_KIND = Kind(
    name="TaxCode",
    family="list",
    fields={
        "Name": text(100),
        "Description": text(100),
        "Active": FLAG,
        "Taxable": FLAG,
        "TaxGroup": FLAG,
        "Hidden": FLAG,
        "SalesTaxRateList": _RATES,
        "PurchaseTaxRateList": _RATES,
    },
    queryable=_NAMED | {"Description"},
    defaults={"Active": True, "Taxable": True, "TaxGroup": False},
    told=False,
)
TAX_RATE = Kind(
    name="TaxRate",
    family="list",
    fields={
        "Name": text(100),
        "Description": text(100),
        "Active": FLAG,
        "RateValue": NUMBER,
        "AgencyRef": reference("TaxAgency"),
        "SpecialTaxType": text(30),
        "DisplayType": text(30),
    },
    queryable=_NAMED | {"Description"},
    defaults={"Active": True, "SpecialTaxType": "NONE", "DisplayType": "ReadOnly"},
    told=False,
)
TAX_AGENCY = Kind(
    name="TaxAgency",
    family="list",
    fields={
        "DisplayName": text(100),
        "TaxRegistrationNumber": text(50),
        "TaxTrackedOnSales": FLAG,
        "TaxTrackedOnPurchases": FLAG,
    },
    readonly=frozenset({"TaxTrackedOnSales", "TaxAgencyConfig", "LastFileDate"}),
    required=("DisplayName",),
    queryable=TIMES | {"Id", "DisplayName"},
    defaults={"TaxTrackedOnSales": True, "TaxTrackedOnPurchases": False},
    can=frozenset({"create"}),
    told=False,
)
EXCHANGE_RATE = Kind(
    name="ExchangeRate",
    family="list",
    fields={
        "SourceCurrencyCode": text(3),
        "TargetCurrencyCode": text(3),
        "AsOfDate": DAY,
        "Rate": NUMBER,
        "CustomField": ANYTHING,
    },
    queryable=frozenset(
        {"SourceCurrencyCode", "TargetCurrencyCode", "AsOfDate", "MetaData.LastUpdatedTime"}
    ),
)
"""A door of its own reads and sets it; it has no Id."""
BUDGET = Kind(
    name="Budget",
    family="list",
    fields={
        "Name": text(100),
        "StartDate": DAY,
        "EndDate": DAY,
        "Active": FLAG,
        "BudgetType": choice("ProfitAndLoss"),
        "BudgetEntryType": choice("Monthly", "Quarterly", "Annually"),
        "BudgetDetail": many(
            parts(
                BudgetDate=DAY,
                Amount=NUMBER,
                AccountRef=ACCOUNT,
                CustomerRef=reference("Customer"),
                ClassRef=reference("Class"),
                DepartmentRef=reference("Department"),
            )
        ),
    },
    required=("StartDate", "EndDate"),
    queryable=_NAMED | {"StartDate", "EndDate", "BudgetType"},
    defaults={"Active": True, "BudgetType": "ProfitAndLoss", "BudgetEntryType": "Monthly"},
    can=frozenset({"create", "update", "delete"}),
)
