"""Texts to callers and the owner, through the same account as the calls."""

from urllib.parse import urlencode

from office.values import Phone
from telephony.rest import CarrierRest


class Texting:
    """Sends texts; the ledger in the office decides that each goes out once."""

    def __init__(self, rest: CarrierRest, status_url: str) -> None:
        """Send through an account and hear of deliveries at an address."""
        self._rest, self._status_url = rest, status_url

    async def send(self, to: Phone, body: str, key: str) -> str:
        """Send a text and give the carrier's id.

        Twilio has no idempotency key for messages. `key` names the ledger's row in the address
        that reports come to: one may come before our answer, or in place of it.

        Raises:
            CarrierError: refused for good (`permanent`), or worth another try.
        """
        query = f"?{urlencode({'message': key})}"
        return await self._rest.send_text(to, body, self._status_url and self._status_url + query)
