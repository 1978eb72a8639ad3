"""Checks of estimates, invoices, payments and of what QuickBooks tells about changes."""

from datetime import datetime, timedelta
from decimal import Decimal

from qbo.selftest.party import Body, Reply
from qbo.selftest.trial import MAIL, MARK, Trial

LOOK_BACK = timedelta(days=40)
"""Longer than change data capture reaches (Intuit: 30 days)."""
PRICE = 10


async def estimate(trial: Trial) -> str:
    """Two hours of the first service."""
    made = (await trial.write("Estimate", _document(trial), f"{trial.word}-estimate")).entity(
        "Estimate"
    )
    trial.chosen["estimate"] = made
    return (
        f"{made.get('TxnStatus')}, total {_plain(made['TotalAmt'])}, "
        f"EmailStatus {made.get('EmailStatus')}, SyncToken {made['SyncToken']}"
    )


async def sending(trial: Trial) -> str:
    """The estimate mailed to an address nobody reads."""
    old = trial.needed("estimate")
    reply = await trial.party.mail(f"estimate/{old['Id']}/send", MAIL)
    return _mailed(_kept(trial, reply))


async def after_sending(trial: Trial) -> str:
    """The estimate read again: whether what `/send` answered is what is kept."""
    old = trial.needed("estimate")
    return _mailed(_kept(trial, await trial.party.get(f"estimate/{old['Id']}")))


async def accepting(trial: Trial) -> str:
    """The estimate accepted, as a caller does by phone; all lines go along."""
    old = trial.needed("estimate")
    wanted = {
        **{name: old[name] for name in ("Id", "SyncToken", "CustomerRef")},
        "Line": _document(trial)["Line"],
        "sparse": True,
        "TxnStatus": "Accepted",
        "AcceptedBy": "Frontdesk selftest",
    }
    new = _kept(trial, await trial.write("Estimate", wanted))
    sold = [line for line in new["Line"] if line["DetailType"] == "SalesItemLineDetail"]
    return f"{new.get('TxnStatus')}, lines {len(sold)}"


async def invoice(trial: Trial) -> str:
    """An invoice that names the estimate, and what the estimate says then."""
    quoted = trial.needed("estimate")
    link = {"LinkedTxn": [{"TxnId": quoted["Id"], "TxnType": "Estimate"}]}
    body = {**_document(trial), **link}
    made = (await trial.write("Invoice", body, f"{trial.word}-invoice")).entity("Invoice")
    trial.chosen["invoice"] = made
    now = _kept(trial, await trial.party.get(f"estimate/{quoted['Id']}"))
    back = {"TxnId": made["Id"], "TxnType": "Invoice"}
    linked = any(back.items() <= one.items() for one in now.get("LinkedTxn", []))
    return f"estimate {now.get('TxnStatus')}, {'linked back' if linked else 'not linked back'}"


async def payment(trial: Trial) -> str:
    """The invoice paid in full."""
    owed = trial.needed("invoice")
    # JSON knows no decimals; the shortest text of the float is the amount that was meant.
    amount = float(owed["TotalAmt"])
    body = {
        "CustomerRef": {"value": owed["CustomerRef"]["value"]},
        "TotalAmt": amount,
        "PrivateNote": MARK,
        "Line": [
            {"Amount": amount, "LinkedTxn": [{"TxnId": owed["Id"], "TxnType": "Invoice"}]},
        ],
    }
    reply = await trial.write("Payment", body, f"{trial.word}-payment")
    made = trial.chosen["payment"] = reply.entity("Payment")
    return f"UnappliedAmt {_plain(made.get('UnappliedAmt', 0))}"


async def balance(trial: Trial) -> str:
    """What the paid invoice says, and whether it can be paid online."""
    number = trial.needed("invoice")["Id"]
    reply = await trial.party.get(f"invoice/{number}", include="invoiceLink")
    body = trial.keep("Invoice", reply.entity("Invoice"))
    link = "with" if body.get("InvoiceLink") else "without"
    return f"Balance {_plain(body['Balance'])}, {link} InvoiceLink"


async def tombstone(trial: Trial) -> str:
    """What change data capture says of a deleted payment."""
    paid = trial.needed("payment")
    await trial.delete("Payment", paid["Id"])
    reply = await trial.party.get(
        "cdc", entities="Payment", changedSince=paid["MetaData"]["CreateTime"]
    )
    told = [row for row in reply.changes("Payment") if row["Id"] == paid["Id"]]
    return f"status {told[0].get('status')}" if told else "not mentioned"


async def long_ago(trial: Trial) -> str:
    """Changes since before change data capture reaches: refused, or cut in silence."""
    now = datetime.fromisoformat(trial.needed("customer")["MetaData"]["CreateTime"])
    since = (now - LOOK_BACK).isoformat(timespec="seconds")
    reply = await trial.party.get("cdc", entities="Customer", changedSince=since)
    return reply.verdict("CDCResponse")


async def invoice_deleted(trial: Trial) -> str:
    """What the estimate says once its invoice is gone."""
    number = trial.needed("invoice")["Id"]
    # Its payment is gone, which changed it; one look saves a refusal and a second try.
    trial.keep("Invoice", (await trial.party.get(f"invoice/{number}")).entity("Invoice"))
    await trial.delete("Invoice", number)
    reply = await trial.party.get(f"estimate/{trial.needed('estimate')['Id']}")
    return f"estimate {_kept(trial, reply).get('TxnStatus')}"


def _document(trial: Trial) -> Body:
    item, owner = trial.needed("item"), trial.needed("customer")
    sold = {"ItemRef": {"value": item["Id"]}, "Qty": 2, "UnitPrice": PRICE}
    line = {
        "Amount": 2 * PRICE,
        "Description": MARK,
        "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": sold,
    }
    return {
        "CustomerRef": {"value": owner["Id"]},
        "Line": [line],
        "BillEmail": {"Address": MAIL},
        "PrivateNote": MARK,
    }


def _kept(trial: Trial, reply: Reply) -> Body:
    """The estimate as it is now."""
    trial.chosen["estimate"] = trial.keep("Estimate", reply.entity("Estimate"))
    return trial.chosen["estimate"]


def _mailed(body: Body) -> str:
    how = (body.get("DeliveryInfo") or {}).get("DeliveryType")
    return f"{body.get('EmailStatus')}, delivered by {how}, SyncToken {body['SyncToken']}"


def _plain(amount: object) -> str:
    """An amount without needless noughts: "20", "20.5"."""
    return f"{Decimal(str(amount)).normalize():f}"
