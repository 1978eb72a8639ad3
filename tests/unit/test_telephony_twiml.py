from dataclasses import dataclass

import pytest

from office.values import Phone
from telephony import twiml
from telephony.carrier.script import BadScript, read
from telephony.ring import Ring

pytestmark = pytest.mark.unit


@dataclass(frozen=True)
class Words:
    voicemail: str = "Please leave a message."
    full: str = "All lines are busy."


def connected(**changes: object) -> str:
    given = {"caller": "+16145550188", "attestation": "A", "resume": False} | changes
    return twiml.stream("wss://desk.example/twilio/stream", "secret", Words(), **given)  # type: ignore[arg-type]  # as given


def test_answer_to_a_ring_word_by_word() -> None:
    assert connected() == (
        '<?xml version="1.0" encoding="UTF-8"?><Response>'
        '<Connect action="/twilio/after" method="POST">'
        '<Stream url="wss://desk.example/twilio/stream">'
        '<Parameter name="token" value="secret" />'
        '<Parameter name="caller" value="+16145550188" />'
        '<Parameter name="attestation" value="A" />'
        "</Stream></Connect><Say>Please leave a message.</Say>"
        '<Record action="/twilio/voicemail" maxLength="120" method="POST" playBeep="true" '
        'timeout="6" /><Hangup /></Response>'
    )


@pytest.mark.parametrize(
    "answer",
    [
        connected(),
        connected(resume=True, caller="", attestation=""),
        twiml.busy(Words()),
        twiml.voicemail(Words()),
        twiml.hang_up(),
        twiml.nothing(),
    ],
)
def test_carrier_finds_nothing_to_complain_of(answer: str) -> None:
    assert read(answer).warnings == ()


def test_caller_of_a_desk_that_is_gone_still_reaches_the_voicemail() -> None:
    verbs = [verb.name for verb in read(connected()).verbs]
    assert verbs == ["Connect", "Say", "Record", "Hangup"]


def test_words_of_the_owner_cannot_become_instructions() -> None:
    said = read(twiml.busy(Words(full="</Say><Dial>+1900</Dial>"))).verbs[0]
    assert (said.name, said.text) == ("Say", "</Say><Dial>+1900</Dial>")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "12100"),
        ("<Response>", "12100"),
        ("<Answer/>", "12100"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><Response/>', "12100"),
    ],
)
def test_what_is_not_twiml_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadScript, match=code):
        read(text)


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("<Response><Sing/></Response>", "12200: Sing is not a verb."),
        ('<Response><Say mood="glad">a</Say></Response>', "12200: Say has no attribute mood."),
        (
            '<Response><Connect><Stream url="wss://a/b?c=d"/></Connect></Response>',
            "31920: the stream's url takes no query string.",
        ),
        ("<Response><Connect/></Response>", "12200: Connect needs exactly one Stream here."),
    ],
)
def test_carrier_warns_as_twilios_debugger_does(text: str, warning: str) -> None:
    assert read(text).warnings == (warning,)


@pytest.mark.parametrize("number", ["anonymous", "+266696687", "Restricted", "", "+7378742833"])
def test_withheld_number_is_nobody(number: str) -> None:
    assert Ring.parse({"CallSid": "CA1", "From": number}).caller is None


@pytest.mark.parametrize(
    ("verstat", "attestation"),
    [
        ("TN-Validation-Passed-A", "A"),
        ("TN-Validation-Passed-C", "C"),
        ("TN-Validation-Failed-A", "failed"),
        ("TN-Validation-Failed", "failed"),
        ("No-TN-Validation", None),
        ("", None),
    ],
)
def test_attestation_is_read_as_the_carriers_signed_it(
    verstat: str, attestation: str | None
) -> None:
    ring = Ring.parse({"CallSid": "CA1", "From": "+16145550188", "StirVerstat": verstat})
    assert (ring.caller, ring.attestation) == (Phone("+16145550188"), attestation)
