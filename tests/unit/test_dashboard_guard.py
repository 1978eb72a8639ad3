import pytest
from fastapi import HTTPException
from starlette.requests import Request

from dashboard.guard import check_api, check_page, is_local

pytestmark = pytest.mark.unit


def asked(
    host: str | None = "localhost:8080", client: str | None = "127.0.0.1", token: str | None = None
) -> Request:
    """A request for a host, from an address, with what it sends as authorization."""
    headers = []
    if host is not None:
        headers.append((b"host", host.encode("latin-1")))
    if token is not None:
        headers.append((b"authorization", token.encode("latin-1")))
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "headers": headers,
            "client": (client, 50000) if client else None,
        }
    )


@pytest.mark.parametrize(
    ("host", "client"),
    [
        ("localhost:8080", "127.0.0.1"),
        ("LOCALHOST", "127.0.0.1"),
        ("127.0.0.1:8080", "127.0.0.1"),
        ("[::1]:8080", "::1"),
        ("[::1]", "::1"),
    ],
)
def test_this_machine_may_look(host: str, client: str) -> None:
    assert is_local(asked(host, client))


@pytest.mark.parametrize(
    "host",
    [
        "abc-plumbing.ngrok.app",
        "localhost.evil.example:8080",
        "evil.example@localhost.evil.example",
        "testserver",
        "192.168.1.20:8080",
        "[::1",
        "",
        None,
    ],
)
def test_tunnel_that_makes_a_visitor_look_local_is_known_by_its_host(host: str | None) -> None:
    assert not is_local(asked(host))


@pytest.mark.parametrize("client", ["192.168.1.20", "203.0.113.7", "testclient", None])
def test_another_machine_may_not_look_whatever_host_it_asks_for(client: str | None) -> None:
    assert not is_local(asked("localhost:8080", client))


def test_page_is_refused_with_a_sentence_about_where_it_opens() -> None:
    with pytest.raises(HTTPException) as refused:
        check_page(asked("abc-plumbing.ngrok.app"))
    assert refused.value.status_code == 403
    assert "on the machine that runs Frontdesk" in refused.value.detail


def test_right_token_opens_the_api_from_anywhere() -> None:
    check_api(asked("desk.example.com", "203.0.113.7", "Bearer blue-kettle-42"), "blue-kettle-42")


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", "Bearer blue", "blue-kettle-42", "Bearer \xe9\xff"]
)
def test_with_a_token_set_nothing_else_opens_the_api_not_even_on_this_machine(
    sent: str | None,
) -> None:
    with pytest.raises(HTTPException) as refused:
        check_api(asked(token=sent), "blue-kettle-42")
    assert refused.value.status_code == 401
    assert refused.value.headers == {"WWW-Authenticate": "Bearer"}
    assert "FRONTDESK_API_TOKEN" in refused.value.detail


def test_without_a_token_the_api_is_for_this_machine_only() -> None:
    check_api(asked(), "")
    with pytest.raises(HTTPException) as refused:
        check_api(asked("desk.example.com"), "")
    assert refused.value.status_code == 403
