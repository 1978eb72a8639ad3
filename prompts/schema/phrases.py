"""`phrases.yaml`: everything the desk says, by move."""

from typing import Annotated

from pydantic import AfterValidator, Field

from office.sheet import FieldName
from prompts.schema.dangers import ByDanger
from prompts.wording import NO_AMOUNT, Plain, Strict, Text, line

Wordings = Annotated[tuple[Plain, ...], Field(min_length=1)]
"""The first wording, then others for when the first did not help."""


class Frame(Strict):
    """What is said before and after a value, apart from it, so that both can be pre-rendered."""

    lead: Plain
    tail: Plain


def _every_field(found: dict[FieldName, object]) -> dict[FieldName, object]:
    missing = [name.value for name in FieldName if name not in found]
    if missing:
        raise ValueError(f"words are missing for: {', '.join(missing)}")
    return found


EVERY = AfterValidator(_every_field)


class OnFileOffers(Strict):
    """Offering what QuickBooks has, without saying it."""

    email: Plain
    address: Plain


class TextLines(Strict):
    """What is said about a text that the caller can reply to."""

    sent: Plain
    failed: Plain
    came: Plain
    none: Plain
    reminder: Plain
    wait: Plain
    still_waiting: Plain
    shown: Plain


class Spelling(Strict):
    """Asking for letters."""

    name: Plain
    email: Plain
    address: Plain


class SpelledFrames(Strict):
    """Reading letters, or digits one by one, back."""

    name: Frame
    phone: Frame
    email: Frame
    address: Frame


class CustomerWords(Strict):
    """What `lookup_customer` and `create_customer` gave, by result."""

    found: Plain
    created: Plain
    adopted: Plain
    queued: Plain
    refused: Plain


class ServiceWords(Strict):
    """What `map_service` gave, where the caller must hear it."""

    ambiguous: Annotated[Text, line("first", "second")]
    how_many: Annotated[Text, line("what")]
    unmapped: Plain


class PriceWords(Strict):
    """How a price is told; every amount is the calculation's."""

    flat: Annotated[Text, line("what", "amount"), NO_AMOUNT]
    hourly: Annotated[Text, line("what", "hours", "rate", "amount"), NO_AMOUNT]
    one_hour: Annotated[Text, line("what", "rate", "amount"), NO_AMOUNT]
    minimum: Annotated[Text, line("what", "hours", "rate", "amount"), NO_AMOUNT]
    each: Annotated[Text, line("what", "count", "rate", "amount"), NO_AMOUNT]
    one_of_each: Annotated[Text, line("what", "rate", "amount"), NO_AMOUNT]
    between: Annotated[Text, line("what", "amount", "upper"), NO_AMOUNT]
    and_: Annotated[Plain, Field(alias="and"), NO_AMOUNT]
    total: Annotated[Text, line("total"), NO_AMOUNT]
    total_plus_tax: Annotated[Text, line("total"), NO_AMOUNT]
    total_between: Annotated[Text, line("total", "upper"), NO_AMOUNT]
    total_between_plus_tax: Annotated[Text, line("total", "upper"), NO_AMOUNT]
    only: Annotated[Text, line("line"), NO_AMOUNT]
    both: Annotated[Text, line("lines"), NO_AMOUNT]
    free: Annotated[Plain, NO_AMOUNT]
    quote_later: Annotated[Plain, NO_AMOUNT]
    quote_later_between: Annotated[Text, line("total", "upper"), NO_AMOUNT]
    untold: Annotated[Plain, NO_AMOUNT]


class EstimateResults(Strict):
    """What `create_estimate` gave, by result."""

    sent: Plain
    created: Plain
    unsent: Plain
    queued: Plain
    refused: Plain


class Fillers(Strict):
    """What bridges a slow tool."""

    lookup_customer: Plain
    create_customer: Plain
    correct_customer: Plain
    map_service: Plain
    check_address: Plain
    create_estimate: Plain
    text_for_field: Plain
    check_availability: Plain
    find_visits: Plain
    book_visit: Plain
    reschedule_visit: Plain
    cancel_visit: Plain


