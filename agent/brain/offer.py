"""What a model may report in this moment, as a closed form: its schema and its check are one.

What cannot work now is not there: no answer where nothing was asked that takes one, no number
the carrier did not show, no option that was not offered.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from agent.brain.record import TurnRecord
from office.sheet import FieldName

LONGEST = 300
"""Characters of one value; nobody says more in one breath."""
CHOICES = ("first", "second", "third")
_FORMS = 256
"""Forms kept ready: calls go through the same few moments."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be reported now.

    `fields` may be given, `declinable` refused, `changeable` taken back; `options` were offered.
    """

    fields: tuple[FieldName, ...] = tuple(FieldName)
    answer: bool = False
    options: tuple[str, ...] = ()
    caller_id: bool = False
    declinable: tuple[FieldName, ...] = ()
    changeable: tuple[FieldName, ...] = ()
    requests: tuple[str, ...] = ("person", "callback", "repeat", "hold", "goodbye", "question")


class Closed(BaseModel):
    """A turn's form of one moment."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


EVERYTHING = Offer(
    answer=True,
    options=CHOICES,
    caller_id=True,
    declinable=tuple(FieldName),
    changeable=tuple(FieldName),
)


@lru_cache(maxsize=_FORMS)
def form(offer: Offer) -> type[Closed]:
    """The form in which a turn may be reported."""
    fields: dict[str, Any] = {name.value: _value(name.value) for name in offer.fields}
    if offer.answer:
        fields["answer"] = _as_recorded("answer")
    if offer.options:
        places = (*CHOICES[: len(offer.options)], "neither")
        listed = "; ".join(map(" is ".join, zip(places, offer.options, strict=False)))
        fields["choice"] = (_one_of(places) | None, Field(None, description=listed))
    if offer.caller_id:
        fields["use_caller_id"] = _as_recorded("use_caller_id")
    if offer.declinable:
        some: Any = tuple.__class_getitem__((_names(offer.declinable), ...))
        most = len(offer.declinable)
        about = _description("declined")
        fields["declined"] = (some, Field((), description=about, max_length=most, strict=False))
    if offer.changeable:
        fields["change"] = (
            _names(offer.changeable) | None,
            Field(None, description=_description("change")),
        )
    if offer.requests:
        fields["request"] = (
            _one_of(offer.requests) | None,
            Field(None, description=_description("request")),
        )
    return create_model("Turn", __base__=Closed, **fields)


def accept(arguments: dict[str, Any], offer: Offer) -> TurnRecord:
    """A reported turn, checked against what could be reported.

    Raises:
        ValueError: it holds something that was not offered, or in another shape.
    """
    given = form(offer).model_validate(arguments)
    return TurnRecord.model_validate(given.model_dump(exclude_defaults=True))


def _value(name: str) -> Any:
    kind, about = _as_recorded(name)
    if TurnRecord.model_fields[name].annotation == str | None:
        return (kind, Field(None, description=about.description, max_length=LONGEST))
    return (kind, about)


def _as_recorded(name: str) -> Any:
    field = TurnRecord.model_fields[name]
    return (field.annotation, Field(field.default, description=field.description))


def _description(name: str) -> str | None:
    return TurnRecord.model_fields[name].description


def _names(fields: tuple[FieldName, ...]) -> Any:
    return _one_of(tuple(name.value for name in fields))


def _one_of(words: tuple[str, ...]) -> Any:
    return Literal[words]
