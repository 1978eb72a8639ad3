"""Names, numbers and addresses reach QuickBooks as they were confirmed, or somebody is told.

Each is entered through `Books` over real HTTP, read back from the company, and looked for in the
mirror once it was heard anew.
"""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import Phase, given, seed
from hypothesis import settings as effort
from hypothesis import strategies as st

from office.sheet import FieldName
from office.values import Address, Email, PersonName
from office.values.email import BadEmail
from office.values.person import BadName
from qbo.books import EstimateLine, NewEstimate
from qbo.faults import Refused
from qbo.wire import pace
from qbo.writing.documents import estimate_kept_otherwise
from qbo.writing.payloads import kept_otherwise
from tests.wire.front_office import Office, caller, confirmed, opened

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

SEED = random.SystemRandom().randrange(1 << 32)
# Every example starts a company, so a failure is shown as found and not made smaller for minutes.
EFFORT = effort(max_examples=4, deadline=None, print_blob=True, phases=[Phase.generate])


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    # The company's clock runs ahead, so nobody is throttled and nobody has to wait.
    monkeypatch.setattr(pace, "PER_SECOND", 1000)
    async with opened(tmp_path) as there:
        yield there


EXACT_NAMES = (
    "Mary O'Malley",
    "D'Arcy O'Neil-St. John",
    "José Núñez",
    "Zoë Brontë",
    "Björn Ångström",
    "Renée",
    "Ronald McKay",
    "Anne-Marie De La Cruz",
    "X Æ",
)
REFUSED_NAMES = (
    "Mike: Chen",
    "Mike\\Chen",
    "Mike 😀 Chen",
    "😀",
    "Mike\x00Chen",
    "12",
    "",
    "'",
    "%",
)
OTHER_SCRIPTS = ("יוסי כהן", "محمد علي", "李小龍", "Ελένη Παπαδοπούλου", "Иван Петров")


@pytest.mark.parametrize("text", EXACT_NAMES)
async def test_name_is_kept_to_the_letter_and_found_again(office: Office, text: str) -> None:
    person = PersonName.parse(text)
    made, body = await office.enter(caller(person))
    parts = (body["GivenName"], body.get("FamilyName", ""))
    assert (body["DisplayName"], *parts) == (text, person.given, person.family)
    assert await office.named(text) == [made.id]
    await office.books.hearing.whole()
    assert [card.id for card in office.books.mirror.by_name(text)] == [made.id]


@pytest.mark.parametrize("text", ["J.P. McKay", "Anne-Marie de la Cruz"])
async def test_capitals_that_were_written_are_kept(office: Office, text: str) -> None:
    _, body = await office.enter(caller(PersonName.parse(text)))
    assert body["DisplayName"] == text


@pytest.mark.parametrize("text", REFUSED_NAMES)
def test_what_is_no_name_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(BadName, match="needs letters and no digits"):
        PersonName.parse(text)


@pytest.mark.parametrize("text", ["Mary O’Malley", "Łukasz Đorđević", "Nguyễn Văn"])
async def test_letters_beyond_latin_1_lose_their_accent_and_the_result_says_so(
    office: Office, text: str
) -> None:
    made, body = await office.enter(caller(PersonName.parse(text)))
    assert made.display_name == body["DisplayName"] != text
    assert "?" not in body["DisplayName"]


@pytest.mark.parametrize("text", OTHER_SCRIPTS)
async def test_name_quickbooks_cannot_write_is_left_open_and_told(
    office: Office, text: str
) -> None:
    new = caller(PersonName.parse(text))
    _, body = await office.enter(new)
    assert "?" not in body["DisplayName"]
    assert body.get("GivenName") is None
    assert kept_otherwise(new)[0] == f'name "{PersonName.parse(text).given}" is not there'


async def test_two_callers_whose_names_it_cannot_write_are_two_customers(office: Office) -> None:
    first, _ = await office.enter(caller(PersonName.parse(OTHER_SCRIPTS[0])))
    second, _ = await office.enter(caller(PersonName.parse(OTHER_SCRIPTS[1])))
    assert (first.display_name, second.display_name) == ("Caller", "Caller 2")
    assert first.id != second.id


async def test_name_of_500_letters_is_cut_where_it_must_be_and_told(office: Office) -> None:
    person = PersonName("A" + "a" * 249, "B" + "b" * 248)
    new = caller(person)
    _, body = await office.enter(new)
    assert body["DisplayName"] == person.display[:460]
    assert [line.partition(" ")[0] for line in kept_otherwise(new)] == ["name", "name"]


