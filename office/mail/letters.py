"""An e-mail as we write it (RFC 5322), with an invitation in it where there is one (RFC 6047)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape

from office.values import BadEmail, Email

# Any server takes it: base64 and quoted-printable instead of eight-bit text.
_WIRE = SMTP.clone(cte_type="7bit")
# Folded at 78 characters a long subject would begin with an empty line, as the library does it.
_UNFOLDED = _WIRE.clone(max_line_length=900)
_LONGEST_LINE = 200


class BadLetter(ValueError):
    """The letter cannot be written: an address is not one that every mail server takes."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file with a letter; `kind` is its media type, such as application/pdf."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar program shows buttons for; `method` is REQUEST or CANCEL."""

    method: str
    content: str


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, and who gets the answers if that is somebody else."""

    name: str
    email: Email
    reply_to: Email | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """What is to be sent to one person."""

    to: Email
    subject: str
    text: str
    html: str = ""
    invitation: Invitation | None = None
    attachments: tuple[Attachment, ...] = field(default=())


def written(letter: Letter, sender: Sender, *, key: str, at: datetime) -> str:
    """The letter as it goes over the wire, in ASCII.

    Its Message-ID comes from the key: a mail server that gets it twice can tell.

    Raises:
        BadLetter: an address cannot be written in ASCII.
    """
    subject, name = _line(letter.subject), _line(sender.name)
    message = EmailMessage(policy=_UNFOLDED if f"{subject}{name}".isascii() else _WIRE)
    message["From"] = _address(sender.email, name)
    message["To"] = _address(letter.to)
    if sender.reply_to is not None and sender.reply_to != sender.email:
        message["Reply-To"] = _address(sender.reply_to, name)
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id(key, sender)
    # RFC 3834: nobody's holiday notice answers this.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if letter.invitation is not None:
        _invite(message, letter.invitation)
    for one in letter.attachments:
        main, _, sub = one.kind.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.name)
    return message.as_bytes().decode("ascii")


def message_id(key: str, sender: Sender) -> str:
    """The same for the same key and sender, and nobody else's."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{plain(sender.email).domain}>"


def plain(email: Email) -> Email:
    """The address in ASCII, its domain in the form of DNS.

    Raises:
        BadLetter: what stands before the at sign has other letters (RFC 6531 servers only).
    """
    try:
        email.local.encode("ascii")
        return Email(f"{email.local}@{email.domain.encode('idna').decode()}")
    except (UnicodeError, BadEmail) as error:
        raise BadLetter(BadLetter.__doc__) from error


def _invite(message: EmailMessage, invitation: Invitation) -> None:
    """Once as a part that calendar programs read, once as a file for those that do not."""
    message.add_alternative(
        invitation.content, subtype="calendar", params={"method": invitation.method}
    )
    message.add_attachment(
        invitation.content.encode(), maintype="application", subtype="ics", filename="visit.ics"
    )


def _address(email: Email, name: str = "") -> Address:
    return Address(name, addr_spec=plain(email).address)


def _line(text: str) -> str:
    """One line: what a caller said ends up in subjects, and a header has no second line."""
    return " ".join(text.split())[:_LONGEST_LINE]


def as_html(text: str) -> str:
    """The same words for mail programs that show HTML: a paragraph for each."""
    parts = (part.strip() for part in text.split("\n\n"))
    told = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part)
    style = "font-family:sans-serif;font-size:16px;line-height:1.5"
    return f'<!doctype html><html><body style="{style}">{told}</body></html>'
