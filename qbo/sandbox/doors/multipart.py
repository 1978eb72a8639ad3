"""`multipart/form-data` taken apart: what browsers and HTTP libraries send, and one more shape.

python-quickbooks writes its own: line ends without CR, an empty line in front, base64 where it says
so. Intuit takes it, so the embedded company does.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser

from qbo.sandbox.faults import Refusal

_GAP = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form."""

    name: str
    file_name: str
    content_type: str
    content: bytes


def parts(content_type: str, body: bytes) -> list[Part]:
    """The fields of a form, in order.

    Raises:
        Refusal: 2010 for anything that is not one.
    """
    kind = Message()
    kind["Content-Type"] = content_type
    boundary = kind.get_param("boundary")
    if kind.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise Refusal("2010", "The body is not multipart/form-data.")
    mark = re.escape(b"--" + boundary.encode())
    pieces = re.split(rb"(?:\A|\r?\n)" + mark + rb"(?=\r?\n|--)", body)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Refusal("2010", "The multipart body does not end in its boundary.")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, *rest = _GAP.split(re.sub(rb"\A\r?\n", b"", piece), maxsplit=1)
    if not rest:
        raise Refusal("2010", "A part of the multipart body has no content.")
    headers = BytesHeaderParser().parsebytes(head + b"\n\n")
    content = rest[0]
    if str(headers.get("Content-Transfer-Encoding", "")).lower() == "base64":
        content = _decoded(content)
    return Part(
        _parameter(headers, "name"),
        _parameter(headers, "filename"),
        headers.get_content_type() if "Content-Type" in headers else "",
        content,
    )


def _parameter(headers: Message, name: str) -> str:
    found = headers.get_param(name, "", "Content-Disposition")
    return found if isinstance(found, str) else found[2]


def _decoded(content: bytes) -> bytes:
    try:
        return base64.b64decode(b"".join(content.split()), validate=True)
    except binascii.Error as error:
        raise Refusal("2010", "A part says it is base64 and is not.") from error
