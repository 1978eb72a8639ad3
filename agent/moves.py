"""Moves: what the desk does next, and the question each one is. Data only.

The policy chooses, the wording puts into words.
"""

from dataclasses import dataclass
from enum import StrEnum

from agent.brain.ask import Ask
from agent.visiting.moves import VISIT_MOVES, VisitMove, visit_asked
from office.sheet import FieldName, Value, written


class Way(StrEnum):
    """How a field is asked for."""

    PLAIN = "plain"
    SHORT = "short"
    """The plain question again, after something else was answered."""

    AGAIN = "again"
    """In other words: slower, in groups, in parts."""

    SPELLED = "spelled"
    KEYPAD = "keypad"
    TEXT = "text"
    """A text message, whose answer is the value."""


@dataclass(frozen=True, slots=True)
class AskFor:
    """Ask for a field, by the way the ladder names."""

    field: FieldName
    way: Way = Way.PLAIN


@dataclass(frozen=True, slots=True)
class AskWhich:
    """Two readings of what was heard are about as likely: ask, never guess."""

    field: FieldName
    options: tuple[Value, Value]


@dataclass(frozen=True, slots=True)
class GoOn:
    """A value is half said: show that the rest is waited for."""

    field: FieldName


@dataclass(frozen=True, slots=True)
class OfferText:
    """Offer to ask for a field by text message, to be answered while the call goes on."""

    field: FieldName


@dataclass(frozen=True, slots=True)
class RemindOfText:
    """The text that was promised has not come, and nothing else is open: ask for it once."""

    field: FieldName


@dataclass(frozen=True, slots=True)
class WaitForText:
    """The caller is typing: say that there is time."""

    field: FieldName


@dataclass(frozen=True, slots=True)
class AskWhatToChange:
    """The caller says that something is wrong: ask what."""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """Speak a stored value and ask whether it is right."""

    field: FieldName
    value: Value
    spelled: bool = False
    meant: bool = False
    """It is not what was heard but what the caller may have meant: "did you mean"."""
    whole: bool = False
    """All of a name is spelled, since it was refused once."""


@dataclass(frozen=True, slots=True)
class AskPlace:
    """A street nobody knows: ask for its zip, or for its letters where the zip is known."""

    value: Value
    spelled: bool


@dataclass(frozen=True, slots=True)
class AskOwnerDecides:
    """A place outside the area: ask whether the owner shall decide."""


@dataclass(frozen=True, slots=True)
class OfferCallerId:
    """Offer the number they are calling from instead of a dictated one."""

    value: Value


@dataclass(frozen=True, slots=True)
class OfferOnFile:
    """Offer to use what QuickBooks has, without saying it."""

    field: FieldName


@dataclass(frozen=True, slots=True)
class AskPersonOrCompany:
    """A name that could be a company: ask, never guess."""

    text: str


@dataclass(frozen=True, slots=True)
class AskWhichService:
    """Two services are close: ask which one is meant."""

    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AskHowMany:
    """Something is charged for each, and nobody has said how many: ask once."""

    things: str


@dataclass(frozen=True, slots=True)
class RunTool:
    """Run a tool that is due; nothing is spoken unless it is slow."""

    name: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something that is true by now; `key` names the phrase and is said once."""

    key: str


@dataclass(frozen=True, slots=True)
class Warn:
    """Life safety comes before every question."""

    danger: str


@dataclass(frozen=True, slots=True)
class AskAnythingElse:
    """Everything is taken down: ask whether there is more, or what it is that they want."""

    what: bool = False


@dataclass(frozen=True, slots=True)
class SayGoodbye:
    """Part, then hang up once the words have been heard."""


Move = (
    AskFor
    | AskWhich
    | GoOn
    | OfferText
    | RemindOfText
    | WaitForText
    | AskWhatToChange
    | ReadBack
    | AskPlace
    | AskOwnerDecides
    | OfferCallerId
    | OfferOnFile
    | AskPersonOrCompany
    | AskWhichService
    | AskHowMany
    | RunTool
    | Tell
    | Warn
    | AskAnythingElse
    | SayGoodbye
    | VisitMove
)


def asked(move: Move) -> Ask:
    """The question that a move leaves with the caller."""
    if isinstance(move, VISIT_MOVES):
        return visit_asked(move)
    match move:
        case AskFor(field, way):
            return Ask(field, "spell" if way is Way.SPELLED else "value", None)
        case AskWhich(field, options):
            return Ask(field, "which", None, tuple(written(option) or "" for option in options))
        case GoOn(field):
            return Ask(field, "value", None)
        case OfferText(field):
            return Ask(field, "offer_text", None)
        case RemindOfText(field):
            return Ask(field, "text_reminder", None)
        case WaitForText(field):
            return Ask(field, "text_wait", None)
        case AskWhatToChange():
            return Ask(None, "what_to_change", None)
        case ReadBack(field, value):
            return Ask(field, "confirm", value)
        case AskPlace(value, spelled):
            return Ask(FieldName.ADDRESS, "spell" if spelled else "value", value)
        case AskOwnerDecides():
            return Ask(None, "owner_decides", None)
        case OfferCallerId(value):
            return Ask(FieldName.PHONE, "offer_caller_id", value)
        case OfferOnFile(field):
            return Ask(field, "confirm", None)
        case AskPersonOrCompany(text):
            return Ask(FieldName.NAME, "person_or_company", text)
        case AskWhichService(options):
            return Ask(FieldName.SERVICE, "which", None, options)
        case AskHowMany():
            return Ask(None, "how_many", None)
        case AskAnythingElse():
            return Ask(None, "anything_else", None)
        case _:
            return Ask(None, "open", None)
