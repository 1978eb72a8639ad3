"""Exchange rates: set by hand for a day, and good until the next day that has one."""

from typing import Any

from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.lists import EXCHANGE_RATE
from qbo.sandbox.rules.checking import check, given, missing
from qbo.sandbox.rules.records import HOME, Records

Body = dict[str, Any]
UNSET = 1
"""A rate nobody has set; the embedded company knows no market."""


def rate_on(records: Records, source: str, day: str) -> Body:
    """What a currency is worth on a day, as far as anybody told.

    Raises:
        Refusal: 6000 in a company with one currency, 2020 without a currency, 2500 for one that
            is not the company's, 2010 for a day that is none.
    """
    request = check(EXCHANGE_RATE, {"SourceCurrencyCode": source, "AsOfDate": day})
    code = _currency(records, request)
    wanted = request["AsOfDate"] or records.today()
    found = effective(records.ledger.all(EXCHANGE_RATE.name), wanted)
    for rate in found:
        if rate["SourceCurrencyCode"] == code:
            return rate
    return {
        "SyncToken": "0",
        "domain": "QBO",
        "sparse": False,
        "AsOfDate": wanted,
        "SourceCurrencyCode": code,
        "TargetCurrencyCode": HOME["value"],
        "Rate": UNSET,
        "MetaData": {"LastUpdatedTime": records.ledger.stamp()},
    }


def set_rate(records: Records, body: Body) -> Body:
    """Set what a currency is worth from a day on.

    Raises:
        Refusal: 2020 for what is missing, 2500 for a currency that is not the company's, 5010 for
            an old SyncToken, 6000 for the home currency, another target, or no rate above nought.
    """
    request = given(check(EXCHANGE_RATE, body))
    for name in ("SourceCurrencyCode", "Rate", "AsOfDate"):
        if name not in request:
            raise missing(name)
    code = _currency(records, request)
    target = str(request.get("TargetCurrencyCode", HOME["value"])).upper()
    if code == HOME["value"]:
        raise Refusal("6000", "The home currency has no exchange rate.", "SourceCurrencyCode")
    if target not in (code, HOME["value"]):
        raise Refusal("6000", "Rates are set against the home currency.", "TargetCurrencyCode")
    if request["Rate"] <= 0:
        raise Refusal("6000", "An exchange rate is above nought.", "Rate")
    old = _set_before(records, code, request["AsOfDate"])
    if old and str(body.get("SyncToken") or old["SyncToken"]) != old["SyncToken"]:
        raise Refusal("5010", "Stale Object Error : The rate was set meanwhile.")
    made = {
        **request,
        "Id": old["Id"] if old else records.ledger.next_id(),
        "SyncToken": str(int(old["SyncToken"]) + 1) if old else "0",
        "domain": "QBO",
        "sparse": False,
        "SourceCurrencyCode": code,
        "TargetCurrencyCode": target,
        "Rate": 1 if code == target else request["Rate"],
        "MetaData": {"LastUpdatedTime": records.ledger.stamp()},
    }
    records.ledger.put(EXCHANGE_RATE.name, made)
    return made


def effective(rates: list[Body], day: str) -> list[Body]:
    """Of each currency, the rate that holds on a day: the last one set for it or before."""
    latest: dict[str, Body] = {}
    for rate in sorted(rates, key=lambda one: str(one["AsOfDate"])):
        if rate["AsOfDate"] <= day:
            latest[rate["SourceCurrencyCode"]] = rate
    return list(latest.values())


def _currency(records: Records, request: Body) -> str:
    if not records.preference("CurrencyPrefs", "MultiCurrencyEnabled"):
        raise Refusal("6000", "This company has one currency; its owner can switch more on.")
    if not request["SourceCurrencyCode"]:
        raise missing("sourcecurrencycode")
    code = str(request["SourceCurrencyCode"]).upper()
    return str(records.currency({"value": code})["value"])


def _set_before(records: Records, code: str, day: str) -> Body | None:
    for rate in records.ledger.all(EXCHANGE_RATE.name):
        if (rate["SourceCurrencyCode"], rate["AsOfDate"]) == (code, day):
            return rate
    return None
