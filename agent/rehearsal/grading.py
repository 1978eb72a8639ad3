"""Whether a call ended as its scenario says: what is missing, what is wrong, what is too much."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from agent.rehearsal.ledger import EndState
from agent.rehearsal.scenario import Expected, ExpectedCustomer, ExpectedEstimate

Body = dict[str, Any]


def differences(expected: Expected, found: EndState) -> list[str]:
    """Every difference as a plain sentence; none means that the call went as it should."""
    return [
        *_call(expected, found.call),
        *_customer(expected, found),
        *_estimate(expected, found),
        *_visits(expected, found),
        *_messages(expected, found),
        *(f"{name} was there before and was changed." for name in found.changed),
    ]


def _call(expected: Expected, call: Body) -> Iterator[str]:
    if not call:
        yield "The desk has no record of the call."
        return
    if call["outcome"] != expected.outcome:
        yield f"The call ended as {call['outcome']}, not as {expected.outcome}."
    for name in expected.confirmed:
        state = call["fields"].get(name, {}).get("state", "missing")
        if state != "confirmed":
            yield f"The field {name} is {state}, not confirmed."
    filed = {entry["field"] for entry in call["follow_ups"]}
    for name in expected.follow_ups:
        if name not in filed:
            yield f"No follow-up was filed for {name}."
    if expected.nothing_to_do and filed:
        yield f"Follow-ups were filed for {', '.join(str(each) for each in filed)}."
    said = " ".join(turn["text"] for turn in call["turns"] if turn["who"] == "desk").lower()
    for words in expected.desk_says:
        if words.lower() not in said:
            yield f'The desk did not say "{words}".'
    for words in expected.desk_never_says:
        if words.lower() in said:
            yield f'The desk said "{words}".'


def _customer(expected: Expected, found: EndState) -> Iterator[str]:
    wanted = expected.customer
    if wanted is None:
        for body in found.customers:
            yield f"The customer {body['DisplayName']} was created, which nobody expected."
        return
    if not found.customers:
        yield f"The customer {wanted.name} is not in QuickBooks."
        return
    if len(found.customers) > 1:
        yield f"{len(found.customers)} customers were created instead of one."
    yield from _same_customer(wanted, found.customers[0])


def _same_customer(wanted: ExpectedCustomer, body: Body) -> Iterator[str]:
    pairs = {
        "name": (wanted.name, body.get("DisplayName")),
        "company": (wanted.company, body.get("CompanyName")),
        "email": (wanted.email, (body.get("PrimaryEmailAddr") or {}).get("Address")),
        "street": (wanted.street, (body.get("BillAddr") or {}).get("Line1")),
    }
    for name, (should, is_) in pairs.items():
        if should is not None and should != is_:
            yield f"The customer's {name} is {is_}, not {should}."
    if wanted.phone is not None:
        typed = (body.get("PrimaryPhone") or {}).get("FreeFormNumber", "")
        if re.sub(r"\D", "", typed)[-10:] != wanted.phone[-10:]:
            yield f"The customer's phone is {typed or None}, not {wanted.phone}."


def _estimate(expected: Expected, found: EndState) -> Iterator[str]:
    wanted = expected.estimate
    if wanted is None:
        for body in found.estimates:
            yield f"An estimate of {body['TotalAmt']} was created, which nobody expected."
        return
    if len(found.estimates) != 1:
        yield f"{len(found.estimates)} estimates were created instead of one."
        return
    yield from _same_estimate(wanted, found.estimates[0], found.mails)
    owner = found.estimates[0]["CustomerRef"].get("name")
    if expected.existing_customer and owner != expected.existing_customer:
        yield f"The estimate is {owner}'s, not {expected.existing_customer}'s."


def _same_estimate(wanted: ExpectedEstimate, body: Body, mails: list[Body]) -> Iterator[str]:
    if Decimal(str(body["TotalAmt"])) != wanted.total:
        yield f"The estimate's total is {body['TotalAmt']}, not {wanted.total}."
    lines = [line for line in body["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    is_ = [
        (
            line["SalesItemLineDetail"]["ItemRef"]["name"],
            Decimal(str(line["SalesItemLineDetail"]["Qty"])),
            Decimal(str(line["SalesItemLineDetail"]["UnitPrice"])),
        )
        for line in lines
    ]
    should = [(line.item, line.quantity, line.rate) for line in wanted.lines]
    if is_ != should:
        yield f"The estimate's lines are {is_}, not {should}."
    if wanted.sent_to is not None and [mail["to"] for mail in mails] != [wanted.sent_to]:
        yield f"E-mails went to {[mail['to'] for mail in mails]}, not once to {wanted.sent_to}."


def _visits(expected: Expected, found: EndState) -> Iterator[str]:
    if sorted(found.visits) != sorted(expected.visits):
        is_, should = (", ".join(each) or "nothing" for each in (found.visits, expected.visits))
        yield f"The visit book has {is_} for the caller, not {should}."


def _messages(expected: Expected, found: EndState) -> Iterator[str]:
    to = sorted(text["to"] for text in found.texts)
    if to != sorted(expected.texts_to):
        yield f"Texts went to {to}, not to {sorted(expected.texts_to)}."
