"""Checks of the company itself, of customers, and of the query language.

Each returns what was seen in a few words that two companies can be compared by: no ids, no times.
"""

from qbo.selftest.party import Body, CheckNotMade
from qbo.selftest.trial import MARK, Trial
from qbo.statements import ACTIVE_OR_NOT, select, whether

ORDERED = 100
"""Rows that are enough to see an order; ids of two and three digits differ as text."""
LETTERS = {"é": "\u00e9", "Greek": "\u03b1", "Chinese": "\u96ea", "emoji": "\U0001f600"}


async def company(trial: Trial) -> str:
    """Who it is."""
    reply = await trial.party.get(f"companyinfo/{trial.party.connection.realm}")
    info = reply.entity("CompanyInfo")
    return f"{'named' if info.get('CompanyName') else 'nameless'}, country {info.get('Country')}"


async def preferences(trial: Trial) -> str:
    """Whether the preferences that the desk reads are there; their values are the owner's."""
    found = (await trial.party.get("preferences")).entity("Preferences")
    wanted = ("SalesFormsPrefs", "TaxPrefs", "CurrencyPrefs")
    return "with " + ", ".join(name for name in wanted if name in found)


async def items(trial: Trial) -> str:
    """Services that can be sold; the first is used on the documents."""
    statement = "SELECT * FROM Item WHERE Type = 'Service' ORDERBY Id MAXRESULTS 10"
    rows = (await trial.party.query(statement)).rows("Item")
    if not rows:
        raise CheckNotMade("The company has no active service item; add one.")
    trial.chosen["item"] = rows[0]
    there = [name for name in ("Id", "Name", "Type", "Active") if name in rows[0]]
    return "with " + ", ".join(there)


async def same_requestid(trial: Trial) -> str:
    """The same customer sent twice under one requestid."""
    body, key = _customer(trial, "customer"), f"{trial.word}-twice"
    first = (await trial.write("Customer", body, key)).entity("Customer")
    trial.chosen["customer"] = first
    second = (await trial.write("Customer", body, key)).entity("Customer")
    named = whether("DisplayName", "=", trial.name("customer"))
    counted = await trial.party.query(select("Customer", named, what="count(*)"))
    count = counted.entity("QueryResponse").get("totalCount")
    same = "the same answer" if second == first else "another answer"
    return f"{same}, {'same' if second['Id'] == first['Id'] else 'another'} Id, {count} record"


async def changed_body(trial: Trial) -> str:
    """Another customer under a requestid that was used."""
    first = trial.needed("customer")
    reply = await trial.write("Customer", _customer(trial, "changed"), f"{trial.word}-twice")
    if reply.answer.status != 200:
        return reply.verdict("Customer")
    again = reply.entity("Customer")["Id"] == first["Id"]
    return "the first answer again" if again else "a second customer"


async def failed_first(trial: Trial) -> str:
    """A refused customer, mended and sent under the same requestid."""
    body, key = _customer(trial, "mended"), f"{trial.word}-mended"
    refused = await trial.write("Customer", {**body, "Title": "T" * 17}, key)
    mended = await trial.write("Customer", body, key)
    return f"{refused.verdict('Customer')}, then {mended.verdict('Customer')}"


async def name_taken(trial: Trial) -> str:
    """The name of a customer that is there, in other case, under a new requestid."""
    name = trial.needed("customer")["DisplayName"]
    body = {"DisplayName": name.upper(), "Notes": MARK}
    reply = await trial.write("Customer", body, f"{trial.word}-taken")
    return reply.verdict("Customer")


async def sparse_update(trial: Trial) -> str:
    """One field changed; the others have to stay."""
    old = trial.needed("customer")
    wanted = {"Id": old["Id"], "SyncToken": old["SyncToken"], "sparse": True}
    reply = await trial.write("Customer", {**wanted, "Notes": f"{MARK} changed"})
    new = trial.chosen["customer"] = reply.entity("Customer")
    moved = int(new["SyncToken"]) - int(old["SyncToken"])
    kept = new.get("PrimaryPhone") == old.get("PrimaryPhone")
    return f"SyncToken +{moved}, the others {'kept' if kept else 'lost'}, sparse {new['sparse']}"


async def stale_token(trial: Trial) -> str:
    """A change with the SyncToken from before the last one."""
    old = trial.needed("customer")
    stale = str(max(int(old["SyncToken"]) - 1, 0))
    wanted = {"Id": old["Id"], "SyncToken": stale, "sparse": True, "Notes": f"{MARK} stale"}
    return (await trial.write("Customer", wanted)).verdict("Customer")


async def by_phone(trial: Trial) -> str:
    """The question every receptionist would ask."""
    reply = await trial.party.query("SELECT * FROM Customer WHERE PrimaryPhone = '6145550123'")
    return reply.verdict("QueryResponse")


async def ids_as_numbers(trial: Trial) -> str:
    """Whether `Id > 'n'` compares numbers: the mirror pages by it."""
    own = str(trial.needed("customer")["Id"])
    below = "9" * (len(own) - 1) or "0"
    if own > below and len(own) > 1:
        raise CheckNotMade(f"Id {own} is greater than {below} both as number and as text.")
    after, this = whether("Id", ">", below), whether("DisplayName", "=", trial.name("customer"))
    reply = await trial.party.query(select("Customer", after, this, order="Id"))
    found = reply.rows("Customer")
    return "as a number" if found else "as text"


async def ids_in_order(trial: Trial) -> str:
    """Whether `ORDERBY Id` orders numbers."""
    statement = f"SELECT * FROM Customer WHERE {ACTIVE_OR_NOT} ORDERBY Id MAXRESULTS {ORDERED}"
    rows = (await trial.party.query(statement)).rows("Customer")
    ids = [str(row["Id"]) for row in rows]
    if ids == sorted(ids, key=int):
        return "as numbers"
    return "as text" if ids == sorted(ids) else "in no order"


async def letters(trial: Trial) -> str:
    """Which letters beyond ASCII come back as they were sent."""
    sent = f"{MARK} " + " ".join(f"{name}={letter}" for name, letter in LETTERS.items())
    body = {**_customer(trial, "letters"), "Notes": sent}
    reply = await trial.write("Customer", body, f"{trial.word}-letters")
    if reply.answer.status != 200:
        return reply.verdict("Customer")
    number = reply.entity("Customer")["Id"]
    kept = (await trial.party.get(f"customer/{number}")).entity("Customer").get("Notes", "")
    return ", ".join(
        f"{name} {'kept' if f'{name}={letter}' in kept else 'changed'}"
        for name, letter in LETTERS.items()
    )


def _customer(trial: Trial, of: str) -> Body:
    return {
        "DisplayName": trial.name(of),
        "Notes": MARK,
        "PrimaryPhone": {"FreeFormNumber": "(614) 555-0123"},
    }
