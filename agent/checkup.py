"""`frontdesk doctor`: looks at everything a call needs and says what to do where it is missing."""

import asyncio
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import httpx2

from agent.calendars import misnamed
from agent.house import carrier_base
from agent.voices import weights
from agent.voices.client import SpeechWorker, VoiceError
from office.calendars.caldav import Access, OwnersCalendar
from office.calendars.errors import CalendarError
from office.mail.errors import MailError
from office.mail.postman import Postman, Route
from office.settings import Settings
from office.store import Store, StoreError
from prompts.library import Library
from prompts.meaning.weights import PLAN
from qbo.access.connection import api_base

SECONDS = 3.0
ROOM = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `advice` says what to do where it is not well."""

    what: str
    well: bool
    seen: str
    advice: str = ""


async def check_up(settings: Settings) -> list[Finding]:
    """Look at everything, each with a time-out of its own."""
    looks: tuple[Callable[[Settings], Awaitable[Finding]], ...] = (
        _python,
        _data,
        _database,
        _prompts,
        _voices,
        _voice,
        _meaning,
        _desk,
        _books,
        _carrier,
        _mail,
        _calendar,
    )
    return [await look(settings) for look in looks]


async def _python(_settings: Settings) -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding("Python", sys.version_info >= (3, 11), version, "Install Python 3.11 or newer.")


async def _data(settings: Settings) -> Finding:
    folder = settings.data if settings.data.exists() else Path()
    free = shutil.disk_usage(folder).free
    seen = f"{settings.data}, {free // 1024**2} MB free"
    return Finding("Data folder", free > ROOM, seen, "Free some space, or set FRONTDESK_DATA.")


async def _database(settings: Settings) -> Finding:
    try:
        store = await Store.open(settings.database)
    except StoreError as error:
        return Finding("Database", False, str(error), "Check FRONTDESK_DATA or DATABASE_URL.")
    await store.close()
    return Finding("Database", True, f"{store.dialect}, up to date")


async def _prompts(settings: Settings) -> Finding:
    problems = Library.open(settings.data / "prompts").problems
    if problems:
        advice = "Mend the line; the last good version is in use."
        return Finding("Prompts", False, problems[0].text, advice)
    return Finding("Prompts", True, "no mistakes")


async def _voices(settings: Settings) -> Finding:
    if settings.deepgram_api_key:
        return Finding("Voice models", True, "not needed, Deepgram is in use")
    wrong = await asyncio.to_thread(weights.check, settings.voices_folder)
    advice = "Run make run once with a network, or set DEEPGRAM_API_KEY."
    seen = f"missing or wrong: {', '.join(wrong)}" if wrong else "all hashes right"
    return Finding("Voice models", not wrong, seen, advice)


async def _voice(settings: Settings) -> Finding:
    if settings.deepgram_api_key:
        return Finding("Voice", True, "Deepgram")
    worker = SpeechWorker(settings.voices_folder)
    try:
        await worker.start()
        sound = b"".join([piece async for piece in worker.speak("Can you hear me?")])
        heard = (await worker.hear(sound)).text
    except VoiceError as error:
        return Finding("Voice", False, str(error), "Run make run again to install the voice.")
    finally:
        await worker.close()
    return Finding("Voice", "hear" in heard.lower(), f'said and heard "{heard}"', "Try again.")


async def _meaning(settings: Settings) -> Finding:
    if not settings.meaning:
        return Finding("Sentence model", True, "not wanted, the rules' words decide alone")
    wrong = await asyncio.to_thread(PLAN.check, settings.meaning_folder)
    advice = "Run make run once with a network; until then the rules' words decide alone."
    seen = f"missing or wrong: {', '.join(wrong)}" if wrong else "all hashes right"
    return Finding("Sentence model", not wrong, seen, advice)


async def _desk(settings: Settings) -> Finding:
    url = f"http://127.0.0.1:{settings.port}/readyz"
    return await _answers("Desk", url, "Start it with make run.")


async def _books(settings: Settings) -> Finding:
    base = api_base(settings)
    url = f"{base}/.well-known/openid_configuration" if settings.embedded_books else base
    return await _answers("QuickBooks", url, "It starts together with the desk: make run.")


async def _carrier(settings: Settings) -> Finding:
    base = carrier_base(settings)
    if not base:
        return Finding("Phone", True, f"Twilio, {settings.twilio_phone_number}")
    return await _answers(
        "Phone", f"{base}/_carrier/account", "It starts together with the desk: make run."
    )


async def _mail(settings: Settings) -> Finding:
    route = Route.of(settings)
    if route is None:
        return Finding("E-mail", True, "no mail server is set, so none is sent")
    try:
        await Postman(replace(route, seconds=SECONDS)).knock()
    except MailError as error:
        advice = "Mend the setting, or ask whoever runs the mail server."
        if settings.embedded_mail:
            advice = "It starts together with the desk: make run."
        return Finding("E-mail", False, str(error), advice)
    seen = f"{route.host}:{route.port} lets us send"
    return Finding("E-mail", True, "embedded mailbox" if settings.embedded_mail else seen)


async def _calendar(settings: Settings) -> Finding:
    found = Access.each(settings)
    if not found:
        return Finding("Calendar", True, "none is connected")
    if wrong := misnamed(settings, Library.open(settings.data / "prompts")):
        return Finding("Calendar", False, wrong, "A calendar belongs to somebody under people.")
    for person, access in found.items():
        wrong = await _locked_out(access)
        if wrong:
            whose = f"{person}: " if len(found) > 1 and person else ""
            advice = "docs/calendar.md says which address and password your provider wants."
            return Finding("Calendar", False, f"{whose}{wrong}", advice)
    let = "it lets us in" if len(found) == 1 else f"all {len(found)} let us in"
    return Finding("Calendar", True, f"connected, and {let}")


async def _locked_out(access: Access) -> str:
    """Why a calendar cannot be used; nothing if it can."""
    calendar = OwnersCalendar(replace(access, seconds=int(SECONDS)))
    try:
        async with asyncio.timeout(SECONDS * 4):
            await asyncio.to_thread(lambda: calendar.place)
    except (CalendarError, TimeoutError) as error:
        return str(error) or "It does not answer."
    finally:
        calendar.close()
    return ""


async def _answers(what: str, url: str, advice: str) -> Finding:
    try:
        async with httpx2.AsyncClient(timeout=SECONDS) as http:
            answer = await http.get(url)
    except httpx2.HTTPError:
        return Finding(what, False, f"{url} does not answer", advice)
    return Finding(what, answer.status_code < 500, f"{url} answers", advice)
