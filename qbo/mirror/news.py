"""What a webhook says: who signed it, and what of which company changed. Pure.

Intuit sends CloudEvents since 2026 and an envelope of its own before; which one it is shows in its
shape. Only names and ids come this way: the news itself is fetched.
"""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from office.announcements import Announced

MIRRORED = {"customer": "Customer", "item": "Item"}
_TYPE = re.compile(r"qbo\.(\w+)\.(\w+)\.v\d+")
_OPERATIONS = {
    "create": "created",
    "update": "updated",
    "delete": "deleted",
    "merge": "merged",
    "void": "voided",
}


class NotNews(Exception):
    """This is no announcement of QuickBooks, in none of its forms."""


class _Lenient(BaseModel):
    """Intuit adds properties without notice."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class _CloudEvent(_Lenient):
    id: str
    type: str
    realm: str = Field(alias="intuitaccountid")
    number: str = Field(alias="intuitentityid")
    data: dict[str, Any] | None = None


class _Entity(_Lenient):
    name: str
    id: str
    operation: str
    changed: str = Field("", alias="lastUpdated")
    gone: str = Field("", alias="deletedId")


class _Entities(_Lenient):
    entities: list[_Entity] = []


class _Notification(_Lenient):
    realm: str = Field(alias="realmId")
    change: _Entities = Field(default_factory=_Entities, alias="dataChangeEvent")


class _Envelope(_Lenient):
    notifications: list[_Notification] = Field(alias="eventNotifications")


def is_signed(raw: bytes, signature: str, token: str) -> bool:
    """Whether the bytes were signed with the verifier token; takes the same time either way."""
    if not token:
        return False
    try:
        given = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(hmac.digest(token.encode(), raw, hashlib.sha256), given)


def announced(raw: bytes) -> list[Announced]:
    """What is announced of customers and items, of any company.

    Raises:
        NotNews: the bytes are neither of the two forms; single events without sense are left out.
    """
    try:
        told = json.loads(raw)
    except ValueError as error:
        raise NotNews from error
    if isinstance(told, list):
        return [one for event in told for one in _cloud_event(event)]
    if isinstance(told, dict) and "specversion" in told:
        return list(_cloud_event(told))
    try:
        return list(_notified(_Envelope.model_validate(told)))
    except ValidationError as error:
        raise NotNews from error


def _cloud_event(told: object) -> Iterator[Announced]:
    try:
        event = _CloudEvent.model_validate(told)
    except ValidationError:
        return
    named = _TYPE.fullmatch(event.type.lower())
    entity = MIRRORED.get(named[1]) if named else None
    if named is None or entity is None:
        return
    gone = str((event.data or {}).get("deletedId", ""))
    for number in dict.fromkeys(filter(None, (event.number, gone))):
        key = _key(event.realm, event.id, number)
        yield Announced(key, event.realm, entity, number, _OPERATIONS.get(named[2], named[2]))


def _notified(envelope: _Envelope) -> Iterator[Announced]:
    for told in envelope.notifications:
        for one in told.change.entities:
            entity = MIRRORED.get(one.name.lower())
            operation = _OPERATIONS.get(one.operation.lower(), one.operation.lower())
            for number in dict.fromkeys(filter(None, (one.id, one.gone))) if entity else ():
                key = _key(told.realm, one.name, number, operation, one.changed)
                yield Announced(key, told.realm, str(entity), number, operation)


def _key(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
