"""The one screen that a started desk prints."""

from agent.calendars import misnamed
from agent.house import House


def screen(house: House, version: str, seconds: float) -> str:
    """Addresses, what is in use, and how to get the better one of each, in aligned lines.

    Args:
        house: the desk that is ready.
        version: Frontdesk's own.
        seconds: how long it took to get ready.
    """
    settings = house.settings
    customers, items = house.mirror.counts
    phone = "embedded carrier" if settings.embedded_phone else settings.twilio_phone_number
    kind = (
        f'embedded company "{house.business_name}"'
        if settings.embedded_books
        else settings.qbo_environment
    )
    books = f"{kind}: {customers} customers, {items} services"
    if not house.wire.connection.is_connected:
        books = f"{kind}, not connected yet: open the page"
    mail = "embedded mailbox" if settings.embedded_mail else settings.smtp_host or "none is sent"
    data = settings.data / "frontdesk.db"
    rows = [
        ("Phone", phone, "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_PHONE_NUMBER"),
        ("Voice", house.voices.label, house.voices.better),
        ("Brain", house.brains.label, house.brains.better),
        ("QuickBooks", books, "QBO_ENVIRONMENT, QBO_CLIENT_ID, QBO_CLIENT_SECRET"),
        ("E-mail", mail, "FRONTDESK_SMTP_HOST, FRONTDESK_SMTP_USER, FRONTDESK_SMTP_PASSWORD"),
        ("Data", str(data), "DATABASE_URL for PostgreSQL"),
    ]
    width = max(len(use) for _, use, _ in rows)
    lines = [f"  frontdesk {version}", ""]
    lines += [f"  {what:<11}{use:<{width}}  ({better})" for what, use, better in rows]
    if wrong := misnamed(settings, house.library):
        lines.append(f"  {'Calendar':<11}{wrong}")
    lines += [
        "",
        f"  {'Open':<11}http://localhost:{settings.port}",
        f"  {'Try':<11}frontdesk call ac-not-cooling     a caller phones in, you watch",
        "",
        f"  ready in {seconds:.1f} s",
    ]
    return "\n".join(lines)
