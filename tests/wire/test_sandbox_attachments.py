"""Files at documents: every shape an upload comes in, what is refused, and the bytes again."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from quickbooks import QuickBooks
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef, Ref

from tests.wire.test_sandbox_company import Office, Server, StepClock
from tests.wire.test_sandbox_sales import document, made

pytestmark = pytest.mark.wire

PHOTO = bytes(range(256)) * 40 + b"\r\n--not the boundary\r\n\n\n"


@pytest.fixture
async def books(tmp_path: Path) -> AsyncIterator[Office]:
    async with Server(tmp_path, StepClock(datetime(2026, 9, 14, 19, 15, tzinfo=UTC))) as office:
        yield office


def at(number: str, *, on_send: bool = False, kind: str = "Estimate") -> list[dict[str, Any]]:
    return [{"EntityRef": {"type": kind, "value": number}, "IncludeOnSend": on_send}]


def pair(end: str, about: Any, name: str, content: bytes, kind: str) -> dict[str, Any]:
    """Metadata and file as an HTTP library takes them; without metadata if it is None."""
    files: dict[str, Any] = {f"file_content_{end}": (name, content, kind)}
    if about is not None:
        files[f"file_metadata_{end}"] = (None, json.dumps(about), "application/json")
    return files


async def upload(books: Office, *pairs: dict[str, Any]) -> list[dict[str, Any]]:
    files = {name: part for one in pairs for name, part in one.items()}
    answer = await books.ask("POST", "upload", files=files)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["AttachableResponse"])


async def download(books: Office, number: str) -> bytes:
    address = (await books.ask("GET", f"download/{number}")).text
    return (await books.http.get(address)).content


async def estimate(books: Office, **more: Any) -> dict[str, Any]:
    return await made(books, "Estimate", await document(books) | more)


async def test_file_comes_back_byte_for_byte(books: Office) -> None:
    quoted = await estimate(books)
    about: dict[str, Any] = {"FileName": "leak.png", "ContentType": "image/png"}
    about |= {"Note": "under the sink", "AttachableRef": at(quoted["Id"])}
    (one,) = await upload(books, pair("01", about, "x.png", PHOTO, "image/png"))
    kept = one["Attachable"]
    assert (kept["FileName"], kept["Size"], kept["ContentType"], kept["Note"]) == (
        "leak.png", len(PHOTO), "image/png", "under the sink"
    )  # fmt: skip
    assert kept["AttachableRef"][0]["EntityRef"]["value"] == quoted["Id"]
    assert kept["FileAccessUri"] == f"/v3/company/1/download/{kept['Id']}"
    assert await download(books, kept["Id"]) == PHOTO
    assert (await books.http.get(kept["TempDownloadUri"])).content == PHOTO
    again = (await books.ask("GET", f"attachable/{kept['Id']}")).json()["Attachable"]
    assert (await books.http.get(again["TempDownloadUri"])).content == PHOTO
    found = await books.query("select * from Attachable where FileName = 'leak.png'")
    assert found.json()["QueryResponse"]["Attachable"][0]["Id"] == kept["Id"]


async def test_file_without_metadata_is_called_as_it_was_sent(books: Office) -> None:
    (one,) = await upload(books, pair("01", None, "list.csv", b"a,b\n", "text/csv"))
    assert one["Attachable"]["FileName"] == "list.csv"


async def test_several_files_are_answered_each_and_one_may_fail(books: Office) -> None:
    answers = await upload(
        books,
        pair("01", {"FileName": "a.txt", "ContentType": "text/plain"}, "a", b"one", "text/plain"),
        pair("02", {"FileName": "b.exe"}, "b.exe", b"MZ", "application/octet-stream"),
        pair("03", {"FileName": "c.pdf", "AttachableRef": at("99999")}, "c", b"%PDF", ""),
        pair("04", {"FileName": "d.txt"}, "d.txt", b"four", "text/plain"),
    )
    assert [next(iter(one)) for one in answers] == ["Attachable", "Fault", "Fault", "Attachable"]
    codes = [one["Fault"]["Error"][0]["code"] for one in answers if "Fault" in one]
    assert codes == ["6000", "2500"]
    assert await download(books, answers[3]["Attachable"]["Id"]) == b"four"
    count = await books.query("select count(*) from Attachable")
    assert count.json()["QueryResponse"]["totalCount"] == 2


@pytest.mark.parametrize("how", ["path", "bytes"])
async def test_python_quickbooks_own_upload_works(books: Office, tmp_path: Path, how: str) -> None:
    quoted = await estimate(books)
    saved = await asyncio.to_thread(_saved, books, tmp_path, how, quoted["Id"])
    assert saved["FileName"] == "leak.png"
    assert saved["Size"] == len(PHOTO)
    assert await download(books, saved["Id"]) == PHOTO


def _saved(books: Office, folder: Path, how: str, number: str) -> dict[str, Any]:
    client = QuickBooks(company_id="1", minorversion=75)
    client.api_url_v3 = client.sandbox_api_url_v3 = f"{str(books.http.base_url).rstrip('/')}/v3"
    client.session = _Session(books.token)
    attached = Attachable()
    attached.FileName, attached.ContentType, attached.Note = "leak.png", "image/png", "A leak"
    if how == "path":
        photo = folder / "leak.png"
        photo.write_bytes(PHOTO)
        attached._FilePath = str(photo)
    else:
        attached._FileBytes = PHOTO
    ref = AttachableRef()
    ref.EntityRef, ref.IncludeOnSend = Ref(), True
    ref.EntityRef.type, ref.EntityRef.value = "Estimate", number
    attached.AttachableRef.append(ref)
    return dict(vars(attached.save(qb=client)))


class _Session(requests.Session):
    """What python-quickbooks needs of a session."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.access_token = token
        self.headers["Authorization"] = f"Bearer {token}"


