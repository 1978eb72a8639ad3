"""`POST /taxservice/taxcode`: a tax code with its rates, answered without an envelope."""

from typing import Any

from qbo.sandbox.columns import folded
from qbo.sandbox.company import Company
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.entities import KINDS
from qbo.sandbox.rules.checking import missing, number_of, plain

Body = dict[str, Any]


def add_tax_code(company: Company, request: Body) -> Body:
    """The new code and its rates, by id.

    Raises:
        Refusal: 2020 without a name or rates, 6240 for a name there is, 2500 for wrong ids.
    """
    name, given = request.get("TaxCode"), request.get("TaxRateDetails")
    if not name:
        raise missing("TaxCode")
    if not given:
        raise missing("TaxRateDetails")
    if company.ledger.named("TaxCode", folded(str(name))) is not None:
        raise Refusal("6240", "Duplicate Name Exists Error : A tax code has this name.", "TaxCode")
    rates = [_rate(company, one) for one in given]
    listed = [
        {
            "TaxTypeApplicable": "TaxOnAmount",
            "TaxOrder": 0,
            "TaxRateRef": {"value": one["TaxRateId"]},
        }
        for one in rates
    ]
    number = company.ledger.next_id()
    body = {
        "Name": name,
        "TaxGroup": True,
        "SalesTaxRateList": {"TaxRateDetail": listed},
    }
    company.plant(KINDS["taxcode"], number, body)
    return {"TaxCode": name, "TaxCodeId": number, "TaxRateDetails": rates}


def _rate(company: Company, given: Body) -> Body:
    """A rate there is, by id, or a new one."""
    if given.get("TaxRateId"):
        found = company.ledger.get("TaxRate", str(given["TaxRateId"]))
        if found is None:
            raise Refusal("2500", "Invalid Reference Id : the tax rate.", "TaxRateId")
        return {
            "TaxRateId": found["Id"],
            "TaxRateName": found["Name"],
            "RateValue": found["RateValue"],
        }
    for name in ("TaxRateName", "RateValue", "TaxAgencyId"):
        if given.get(name) in (None, ""):
            raise missing(name)
    value = plain(number_of(given["RateValue"]))
    number = company.ledger.next_id()
    body = {
        "Name": given["TaxRateName"],
        "RateValue": value,
        "AgencyRef": {"value": str(given["TaxAgencyId"])},
    }
    company.plant(KINDS["taxrate"], number, body)
    return {
        "TaxRateId": number,
        "TaxRateName": given["TaxRateName"],
        "RateValue": value,
        "TaxAgencyId": str(given["TaxAgencyId"]),
        "TaxApplicableOn": given.get("TaxApplicableOn") or "Sales",
    }
