"""`business.yaml`: whose phone is answered, when it is open, and what the desk asks."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from office.sheet import FieldName
from office.values import Email, Phone
from prompts.hours import OpeningHours
from prompts.schema.visits import Hours, Person, VisitRules
from prompts.wording import Plain, Strict, Text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f'"{name}" is not a time zone; write one like America/New_York') from error
    return name


def _phone(text: object) -> Phone:
    return Phone.parse(str(text))


def _email(text: object) -> Email | None:
    """An address as the owner writes it, or as a dump of this model has it."""
    if isinstance(text, dict):
        text = text.get("address")
    return None if text is None else Email.parse(str(text))


def _zips(found: object) -> tuple[str, ...]:
    if not isinstance(found, list | tuple):
        raise ValueError("write zips as a list, such as [43215, 43206]")
    zips = tuple(str(each).strip() for each in found)
    for each in zips:
        if not (len(each) == 5 and each.isascii() and each.isdigit()):
            raise ValueError(f'"{each}" is no zip; write five digits, in quotes if the first is 0')
    return zips


def _once(names: tuple[FieldName, ...]) -> tuple[FieldName, ...]:
    if len(set(names)) < len(names):
        raise ValueError("a field is named twice; name each once")
    return names


Fields = Annotated[tuple[FieldName, ...], AfterValidator(_once)]
Number = Annotated[Phone, BeforeValidator(_phone)]


class Answer(Strict):
    """The sentence the desk may answer with, and what callers ask beside the words known anyway.

    With `follow_up` a person sees to the question as well.
    """

    asked: tuple[Text, ...] = ()
    answer: Plain
    follow_up: bool = False


class Centre(Strict):
    """A point on the map, in degrees as maps show them."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Within(Strict):
    """A circle: so many miles around a point."""

    miles: float = Field(gt=0, le=500)
    of: Centre


class ServiceArea(Strict):
    """Where the business works: in any of these. What is left out decides nothing."""

    towns: tuple[Text, ...] = ()
    zips: Annotated[tuple[str, ...], BeforeValidator(_zips)] = ()
    within: Within | None = None


class Business(Strict):
    """The business whose phone is answered."""

    name: Text
    assistant: Text
    owner: Text
    phone: Number
    owner_mobile: Number
    owner_email: Annotated[Email | None, BeforeValidator(_email)] = None
    timezone: Annotated[str, AfterValidator(_zone)]
    region: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    area_code: Annotated[str, Field(pattern="^[2-9][0-9]{2}$")]
    service_area: Text
    area: ServiceArea = ServiceArea()
    hours: Hours
    people: tuple[Person, ...] = ()
    visits: VisitRules = VisitRules()
    greet_known_callers: Literal["always", "attested", "never"]
    estimate_days: int = Field(30, ge=0, le=365)
    questions: Fields
    required: Fields
    answers: dict[str, Answer]

    @field_validator("hours")
    @classmethod
    def _with_holidays(cls, hours: OpeningHours, info: ValidationInfo) -> OpeningHours:
        """PH are the public holidays of the business's region."""
        return hours.of(str(info.data.get("region", "")))

    @field_validator("people")
    @classmethod
    def _each_once(cls, people: tuple[Person, ...], info: ValidationInfo) -> tuple[Person, ...]:
        names = [person.name.lower() for person in people]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f'two people are called "{name}"; give each a name of their own')
        region = str(info.data.get("region", ""))
        return tuple(
            person.model_copy(update={"hours": person.hours.of(region)}) if person.hours else person
            for person in people
        )

    @field_validator("visits")
    @classmethod
    def _on_holidays(cls, rules: VisitRules, info: ValidationInfo) -> VisitRules:
        if rules.kept_free is None:
            return rules
        kept = rules.kept_free.of(str(info.data.get("region", "")))
        return rules.model_copy(update={"kept_free": kept})

    @property
    def staff(self) -> tuple[Person, ...]:
        """Who makes visits: the people named, else the owner alone."""
        return self.people or (Person(name=self.owner),)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the business."""
        return ZoneInfo(self.timezone)

    @property
    def words(self) -> dict[str, str]:
        """What `{business}` and its companions stand for in every text."""
        return {
            "business": self.name,
            "assistant": self.assistant,
            "owner": self.owner,
            "service_area": self.service_area,
            "business_phone": self.phone.national,
        }
