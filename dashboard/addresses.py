"""What to paste into the pages of the app at Intuit, and whether it can work there. Pure."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from office.settings import Settings
from qbo.access.consent import redirect_address

PUBLIC = "set FRONTDESK_PUBLIC_URL to this desk's https address"


@dataclass(frozen=True, slots=True)
class Paste:
    """An address for a field at Intuit; `trouble` says why it cannot work, empty if it can."""

    field: str
    address: str
    trouble: str


def redirect_uri(settings: Settings) -> Paste:
    """Where Intuit sends the owner back to: https, or plain http for `localhost` only (facts)."""
    address = redirect_address(settings)
    return Paste("Redirect URI", address, _refused(settings, address))


def webhook_url(settings: Settings) -> Paste:
    """Where Intuit announces changes: it must reach the desk from outside."""
    public = settings.public_url.rstrip("/")
    address = f"{public}/qbo/webhook" if public else ""
    trouble = ""
    if not public.startswith("https://"):
        trouble = f"Intuit announces changes to a public https address only: {PUBLIC}. "
        trouble += "Without it the desk asks for changes every five minutes."
    return Paste("Webhook endpoint URL", address, trouble)


def _refused(settings: Settings, address: str) -> str:
    """Why Intuit would not take a redirect URI; nobody else takes offence."""
    if settings.embedded_books or settings.qbo_api_base:
        return ""
    parts = urlsplit(address)
    host, secure = parts.hostname or "", parts.scheme == "https"
    if settings.qbo_environment == "production":
        if not secure:
            return f"Intuit's production keys take https addresses only: {PUBLIC}."
        if _is_number(host):
            return f"Intuit's production keys take a name, not a number like {host}: {PUBLIC}."
    if not secure and host != "localhost":
        return f"Intuit takes http for localhost only: {PUBLIC}, or leave it out."
    return ""


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
