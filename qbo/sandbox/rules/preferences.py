"""The company's preferences: what is on from the start, and how they are changed."""

from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.rules.checking import unsupported

Body = dict[str, Any]

SWITCHED_ELSEWHERE = "TaxPrefs"
"""Sales tax cannot be switched on over the API; the owner does that in QuickBooks' own pages."""
DEFAULTS: Body = {
    "Id": "1",
    "SyncToken": "0",
    "domain": "QBO",
    "sparse": False,
    "AccountingInfoPrefs": {
        "FirstMonthOfFiscalYear": "January",
        "UseAccountNumbers": False,
        "TaxYearMonth": "January",
        "ClassTrackingPerTxn": False,
        "ClassTrackingPerTxnLine": True,
        "TrackDepartments": True,
        "CustomerTerminology": "Customers",
        "DepartmentTerminology": "Location",
    },
    "ProductAndServicesPrefs": {
        "ForSales": True,
        "ForPurchase": True,
        "QuantityWithPriceAndRate": True,
        "QuantityOnHand": True,
    },
    "SalesFormsPrefs": {
        "AllowEstimates": True,
        "CustomTxnNumbers": False,
        "ETransactionPaymentEnabled": False,
        "ETransactionEnabledStatus": "NotApplicable",
        "AllowServiceDate": True,
        "AllowDiscount": True,
        "AllowDeposit": False,
        "AllowShipping": False,
        "AutoApplyCredit": False,
        "AutoApplyPayments": False,
        "EmailCopyToCompany": False,
        "UsingProgressInvoicing": False,
        "UsingPriceLevels": False,
        "DefaultTerms": {"value": "3"},
    },
    "EmailMessagesPrefs": {
        "EstimateMessage": {"Subject": "Estimate from ABC Plumbing", "Message": "Your estimate."},
        "InvoiceMessage": {"Subject": "Invoice from ABC Plumbing", "Message": "Your invoice."},
    },
    "VendorAndPurchasesPrefs": {"BillableExpenseTracking": True, "TrackingByCustomer": True},
    "TimeTrackingPrefs": {
        "UseServices": True,
        "BillCustomers": True,
        "ShowBillRateToAll": False,
        "WorkWeekStartDate": "Monday",
        "MarkTimeEntriesBillable": True,
    },
    "TaxPrefs": {"UsingSalesTax": False},
    "CurrencyPrefs": {"MultiCurrencyEnabled": False, "HomeCurrency": {"value": "USD"}},
    "ReportPrefs": {"ReportBasis": "Accrual", "CalcAgingReportFromTxnDate": False},
    "OtherPrefs": {"NameValue": [{"Name": "SalesFormsPrefs.DefaultItem", "Value": "1"}]},
}
_HEAD = {"Id", "SyncToken", "sparse", "domain", "MetaData"}
_GROUPS = {name for name, value in DEFAULTS.items() if isinstance(value, dict)}


def changed(old: Body, request: Body, stamp: str, *, by_owner: bool = False) -> Body:
    """The preferences after a change.

    A sparse one changes the groups it names field by field, a full one replaces them; a group
    that is left out or empty stays as it is.

    Raises:
        Refusal: 2010 for an unknown group, 5010 for an old SyncToken.
    """
    whole = not by_owner and not request.get("sparse")
    if not by_owner and str(request.get("SyncToken", "")) != old["SyncToken"]:
        raise Refusal("5010", "Stale Object Error : The preferences were changed meanwhile.")
    new = dict(old)
    for name, group in request.items():
        if name in _HEAD or not group or (name == SWITCHED_ELSEWHERE and not by_owner):
            continue
        if name not in _GROUPS or not isinstance(group, dict):
            raise unsupported(name)
        merged = {**({} if whole else old.get(name, {})), **group}
        new[name] = {field: value for field, value in merged.items() if value not in (None, "")}
    new["SyncToken"] = str(int(old["SyncToken"]) + 1)
    new["MetaData"] = {**old["MetaData"], "LastUpdatedTime": stamp}
    return new
