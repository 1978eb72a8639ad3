"""What one caller turn said, as a brain reports it: the only way either brain reaches the sheet."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from office.sheet import FieldName

Choice = Literal["first", "second", "third", "neither"]
Request = Literal["person", "callback", "repeat", "hold", "goodbye", "robot", "question",
    "move_visit", "cancel_visit", "ask_visit",
]  # fmt: skip

ERRANDS = ("move_visit", "cancel_visit", "ask_visit")
"""What callers can want with a visit that is in the book."""


class TurnRecord(BaseModel):
    """The caller's own words sorted by field; code parses, checks and confirms them.

    Values are what the caller said, in writing ("415-629-8031", "mike.chen@gmail.com"), never
    completed or invented. Fields the caller did not mention stay absent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str | None = Field(None, description="The caller's own name as said or spelled")
    company: str | None = Field(None, description="Company name, if they call for a company")
    phone: str | None = Field(None, description="Digits of the number to reach them on")
    email: str | None = Field(None, description="E-mail address as dictated")
    address: str | None = Field(None, description="Street address where the work is")
    service: str | None = Field(None, description="What is wrong or wanted, in their words")
    urgency: Literal["emergency", "urgent", "routine"] | None = Field(
        None, description="Only if the caller said or clearly meant it"
    )
    customer_type: Literal["residential", "commercial"] | None = Field(
        None, description="Only if the caller said or clearly meant it"
    )
    preferred_time: str | None = Field(None, description="When they would like the visit")
    alternate_phone: str | None = Field(None, description="A second number")
    contact_method: Literal["call", "text", "email"] | None = Field(
        None, description="How they prefer to be reached"
    )
    budget: str | None = Field(None, description="An amount they want to stay within")
    materials: str | None = Field(None, description="Materials or parts they mention")
    notes: str | None = Field(None, description="Anything else worth writing down")
    answer: Literal["yes", "no"] | None = Field(
        None, description="Their answer to the desk's last yes-or-no question, if it was one"
    )
    choice: Choice | None = Field(
        None, description="Which of the options the desk just offered they want, if it offered any"
    )
    use_caller_id: bool = Field(
        False, description="True if they want to be reached on the number they are calling from"
    )
    declined: tuple[str, ...] = Field((), description="Fields they do not want to give")
    change: FieldName | None = Field(
        None, description="A field given earlier that they say is wrong or want to change"
    )
    request: Request | None = Field(None, description="What they ask the desk to do, if anything")
