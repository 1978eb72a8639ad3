"""Scenarios: what a caller knows, how they answer, and what must be true at the end."""

import datetime as dt
from decimal import Decimal
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS = get_args(Weekday)

Topic = Literal[
    "opening",
    "name",
    "spelling",
    "phone",
    "email",
    "email_spelling",
    "address",
    "preferred_time",
    "offered_time",
    "offered_times",
    "other_time",
    "which_visit",
    "cancel_visit",
    "urgency",
    "customer_type",
    "company",
    "service",
    "caller_id",
    "on_file",
    "anything_else",
]


TextTopic = Literal["name", "phone", "email", "address"]


class ScenarioError(Exception):
    """The scenario cannot be used; the message says why and which there are."""


Voice = Literal[
    "jf_alpha", "jf_gongitsune", "jf_nezumi", "jf_tebukuro", "jm_kumo",
    "af_bella", "af_heart", "am_michael", "am_puck", "bf_emma", "bm_george", "em_alex", "hf_alpha",
]  # fmt: skip
"""Kokoro's voices a caller may have."""


class Part(BaseModel):
    """A part of a scenario file; unknown words in it are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Facts(Part):
    """What the caller knows to be true, in writing; read-backs are checked against it."""

    name: str = ""
    company: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


class Caller(Part):
    """Who phones, from where, and what they say to each question."""

    number: str | None = Field(None, description="Caller ID in E.164; absent means withheld.")
    attestation: Literal["A", "B", "C", "failed"] | None = None
    voice: Voice = Field(
        "jf_tebukuro", description="English ones need npm once; without it another stands in."
    )
    facts: Facts
    says: dict[Topic, str | tuple[str, ...]] = Field(
        description="Spoken answers by topic; a list gives the first, second ... try."
    )
    texts: dict[TextTopic, str | tuple[str, ...]] = Field(
        default_factory=dict,
        description="What they text when a text asks for this; without any they want no text.",
    )
    hangs_up_at: Topic | None = Field(None, description="Hangs up instead of answering this.")


class ExpectedLine(Part):
    """One line of the estimate."""

    item: str
    quantity: Decimal
    rate: Decimal


class ExpectedEstimate(Part):
    """The estimate QuickBooks must have, to the cent."""

    total: Decimal
    lines: tuple[ExpectedLine, ...]
    sent_to: str | None = None


class ExpectedCustomer(Part):
    """The customer QuickBooks must have; what is absent is not looked at."""

    name: str
    phone: str | None = None
    email: str | None = None
    street: str | None = None
    company: str | None = None


class Appointment(Part):
    """A time on the next such day behind the day of the call, in the business's zone."""

    day: Weekday
    time: dt.time
    hours: int = Field(2, ge=1, le=12)


class Expected(Part):
    """The end state; anything beyond it in QuickBooks is a failure too."""

    outcome: Literal["finished", "hung_up"] = "finished"
    customer: ExpectedCustomer | None = None
    existing_customer: str | None = Field(None, description="Whose estimate it is, by name.")
    estimate: ExpectedEstimate | None = None
    visits: tuple[str, ...] = Field(
        (), description="The caller's visits to come, such as `thursday 08:00`."
    )
    texts_to: tuple[str, ...] = Field((), description="Numbers that get a text, in E.164.")
    confirmed: tuple[str, ...] = Field((), description="Fields that must be confirmed.")
    follow_ups: tuple[str, ...] = Field((), description="Fields with an open follow-up.")
    nothing_to_do: bool = Field(False, description="Nothing is left for a person.")
    desk_says: tuple[str, ...] = Field((), description="Words the desk must have said.")
    desk_never_says: tuple[str, ...] = Field((), description="Words it must not have said.")


class Scenario(Part):
    """One rehearsal."""

    name: str
    about: str
    day: Weekday = Field("monday", description="When the phone rings, in the business's zone.")
    time: dt.time = dt.time(15, 15)
    booked: tuple[Appointment, ...] = Field((), description="The caller's visits in the book.")
    taken: tuple[Appointment, ...] = Field((), description="Times nobody can come at.")
    caller: Caller
    expect: Expected


def ringing_at(scenario: Scenario, now: dt.datetime) -> dt.datetime:
    """When a scenario's phone rings: the next such day and time from `now`, in its zone."""
    days = (WEEKDAYS.index(scenario.day) - now.weekday()) % 7
    at = dt.datetime.combine(now.date() + dt.timedelta(days), scenario.time, now.tzinfo)
    return at if at >= now else at + dt.timedelta(7)


def names() -> list[str]:
    """The shipped scenarios, in order."""
    folder = files("agent.rehearsal").joinpath("scenarios")
    return sorted(
        entry.name.removesuffix(".yaml")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    )


def load(name: str) -> Scenario:
    """Read a shipped scenario by name, or any by the path of its file.

    Raises:
        ScenarioError: there is none of that name, or the file has a mistake.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml"):
        try:
            text = path.read_text()
        except OSError as error:
            raise ScenarioError(f"{name} cannot be read: {error.strerror}.") from error
        return _parse(text, name)
    if name not in names():
        close = get_close_matches(name, names(), 1)
        hint = f" Did you mean {close[0]}?" if close else ""
        known = ", ".join(names())
        raise ScenarioError(f"There is no scenario {name!r}.{hint} Scenarios: {known}.")
    return _parse(files("agent.rehearsal").joinpath("scenarios", f"{name}.yaml").read_text(), name)


def _parse(text: str, name: str) -> Scenario:
    try:
        return Scenario.model_validate(yaml.safe_load(text))
    except yaml.YAMLError as error:
        raise ScenarioError(f"{name} is not valid YAML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ScenarioError(f"{name}: {place}: {first['msg']}.") from error
