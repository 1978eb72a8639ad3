"""Appointments as iCalendar texts (RFC 5545): invitations (RFC 5546), entries, the feed. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, vCalAddress, vText

from office.calendars.appointment import Appointment, Party, Standing
from office.calendars.zones import rules

PRODUCT = "-//Frontdesk//Frontdesk//EN"
_AROUND = timedelta(days=400)
"""So much of a time zone is told around an appointment: both changes of the clocks."""


def invitation(appointment: Appointment, organizer: Party, attendee: Party) -> str:
    """What is mailed to somebody; a cancelled appointment is taken back."""
    cancelled = appointment.standing is Standing.CANCELLED
    calendar = _calendar("CANCEL" if cancelled else "REQUEST")
    event = _event(appointment)
    event.add("organizer", _party(organizer), encode=False)
    address = _party(attendee)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    # The caller said yes on the phone; no answer by mail is waited for.
    address.params["RSVP"] = vText("FALSE")
    event.add("attendee", address, encode=False)
    return _whole(calendar, [event], [appointment])


def entry(appointment: Appointment) -> str:
    """What is put into the owner's calendar.

    Nobody is invited in it: a calendar server would write to them by itself (RFC 6638).
    """
    return _whole(_calendar(), [_event(appointment)], [appointment])


def amended(source: str, appointment: Appointment) -> str:
    """An entry as the owner has it, at the appointment's time; their own words and alarms stay."""
    calendar = Calendar.from_ical(source)
    for event in calendar.walk("VEVENT"):
        if str(event.get("UID", "")) != appointment.uid:
            continue
        for name in ("DTSTART", "DTEND", "DURATION", "SEQUENCE", "LOCATION", "STATUS", "DTSTAMP"):
            event.pop(name, None)
        _fill(event, appointment)
    _add_zone(calendar, [appointment])
    return _text(calendar)


def feed(name: str, appointments: Sequence[Appointment]) -> str:
    """All appointments, for a calendar program that subscribes."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(minutes=15), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    return _whole(calendar, [_event(one) for one in appointments], appointments)


def _calendar(method: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    return calendar


def _whole(calendar: Calendar, events: Sequence[Event], appointments: Sequence[Appointment]) -> str:
    _add_zone(calendar, appointments)
    for event in events:
        calendar.add_component(event)
    return _text(calendar)


def _text(calendar: Calendar) -> str:
    # The library declares no type for it.
    found: bytes = calendar.to_ical()
    return found.decode()


def _event(appointment: Appointment) -> Event:
    event = Event()
    event.add("uid", appointment.uid)
    event.add("summary", appointment.summary)
    if appointment.details:
        event.add("description", appointment.details)
    event.add("transp", "OPAQUE")
    _fill(event, appointment)
    return event


def _fill(event: Component, appointment: Appointment) -> None:
    """The facts of the visit book, which win over what an entry said before."""
    event.add("dtstamp", appointment.changed_at.astimezone(UTC))
    event.add("sequence", appointment.sequence)
    event.add("dtstart", _told(appointment.starts, appointment.zone))
    event.add("dtend", _told(appointment.ends, appointment.zone))
    event.add("status", appointment.standing.value)
    if appointment.location:
        event.add("location", appointment.location)


def _told(at: datetime, zone: ZoneInfo) -> datetime:
    """In the clocks of the zone; in UTC where they show the same hour for the second time."""
    local = at.astimezone(zone)
    return local.astimezone(UTC) if local.fold else local


def _party(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    if party.name:
        address.params["CN"] = vText(" ".join(party.name.split()))
    return address


def _add_zone(calendar: Calendar, appointments: Sequence[Appointment]) -> None:
    """The rules of each zone that is used, once, as long as they matter."""
    known = {str(one.get("TZID", "")) for one in calendar.walk("VTIMEZONE")}
    for zone in {one.zone for one in appointments}:
        if zone.key in ("UTC", *known):
            continue
        times = [t for one in appointments if one.zone == zone for t in (one.starts, one.ends)]
        calendar.add_component(rules(zone, min(times) - _AROUND, max(times) + _AROUND))
