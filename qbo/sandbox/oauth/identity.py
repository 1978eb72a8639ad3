"""Who the person behind a consent is: OpenID's signed token, its key, and `userinfo`."""

import base64
import json
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from office.clock import SystemClock
from qbo.sandbox.oauth.grants import App
from qbo.sandbox.oauth.tokens import ACCESS, TokenOffice

KEY_ID = "embedded-1"
SUBJECT = "5a8b7c6d-0000-4000-8000-000000000001"
_ABOUT: dict[str, dict[str, Any]] = {
    "profile": {"givenName": "Dana", "familyName": "Rivera"},
    "email": {"email": "dana@abcplumbing.example", "emailVerified": True},
    "phone": {"phoneNumber": "+1 6145550100", "phoneNumberVerified": True},
    "address": {
        "address": {
            "streetAddress": "410 South High Street",
            "locality": "Columbus",
            "region": "OH",
            "postalCode": "43215",
            "country": "US",
        }
    },
}


class Identity:
    """The owner of the embedded company, as Intuit tells applications of one."""

    def __init__(self, tokens: TokenOffice) -> None:
        """Speak for those whom an office gives tokens."""
        self._tokens = tokens

    @cached_property
    def _key(self) -> RSAPrivateKey:
        # Made when first needed: it takes a moment, and hardly any application asks.
        return generate_private_key(public_exponent=65537, key_size=2048)

    def token(self, app: App, access: str, issuer: str) -> dict[str, str]:
        """The `id_token` that goes with an access token, if `openid` was granted."""
        grant = self._tokens.holder(f"Bearer {access}")
        if "openid" not in grant.scopes:
            return {}
        # Receivers compare it with their own clock, not with the company's.
        now = int(SystemClock().now().timestamp())
        claims = {
            "sub": SUBJECT,
            "aud": [app.id],
            "realmid": grant.realm,
            "iss": issuer,
            "iat": now,
            "auth_time": now,
            "exp": now + int(ACCESS.total_seconds()),
        }
        head = {"kid": KEY_ID, "alg": "RS256"}
        signed = f"{_text(json.dumps(head).encode())}.{_text(json.dumps(claims).encode())}"
        mark = self._key.sign(signed.encode(), PKCS1v15(), SHA256())
        return {"id_token": f"{signed}.{_text(mark)}"}

    def keys(self) -> dict[str, Any]:
        """The public key, as a JSON web key set."""
        public = self._key.public_key().public_numbers()
        parts = {name: _number(value) for name, value in (("n", public.n), ("e", public.e))}
        return {"keys": [{"kty": "RSA", "kid": KEY_ID, "alg": "RS256", "use": "sig", **parts}]}

    def about(self, scopes: list[str]) -> dict[str, Any]:
        """What `userinfo` says, by scope."""
        found: dict[str, Any] = {"sub": SUBJECT}
        for scope in scopes:
            found |= _ABOUT.get(scope, {})
        return found


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _number(value: int) -> str:
    return _text(value.to_bytes((value.bit_length() + 7) // 8, "big"))
