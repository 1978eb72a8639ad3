"""A calendar on a CalDAV server (RFC 4791), spoken to through a library that blocks.

The library finds the calendar and logs in; entries are written with conditions (RFC 7232), which
it has no words for.
"""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urljoin, urlsplit

from caldav.davclient import DAVClient, DAVResponse
from caldav.lib.error import AuthorizationError, DAVError
from requests.exceptions import RequestException

from office.calendars.errors import CalendarDown, CalendarMisset, EntryChanged
from office.settings import Settings

T = TypeVar("T")
DAV, CAL = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
IS_CALENDAR = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<d:propfind xmlns:d="DAV:"><d:prop><d:resourcetype/></d:prop></d:propfind>'
)
QUERY = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
    "<d:prop><d:getetag/><c:calendar-data/></d:prop>"
    '<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
    '<c:time-range start="{first}" end="{last}"/>'
    "</c:comp-filter></c:comp-filter></c:filter></c:calendar-query>"
)
AS_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Access:
    """Where the calendar is and who reads it; `name` chooses one of several."""

    url: str
    user: str
    password: str
    name: str = ""
    seconds: int = 10

    @classmethod
    def of(cls, settings: Settings) -> "Access | None":
        """The calendar of the settings, if one is set."""
        if not settings.caldav_url:
            return None
        return cls(
            settings.caldav_url,
            settings.caldav_user,
            settings.caldav_password,
            settings.caldav_calendar,
        )

    @classmethod
    def each(cls, settings: Settings) -> "dict[str, Access]":
        """Every calendar that is set, by whose it is; the owner's, or of whom it is said, first."""
        own = cls.of(settings)
        found = {settings.caldav_person.strip(): own} if own is not None else {}
        for person, theirs in settings.caldav_people.items():
            url = theirs.url or settings.caldav_url
            # A login belongs to its server: it is sent to no other.
            same = url == settings.caldav_url
            user = theirs.user or (settings.caldav_user if same else "")
            password = theirs.password or (settings.caldav_password if same else "")
            found[person.strip()] = cls(url, user, password, theirs.calendar)
        return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the server has it; the etag changes whenever it does."""

    address: str
    etag: str
    source: str


class OwnersCalendar:
    """One calendar; every method blocks and belongs into a thread.

    Each raises `CalendarDown` if the server does not answer well, and `CalendarMisset` if login or
    address are wrong.
    """

    def __init__(self, access: Access) -> None:
        """Speak to a server; nothing is asked yet."""
        self._access, self._place = access, ""
        self._client = self._opened()

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def between(self, first: datetime, last: datetime) -> tuple[Entry, ...]:
        """All entries that touch a stretch of time; what repeats comes once, as it is kept."""
        body = QUERY.format(first=_utc(first), last=_utc(last))
        answer = self._asked(lambda: self._client.report(self.place, body, 1))
        _require(answer, 207, 200)
        return tuple(_entries(answer, self.place))

    def read(self, address: str) -> Entry | None:
        """One entry as it is now; None if it is gone."""
        answer = self._request(address, "GET")
        if answer.status in (404, 410):
            return None
        _require(answer, 200)
        return Entry(address, _etag(answer), answer.raw)

    def add(self, uid: str, source: str) -> Entry:
        """Put a new entry.

        Raises:
            EntryChanged: there is one by this name already.
        """
        return self._put(self.address_of(uid), source, {"If-None-Match": "*"})

    def address_of(self, uid: str) -> str:
        """Where an entry of ours is put."""
        return f"{self.place.rstrip('/')}/{quote(uid, safe='@')}.ics"

    def replace(self, known: Entry, source: str) -> Entry:
        """Put another text in place of an entry.

        Raises:
            EntryChanged: it is no longer as it was known.
        """
        return self._put(known.address, source, {"If-Match": _strong(known.etag)})

    def remove(self, known: Entry) -> None:
        """Take an entry out; one that is gone already is gone.

        Raises:
            EntryChanged: it is no longer as it was known.
        """
        answer = self._request(known.address, "DELETE", headers={"If-Match": _strong(known.etag)})
        if answer.status not in (404, 410):
            _require(answer, 200, 202, 204)

    @property
    def known_place(self) -> str:
        """The address of the calendar itself, empty before it was found."""
        return self._place

    @property
    def place(self) -> str:
        """The address of the calendar itself, found once: the one given, or the account's."""
        if not self._place:
            self._place = self._found()
        return self._place

    def _found(self) -> str:
        url = self._access.url
        answer = self._asked(lambda: self._client.propfind(url, IS_CALENDAR, 0))
        if (
            answer.status == 207
            and _tree(answer).find(f".//{DAV}resourcetype/{CAL}calendar") is not None
        ):
            return url
        calendars = self._asked(lambda: self._client.principal().calendars())
        wanted = self._access.name.strip().lower()
        for one in calendars:
            if not wanted or wanted == str(self._asked(one.get_display_name) or "").lower():
                return str(one.url)
        named = f'called "{self._access.name}"' if wanted else "there"
        raise CalendarMisset(
            f"There is no calendar {named}. "
            "Check FRONTDESK_CALDAV_URL and FRONTDESK_CALDAV_CALENDAR."
        )

    def _put(self, address: str, source: str, condition: Mapping[str, str]) -> Entry:
        answer = self._request(address, "PUT", source, {**AS_CALENDAR, **condition})
        _require(answer, 200, 201, 204)
        etag = answer.headers.get("ETag")
        if etag:
            return Entry(address, str(etag), source)
        # A server that changed what it was given says no etag (RFC 4791, 5.3.4).
        entry = self.read(address)
        if entry is None:
            raise EntryChanged(EntryChanged.__doc__ or "")
        return entry

    def _request(
        self, address: str, method: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> DAVResponse:
        return self._asked(lambda: self._client.request(address, method, body, headers or {}))

    def _opened(self) -> DAVClient:
        access = self._access
        # Nothing is looked for by DNS, so that the password goes where the owner wrote.
        return DAVClient(
            access.url,
            username=access.user or None,
            password=access.password or None,
            timeout=access.seconds,
            enable_rfc6764=False,
        )

    def _asked(self, question: Callable[[], T]) -> T:
        """Ask, with the library's errors as ours; its own texts may hold what was sent."""
        try:
            return question()
        except AuthorizationError as error:
            # The library tries other ways to log in and keeps the last of them.
            self._client.close()
            self._client = self._opened()
            raise CalendarMisset(
                "Your calendar refuses the login. Check FRONTDESK_CALDAV_USER and "
                "FRONTDESK_CALDAV_PASSWORD; most providers want an app password.",
                code=401,
            ) from error
        except RequestException as error:
            raise CalendarDown(CalendarDown.__doc__ or "") from error
        except (DAVError, ValueError, KeyError, AttributeError, RuntimeError) as error:
            raise CalendarMisset(
                "What answers at FRONTDESK_CALDAV_URL is no calendar. "
                "Check the address with your provider."
            ) from error


def _entries(answer: DAVResponse, place: str) -> Iterator[Entry]:
    """The entries of an answer; one that is said to be on another server is not asked for there."""
    for one in _tree(answer).iter(f"{DAV}response"):
        address, data = one.findtext(f"{DAV}href"), one.findtext(f".//{CAL}calendar-data")
        where = urljoin(place, (address or "").strip())
        if data and urlsplit(where).netloc == urlsplit(place).netloc:
            yield Entry(where, one.findtext(f".//{DAV}getetag") or "", data)


def _require(answer: DAVResponse, *good: int) -> None:
    status = int(answer.status)
    if status in good:
        return
    if status in (409, 412):
        raise EntryChanged(EntryChanged.__doc__ or "", code=status)
    if status in (404, 405, 410):
        raise CalendarMisset(
            "There is no calendar at FRONTDESK_CALDAV_URL. Check the address with your provider.",
            code=status,
        )
    raise CalendarDown(f"Your calendar answers with an error ({status}).", code=status)


def _tree(answer: DAVResponse) -> Any:
    """The answer as XML; the library types it as anything."""
    if answer.tree is None:
        raise CalendarDown("Your calendar answers in a way that cannot be read.")
    return answer.tree


def _etag(answer: DAVResponse) -> str:
    return str(answer.headers.get("ETag") or f'"{uuid.uuid4().hex}"')


def _strong(etag: str) -> str:
    """Proxies that compress make etags weak, which no condition may be (RFC 7232, 3.1)."""
    return etag.removeprefix("W/")


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
