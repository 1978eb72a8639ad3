"""OAuth of the embedded company: consent, codes, rotation, every end a token can come to."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

from tests.wire.test_sandbox_company import Office, Server, StepClock

pytestmark = pytest.mark.wire

BACK = "http://localhost:8080/qbo/callback"
ACCOUNTING = "com.intuit.quickbooks.accounting"
DAY = 24 * 3600


@dataclass
class Applicant:
    """An application that asks for consent, and the owner who gives it."""

    http: httpx2.AsyncClient
    id: str
    secret: str
    back: str = BACK

    @property
    def asked(self) -> dict[str, str]:
        return {
            "client_id": self.id,
            "response_type": "code",
            "scope": ACCOUNTING,
            "redirect_uri": self.back,
            "state": "a state & more",
        }

    async def page(self, **changes: str) -> httpx2.Response:
        return await self.http.get("/oauth2/authorize", params=self.asked | changes)

    async def decide(self, choice: str = "connect", **changes: str) -> dict[str, str]:
        """What the callback is told."""
        form = self.asked | {"choice": choice, "realm": "1"} | changes
        answer = await self.http.post("/oauth2/authorize", data=form)
        assert answer.status_code == 303, answer.text
        told = urlsplit(answer.headers["location"])
        return {name: values[0] for name, values in parse_qs(told.query).items()}

    async def ask(self, headers: dict[str, str] | None = None, **form: str) -> httpx2.Response:
        pair = base64.b64encode(f"{self.id}:{self.secret}".encode()).decode()
        return await self.http.post(
            "/oauth2/v1/tokens/bearer",
            data=form,
            headers={"Authorization": f"Basic {pair}"} | (headers or {}),
        )

    async def exchange(self, code: str, **changes: str) -> httpx2.Response:
        back = changes.get("redirect_uri", self.back)
        return await self.ask(grant_type="authorization_code", code=code, redirect_uri=back)

    async def connected(self, **changes: str) -> dict[str, Any]:
        code = (await self.decide(**changes))["code"]
        return dict((await self.exchange(code)).json())

    async def refresh(self, token: str, **more: Any) -> httpx2.Response:
        return await self.ask(grant_type="refresh_token", refresh_token=token, **more)

    async def revoke(self, token: str, secret: str = "") -> int:
        pair = base64.b64encode(f"{self.id}:{secret or self.secret}".encode()).decode()
        answer = await self.http.post(
            "/v2/oauth2/tokens/revoke",
            json={"token": token},
            headers={"Authorization": f"Basic {pair}"},
        )
        return answer.status_code

    async def status(self, access: str, realm: str = "1") -> int:
        path = f"/v3/company/{realm}/companyinfo/{realm}"
        answer = await self.http.get(path, headers={"Authorization": f"Bearer {access}"})
        return answer.status_code

    async def pass_time(self, seconds: float) -> None:
        await self.http.post("/_sandbox/clock", json={"advance": seconds})


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))) as office:
        yield office


@pytest.fixture
async def app(books: Office) -> Applicant:
    given = (await books.http.post("/_sandbox/token")).json()
    return Applicant(books.http, given["client_id"], given["client_secret"])


def wrong(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]


async def test_page_names_the_app_and_its_companies(app: Applicant) -> None:
    page = await app.page()
    assert page.status_code == 200
    for words in ("Connect Frontdesk", "ABC Plumbing", "Another Company", "Cancel"):
        assert words in page.text
    assert "script-src" not in page.headers["content-security-policy"]
    assert "http://localhost:8080" in page.headers["content-security-policy"]


async def test_consent_gives_code_state_and_realm(app: Applicant) -> None:
    told = await app.decide()
    assert (told["state"], told["realmId"]) == ("a state & more", "1")
    given = (await app.exchange(told["code"])).json()
    assert (given["token_type"], given["expires_in"]) == ("bearer", 3600)
    assert given["x_refresh_token_expires_in"] == 100 * DAY
    assert "id_token" not in given
    assert await app.status(given["access_token"]) == 200


async def test_cancel_says_access_denied_and_nothing_else(app: Applicant) -> None:
    told = await app.decide("cancel")
    assert told == {"error": "access_denied", "state": "a state & more"}


async def test_each_company_is_closed_to_the_others_token(app: Applicant) -> None:
    told = await app.decide(realm="9")
    assert told["realmId"] == "9"
    given = (await app.exchange(told["code"])).json()
    ours = (await app.connected())["access_token"]
    assert await app.status(given["access_token"], "9") == 200
    assert await app.status(given["access_token"], "1") == 403
    assert await app.status(ours, "9") == 403
    assert await app.status(ours, "77") == 403


async def test_other_company_has_books_of_its_own(app: Applicant) -> None:
    access = (await app.connected(realm="9"))["access_token"]
    found = await app.http.get(
        "/v3/company/9/query",
        params={"query": "select * from Customer"},
        headers={"Authorization": f"Bearer {access}"},
    )
    names = [row["DisplayName"] for row in found.json()["QueryResponse"]["Customer"]]
    assert names == ["Olga Petrova"]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "nobody"},
        {"redirect_uri": "https://evil.example/callback"},
        {"redirect_uri": "http://localhost.evil.example/"},
        {"redirect_uri": "javascript:alert(1)"},
        {"redirect_uri": ""},
    ],
)
async def test_stranger_gets_a_page_and_is_sent_nowhere(
    app: Applicant, changes: dict[str, str]
) -> None:
    shown = await app.page(**changes)
    assert shown.status_code == 400
    assert "didn't connect" in shown.text.replace("&#39;", "'")
    form = app.asked | {"choice": "connect", "realm": "1"} | changes
    assert (await app.http.post("/oauth2/authorize", data=form)).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
async def test_wrong_question_is_sent_back(
    app: Applicant, changes: dict[str, str], error: str
) -> None:
    told = urlsplit((await app.page(**changes)).headers["location"]).query
    assert parse_qs(told) == {"error": [error], "state": ["a state & more"]}


async def test_registered_addresses_must_match_to_the_letter(app: Applicant) -> None:
    wanted = {"name": "Other App", "redirect_uris": ["https://other.example/back"]}
    made = (await app.http.post("/_sandbox/apps", json=wanted)).json()
    other = Applicant(
        app.http, made["client_id"], made["client_secret"], "https://other.example/back"
    )
    assert "Connect Other App" in (await other.page()).text
    for near in ("https://other.example/back/", "https://other.example/back?x=1", BACK):
        assert (await other.page(redirect_uri=near)).status_code == 400
    theirs = (await other.connected())["refresh_token"]
    assert wrong(await app.refresh(theirs)) == (400, "invalid_grant")
    code = (await other.decide())["code"]
    assert wrong(await app.exchange(code, redirect_uri=other.back)) == (400, "invalid_grant")


async def test_decision_sent_by_another_site_is_refused(app: Applicant) -> None:
    form = app.asked | {"choice": "connect", "realm": "1"}
    headers = {"Origin": "https://evil.example"}
    answer = await app.http.post("/oauth2/authorize", data=form, headers=headers)
    assert answer.status_code == 403


async def test_code_is_good_once(app: Applicant) -> None:
    code = (await app.decide())["code"]
    assert (await app.exchange(code)).status_code == 200
    assert wrong(await app.exchange(code)) == (400, "invalid_grant")


async def test_code_is_good_for_ten_minutes_and_one_address(app: Applicant) -> None:
    late, elsewhere = [(await app.decide())["code"] for _ in range(2)]
    away = await app.exchange(elsewhere, redirect_uri="http://localhost:1/")
    assert wrong(away) == (400, "invalid_grant")
    await app.pass_time(601)
    assert wrong(await app.exchange(late)) == (400, "invalid_grant")


async def test_refresh_token_stays_a_day_then_changes_with_a_day_of_grace(app: Applicant) -> None:
    first = (await app.connected())["refresh_token"]
    await app.pass_time(DAY - 60)
    assert (await app.refresh(first)).json()["refresh_token"] == first
    await app.pass_time(120)
    second = (await app.refresh(first)).json()["refresh_token"]
    assert second != first
    assert (await app.refresh(first)).json()["refresh_token"] == second
    await app.pass_time(DAY + 60)
    assert wrong(await app.refresh(first)) == (400, "invalid_grant")
    assert (await app.refresh(second)).status_code == 200


async def test_unused_refresh_token_ends_after_a_hundred_days(app: Applicant) -> None:
    token = (await app.connected())["refresh_token"]
    await app.pass_time(99 * DAY)
    token = (await app.refresh(token)).json()["refresh_token"]
    await app.pass_time(99 * DAY)
    token = (await app.refresh(token)).json()["refresh_token"]
    await app.pass_time(101 * DAY)
    answer = await app.refresh(token)
    assert answer.json()["error_description"] == "Incorrect Token type or clientID"


async def test_five_years_end_even_what_was_always_used(app: Applicant) -> None:
    token, left = (await app.connected())["refresh_token"], 0
    headers = {"x-include-refresh-token-hard-expires-in": "true"}
    for _ in range(19):
        given = (await app.refresh(token, headers=headers)).json()
        token, left = given["refresh_token"], given["x_refresh_token_hard_expires_in"]
        await app.pass_time(95 * DAY)
    assert left == (5 * 365 - 18 * 95) * DAY
    given = (await app.refresh(token)).json()
    assert given["x_refresh_token_expires_in"] == 20 * DAY
    assert "x_refresh_token_hard_expires_in" not in given
    await app.pass_time(21 * DAY)
    assert wrong(await app.refresh(given["refresh_token"])) == (400, "invalid_grant")


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
async def test_revoking_either_token_ends_the_grant(app: Applicant, which: str) -> None:
    given, other = await app.connected(), await app.connected()
    assert await app.revoke(given[which]) == 200
    assert await app.status(given["access_token"]) == 401
    assert wrong(await app.refresh(given["refresh_token"])) == (400, "invalid_grant")
    assert await app.status(other["access_token"]) == 200
    assert await app.revoke("unknown") == 400


async def test_owner_who_disconnects_ends_every_token(app: Applicant) -> None:
    given = await app.connected()
    await app.http.post("/_sandbox/disconnect")
    assert await app.status(given["access_token"]) == 401
    assert wrong(await app.refresh(given["refresh_token"])) == (400, "invalid_grant")
    again = await app.connected()
    assert await app.status(again["access_token"]) == 200


async def test_wrong_client_is_refused_everywhere(app: Applicant) -> None:
    given = await app.connected()
    stranger = Applicant(app.http, app.id, "wrong")
    assert wrong(await stranger.refresh(given["refresh_token"])) == (401, "invalid_client")
    assert await stranger.revoke(given["access_token"], "wrong") == 401
    assert await app.status(given["access_token"]) == 200
    bare = await app.http.post("/oauth2/v1/tokens/bearer", data={"grant_type": "refresh_token"})
    assert wrong(bare) == (401, "invalid_client")
    assert wrong(await app.ask(grant_type="password")) == (400, "unsupported_grant_type")
    assert wrong(await app.ask()) == (400, "invalid_request")


async def test_access_token_ends_after_an_hour_in_lower_case(app: Applicant) -> None:
    access = (await app.connected())["access_token"]
    await app.pass_time(3601)
    answer = await app.http.get(
        "/v3/company/1/companyinfo/1", headers={"Authorization": f"Bearer {access}"}
    )
    assert answer.status_code == 401
    (error,) = answer.json()["fault"]["error"]
    assert (error["code"], error["detail"]) == ("3200", "Token expired")


@pytest.mark.parametrize("name", ["openid_configuration", "openid_sandbox_configuration"])
async def test_intuits_own_client_connects_refreshes_and_revokes(
    books: Office, app: Applicant, name: str
) -> None:
    base = str(books.http.base_url).rstrip("/")
    await asyncio.to_thread(_as_intuit_does, base, name, app)


def _as_intuit_does(base: str, name: str, app: Applicant) -> None:
    client = AuthClient(app.id, app.secret, BACK, f"{base}/.well-known/{name}")
    scopes = [Scopes.ACCOUNTING, Scopes.OPENID, Scopes.EMAIL]
    address = client.get_authorization_url(scopes)
    with httpx2.Client() as owner:
        form = {n: v[0] for n, v in parse_qs(urlsplit(address).query).items()}
        assert owner.get(address).status_code == 200
        told = owner.post(client.auth_endpoint, data=form | {"choice": "connect", "realm": "1"})
    back = parse_qs(urlsplit(told.headers["location"]).query)
    assert back["state"] == [client.state_token]
    client.get_bearer_token(back["code"][0], realm_id=back["realmId"][0])
    assert client.get_user_info().json()["email"] == "dana@abcplumbing.example"
    assert client.id_token, "the signature of the identity did not hold"
    first = client.access_token
    client.refresh()
    assert client.access_token != first
    assert client.revoke()
    with pytest.raises(AuthClientError):
        client.refresh()


async def test_userinfo_needs_openid(books: Office) -> None:
    headers = {"Authorization": f"Bearer {books.token}"}
    path = "/v1/openid_connect/userinfo"
    assert (await books.http.get(path, headers=headers)).status_code == 403
    assert (await books.http.get(path)).status_code == 401
