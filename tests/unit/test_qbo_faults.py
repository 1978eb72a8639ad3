import pytest

from qbo.faults import (
    AccessLost,
    Answer,
    AnswerLost,
    BooksDown,
    KeysCrossed,
    NameTaken,
    NotConnected,
    QboError,
    ReferenceGone,
    Refused,
    SubscriptionEnded,
    Throttled,
    TokenExpired,
    opened,
)
from qbo.sandbox import faults as wire

pytestmark = pytest.mark.unit
NOW = "2026-09-14T15:15:00.000-04:00"


def _validation(code: str, detail: str = "It is wrong.") -> str:
    return (
        f'{{"Fault":{{"Error":[{{"Message":"No","Detail":"{detail}","code":"{code}"}}],'
        f'"type":"ValidationFault"}},"time":"{NOW}"}}'
    )


def _lower(code: str) -> str:
    return f'{{"fault":{{"error":[{{"message":"m","detail":"d","code":"{code}"}}]}},"time":1}}'


@pytest.mark.parametrize(
    ("status", "text", "kind"),
    [
        (400, _validation("6240"), NameTaken),
        (400, _validation("2500"), ReferenceGone),
        (400, _validation("610"), ReferenceGone),
        (400, _validation("6000"), Refused),
        (400, _validation("6190"), SubscriptionEnded),
        (401, _lower("3200"), TokenExpired),
        (401, _lower("120"), AccessLost),
        (403, _lower("3100"), KeysCrossed),
        (403, "", NotConnected),
        (403, _lower("10"), NotConnected),
        (429, wire.throttled(NOW), Throttled),
        (429, "", Throttled),
        (503, wire.web_page(503, "Service Unavailable"), AnswerLost),
        (503, _validation("6003"), BooksDown),
        (500, wire.web_page(503, "Service Unavailable"), AnswerLost),
        (504, wire.gateway_timeout(NOW), AnswerLost),
        (200, _validation("10000"), AnswerLost),
        (200, _validation("6240"), NameTaken),
        (200, '{"BatchItemResponse":[]}', AnswerLost),
        (200, "<html>", AnswerLost),
        (200, "[]", AnswerLost),
        (200, '{"Fault":{"Error":[]}}', AnswerLost),
        (400, '{"Fault":{"Error":[{"Message":"no code"}]}}', AnswerLost),
        (502, "", AnswerLost),
    ],
)
def test_every_wire_shape_becomes_one_kind(status: int, text: str, kind: type[QboError]) -> None:
    with pytest.raises(QboError) as caught:
        opened(Answer(status, text, "1-tid"), "Customer")
    assert type(caught.value) is kind
    assert caught.value.intuit_tid == "1-tid"


def test_refusal_gives_the_reason_and_the_code() -> None:
    with pytest.raises(Refused) as caught:
        opened(Answer(400, _validation("6000", "The books are closed.")), "Estimate")
    assert str(caught.value) == "QuickBooks refused: The books are closed (code 6000)."
    assert caught.value.permanent


def test_lost_answer_is_neither_success_nor_refusal() -> None:
    with pytest.raises(QboError) as caught:
        opened(Answer(503, wire.web_page(503, "Service Unavailable")), "Customer")
    assert caught.value.outcome == "unknown"
    assert not caught.value.permanent


def test_fractions_stay_exact() -> None:
    body = opened(Answer(200, '{"Item":{"Id":"1","UnitPrice":0.1}}'), "Item")
    assert body["Item"]["UnitPrice"] == "0.1"
