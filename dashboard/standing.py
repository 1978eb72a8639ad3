"""How the connection to QuickBooks stands, in people's words. Pure."""

from datetime import datetime
from zoneinfo import ZoneInfo

from dashboard import shown
from qbo.access.standing import BooksKnown, Standing


def sentence(known: Standing, *, embedded: bool) -> str:
    """The connection in one sentence."""
    if known.state == "connected":
        kind = ", the embedded company" if embedded else ""
        return f"Connected to {known.words}{kind}."
    if known.state == "refused":
        return f"{known.words[:1].upper()}{known.words[1:]} is not connected any more."
    if known.state == "parted":
        return "QuickBooks is disconnected."
    return "QuickBooks is not connected yet."


def detail(known: Standing, now: datetime, zone: ZoneInfo) -> str:
    """Since when and until when, or what to do."""
    if known.state == "connected":
        return _times(known, now, zone)
    if known.state == "refused":
        return known.trouble
    return "Calls are answered as before. What they bring is kept and goes in once you connect."


def facts(
    known: Standing, books: BooksKnown, now: datetime, zone: ZoneInfo
) -> list[tuple[str, str]]:
    """What is known of the company, line by line."""
    found = [("Waiting to be entered", f"{books.waiting:,}")]
    if books.elsewhere:
        found.append(("Waiting for another company", f"{books.elsewhere:,}"))
    if known.state not in ("connected", "refused"):
        return found
    reading = f"being read now, {books.percent} %"
    heard = _ago(books.heard_at, now, zone) if books.heard_at else reading
    told = [
        ("Company ID", known.realm),
        ("Customers known", f"{books.customers:,}"),
        ("Services known", f"{books.items:,}"),
        ("As of", heard),
    ]
    return [(name, value) for name, value in told if value] + found


def _times(known: Standing, now: datetime, zone: ZoneInfo) -> str:
    parts = []
    if known.since:
        parts.append(f"since {shown.date(known.since, zone)} {_year(known.since, zone)}")
    if known.renewed_at:
        parts.append(f"renewed by itself {_ago(known.renewed_at, now, zone)}")
    if known.ends_at:
        parts.append(f"good until {shown.date(known.ends_at, zone)} {_year(known.ends_at, zone)}")
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _year(at: datetime, zone: ZoneInfo) -> str:
    return str(at.astimezone(zone).year)


def _ago(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A time of the last hour as minutes, else as a clock shows it."""
    minutes = int((now - at).total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return "a minute ago" if minutes == 1 else f"{minutes} minutes ago"
    return shown.moment(at, zone)
