"""What an owner sets up before the first customer: accounts, terms, tax, classes."""

from typing import Any

from qbo.sandbox.company import Company
from qbo.sandbox.kinds.entities import KINDS

Body = dict[str, Any]
SETUP = (
    "accounts",
    "terms",
    "payment_methods",
    "customer_types",
    "classes",
    "departments",
    "sales_tax",
)
"""The parts of a seed that are furniture."""
_LISTS = {
    "payment_methods": "PaymentMethod",
    "customer_types": "CustomerType",
    "classes": "Class",
    "departments": "Department",
}


def furnish(company: Company, plan: Body) -> None:
    """Set up the lists of a company, each entry under the id that the plan gives it."""
    for account in plan["accounts"]:
        body = {
            "Name": account["name"],
            "AccountType": account["type"],
            "AccountSubType": account["subtype"],
        }
        company.plant(KINDS["account"], str(account["id"]), body)
    for term in plan["terms"]:
        body = {"Name": term["name"], "Type": "STANDARD", "DueDays": term["days"]}
        company.plant(KINDS["term"], str(term["id"]), body)
    for part, kind in _LISTS.items():
        for entry in plan[part]:
            body = {"Name": entry["name"]}
            if "type" in entry:
                body["Type"] = entry["type"]
            company.plant(KINDS[kind.lower()], str(entry["id"]), body)
    _tax(company, plan["sales_tax"])


def _tax(company: Company, plan: Body) -> None:
    """The two codes of automated sales tax, and a code and a rate for each state."""
    code, rate = KINDS["taxcode"], KINDS["taxrate"]
    company.plant(code, "TAX", {"Name": "TAX", "Taxable": True})
    company.plant(code, "NON", {"Name": "NON", "Taxable": False})
    company.plant(KINDS["taxagency"], "1", {"DisplayName": plan["agency"]})
    for number, entry in enumerate(plan["states"], 2):
        body = {
            "Name": f"{entry['state']} sales tax",
            "RateValue": entry["percent"],
            "AgencyRef": {"value": "1"},
        }
        company.plant(rate, str(number), body)
        listed = {
            "TaxTypeApplicable": "TaxOnAmount",
            "TaxOrder": 0,
            "TaxRateRef": {"value": str(number)},
        }
        rates = {"TaxRateDetail": [listed]}
        company.plant(
            code,
            str(number),
            {"Name": entry["state"], "TaxGroup": True, "SalesTaxRateList": rates},
        )
    if plan.get("used"):
        on = {"UsingSalesTax": True, "PartnerTaxEnabled": True}
        company.records.prefer({"TaxPrefs": on}, by_owner=True)
