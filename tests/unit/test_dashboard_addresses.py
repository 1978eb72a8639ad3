"""What to paste at Intuit, and what could never work there."""

from pathlib import Path
from typing import Any

import pytest

from dashboard.addresses import redirect_uri, webhook_url
from office.settings import Settings

pytestmark = pytest.mark.unit


def settings(**given: Any) -> Settings:
    return Settings(data=Path("data"), **given)


@pytest.mark.parametrize(
    ("public", "environment", "address", "trouble"),
    [
        ("", "sandbox", "http://localhost:8080/qbo/callback", ""),
        ("", "embedded", "http://localhost:8080/qbo/callback", ""),
        ("", "production", "http://localhost:8080/qbo/callback", "https addresses only"),
        ("https://desk.example.com/", "production", "https://desk.example.com/qbo/callback", ""),
        ("http://desk.example.com", "production", "http://desk.example.com/qbo/callback", "https"),
        ("http://desk.example.com", "sandbox", "http://desk.example.com/qbo/callback", "localhost"),
        ("http://localhost:9000", "sandbox", "http://localhost:9000/qbo/callback", ""),
        ("https://203.0.113.7", "production", "https://203.0.113.7/qbo/callback", "not a number"),
        ("https://[2001:db8::1]", "production", "https://[2001:db8::1]/qbo/callback", "a number"),
    ],
)
def test_redirect_uri_says_whether_intuit_takes_it(
    public: str, environment: str, address: str, trouble: str
) -> None:
    paste = redirect_uri(settings(public_url=public, qbo_environment=environment))
    assert paste.address == address
    assert trouble in paste.trouble
    assert bool(trouble) == bool(paste.trouble)


def test_another_host_than_intuits_takes_any_redirect_uri() -> None:
    given = settings(qbo_environment="production", qbo_api_base="http://127.0.0.1:8081")
    assert redirect_uri(given).trouble == ""


def test_webhook_needs_a_public_https_address() -> None:
    public = webhook_url(settings(public_url="https://desk.example.com"))
    assert (public.address, public.trouble) == ("https://desk.example.com/qbo/webhook", "")
    assert "every five minutes" in webhook_url(settings()).trouble
    assert webhook_url(settings(public_url="http://localhost:8080")).trouble
