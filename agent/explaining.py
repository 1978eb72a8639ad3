"""`frontdesk explain`: which rule wins for a sentence, why, the lines and the total."""

import asyncio
from typing import Any

from office.clock import SystemClock
from office.company_rows import CompanyRows
from office.mirror_rows import MirrorRows
from office.settings import Settings
from office.store import Store
from prompts.library import Library
from prompts.mapping import Match, ServiceRequest, told
from prompts.meaning.deciding import map_request
from prompts.meaning.sense import Sense
from prompts.pricing import Quote, price
from qbo.access.connection import Connection
from qbo.mirror.mirror import Mirror
from qbo.writing.company import CompanyProfile


def explained(settings: Settings, text: str) -> dict[str, Any]:
    """The explanation as data, with the words people read under `text`."""
    return asyncio.run(_explained(settings, text))


async def _explained(settings: Settings, text: str) -> dict[str, Any]:
    clock = SystemClock()
    library = Library.open(settings.data / "prompts")
    book = library.current
    store = await Store.open(settings.database)
    try:
        mirror = Mirror(MirrorRows(store, clock))
        connection = Connection.of(settings, clock)
        company = CompanyProfile()
        if connection.is_connected:
            await mirror.load_items(connection.realm)
            kept = await CompanyRows(store, clock).load(connection.realm)
            company = CompanyProfile.of(kept[0]) if kept else company
    finally:
        await store.close()
    at = clock.now().astimezone(book.business.zone)
    request = ServiceRequest(text, at, open_now=book.business.hours.is_open(at))
    sense = Sense.at(settings.meaning_folder, wanted=settings.meaning)
    await sense.prepare(book.services)
    found = map_request(request, book.services, await sense.ranked(text, book.services))
    sense.close()
    reasons = told(found)
    quote = None
    if isinstance(found, Match):
        priced = price(
            found,
            book.services,
            mirror.item,
            book.messages.estimate,
            sales_tax=company.uses_sales_tax,
        )
        quote = priced if isinstance(priced, Quote) else None
    lines = [
        f"  {line.item_name:<40}{line.quantity:>6} x {line.unit_price:>9}{line.amount!s:>12}"
        for line in (quote.lines if quote else ())
    ]
    label = "Total, plus tax" if quote and quote.plus_tax else "Total"
    total = [f"  {label:<40}{quote.total!s:>30}"] if quote else []
    return {
        "rule": found.rule.name if isinstance(found, Match) else None,
        "reasons": list(reasons),
        "lines": [
            {"item": line.item_name, "quantity": str(line.quantity), "amount": str(line.amount)}
            for line in (quote.lines if quote else ())
        ],
        "total": str(quote.total) if quote else None,
        "plus_tax": bool(quote and quote.plus_tax),
        "text": "\n".join([*reasons, "", *lines, *total]).rstrip(),
    }
