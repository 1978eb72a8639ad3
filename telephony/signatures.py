"""Twilio's signatures: every webhook and the websocket upgrade carry one, or are refused."""

from collections.abc import Mapping

from fastapi import Request, WebSocket
from twilio.request_validator import RequestValidator

HEADER = "X-Twilio-Signature"


class Signatures:
    """Checks X-Twilio-Signature against the account's auth token.

    Twilio signs the exact address it was given, so the public address is used where there is
    one; behind a proxy the request's own address would be another.
    """

    def __init__(self, auth_token: str, desk_url: str) -> None:
        """Check for one account, at the address the carrier was given."""
        self._validator = RequestValidator(auth_token)
        self._token = auth_token
        self._http = desk_url.rstrip("/")
        self._ws = self._http.replace("http", "ws", 1)

    @property
    def stream_url(self) -> str:
        """The websocket's address as the carrier is told it, and as it signs it."""
        return f"{self._ws}/twilio/stream"

    def webhook_url(self, path: str) -> str:
        """The address of a webhook as the carrier is told it."""
        return f"{self._http}{path}"

    def signed(self, request: Request, form: Mapping[str, str]) -> bool:
        """Whether a webhook was signed by the account."""
        query = f"?{request.url.query}" if request.url.query else ""
        url = self.webhook_url(request.url.path) + query
        return self._check(url, dict(form), request.headers.get(HEADER, ""))

    def signed_upgrade(self, websocket: WebSocket) -> bool:
        """Whether a websocket upgrade was signed by the account."""
        return self._check(self.stream_url, {}, websocket.headers.get(HEADER, ""))

    def _check(self, url: str, form: dict[str, str], signature: str) -> bool:
        if not self._token or not signature:
            return False
        return bool(self._validator.validate(url, form, signature))
