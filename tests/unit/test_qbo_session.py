"""What the machine's environment says of the way to QuickBooks."""

import pytest

from qbo.wire.session import BooksSession

pytestmark = pytest.mark.unit

INTUIT = "https://quickbooks.api.intuit.com"


def test_proxy_and_certificates_of_the_environment_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/ours.pem")
    with BooksSession(INTUIT) as session:
        assert session.proxies["https"] == "http://proxy.example:3128"
        assert session.verify == "/etc/ssl/ours.pem"


def test_host_the_environment_keeps_from_the_proxy_is_asked_directly(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    for certificates in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(certificates, raising=False)
    with BooksSession("http://127.0.0.1:8081") as session:
        assert session.proxies == {}
        assert session.verify is True