class VisitWords(Strict):
    """What is said about visits; the dates are the book's."""

    wished: Plain
    chosen: Plain
    nearest: Plain
    first: Plain
    taken: Plain
    book_tail: Plain
    propose_tail: Plain
    move_from: Annotated[Text, line("window")]
    move_tail: Plain
    instead: Annotated[Text, line("windows")]
    instead_taken: Annotated[Text, line("windows")]
    which_time: Plain
    new_time: Plain
    new_time_for: Annotated[Text, line("window")]
    which_visit: Annotated[Text, line("windows")]
    cancel_lead: Plain
    cancel_tail: Plain
    booked: Plain
    proposed: Plain
    proposed_tail: Plain
    moved: Plain
    cancelled: Annotated[Text, line("window")]
    kept: Plain
    told_one: Plain
    told_several: Plain
    none: Plain
    unmatched: Plain
    person: Plain


class PlaceWords(Strict):
    """What `check_address` gave, where the caller must hear it."""

    did_you_mean: Frame
    zip: Plain
    inside: Annotated[Text, line("town")]
    outside: Plain
    outside_noted: Plain
    outside_declined: Plain


class Failures(Strict):
    """What is said when something did not work."""

    not_heard: Wordings
    not_understood: Wordings
    one_moment: Plain
    trouble: Plain
    took_message: Plain
    no_answer_for_that: Plain
    put_right: Plain


class Truths(Strict):
    """Answers where the owner wrote none of their own."""

    robot: Plain
    who: Plain
    when: Plain
    services: Plain
    how_are_you: Plain
    praise: Plain
    thanks: Plain


class Reasons(Strict):
    """Why something is asked, by what is asked."""

    name: Plain
    phone: Plain
    email: Plain
    address: Plain
    urgency: Plain
    other: Plain


class Recall(Strict):
    """What goes with telling callers what they have given."""

    calling_from: Plain
    on_file: Plain
    nothing: Plain


class Safety(ByDanger):
    """What comes before anything else, by kind of danger."""


class Requests(Strict):
    """Answers to what callers ask the desk to do."""

    hold: Plain
    person: Plain
    callback: Plain
    anything_else: Plain
    what_else: Plain
    noted: Plain
    repeat: Plain
    time_noted: Plain


class Goodbye(Strict):
    """The last words."""

    done: Plain
    follow_up: Plain
    again: Plain


class Resume(Strict):
    """The first words after a lost line."""

    named: Annotated[Text, line("name")]
    unnamed: Plain


class Phrases(Strict):
    """All words of the desk in one language."""

    ask: Annotated[dict[FieldName, Wordings], EVERY]
    offer_caller_id: Plain
    this_number: Plain
    offer_on_file: OnFileOffers
    offer_text: Plain
    text: TextLines
    which: Annotated[Text, line("first", "second")]
    what_to_change: Plain
    late_change: Plain
    entry_corrected: Plain
    estimate_resent: Plain
    person_or_company: Annotated[Text, line("name")]
    ask_short: Annotated[dict[FieldName, Plain], EVERY]
    ask_spelling: Spelling
    keypad: Plain
    read_back: Annotated[dict[FieldName, Frame], EVERY]
    spell_back: SpelledFrames
    yes_or_no: Plain
    acknowledge: Wordings
    corrected: Wordings
    sympathy: Plain
    declined: Plain
    deferred: Plain
    customer: CustomerWords
    service: ServiceWords
    price: PriceWords
    estimate: EstimateResults
    emergency: Plain
    fillers: Fillers
    failure: Failures
    truths: Truths
    why: Reasons
    recall: Recall
    upset: Plain
    safety: Safety
    go_on: Wordings
    place: PlaceWords
    visit: VisitWords
    silence: Wordings
    silence_goodbye: Plain
    silence_goodbye_unreachable: Plain
    requests: Requests
    goodbye: Goodbye
    over_capacity: Plain
    voicemail: Plain
    resume: Resume
