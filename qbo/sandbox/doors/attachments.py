"""Files at documents: uploading them, and the address at which their bytes are for a while."""

import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from fastapi import APIRouter, HTTPException
from fastapi.responses import PlainTextResponse, Response

from qbo.sandbox.companies import Companies
from qbo.sandbox.company import Company
from qbo.sandbox.doors.multipart import Part, parts
from qbo.sandbox.doors.wanted import Wanted
from qbo.sandbox.faults import Refusal, validation
from qbo.sandbox.kinds.entities import ATTACHABLE

Body = dict[str, Any]
READABLE = timedelta(minutes=15)
"""How long the address of a download holds."""
TYPES = {
    "ai": "application/postscript",
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eps": "application/postscript",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpg",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
    "png": "image/png",
    "rtf": "text/rtf",
    "tif": "image/tiff",
    "txt": "text/plain",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "text/xml",
}
"""The 17 sorts of file that can be attached, by the end of their names."""
_SAME = {"image/jpg": "image/jpeg", "application/rtf": "text/rtf", "application/xml": "text/xml"}
_METADATA, _CONTENT = "file_metadata_", "file_content_"
_FILES = "/_files"


def uploading(company: Company, wanted: Wanted) -> Body | None:
    """`POST /upload`: one answer or one fault for each file."""
    if wanted.parts != ["upload"] or wanted.method != "POST":
        return None
    fields = parts(wanted.headers.get("content-type", ""), wanted.body)
    answers = [_attached(company, wanted, about, file) for about, file in _pairs(fields)]
    if not answers:
        raise Refusal("2020", "Required parameter file_content_01 is missing in the request")
    return {"AttachableResponse": answers}


def downloading(company: Company, wanted: Wanted) -> Response | None:
    """`GET /download/{id}`: the address of the bytes, as plain text."""
    if wanted.entity != "download" or wanted.method != "GET" or len(wanted.parts) != 2:
        return None
    number = wanted.parts[1]
    company.read(ATTACHABLE, number)
    if company.ledger.file(number) is None:
        raise Refusal("610", "Object Not Found : This attachment is a note without a file.")
    return PlainTextResponse(_address(company, wanted, number))


def looking(company: Company, wanted: Wanted) -> Body | None:
    """`GET /attachable/{id}`, with a fresh address of its bytes."""
    if wanted.entity != "attachable" or wanted.method != "GET" or len(wanted.parts) != 2:
        return None
    body = company.read(ATTACHABLE, wanted.parts[1])
    if body.get("Size"):
        body["TempDownloadUri"] = _address(company, wanted, body["Id"])
    return {"Attachable": body}


def file_faces(companies: Companies) -> APIRouter:
    """The addresses of bytes; whoever knows one may read it while it holds, as at Intuit."""
    router = APIRouter()

    @router.get(_FILES + "/{realm}/{number}/{until}/{mark}")
    async def read(realm: str, number: str, until: int, mark: str) -> Response:
        company = companies.of(realm)
        good = hmac.compare_digest(mark, _mark(company, number, until))
        attached = company.ledger.get(ATTACHABLE.name, number)
        content = company.ledger.file(number)
        if not good or attached is None or content is None:
            raise HTTPException(404)
        if until < company.ledger.now().timestamp():
            raise HTTPException(403, "Request has expired")
        headers = {
            "Content-Disposition": "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox",
        }
        return Response(content, media_type=attached.get("ContentType"), headers=headers)

    return router


def _pairs(fields: list[Part]) -> Iterator[tuple[Part | None, Part | None]]:
    """Metadata and file that belong together by the ends of their names."""
    found: dict[str, dict[str, Part]] = {}
    for field in fields:
        for start in (_METADATA, _CONTENT):
            if field.name.startswith(start):
                found.setdefault(field.name.removeprefix(start), {})[start] = field
    for pair in found.values():
        yield pair.get(_METADATA), pair.get(_CONTENT)


def _attached(company: Company, wanted: Wanted, about: Part | None, file: Part | None) -> Body:
    try:
        with company.ledger.together():
            made = _kept(company, wanted, about, file)
    except Refusal as refusal:
        return {"Fault": validation(refusal, "")["Fault"]}
    made["TempDownloadUri"] = _address(company, wanted, made["Id"])
    return {"Attachable": made}


def _kept(company: Company, wanted: Wanted, about: Part | None, file: Part | None) -> Body:
    told = _told(about)
    if file is None:
        raise Refusal("6000", "You must have at least a note string or file attachment")
    name = str(told.get("FileName") or file.file_name)
    if not name:
        raise Refusal("2020", "Required parameter FileName is missing in the request", "FileName")
    kind = _type(name, str(told.get("ContentType") or ""))
    extra = {"Size": len(file.content)}
    told |= {"FileName": name, "ContentType": kind}
    made = company.write(ATTACHABLE, told, extra=extra)
    made["FileAccessUri"] = f"{wanted.company}/download/{made['Id']}"
    company.ledger.put(ATTACHABLE.name, made)
    company.ledger.keep_file(made["Id"], file.content)
    return made


def _told(about: Part | None) -> Body:
    """The metadata, without what is empty."""
    if about is None:
        return {}
    try:
        found = json.loads(about.content)
    except ValueError as error:
        raise Refusal("2010", "The metadata is not JSON.") from error
    if not isinstance(found, dict):
        raise Refusal("2010", "The metadata is not an object.")
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def _type(name: str, told: str) -> str:
    """The MIME type of a file, by the end of its name; what was told must not contradict it.

    Raises:
        Refusal: 6000 for a sort of file that cannot be attached.
    """
    kind = TYPES.get(PurePath(name).suffix.removeprefix(".").lower())
    if kind is None or (told and not _alike(told, kind)):
        raise Refusal("6000", f"Files of this type cannot be attached: {told or name}")
    return told or kind


def _alike(one: str, other: str) -> bool:
    return _SAME.get(one, one) == _SAME.get(other, other)


def _address(company: Company, wanted: Wanted, number: str) -> str:
    until = int((company.ledger.now() + READABLE).timestamp())
    realm = wanted.company.rpartition("/")[2]
    return f"{wanted.base}{_FILES}/{realm}/{number}/{until}/{_mark(company, number, until)}"


def _mark(company: Company, number: str, until: int) -> str:
    """What shows that an address was made here."""
    key = company.ledger.fact("files key")
    if not key:
        key = secrets.token_hex(32)
        company.ledger.remember("files key", key)
    return hmac.new(key.encode(), f"{number}/{until}".encode(), "sha256").hexdigest()
