"""Numbers are found again however they were typed, or somebody is told that they cannot be."""

import string
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from office.sheet import FieldName
from office.values import PersonName, Phone
from office.values.phone import BadPhone
from qbo.wire import pace
from qbo.writing.payloads import kept_otherwise
from tests.wire.front_office import Office, caller, confirmed, opened

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    # The company's clock runs ahead, so nobody is throttled and nobody has to wait.
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    async with opened(tmp_path) as there:
        yield there


NOTATIONS = (
    "614777{n}", "614-777-{n}", "(614) 777-{n}", "(614)777-{n}", "614.777.{n}", "614 777 {n}",
    "614/777/{n}", "614/777-{n}", "1-614-777-{n}", "1 614 777 {n}", "1614777{n}", "+1614777{n}",
    "+1 614 777 {n}", "+1-614-777-{n}", "+1 (614) 777-{n}", "+1.614.777.{n}", "tel:+1-614-777-{n}",
    "011 1 614 777 {n}", "Tel. 614-777-{n}", "ph 614-777-{n}", "cell: 614 777 {n}",
    "614-777-{n} ext. 12", "614-777-{n} x12", "614-777-{n};ext=12", "614 - 777 - {n}",
    "614–777–{n}", "614—777—{n}", "[614] 777 {n}", "6 1 4 7 7 7 {s}", " 614-777-{n} ",
    "614-777-{n}.", "614\u00a0777\u00a0{n}", "（６１４）７７７-{w}", "６１４７７７{w}",
    "001 614 777 {n}", "614_777_{n}", "614,777,{n}", "614·777·{n}", "777-{n}", "{n}",
)  # fmt: skip
NOT_HEARD = NOTATIONS[34:]
"""Refused with a reason when a caller's number comes so: nobody can be called back on it."""


def notation(number: int) -> tuple[str, str]:
    """A notation with an ending of its own, and the number that is meant."""
    four = f"{100 + number:04}"
    wide = four.translate({ord(digit): ord(digit) + 0xFEE0 for digit in string.digits})
    return NOTATIONS[number].format(n=four, s=" ".join(four), w=wide), f"+1614777{four}"


async def test_phone_in_every_notation_is_stored_so_that_it_is_found_or_refused(
    office: Office,
) -> None:
    heard: dict[str, tuple[str, Phone]] = {}
    refused = []
    for number in range(len(NOTATIONS)):
        text, meant = notation(number)
        try:
            phone = Phone.parse(text)
        except BadPhone:
            refused.append(NOTATIONS[number])
            continue
        assert phone.e164 == meant, text
        family = string.ascii_uppercase[number // 26] + string.ascii_lowercase[number % 26]
        given = confirmed(FieldName.PHONE, phone, Phone)
        made, _ = await office.enter(caller(PersonName("Mike", f"{family}man"), phone=given))
        heard[text] = made.id, phone
    await office.books.hearing.whole()
    found = {
        text: [(card.id, card.phones) for card in office.books.mirror.by_phone(phone)]
        for text, (_, phone) in heard.items()
    }
    assert found == {text: [(number, (phone,))] for text, (number, phone) in heard.items()}
    assert len(NOTATIONS) == 40
    assert tuple(refused) == NOT_HEARD


@pytest.mark.parametrize("text", NOT_HEARD)
def test_number_that_cannot_be_called_back_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(BadPhone, match="has ten digits"):
        Phone.parse(text.format(n="0123"))


async def test_phone_the_owner_typed_in_any_notation_is_found(office: Office) -> None:
    typed = {}
    for number in range(len(NOTATIONS) - 1):
        text, meant = notation(number)
        body = await office.type_in(
            DisplayName=f"Owner's {number}", PrimaryPhone={"FreeFormNumber": text}
        )
        assert body["PrimaryPhone"] == {"FreeFormNumber": text}
        typed[text] = body["Id"], meant
    await office.books.hearing.whole()
    mirror = office.books.mirror
    lost = [
        text
        for text, (number, meant) in typed.items()
        if [card.id for card in mirror.by_phone(Phone(meant))] != [number]
    ]
    assert lost == []


FOREIGN = ("+442079460958", "+4930901820", "+525512345678", "+551155256325")


@pytest.mark.parametrize("number", FOREIGN)
async def test_number_from_abroad_is_found_again(office: Office, number: str) -> None:
    phone = Phone.parse(number)
    made, _ = await office.enter(caller(phone=confirmed(FieldName.PHONE, phone, Phone)))
    await office.books.hearing.whole()
    assert [card.id for card in office.books.mirror.by_phone(phone)] == [made.id]


async def test_extension_quickbooks_has_no_room_for_is_told(office: Office) -> None:
    phone = Phone.parse("+1 614 555 0123 ext. 1234567")
    new = caller(phone=confirmed(FieldName.PHONE, phone, Phone))
    _, body = await office.enter(new)
    assert body["PrimaryPhone"]["FreeFormNumber"] == "+16145550123"
    assert kept_otherwise(new) == ('phone "(614) 555-0123 ext. 1234567" is "+16145550123" there',)
