"""Webhooks are believed by their signature alone, and read in both of Intuit's forms."""

import base64
import hmac
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbo.mirror.news import NotNews, announced, is_signed

pytestmark = pytest.mark.unit

TOKEN = "blue-kettle-42"


def signed(raw: bytes, token: str = TOKEN) -> str:
    return base64.b64encode(hmac.digest(token.encode(), raw, "sha256")).decode()


def event(number: str = "7", verb: str = "updated", **more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "88cd52aa",
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": f"qbo.customer.{verb}.v1",
        "datacontenttype": "application/json",
        "time": "2026-09-10T21:31:25Z",
        "intuitentityid": number,
        "intuitaccountid": "310687",
        "data": {},
    } | more


def entity(number: str = "7", operation: str = "Update", **more: Any) -> dict[str, Any]:
    shown = {"name": "Customer", "id": number, "operation": operation}
    return shown | {"lastUpdated": "2026-09-10T21:31:25.000Z"} | more


def envelope(*entities: dict[str, Any], realm: str = "310687") -> bytes:
    told = {"realmId": realm, "dataChangeEvent": {"entities": list(entities)}}
    return json.dumps({"eventNotifications": [told]}).encode()


def facts(raw: bytes) -> list[tuple[str, str, str, str]]:
    return [(one.realm, one.entity, one.number, one.operation) for one in announced(raw)]


def test_signature_over_the_very_bytes_is_believed() -> None:
    assert is_signed(b'{"a": 1}', signed(b'{"a": 1}'), TOKEN)
    assert not is_signed(b'{"a":1}', signed(b'{"a": 1}'), TOKEN)


@pytest.mark.parametrize("signature", ["", "no base64 é", signed(b"x", "another"), "AAAA"])
def test_other_signatures_are_not(signature: str) -> None:
    assert not is_signed(b"x", signature, TOKEN)


def test_without_a_token_nothing_is_believed() -> None:
    assert not is_signed(b"x", signed(b"x", ""), "")


def test_cloud_events_tell_company_kind_id_and_verb() -> None:
    raw = json.dumps([event(), event("8", "created", id="b", intuitaccountid="4")]).encode()
    assert facts(raw) == [
        ("310687", "Customer", "7", "updated"),
        ("4", "Customer", "8", "created"),
    ]


def test_older_envelope_tells_the_same() -> None:
    raw = envelope(entity(), entity("9", "Create", name="Item"), entity("1", name="Estimate"))
    assert facts(raw) == [
        ("310687", "Customer", "7", "updated"),
        ("310687", "Item", "9", "created"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps([event("7", "merged", data={"deletedId": "5"})]).encode(),
        envelope(entity("7", "Merge", deletedId="5")),
    ],
    ids=["cloudevents", "envelope"],
)
def test_merge_tells_of_both_customers(raw: bytes) -> None:
    assert facts(raw) == [
        ("310687", "Customer", "7", "merged"),
        ("310687", "Customer", "5", "merged"),
    ]


def test_same_event_has_the_same_key_and_another_has_another() -> None:
    one, again = announced(json.dumps([event(), event()]).encode())
    (other,) = announced(json.dumps([event(id="99")]).encode())
    (older,) = announced(envelope(entity()))
    assert one.key == again.key
    assert len({one.key, other.key, older.key}) == 3


def test_event_without_sense_is_left_out_and_the_others_are_heard() -> None:
    strange = [7, {}, {"type": "qbo.customer.created.v1"}, event(type="else"), event(type="")]
    assert facts(json.dumps([*strange, event()]).encode()) == [
        ("310687", "Customer", "7", "updated")
    ]


@pytest.mark.parametrize("raw", [b"", b"\xff\xfe", b"hello", b"7", b"null", b'{"a": 1}', b'"x"'])
def test_what_is_no_announcement_says_so(raw: bytes) -> None:
    with pytest.raises(NotNews):
        announced(raw)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
    max_leaves=12,
)


@given(json_values)
def test_no_json_breaks_the_reading(value: Any) -> None:
    try:
        announced(json.dumps(value).encode())
    except NotNews:
        return
