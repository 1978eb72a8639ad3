"""E-mails over the real protocol to the embedded mailbox: once each, whatever goes wrong."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from office.clock import FixedClock
from office.followups import Desktray
from office.live import LiveEvents
from office.mail.errors import MailDown, MailMisset
from office.mail.letters import Letter
from office.mail.mailbox.box import Mailbox
from office.mail.mailbox.server import receiving
from office.mail.mailing import Mailing
from office.mail.postman import Postman, Route
from office.messages import MessageLedger, MessageState
from office.ports import free_ports, loopback
from office.settings import Settings, SettingsError
from office.store import Store
from office.values import Email
from tests.migrated import up_to_date

pytestmark = pytest.mark.wire

NOW = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
DESK, DAVE = Email("desk@abcplumbing.test"), Email("dave@abcplumbing.test")
LETTER = Letter(Email("mike@email.com"), "Your visit", "See you on Tuesday.", "<p>See you.</p>")


@dataclass
class Office:
    """A desk's post, and the mailbox it goes to."""

    store: Store
    clock: FixedClock
    tray: Desktray
    ledger: MessageLedger
    box: Mailbox
    route: Route

    def mailing(self, route: Route | None = None) -> Mailing:
        return Mailing(self.ledger, self.tray, self.clock, Postman(route or self.route))

    async def mail(self, route: Route | None = None, key: str = "visit:1") -> bool:
        mailing = self.mailing(route)
        return await sent(mailing, key=key)

    async def state(self, key: str = "visit:1") -> MessageState:
        found = await self.ledger.find(key)
        assert found is not None
        return found.state

    async def asked(self) -> list[str]:
        return [one.note for one in await self.tray.open_follow_ups()]

    async def problems(self) -> list[str]:
        return [one.text for one in await self.tray.problems()]


async def sent(mailing: Mailing, letter: Letter = LETTER, *, key: str = "visit:1") -> bool:
    return await mailing.mail(
        letter, name="ABC Plumbing", reply_to=DAVE, key=key, kind="invitation", call_id=None
    )


@asynccontextmanager
async def office_at(folder: Path, box: Mailbox, route: Route) -> AsyncIterator[Office]:
    clock = FixedClock(NOW)
    store = await Store.open(await up_to_date(folder / "desk.db"))
    tray = Desktray(store, clock, LiveEvents())
    yield Office(store, clock, tray, MessageLedger(store, clock), box, route)
    await store.close()


@asynccontextmanager
async def opened(folder: Path, box: Mailbox, **how: Any) -> AsyncIterator[Office]:
    with loopback() as port:
        route = Route("127.0.0.1", port.getsockname()[1], DESK, "none", seconds=2.0)
        async with receiving(box, port, **how), office_at(folder, box, route) as office:
            yield office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with opened(tmp_path, Mailbox()) as found:
        yield found


async def test_an_email_arrives_once_however_often_it_is_asked_for(office: Office) -> None:
    assert await office.mail()
    assert await office.mail()
    (arrived,) = office.box.arrived
    shown = arrived.shown()
    assert shown["from"] == "ABC Plumbing <desk@abcplumbing.test>"
    assert shown["to"] == ["mike@email.com"]
    assert [part["text"].strip() for part in shown["parts"]] == [
        "See you on Tuesday.",
        "<p>See you.</p>",
    ]
    assert await office.state() is MessageState.SENT


async def test_what_was_planned_goes_out_and_not_what_is_written_later(office: Office) -> None:
    office.box.faults.greylist = 1
    with pytest.raises(MailDown):
        await office.mail()
    office.clock.advance(300)
    later = replace(LETTER, text="Another text")
    assert await sent(office.mailing(), later)
    (arrived,) = office.box.arrived
    assert arrived.shown()["parts"][0]["text"].strip() == LETTER.text
    assert arrived.message["Date"] == "Mon, 14 Sep 2026 19:15:00 +0000"


@pytest.mark.parametrize("fault", ["greylist", "try_later"])
async def test_a_server_that_asks_for_patience_gets_it_later(office: Office, fault: str) -> None:
    office.box.plan({fault: 1})
    with pytest.raises(MailDown, match="try later"):
        await office.mail()
    assert await office.state() is MessageState.PLANNED
    assert await office.mail()
    assert len(office.box.arrived) == 1
    assert await office.asked() == []


@pytest.mark.parametrize("fault", ["refuse", "full"])
async def test_a_refused_email_is_a_persons_and_is_not_tried_again(
    office: Office, fault: str
) -> None:
    office.box.plan({fault: 1})
    assert not await office.mail()
    assert not await office.mail()
    assert office.box.arrived == []
    assert await office.state() is MessageState.FAILED
    (note,) = await office.asked()
    assert note.startswith("The e-mail (invitation) was refused.")


@pytest.mark.parametrize(("fault", "arrived"), [("drop_after_data", 1), ("drop_before_data", 0)])
async def test_a_lost_answer_is_never_sent_again_but_looked_at(
    office: Office, fault: str, arrived: int
) -> None:
    """From our side the two cannot be told apart."""
    office.box.plan({fault: 1})
    assert not await office.mail()
    assert not await office.mail()
    assert len(office.box.arrived) == arrived
    assert await office.state() is MessageState.UNKNOWN
    assert await office.asked() == ["The e-mail (invitation) may or may not have gone out."]


async def test_a_server_that_is_too_slow_is_asked_again_later(office: Office) -> None:
    office.box.faults.slow = 0.5
    with pytest.raises(MailDown):
        await office.mail(replace(office.route, seconds=0.1))
    office.box.faults.slow = 0.0
    assert await office.mail()
    assert len(office.box.arrived) == 1


