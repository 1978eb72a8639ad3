"""Letters as they go over the wire."""

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.mail.letters import Attachment, BadLetter, Invitation, Letter, Sender, written
from office.values import Email

pytestmark = pytest.mark.unit

AT = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
ABC = Sender("ABC Plumbing", Email("desk@abcplumbing.test"), Email("dave@abcplumbing.test"))
MIKE = Email("mike@email.com")


def read(source: str) -> EmailMessage:
    message = email.message_from_string(source, EmailMessage, policy=email.policy.default)
    assert not message.defects
    return message


def letter(**changes: object) -> Letter:
    parts = {"to": MIKE, "subject": "Your visit", "text": "See you on Tuesday."}
    return Letter(**{**parts, **changes})  # type: ignore[arg-type]


def test_a_letter_says_who_writes_and_where_answers_go() -> None:
    message = read(written(letter(), ABC, key="visit:1", at=AT))
    assert message["From"] == "ABC Plumbing <desk@abcplumbing.test>"
    assert message["Reply-To"] == "ABC Plumbing <dave@abcplumbing.test>"
    assert message["Date"] == "Mon, 14 Sep 2026 19:15:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"


def test_the_same_key_has_the_same_message_id_and_another_key_another() -> None:
    first, again, other = (
        read(written(letter(), ABC, key=key, at=AT))["Message-ID"] for key in ("a", "a", "b")
    )
    assert first == again != other
    assert first.endswith("@abcplumbing.test>")


def test_an_invitation_is_a_part_with_its_method_and_a_file() -> None:
    invited = letter(html="<p>See you.</p>", invitation=Invitation("REQUEST", "BEGIN:VCALENDAR"))
    message = read(written(invited, ABC, key="k", at=AT))
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    (calendar,) = [part for part in message.walk() if part.get_param("method")]
    assert calendar.get_param("method") == "REQUEST"


def test_an_attachment_arrives_byte_by_byte() -> None:
    paper = Attachment("estimate.pdf", "application/pdf", bytes(range(256)))
    message = read(written(letter(attachments=(paper,)), ABC, key="k", at=AT))
    (found,) = message.iter_attachments()
    assert (found.get_filename(), found.get_content()) == ("estimate.pdf", bytes(range(256)))


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(min_size=1, max_size=200))
def test_whatever_a_caller_said_makes_no_header_and_stays_ascii(said: str, text: str) -> None:
    subject = f"AC{said}\r\nBcc: everybody@example.test"
    source = written(letter(subject=subject, text=text), ABC, key="k", at=AT)
    assert source.isascii()
    assert [name for name in read(source) if name == "Bcc"] == []


@pytest.mark.parametrize("subject", ["New time for your visit: " + "Tuesday " * 9, "Grüße " * 20])
def test_a_long_subject_is_read_as_it_was_written(subject: str) -> None:
    source = written(letter(subject=subject), ABC, key="k", at=AT)
    assert str(read(source)["Subject"]).strip() == subject.strip()
    assert "Subject: \n" not in source.replace("\r\n", "\n")


def test_a_domain_in_another_alphabet_is_written_as_dns_has_it() -> None:
    source = written(letter(to=Email("mike@bücher.test")), ABC, key="k", at=AT)
    assert read(source)["To"] == "mike@xn--bcher-kva.test"


def test_a_name_that_mail_servers_do_not_take_is_no_letter() -> None:
    with pytest.raises(BadLetter):
        written(letter(to=Email("jürgen@email.test")), ABC, key="k", at=AT)
