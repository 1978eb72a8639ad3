"""Fills a new company from a file people can read."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from qbo.sandbox.company import REALM, Company
from qbo.sandbox.furnishing import SETUP, furnish
from qbo.sandbox.kinds.entities import CUSTOMER, EMPLOYEE, ITEM, VENDOR
from qbo.sandbox.ledger import Ledger

Body = dict[str, Any]
_PLAIN = {"given": "GivenName", "family": "FamilyName", "company": "CompanyName", "notes": "Notes"}
_PHONES = {"phone": "PrimaryPhone", "mobile": "Mobile", "other_phone": "AlternatePhone"}


def plant(ledger: Ledger, seed: Path | None) -> Body:
    """The company's info; its items and people are planted if the ledger is new."""
    shipped = _read(files("qbo.sandbox").joinpath("seed.yaml").read_text())
    plan = _read(seed.read_text()) if seed else shipped
    kept = ledger.fact("companyinfo")
    info: Body = json.loads(kept) if kept else _info(plan["company"], ledger)
    company = Company(ledger, info)
    if not ledger.fact("furnished"):
        with ledger.together():
            furnish(company, {name: plan.get(name, shipped[name]) for name in SETUP})
            company.effects.rebuild()
            ledger.remember("furnished", "yes")
    if not ledger.fact("seeded"):
        with ledger.together():
            _people_and_items(company, plan)
            ledger.remember("seeded", "yes")
    return info


@cache
def _read(text: str) -> Body:
    """A plan, read once: YAML takes longer than all the planting."""
    plan: Body = yaml.safe_load(text)
    return plan


def _people_and_items(company: Company, plan: Body) -> None:
    for item in plan["items"]:
        company.write(ITEM, _item(item))
    for kind, name in ((CUSTOMER, "customers"), (VENDOR, "vendors"), (EMPLOYEE, "employees")):
        for person in plan[name]:
            company.write(kind, _person(person, plan["company"]))
    for item in plan.get("more_items", ()):
        company.write(ITEM, _item(item))


def _info(plan: Body, ledger: Ledger) -> Body:
    address = {"Line1": plan["street"], "City": plan["city"], "PostalCode": str(plan["zip"])}
    address["CountrySubDivisionCode"] = plan["state"]
    return {
        "Id": "1",
        "SyncToken": "0",
        "CompanyName": plan["name"],
        "LegalName": plan["name"],
        "CompanyAddr": address,
        "Country": "US",
        "Email": {"Address": plan["email"]},
        "PrimaryPhone": {"FreeFormNumber": plan["phone"]},
        "FiscalYearStartMonth": "January",
        "SupportedLanguages": "en",
        "domain": "QBO",
        "sparse": False,
        "NameValue": [
            {"Name": "OfferingSku", "Value": "QuickBooks Online Plus"},
            {"Name": "SubscriptionStatus", "Value": "SUBSCRIBED"},
            {"Name": "Realm", "Value": REALM},
        ],
        "MetaData": {"CreateTime": ledger.stamp(), "LastUpdatedTime": ledger.stamp()},
    }


def _item(plan: Body) -> Body:
    return {
        "Name": plan["name"],
        "Description": plan.get("description", ""),
        "Type": "Service",
        "UnitPrice": plan["price"],
        "Taxable": False,
        "Active": plan.get("active", True),
        "IncomeAccountRef": {"value": "1", "name": "Services"},
    }


def _person(plan: Body, company: Body) -> Body:
    body: Body = {_PLAIN[name]: plan[name] for name in _PLAIN if name in plan}
    if "name" in plan:
        body["DisplayName"] = plan["name"]
    for name, field in _PHONES.items():
        if name in plan:
            body[field] = {"FreeFormNumber": str(plan[name])}
    if "email" in plan:
        body["PrimaryEmailAddr"] = {"Address": plan["email"]}
    if "street" in plan:
        body["BillAddr"] = {
            "Line1": plan["street"],
            "City": plan.get("city", company["city"]),
            "CountrySubDivisionCode": plan.get("state", company["state"]),
            "PostalCode": str(plan.get("zip", company["zip"])),
        }
    body["Active"] = plan.get("active", True)
    return body