async def test_parts_of_100_letters_are_kept_whole(office: Office) -> None:
    person = PersonName("A" + "a" * 99, "B" + "b" * 99)
    made, body = await office.enter(caller(person))
    assert (body["GivenName"], body["FamilyName"]) == (person.given, person.family)
    await office.books.hearing.whole()
    assert [card.id for card in office.books.mirror.by_name(person.display)] == [made.id]


COMPANIES = (
    "AC\\DC Heating",
    "Ben & Jerry's",
    "Tom's \\'Best\\' HVAC",
    'The "Pipe" Shop',
    "50% Off",
)


@pytest.mark.parametrize("company", COMPANIES)
async def test_company_is_kept_to_the_letter(office: Office, company: str) -> None:
    made, body = await office.enter(caller(company=company))
    assert body["CompanyName"] == company
    await office.books.hearing.whole()
    card = office.books.mirror.customer(made.id)
    assert card is not None
    assert card.company == company


async def test_colon_in_a_company_is_kept(office: Office) -> None:
    _, body = await office.enter(caller(company="Smith: Sons"))
    assert body["CompanyName"] == "Smith: Sons"


@pytest.mark.parametrize("company", ["Smith 😀 Sons", "כהן בע״מ", "S" * 101])
async def test_company_quickbooks_cannot_keep_is_told(office: Office, company: str) -> None:
    new = caller(company=company)
    _, body = await office.enter(new)
    assert body.get("CompanyName", "") != company
    assert kept_otherwise(new)[0].startswith(f'company "{company}" is ')


TYPED_NAMES = (
    "Conor O'Brien",
    "O''Brien",
    "Back\\slash",
    "\\'",
    "Ends in \\",
    "%",
    "Mike 😀 Chen",
    "👩‍👩‍👧 Family",
    "יוסי כהן",
    "\u202eright to left\u202c",
    "李小龍",
    "x" * 500,
    "'); DELETE FROM Customer; --",
)


@pytest.mark.parametrize("name", TYPED_NAMES, ids=range(len(TYPED_NAMES)))
async def test_name_the_owner_typed_is_found_by_query_and_mirror(office: Office, name: str) -> None:
    body = await office.type_in(DisplayName=name)
    assert (await office.wire.read("Customer", body["Id"]))["DisplayName"] == name
    assert await office.named(name) == [body["Id"]]
    await office.books.hearing.whole()
    assert [card.display_name for card in office.books.mirror.by_name(name)] == [name]


@pytest.mark.parametrize(
    ("name", "code"), [("A:B", "6000"), ("A\tB", "6000"), ("A\nB", "6000"), ("x" * 501, "2050")]
)
async def test_name_quickbooks_does_not_take_is_refused_with_its_reason(
    office: Office, name: str, code: str
) -> None:
    with pytest.raises(Refused, match="QuickBooks refused: ") as caught:
        await office.type_in(DisplayName=name)
    assert caught.value.code == code


EMAILS = (
    "mike@email.com",
    "mike+quotes@email.com",
    "mike+a+b@email.com",
    "first.middle.last@sub.mail.example.co.uk",
    "o'brien@example.com",
    "!#$%&*+-/=?^_`{|}~@example.com",
    "a@b.co",
    "m" * 64 + "@example.com",
    "m" * 64 + "@" + "d" * 31 + ".com",
    "mike@bücher.example",
    "mike@xn--bcher-kva.example",
    "jörg@example.com",
    "MIKE@Email.COM",
)
NO_EMAILS = (
    '"mike chen"@example.com', "m" * 65 + "@example.com", "mike@localhost", "mike@exa_mple.com",
    "mike@[127.0.0.1]", "mike@example.com.", "Mike <mike@example.com>", "mike..chen@example.com",
    "mike@@example.com", "@example.com", "mike", "mike@example", ".mike@example.com", "",
)  # fmt: skip


@pytest.mark.parametrize("text", EMAILS)
async def test_email_is_kept_to_the_letter_and_found_again(office: Office, text: str) -> None:
    email = Email.parse(text)
    made, body = await office.enter(caller(email=confirmed(FieldName.EMAIL, email, Email)))
    assert body["PrimaryEmailAddr"] == {"Address": email.address}
    await office.books.hearing.whole()
    assert [card.id for card in office.books.mirror.by_email(email)] == [made.id]


@pytest.mark.parametrize("text", NO_EMAILS)
def test_what_is_no_email_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(BadEmail, match="needs a name, an at sign and a domain"):
        Email.parse(text)


async def test_email_longer_than_quickbooks_keeps_is_told(office: Office) -> None:
    email = Email.parse("m" * 64 + "@" + "d" * 33 + ".com")
    new = caller(email=confirmed(FieldName.EMAIL, email, Email))
    _, body = await office.enter(new)
    assert "PrimaryEmailAddr" not in body
    assert kept_otherwise(new) == (f'e-mail "{email.address}" is not there',)