async def test_without_a_server_it_stays_planned_until_there_is_one(office: Office) -> None:
    (nobody,) = free_ports(1)
    with pytest.raises(MailDown, match="does not answer"):
        await office.mail(replace(office.route, port=nobody))
    assert await office.state() is MessageState.PLANNED
    assert await office.mail()


async def test_an_email_whose_process_died_is_looked_at_after_a_while(office: Office) -> None:
    office.box.faults.greylist = 1
    with pytest.raises(MailDown):
        await office.mail()
    assert await office.ledger.claim("visit:1")  # and then the process dies
    with pytest.raises(MailDown, match="being handed over"):
        await office.mail()
    office.clock.advance(121)
    assert not await office.mail()
    assert office.box.arrived == []
    assert await office.state() is MessageState.UNKNOWN
    assert len(await office.asked()) == 1


async def test_of_two_processes_only_one_hands_it_over(office: Office) -> None:
    office.box.faults.greylist = 1
    with pytest.raises(MailDown):
        await office.mail()
    assert [await office.ledger.claim("visit:1") for _ in range(2)] == [True, False]


async def test_a_sender_the_server_does_not_know_is_the_owners_problem(office: Office) -> None:
    office.box.faults.refuse_sender = 1
    with pytest.raises(MailMisset):
        await office.mail()
    (problem,) = await office.problems()
    assert "FRONTDESK_MAIL_FROM" in problem
    assert await office.mail()
    assert await office.problems() == []


async def test_an_address_nobody_takes_is_a_persons(office: Office) -> None:
    odd = replace(LETTER, to=Email("jürgen@email.test"))
    assert not await sent(office.mailing(), odd, key="visit:2")
    assert await office.state("visit:2") is MessageState.FAILED
    assert len(await office.asked()) == 1


async def test_without_a_mail_server_nothing_is_planned(office: Office) -> None:
    mailing = Mailing(office.ledger, office.tray, office.clock, None)
    assert mailing.address is None
    assert not await sent(mailing, key="visit:3")
    assert await office.ledger.find("visit:3") is None


@dataclass(frozen=True)
class Papers:
    """A certificate of our own for this machine, and who trusts it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    begins = dt.datetime.now(UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=3))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]),
            critical=False,
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("papers") / "both.pem"
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(pem, private, serialization.NoEncryption())
    path.write_bytes(secret + made.public_bytes(pem))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return Papers(server, ssl.create_default_context(cadata=made.public_bytes(pem).decode()))


@pytest.fixture
async def guarded(tmp_path: Path, papers: Papers) -> AsyncIterator[Office]:
    """A mailbox that lets in who logs in, over STARTTLS."""
    box = Mailbox(user="desk@abcplumbing.test", password="open sesame")
    async with opened(tmp_path, box, login=True, starttls=papers.server) as office:
        office.route = replace(
            office.route,
            security="starttls",
            user="desk@abcplumbing.test",
            password="open sesame",
            context=papers.client,
        )
        yield office


async def test_starttls_and_login_are_spoken(guarded: Office) -> None:
    assert await guarded.mail()
    (arrived,) = guarded.box.arrived
    assert arrived.login == "desk@abcplumbing.test"


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"password": "wrong"}, "FRONTDESK_SMTP_PASSWORD"),
        ({"context": None}, "no certificate we can trust"),
        ({"security": "none", "user": "", "password": ""}, "FRONTDESK_SMTP_SECURITY"),
    ],
    ids=["password", "certificate", "no tls"],
)
async def test_a_wrong_setting_is_named_and_mended_without_loss(
    guarded: Office, wrong: dict[str, Any], named: str
) -> None:
    with pytest.raises(MailMisset, match=named):
        await guarded.mail(replace(guarded.route, **wrong))
    assert named in (await guarded.problems())[0]
    assert await guarded.state() is MessageState.PLANNED
    assert await guarded.mail()
    assert await guarded.problems() == []


async def test_tls_from_the_beginning_is_spoken(tmp_path: Path, papers: Papers) -> None:
    async with opened(tmp_path, Mailbox(), tls=papers.server) as office:
        assert await office.mail(replace(office.route, security="tls", context=papers.client))
        await Postman(replace(office.route, security="tls", context=papers.client)).knock()
        assert len(office.box.arrived) == 1


async def test_a_server_without_starttls_is_not_trusted_with_the_password(office: Office) -> None:
    with pytest.raises(MailMisset, match="FRONTDESK_SMTP_SECURITY"):
        await office.mail(replace(office.route, security="starttls"))
    assert office.box.arrived == []


@pytest.mark.parametrize(
    ("set_up", "host", "sender"),
    [
        ({}, "127.0.0.1", "desk@frontdesk.test"),
        ({"smtp_host": "mail.test", "smtp_user": "abc@email.test"}, "mail.test", "abc@email.test"),
        (
            {"smtp_host": "mail.test", "smtp_user": "abc", "mail_from": "Desk@ABC.test"},
            "mail.test",
            "desk@abc.test",
        ),
    ],
    ids=["embedded", "login", "own"],
)
def test_a_route_comes_from_the_settings(set_up: dict[str, str], host: str, sender: str) -> None:
    route = Route.of(Settings(**set_up))  # type: ignore[arg-type]
    assert route is not None
    assert (route.host, route.sender.address) == (host, sender)


def test_a_mail_server_without_an_address_of_ours_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="FRONTDESK_MAIL_FROM"):
        Route.of(Settings(smtp_host="mail.test", smtp_user="abc"))


def test_callers_of_a_real_phone_get_no_mail_from_the_embedded_mailbox() -> None:
    assert Route.of(Settings(twilio_account_sid="AC1")) is None
