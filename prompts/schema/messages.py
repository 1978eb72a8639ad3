"""`messages.yaml`: the texts Frontdesk sends, and its words on an estimate."""

from typing import Annotated

from prompts.schema.dangers import ByDanger
from prompts.wording import NO_AMOUNT, Plain, Strict, Text, line

Confirmation = Annotated[
    Text,
    line("name", "service", "estimate", "total", "when", "person", "address"),
    NO_AMOUNT,
]
VisitNote = Annotated[Text, line("when", "person")]
Alert = Annotated[Text, line("name", "phone", "service", "address", "time")]


class CallerTexts(Strict):
    """The sentences of the SMS after a call, and the SMS that asks for something."""

    thanks: Confirmation
    thanks_unnamed: Confirmation
    visit: Confirmation
    held: Confirmation
    cancelled: Confirmation
    priced: Confirmation
    with_tax: Confirmation
    ranged: Confirmation
    ranged_with_tax: Confirmation
    untold: Confirmation
    free: Confirmation
    quote_later: Confirmation
    noted: Confirmation
    closing: Confirmation
    ask: Annotated[Text, line("field")]
    stopped: Plain
    help: Plain


class TextWords(Strict):
    """What callers text to stop texts, to have them again, and to know who texts.

    `again` has them again after a stop only; at any other time it is an answer.
    """

    stop: tuple[Text, ...]
    start: tuple[Text, ...]
    again: tuple[Text, ...]
    help: tuple[Text, ...]


class FieldWords(Strict):
    """What is asked for in a text."""

    name: Plain
    phone: Plain
    email: Plain
    address: Plain


class AlarmLetter(Strict):
    """An alarm by e-mail, where it cannot be texted."""

    subject: Annotated[Text, line("alarm", "why")]
    letter: Annotated[Text, line("alarm", "why")]


class OwnerTexts(Strict):
    """The SMS that cannot wait."""

    danger: Annotated[Text, line("name", "phone", "service", "address", "time", "danger")]
    emergency: Alert
    urgent: Alert
    visit: VisitNote
    held: VisitNote
    emergency_visit: Alert
    by_mail: AlarmLetter
    books_down: Alert


class Unknowns(Strict):
    """What stands where the caller gave nothing."""

    name: Plain
    phone: Plain
    service: Plain
    address: Plain


class DangerWords(ByDanger):
    """What each kind of danger is called in a text."""


class EstimateWords(Strict):
    """What is written on an estimate beside items and prices."""

    memo: Plain
    visit: Annotated[Text, line("when")]
    note: Annotated[Text, line("service", "urgency", "preferred_time")]
    made_by: Annotated[Text, line("rule", "version")]
    quote_line: Annotated[Plain, NO_AMOUNT]
    hourly_line: Annotated[Text, line("hours", "rate", "minimum"), NO_AMOUNT]
    hours_line: Annotated[Text, line("hours", "rate"), NO_AMOUNT]
    each_line: Annotated[Text, line("count", "rate"), NO_AMOUNT]
    range_line: Annotated[Text, line("amount", "upper"), NO_AMOUNT]
    free_line: Annotated[Plain, NO_AMOUNT]


VisitText = Annotated[
    Text,
    line("name", "first", "phone", "address", "service", "when", "before", "person", "note"),
]


class EntryWords(Strict):
    """How a visit stands in a calendar."""

    title: VisitText
    details: VisitText


class OwnerLetter(Strict):
    """An e-mail to the owner about a visit."""

    subject: VisitText
    letter: VisitText


class CustomerNews(OwnerLetter):
    """An e-mail to the customer about a visit, and the SMS."""

    text: VisitText


class NewsForCustomer(Strict):
    """What the customer is told, by what happened."""

    booked: CustomerNews
    moved: CustomerNews
    cancelled: CustomerNews


class NewsForOwner(Strict):
    """What the owner is told, by what happened."""

    booked: OwnerLetter
    moved: OwnerLetter
    cancelled: OwnerLetter


class VisitWords(Strict):
    """Everything that is written about a visit."""

    unnamed: Plain
    entry: EntryWords
    invitation: EntryWords
    customer: NewsForCustomer
    owner: NewsForOwner


class Messages(Strict):
    """Everything that goes out in writing."""

    caller: CallerTexts
    keywords: TextWords
    fields: FieldWords
    owner: OwnerTexts
    dangers: DangerWords
    unknown: Unknowns
    estimate: EstimateWords
    visits: VisitWords