async def test_address_is_kept_to_the_letter(office: Office) -> None:
    address = Address('12½ O\'Neil \\ "Rear" Street', "Apt #4: back", "Doña Ana", "OH", "43215")
    given = confirmed(FieldName.ADDRESS, address, Address)
    made, _ = await office.enter(caller(address=given))
    await office.books.hearing.whole()
    card = office.books.mirror.customer(made.id)
    assert card is not None
    assert card.address == address


TEXTS = (
    "O'Brien's \\ \"rear\" unit: 50% off",
    "Line one\nline two",
    "Café, 12½ in., §4 – done".replace("–", "-"),
    "x" * 900,
)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_memo_note_and_description_are_kept_to_the_letter(office: Office, text: str) -> None:
    customer, _ = await office.enter(caller())
    line = EstimateLine("1", "Emergency Plumbing - Hourly", text, Decimal(1), Decimal(95))
    new = NewEstimate(customer.id, [line], memo=text, private_note=text)
    made = await office.books.estimates.create(new, key="estimate:1", call_id=None)
    body = await office.wire.read("Estimate", made.id)
    assert body["CustomerMemo"]["value"] == body["Line"][0]["Description"] == text
    assert body["PrivateNote"].startswith(f"[Frontdesk] {text} (ref ")
    assert estimate_kept_otherwise(new) == ()


@pytest.mark.parametrize("text", ["Sink 😀 leaks", "דליפה", "x" * 4001])
async def test_text_of_an_estimate_quickbooks_cannot_keep_is_told(
    office: Office, text: str
) -> None:
    customer, _ = await office.enter(caller())
    line = EstimateLine("1", "Emergency Plumbing - Hourly", text, Decimal(1), Decimal(95))
    new = NewEstimate(customer.id, [line], memo=text, private_note=text)
    await office.books.estimates.create(new, key="estimate:1", call_id=None)
    told = [words.partition(" ")[0] for words in estimate_kept_otherwise(new)]
    assert told == ["memo", "note", "description"]


@pytest.mark.parametrize("request_", ["My sink 😀 leaks", "x" * 2001])
async def test_request_of_a_customer_that_is_cut_is_told(office: Office, request_: str) -> None:
    new = caller(notes=request_)
    _, body = await office.enter(new)
    assert request_ not in body["Notes"]
    assert kept_otherwise(new)[0].startswith('request "')
    assert kept_otherwise(caller(notes="My sink leaks, O'Brien said")) == ()


async def test_postal_code_that_is_cut_is_told(office: Office) -> None:
    address = Address("12 Oak Street", "", "Columbus", "OH", "4" * 31)
    new = caller(address=confirmed(FieldName.ADDRESS, address, Address))
    _, body = await office.enter(new)
    assert body["BillAddr"]["PostalCode"] == "4" * 30
    assert kept_otherwise(new)[0].startswith("postal code")


@seed(SEED)
@EFFORT
@given(names=st.lists(st.text(min_size=1, max_size=520), min_size=10, max_size=12))
def test_random_text_as_a_name_is_kept_and_found_or_refused(names: list[str]) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown with a failure, to repeat it

    async def typed() -> None:
        refused: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            async with opened(Path(folder)) as office:
                for name in names:
                    try:
                        body = await office.type_in(DisplayName=name)
                    except Refused as error:
                        refused.append(str(error))
                        continue
                    assert body["DisplayName"] == name
                    assert await office.named(name) == [body["Id"]]
        assert [words for words in refused if "QuickBooks refused: " not in words] == []

    asyncio.run(typed())


@seed(SEED)
@EFFORT
@given(
    names=st.lists(
        # The capitals of the two left out are not in Latin-1.
        st.text(
            st.characters(categories=["L"], max_codepoint=255, exclude_characters="ÿµ"),
            min_size=1,
            max_size=40,
        ),
        min_size=8,
        max_size=10,
        unique_by=str.casefold,
    )
)
def test_random_latin_name_is_entered_to_the_letter(names: list[str]) -> None:
    print(f"seed {SEED}")  # noqa: T201 - shown with a failure, to repeat it

    async def entered() -> None:
        with tempfile.TemporaryDirectory() as folder:
            async with opened(Path(folder)) as office:
                for name in names:
                    try:
                        person = PersonName.parse(name)
                    except BadName:
                        continue
                    made, body = await office.enter(caller(replace(person, family="Chen")))
                    assert body["DisplayName"] == f"{person.given} Chen" == made.display_name

    asyncio.run(entered())
