"""The list of tools as a model is offered them; names, arguments and limits come from one place."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from prompts.schema import CustomerType, Urgency
from tools import (
    book_visit,
    cancel_visit,
    correct_customer,
    create_customer,
    create_estimate,
    reschedule_visit,
    text_for_field,
)


class Arguments(BaseModel):
    """What a model may pass; anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LookupCustomerArguments(Arguments):
    """Who to look for, as the caller said it."""

    name: str | None = Field(None, description="The caller's name, as said")
    company: str | None = Field(None, description="The company's name, as said")
    phone: str | None = Field(None, description="The number, as said")
    email: str | None = Field(None, description="The e-mail address, as said")


class CreateCustomerArguments(Arguments):
    """The confirmed fields; they must equal the call sheet."""

    name: str = Field(description="The confirmed name")
    phone: str | None = Field(None, description="The confirmed number")
    email: str | None = Field(None, description="The confirmed e-mail address")
    address: str | None = Field(None, description="The confirmed address")
    company: str | None = Field(None, description="The confirmed company name")


class CorrectCustomerArguments(Arguments):
    """Nothing to choose: what has changed, and is confirmed, comes from the call sheet."""


class MapServiceArguments(Arguments):
    """What is wanted."""

    service: str = Field(description="What is wrong or wanted, in the caller's own words")
    urgency: Urgency | None = Field(None, description="Only if the caller said it")
    customer_type: CustomerType | None = Field(None, description="Only if the caller said it")


class CheckAddressArguments(Arguments):
    """The address as it was heard."""

    address: str = Field(description="The address, as said")


class CreateEstimateArguments(Arguments):
    """Nothing to choose: lines, prices and recipient come from the call sheet and the books."""


class TextForFieldArguments(Arguments):
    """Which field; the number is the caller's own and not to be chosen."""

    field: Literal["name", "phone", "email", "address"] = Field(
        description="The field that could not be heard"
    )


class CheckAvailabilityArguments(Arguments):
    """When the caller would like somebody to come."""

    preferred_time: str | None = Field(None, description="When it would suit, as said")


class FindVisitsArguments(Arguments):
    """Nothing to choose: they are the visits of the caller who has matched."""


class BookVisitArguments(Arguments):
    """Nothing to choose: the window the caller said yes to comes from the call sheet."""


class RescheduleVisitArguments(Arguments):
    """Nothing to choose: visit and window are those the caller said yes to."""


class CancelVisitArguments(Arguments):
    """Nothing to choose: the visit is the one the caller said yes to."""


ToolName = Literal[
    "lookup_customer",
    "create_customer",
    "correct_customer",
    "map_service",
    "check_address",
    "create_estimate",
    "text_for_field",
    "check_availability",
    "find_visits",
    "book_visit",
    "reschedule_visit",
    "cancel_visit",
]


@dataclass(frozen=True, slots=True)
class Tool:
    """One entry: `deadline` is in seconds, `writes` says whether QuickBooks changes."""

    name: ToolName
    description: str
    arguments: type[Arguments]
    deadline: float
    writes: bool

    @property
    def schema(self) -> dict[str, Any]:
        """The tool in OpenAI's function format."""
        return {
            "type": "function",
            "function": {
                "name": self.name,
                "description": self.description,
                "parameters": self.arguments.model_json_schema(),
            },
        }


CATALOGUE: tuple[Tool, ...] = (
    Tool(
        "lookup_customer",
        "Look whether the caller is a customer already. Gives a first name at most.",
        LookupCustomerArguments,
        1.0,
        writes=False,
    ),
    Tool(
        "map_service",
        "Find the business's own service items and prices for what the caller wants.",
        MapServiceArguments,
        1.0,
        writes=False,
    ),
    Tool(
        "check_address",
        "Look whether there is such a street, and whether the business works there.",
        CheckAddressArguments,
        1.0,
        writes=False,
    ),
    Tool(
        "create_customer",
        "Enter the caller in QuickBooks, once the name and a number or e-mail are confirmed.",
        CreateCustomerArguments,
        create_customer.DEADLINE,
        writes=True,
    ),
    Tool(
        "correct_customer",
        "Change what the caller corrected after being entered, once it is confirmed anew.",
        CorrectCustomerArguments,
        correct_customer.DEADLINE,
        writes=True,
    ),
    Tool(
        "create_estimate",
        "Write and send the estimate for the mapped service, once the customer is entered.",
        CreateEstimateArguments,
        create_estimate.DEADLINE,
        writes=True,
    ),
    Tool(
        "text_for_field",
        "Text the caller for a field that could not be heard, once they said yes to a text.",
        TextForFieldArguments,
        text_for_field.DEADLINE,
        writes=False,
    ),
    Tool(
        "check_availability",
        "Look when somebody could come: inside the caller's wish, or the nearest to it.",
        CheckAvailabilityArguments,
        1.0,
        writes=False,
    ),
    Tool(
        "find_visits",
        "Look for the caller's visits to come, once the caller has matched.",
        FindVisitsArguments,
        1.0,
        writes=False,
    ),
    Tool(
        "book_visit",
        "Book the window the caller said yes to, once it was read back with its date.",
        BookVisitArguments,
        book_visit.DEADLINE,
        writes=False,
    ),
    Tool(
        "reschedule_visit",
        "Move a visit of a caller who has matched to the window they said yes to.",
        RescheduleVisitArguments,
        reschedule_visit.DEADLINE,
        writes=False,
    ),
    Tool(
        "cancel_visit",
        "Call off a visit of a caller who has matched, once they said yes to that.",
        CancelVisitArguments,
        cancel_visit.DEADLINE,
        writes=False,
    ),
)


def tool(name: str) -> Tool | None:
    """The tool with a name, or None."""
    return next((entry for entry in CATALOGUE if entry.name == name), None)


def schemas() -> list[dict[str, Any]]:
    """All tools in OpenAI's function format."""
    return [entry.schema for entry in CATALOGUE]
