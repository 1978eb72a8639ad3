"""The policy: from what is known to the next move. Pure, so that it can be read and proven.

Danger first, then what the caller asked for, then one field at a time, then the tools that are
due, then the truth about what was done, then goodbye.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskPersonOrCompany,
    AskWhichService,
    Move,
    OfferCallerId,
    OfferOnFile,
    ReadBack,
    RunTool,
    SayGoodbye,
    Tell,
    Warn,
)
from office.sheet import CallSheet, FieldName, State
from office.values import PersonName, Phone
from prompts.pricing import Quote

CONFIRMED_FIELDS = (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS)
WARNINGS = 2
"""A danger is warned of once, and once more if another one comes up."""
TRIES = 3
"""The third failure closes a field and leaves it to a person, never a loop."""


@dataclass(frozen=True, slots=True)
class OnFile:
    """The one customer QuickBooks has under the caller's number; nothing of it is spoken."""

    customer_id: str
    has_email: bool
    has_address: bool
    matched: bool = False
    greeted: bool = False
    """The caller was greeted by this customer's first name, so that it is no secret to them."""


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything the policy looks at besides the sheet."""

    caller_id: Phone | None = None
    on_file: OnFile | None = None
    danger: str | None = None
    mapped_for: tuple[str, ...] | None = None
    mapped: str = ""
    quote: Quote | None = None
    trade: str = ""
    options: tuple[str, ...] = ()
    open_facts: tuple[str, ...] = ()
    customer_id: str | None = None
    clarified: int = 0
    looked_up_for: tuple[str, ...] | None = None
    company_candidate: str = ""
    suggested: PersonName | None = None
    """The name on file that was put to a caller whose own words came out much like it."""
    customer: str = ""
    estimate: str = ""
    told: frozenset[str] = frozenset()
    requests: tuple[str, ...] = ()
    offered_caller_id: bool = False
    offered_on_file: frozenset[FieldName] = frozenset()
    use_on_file: frozenset[FieldName] = frozenset()
    nothing_else: bool = False
    puzzled: int = 0
    """How often "is there anything else" got an answer that was not understood."""
    leaving: bool = False
    wants_person: bool = False

    def tell(self, key: str) -> "Situation":
        """After a phrase was said."""
        return replace(self, told=self.told | {key})


@dataclass(frozen=True, slots=True)
class Order:
    """Which fields the owner wants asked, in which order, and which of them must be had."""

    ask: tuple[FieldName, ...] = (
        FieldName.SERVICE,
        FieldName.NAME,
        FieldName.PHONE,
        FieldName.EMAIL,
        FieldName.ADDRESS,
        FieldName.PREFERRED_TIME,
    )
    required: tuple[FieldName, ...] = field(default=(FieldName.NAME, FieldName.PHONE))


Step = Callable[[CallSheet, Situation, Order], Move | None]


def next_move(sheet: CallSheet, situation: Situation, order: Order) -> Move:
    """Choose the one next move."""
    for step in _STEPS:
        move = step(sheet, situation, order)
        if move is not None:
            return move
    return SayGoodbye()


def request_key(sheet: CallSheet) -> tuple[str, ...]:
    """What a mapping depends on; when it changes, the request is mapped again."""
    names = (FieldName.SERVICE, FieldName.URGENCY, FieldName.CUSTOMER_TYPE)
    return tuple(str(sheet.value(name) or "") for name in names)


def lookup_key(sheet: CallSheet, situation: Situation) -> tuple[str, ...] | None:
    """What QuickBooks' customers can be matched by so far, or None while it is too little.

    A name said by someone on a known number matches at once; anyone else is matched by a
    confirmed name and a confirmed number or address of mail.
    """
    name = sheet[FieldName.NAME]
    if name.value is None:
        return None
    if name.value == situation.suggested and name.state is not State.CONFIRMED:
        return None
    contact = [sheet[which] for which in (FieldName.PHONE, FieldName.EMAIL)]
    sure = [str(entry.value) for entry in contact if entry.state is State.CONFIRMED]
    if name.state is State.CONFIRMED and sure:
        return ("said", str(name.value), *sure)
    if situation.on_file is not None and not situation.on_file.matched:
        return ("caller_id", str(name.value))
    return None


def is_pressing(sheet: CallSheet) -> bool:
    """Whether the caller called it urgent or an emergency."""
    return str(sheet.value(FieldName.URGENCY) or "") in ("urgent", "emergency")


def _warn(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    warned = {key for key in situation.told if key.startswith("danger:")}
    if not situation.danger or f"danger:{situation.danger}" in warned or len(warned) >= WARNINGS:
        return None
    return Warn(situation.danger)


def _answer(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    return Tell(situation.requests[0]) if situation.requests else None


def _map(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if sheet.value(FieldName.SERVICE) and situation.mapped_for != request_key(sheet):
        return RunTool("map_service")
    return None


def _read_back(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if situation.leaving:
        return None
    if situation.company_candidate:
        return AskPersonOrCompany(situation.company_candidate)
    for name in CONFIRMED_FIELDS:
        entry = sheet[name]
        if name is FieldName.NAME and situation.on_file and situation.on_file.matched:
            continue
        if entry.state in (State.HEARD, State.READ_BACK) and entry.value is not None:
            return ReadBack(name, entry.value, spelled=name is FieldName.NAME or entry.refusals > 0)
    return None


def _look_up(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    key = lookup_key(sheet, situation)
    undecided = situation.customer in ("", "unknown")
    if key and undecided and situation.looked_up_for != key:
        return RunTool("lookup_customer")
    return None


def _ask(sheet: CallSheet, situation: Situation, order: Order) -> Move | None:
    if situation.leaving:
        return None
    deciding = tuple(FieldName(fact) for fact in situation.open_facts)
    first, rest = order.ask[:1], order.ask[1:]
    for name in (*first, *deciding, *rest):
        if sheet[name].settled or not _wanted(name, sheet, situation):
            continue
        if sheet.value(name) is not None and name not in CONFIRMED_FIELDS:
            continue
        return _question(name, sheet, situation)
    return None


def _question(name: FieldName, sheet: CallSheet, situation: Situation) -> Move:
    if name is FieldName.PHONE and situation.caller_id and not situation.offered_caller_id:
        return OfferCallerId(situation.caller_id)
    on_file = situation.on_file
    if on_file and on_file.matched and name not in situation.offered_on_file:
        has = {FieldName.EMAIL: on_file.has_email, FieldName.ADDRESS: on_file.has_address}
        if has.get(name):
            return OfferOnFile(name)
    failures = max(sheet[name].attempts, sheet[name].refusals)
    return AskFor(name, min(failures, 2))


def _wanted(name: FieldName, sheet: CallSheet, situation: Situation) -> bool:
    if name in situation.use_on_file:
        return False
    matched = situation.on_file is not None and situation.on_file.matched
    if matched and name in (FieldName.NAME, FieldName.PHONE):
        return False
    if situation.wants_person:
        return name in (FieldName.NAME, FieldName.PHONE)
    if name is FieldName.PREFERRED_TIME:
        return not is_pressing(sheet)
    return True


def _clarify(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    if situation.mapped == "ambiguous" and situation.clarified < 1 and not situation.leaving:
        return AskWhichService(situation.options)
    return None


def _create_customer(sheet: CallSheet, situation: Situation, order: Order) -> Move | None:
    confirmed = {name for name in CONFIRMED_FIELDS if sheet[name].state is State.CONFIRMED}
    reachable = FieldName.PHONE in confirmed or FieldName.EMAIL in confirmed
    if situation.customer == "unknown" and FieldName.NAME in confirmed and reachable:
        return RunTool("create_customer")
    return None


def _create_estimate(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    has_customer = situation.customer in ("created", "adopted", "known", "queued")
    priced = situation.mapped in ("priced", "free")
    if has_customer and priced and not situation.estimate and not situation.wants_person:
        return RunTool("create_estimate")
    return None


def _report(sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    for key in _truths(sheet, situation):
        if key not in situation.told:
            return Tell(key)
    return None


def _truths(sheet: CallSheet, situation: Situation) -> list[str]:
    """What can truthfully be said by now, in the order people want to hear it."""
    truths = []
    if situation.estimate:
        truths.append(f"estimate_{situation.estimate}")
    elif situation.mapped == "quote_later":
        truths.append("quote_later")
    elif situation.mapped in ("none", "ambiguous") and sheet.value(FieldName.SERVICE):
        truths.append("service_unclear")
    if situation.wants_person:
        truths.append("callback_promised")
    elif is_pressing(sheet) and sheet[FieldName.PHONE].state is State.CONFIRMED:
        truths.append("owner_alerted")
    elif sheet.value(FieldName.PREFERRED_TIME):
        truths.append("time_noted")
    return truths


def _anything_else(_sheet: CallSheet, situation: Situation, _order: Order) -> Move | None:
    return None if situation.nothing_else or situation.leaving else AskAnythingElse()


_STEPS: tuple[Step, ...] = (
    _warn,
    _map,
    _answer,
    _look_up,
    _read_back,
    _clarify,
    _ask,
    _create_customer,
    _create_estimate,
    _report,
    _anything_else,
)
