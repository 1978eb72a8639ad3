"""A visit as a calendar shows it. Pure values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from office.values import Email


class Standing(StrEnum):
    """How an appointment stands, in the words of RFC 5545 (STATUS)."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Party:
    """Who invites, or is invited."""

    name: str
    email: Email


@dataclass(frozen=True, slots=True)
class Appointment:
    """From when to when, in a zone, and what is said about it.

    `uid` is its name in every calendar; `sequence` grows with each change, and a program that knows
    a higher one lets the lower one be.
    """

    uid: str
    sequence: int
    starts: datetime
    ends: datetime
    zone: ZoneInfo
    summary: str
    location: str
    details: str
    changed_at: datetime
    standing: Standing = Standing.CONFIRMED