async def test_note_alone_is_kept_and_nothing_at_all_is_refused(books: Office) -> None:
    quoted = await estimate(books)
    note = {"Note": "Key is under the mat", "AttachableRef": at(quoted["Id"])}
    kept = await made(books, "Attachable", note)
    assert kept["Note"] == "Key is under the mat"
    refused = await books.create("attachable", {"AttachableRef": at(quoted["Id"])})
    assert await books.fault(refused) == (400, "6000")
    assert "note string or file" in refused.json()["Fault"]["Error"][0]["Detail"]
    assert await books.fault(await books.ask("GET", f"download/{kept['Id']}")) == (400, "610")


@pytest.mark.parametrize(
    "about", [{"Note": "x" * 2001}, {"Note": "x", "FileName": f"{'x' * 1000}.txt"}]
)
async def test_too_long_texts_are_refused(books: Office, about: dict[str, str]) -> None:
    assert await books.fault(await books.create("attachable", about)) == (400, "2050")
    (one,) = await upload(books, pair("01", {"FileName": "a.txt"} | about, "a", b"x", ""))
    assert one["Fault"]["Error"][0]["code"] == "2050"


async def test_what_is_sent_along_is_in_the_outbox(books: Office) -> None:
    quoted = await estimate(books, BillEmail={"Address": "lisa@example.com"})
    along = {"FileName": "plan.pdf", "AttachableRef": at(quoted["Id"], on_send=True)}
    kept = {"FileName": "inside.pdf", "AttachableRef": at(quoted["Id"])}
    await upload(books, pair("01", along, "a", b"%PDF-1", ""), pair("02", kept, "b", b"%PDF-1", ""))
    await books.ask("POST", f"estimate/{quoted['Id']}/send")
    (mail,) = (await books.http.get("/_sandbox/outbox")).json()
    assert mail["attachments"] == ["plan.pdf"]


async def test_too_much_at_once_is_refused(books: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qbo.sandbox.doors.wanted.LARGEST", 1000)
    answer = await books.ask("POST", "upload", files=pair("01", None, "a.txt", b"x" * 1000, ""))
    assert await books.fault(answer) == (400, "6000")


async def begun(books: Office, head: str, body: bytes) -> tuple[int, str]:
    """The status and text an upload gets that never comes to its end."""
    where = books.http.base_url
    reader, writer = await asyncio.open_connection(where.host, where.port)
    start = f"POST /v3/company/1/upload HTTP/1.1\r\nHost: 127.0.0.1:{where.port}\r\n"
    access = f"Authorization: Bearer {books.token}\r\n{head}\r\n\r\n"
    writer.write(f"{start}{access}".encode() + body)
    await writer.drain()
    status = await asyncio.wait_for(reader.readline(), 5)
    rest = await asyncio.wait_for(reader.readuntil(b"}"), 5)
    writer.close()
    return int(status.split()[1]), rest.decode()


async def test_upload_that_says_it_is_too_large_is_not_waited_for(books: Office) -> None:
    status, told = await begun(books, f"Content-Length: {101 * 1024 * 1024}", b"")
    assert (status, '"6000"' in told) == (400, True)


async def test_upload_that_grows_too_large_is_cut_off(
    books: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qbo.sandbox.doors.wanted.LARGEST", 1000)
    chunk = b"200\r\n" + b"x" * 512 + b"\r\n"
    status, told = await begun(books, "Transfer-Encoding: chunked", chunk * 3)
    assert (status, '"6000"' in told) == (400, True)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b"{}"),
        ("multipart/form-data", b"--x\r\n\r\n--x--"),
        ("multipart/form-data; boundary=x", b"nothing"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\ncut"),
        (
            "multipart/form-data; boundary=x",
            b'--x\nContent-Disposition: form-data; name="file_content_01"\n'
            b"Content-Transfer-Encoding: base64\n\nnot base64!\n--x--\n",
        ),
        (
            "multipart/form-data; boundary=x",
            b'--x\nContent-Disposition: form-data; name="other"\n\n1\n--x--\n',
        ),
    ],
)
async def test_what_is_no_upload_is_refused(books: Office, kind: str, body: bytes) -> None:
    answer = await books.ask("POST", "upload", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert answer.json()["Fault"]["Error"][0]["code"] in ("2010", "2020")


async def test_address_of_a_file_ends_and_cannot_be_made_up(books: Office) -> None:
    (one,) = await upload(books, pair("01", None, "a.txt", b"secret", "text/plain"))
    address = one["Attachable"]["TempDownloadUri"]
    assert (
        await books.http.get(address[:-1] + ("0" if address[-1] != "0" else "1"))
    ).status_code == 404
    await books.http.post("/_sandbox/clock", json={"advance": 16 * 60})
    assert (await books.http.get(address)).status_code == 403
    assert await download(books, one["Attachable"]["Id"]) == b"secret"
