"""Runs the tools for a call: gates them by the sheet, journals them, keeps what they found."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import is_dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from agent.arranging import Arranging
from agent.correcting import correction
from agent.dialogue import Ran
from agent.placing import placed, to_check
from agent.policy import OnFile, Situation, lookup_key, request_key
from office.followups import Desktray
from office.journal import Journal, OpenCall
from office.sheet import CallSheet, Confirmed, FieldName, Source, State
from office.values import Address, Email, Money, PersonName, Phone, Window
from prompts.schema import CustomerType, Urgency
from tools.check_address import check_address
from tools.correct_customer import Corrected, correct_customer
from tools.create_customer import Entered, NewCustomer, create_customer
from tools.create_estimate import NewEstimate, create_estimate
from tools.desk import Desk
from tools.lookup_customer import Found, LookedUp, Who, identify, lookup_customer
from tools.map_service import MappedService, Request, map_service
from tools.text_for_field import Asked, TextForField, number_to_text, text_for_field

T = TypeVar("T")
E = TypeVar("E", bound=Enum)


class Toolbelt:
    """The tools, as one call uses them."""

    def __init__(self, desk: Desk, call: OpenCall, journal: Journal) -> None:
        """Work at a desk for a call."""
        self._desk, self._call, self._journal = desk, call, journal
        self._steps: dict[str, Callable[[CallSheet, Situation], Awaitable[Ran]]] = {
            "lookup_customer": self._look_up,
            "map_service": self._map,
            "check_address": self._check_address,
            "create_customer": self._create_customer,
            "correct_customer": self._correct_customer,
            "create_estimate": self._create_estimate,
            "text_for_field": self._text_for_field,
            **Arranging(desk, call, self._journaled).steps,
        }

    @property
    def tray(self) -> Desktray:
        """Where promises and follow-ups are filed."""
        return self._desk.tray

    async def silence(self, sheet: CallSheet, situation: Situation, turn: int | None) -> None:
        """Keep that the caller wants no texts, on the number they call from or have confirmed."""
        numbers = dict.fromkeys((situation.caller_id, _confirmed_phone(sheet)))
        known = [number for number in numbers if number is not None]
        await self._desk.texting.silence(known or [None], self._call.id, turn)

    async def run(self, name: str, sheet: CallSheet, situation: Situation) -> Ran:
        """Run a tool that is due."""
        return await self._steps[name](sheet, situation)

    async def _look_up(self, sheet: CallSheet, situation: Situation) -> Ran:
        key = lookup_key(sheet, situation)
        by_caller_id = bool(key) and key is not None and key[0] == "caller_id"
        who = Who(
            phone=situation.caller_id if by_caller_id else _confirmed_phone(sheet),
            email=_value(sheet.confirmed(FieldName.EMAIL, Email)),
            name=_of(sheet.value(FieldName.NAME), PersonName),
            company=str(sheet.value(FieldName.COMPANY) or ""),
        )
        found = await self._journaled(
            "lookup_customer", who, lookup_customer(self._desk, self._call.id, who)
        )
        situation = replace(situation, looked_up_for=key)
        if found.outcome is not Found.FOUND or not found.name_matches:
            if (likely := _likely_name(sheet, situation, found)) is not None:
                sheet = sheet.hear(FieldName.NAME, likely, source=Source.CALLER_ID, confidence=0.5)
                return Ran(sheet, replace(situation, suggested=likely))
            unknown = situation.customer or ("" if by_caller_id else "unknown")
            return Ran(sheet, replace(situation, customer=unknown))
        known = OnFile(found.customer_id or "", found.has_email, found.has_address, matched=True)
        return Ran(
            sheet,
            replace(situation, customer="known", customer_id=known.customer_id, on_file=known),
        )

    async def _map(self, sheet: CallSheet, situation: Situation) -> Ran:
        request = Request(
            service=str(sheet.value(FieldName.SERVICE) or ""),
            urgency=_choice(Urgency, sheet.value(FieldName.URGENCY)),
            customer_type=_choice(CustomerType, sheet.value(FieldName.CUSTOMER_TYPE)),
            new_customer=None if not situation.customer else situation.customer != "known",
        )
        found = await self._journaled(
            "map_service", request, map_service(self._desk, self._call.id, request)
        )
        sheet = _with_urgency(sheet, found)
        return Ran(
            sheet,
            replace(
                situation,
                mapped=found.outcome.value,
                quote=found.quote,
                trade=found.trade,
                rule=found.rule,
                mapped_for=request_key(sheet),
                options=found.options,
                open_facts=found.depends_on,
                how_many=found.how_many,
            ),
        )

    async def _check_address(self, sheet: CallSheet, situation: Situation) -> Ran:
        heard = to_check(sheet, situation)
        if heard is None:
            return Ran(sheet, situation)
        found = await self._journaled("check_address", heard, check_address(self._desk, heard))
        return placed(sheet, situation, found)

    async def _create_customer(self, sheet: CallSheet, situation: Situation) -> Ran:
        name = sheet.confirmed(FieldName.NAME, PersonName)
        if name is None:
            return Ran(sheet, replace(situation, customer=Entered.REFUSED.value))
        customer = NewCustomer(
            name=name,
            phone=sheet.confirmed(FieldName.PHONE, Phone),
            email=sheet.confirmed(FieldName.EMAIL, Email),
            address=sheet.confirmed(FieldName.ADDRESS, Address),
            company=sheet.confirmed(FieldName.COMPANY, str),
            service=str(sheet.value(FieldName.SERVICE) or ""),
            trade=situation.trade,
            urgency=str(sheet.value(FieldName.URGENCY) or ""),
            customer_type=str(sheet.value(FieldName.CUSTOMER_TYPE) or ""),
        )
        made = await self._journaled(
            "create_customer", customer, create_customer(self._desk, self._call.id, customer)
        )
        return Ran(
            sheet,
            replace(
                situation,
                customer=made.outcome.value,
                customer_id=made.customer_id,
                entered=sheet,
            ),
        )

    async def _correct_customer(self, sheet: CallSheet, situation: Situation) -> Ran:
        wanted = correction(sheet, situation)
        made = await self._journaled(
            "correct_customer", wanted, correct_customer(self._desk, self._call.id, wanted)
        )
        return Ran(sheet, situation.corrected(sheet, done=made.outcome is Corrected.CORRECTED))

    async def _create_estimate(self, sheet: CallSheet, situation: Situation) -> Ran:
        if situation.quote is None:
            return Ran(sheet, replace(situation, estimate="refused"))
        estimate = NewEstimate(
            customer_id=situation.customer_id,
            quote=situation.quote,
            email=sheet.confirmed(FieldName.EMAIL, Email),
            use_email_on_file=FieldName.EMAIL in situation.use_on_file,
            service=str(sheet.value(FieldName.SERVICE) or ""),
            urgency=str(sheet.value(FieldName.URGENCY) or ""),
            preferred_time=str(sheet.value(FieldName.PREFERRED_TIME) or ""),
        )
        made = await self._journaled(
            "create_estimate", estimate, create_estimate(self._desk, self._call.id, estimate)
        )
        return Ran(sheet, situation.estimated(sheet, made.outcome.value))

    async def _text_for_field(self, sheet: CallSheet, situation: Situation) -> Ran:
        field = situation.text_wanted
        to = number_to_text(sheet, situation.caller_id)
        if field is None or to is None:
            return Ran(sheet, situation.text_lost(*filter(None, (field,))))
        request = TextForField(field, to, await self._journal.last_said(self._call))
        made = await self._journaled(
            "text_for_field", request, text_for_field(self._desk, self._call.id, request)
        )
        if made.outcome is not Asked.SENT:
            return Ran(sheet, situation.text_lost(field))
        awaited = (*situation.awaited, field)
        return Ran(sheet, replace(situation, text_wanted=None, awaited=awaited))

    async def _journaled(self, name: str, arguments: object, work: Awaitable[T]) -> T:
        started = time.monotonic()
        run = await self._journal.tool_started(self._call, name, _plain(arguments))
        result = await work
        spent = int((time.monotonic() - started) * 1000)
        await self._journal.tool_ended(self._call, run, _plain(result), spent)
        return result


def on_file(desk: Desk, caller: Phone | None) -> tuple[OnFile | None, str]:
    """Who the mirror has under a number, and the first name to greet with; never a guess."""
    if caller is None:
        return None, ""
    found = identify(desk, Who(phone=caller))
    if found.outcome is not Found.FOUND or not found.customer_id:
        return None, ""
    return OnFile(found.customer_id, found.has_email, found.has_address), found.first_name


def _likely_name(sheet: CallSheet, situation: Situation, found: LookedUp) -> PersonName | None:
    """The name on file, to be put once to a caller who was greeted by it and badly heard."""
    greeted = situation.on_file is not None and situation.on_file.greeted
    sure = sheet[FieldName.NAME].state is State.CONFIRMED
    return found.perhaps if greeted and not sure and situation.suggested is None else None


def _with_urgency(sheet: CallSheet, found: MappedService) -> CallSheet:
    """An emergency by the owner's rules is one, also when the caller did not use the word."""
    if sheet.value(FieldName.URGENCY) or found.urgency is Urgency.ROUTINE:
        if found.is_emergency and not sheet.value(FieldName.URGENCY):
            return sheet.hear(FieldName.URGENCY, Urgency.EMERGENCY.value, confidence=0.9)
        return sheet
    return sheet.hear(FieldName.URGENCY, found.urgency.value, confidence=0.9)


def _confirmed_phone(sheet: CallSheet) -> Phone | None:
    return _value(sheet.confirmed(FieldName.PHONE, Phone))


def _value(confirmed: Confirmed[T] | None) -> T | None:
    return confirmed.value if confirmed else None


def _of(value: object, kind: type[T]) -> T | None:
    return value if isinstance(value, kind) else None


def _choice(kind: type[E], value: object) -> E | None:
    try:
        return kind(str(value)) if value else None
    except ValueError:
        return None


def _plain(value: object) -> Any:
    """A value as JSON keeps it: what was confirmed is written by its value."""
    if isinstance(value, Confirmed):
        return _plain(value.value)
    if isinstance(value, Phone):
        return value.e164
    if isinstance(value, PersonName | Email | Address | Money | Window | Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
