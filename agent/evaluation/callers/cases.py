"""Hand-written callers that are hard on purpose, from `cases.yaml`."""

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from agent.evaluation.callers.person import Building, Caller, Habits, Truth, Urgency
from office.sheet import FieldName
from office.values import Address, Email, PersonName, Phone

FIRST_SEED = 9_000_000
"""Cases have seeds of their own, far from those of the grammar."""


class Part(BaseModel):
    """A part of the file; unknown words in it are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Written(Part):
    """What is true of a caller, in writing; what is left out is the usual."""

    name: tuple[str, str] = ("Sarah", "Johnson")
    phone: str = "+16145550143"
    extension: str = ""
    email: str | None = "sarah.johnson@example.com"
    address: tuple[str, ...] = ("88 Elm Street", "", "Columbus", "OH", "43215")
    complaint: str = "my kitchen sink is clogged"
    urgency: Urgency = "routine"
    building: Building = "residential"
    time: str = "Friday afternoon"
    company: str = ""
    second_phone: str | None = None

    def truth(self) -> Truth:
        """The same as values."""
        return Truth(
            name=PersonName(*self.name),
            phone=Phone(self.phone, self.extension),
            address=Address(*self.address),
            complaint=self.complaint,
            urgency=self.urgency,
            building=self.building,
            email=Email(self.email) if self.email else None,
            time=self.time,
            company=self.company,
            second_phone=Phone(self.second_phone) if self.second_phone else None,
        )


class Case(Part):
    """One hard caller."""

    name: str
    about: str
    truth: Written = Written()
    becomes: Written | None = None
    habits: tuple[str, ...] = ()
    caller_id: str | None = "+16145550143"
    accent: str = ""
    says: dict[FieldName, tuple[str, ...]] = {}
    afterwards: tuple[str, ...] = ()

    def caller(self, seed: int) -> Caller:
        """The caller it describes."""
        return Caller(
            seed=seed,
            name=self.name,
            truth=self.truth.truth(),
            habits=Habits(**dict.fromkeys(self.habits, True)),
            caller_id=Phone(self.caller_id) if self.caller_id else None,
            accent=self.accent,
            says=dict(self.says),
            afterwards=self.afterwards,
            becomes=self.becomes.truth() if self.becomes else None,
        )


@cache
def cases() -> tuple[Caller, ...]:
    """The shipped cases, in the order of the file."""
    listed = yaml.safe_load(files(__package__).joinpath("cases.yaml").read_text())
    return tuple(
        Case.model_validate(row).caller(FIRST_SEED + number) for number, row in enumerate(listed)
    )
