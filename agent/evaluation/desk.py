"""The desk's back office for measuring: tools that answer at once, from the shipped rules.

It is no embedded party and proves nothing about writing: `create_customer` and `create_estimate`
always succeed here and only keep what they were given, by the product's own argument types, so
that it can be compared with what the caller meant. The real tools are proven elsewhere.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml

from agent.correcting import correction
from agent.dialogue import Ran
from agent.placing import placed, to_check
from agent.policy import Situation, lookup_key, request_key
from office.settings import Settings
from office.sheet import CallSheet, FieldName
from office.values import Address, Email, PersonName, Phone
from prompts.gazetteer import Area, Gazetteer
from prompts.library import Library, Rulebook
from prompts.mapping import Ambiguous, Mapped, Match, ServiceRequest
from prompts.meaning.deciding import map_request
from prompts.meaning.sense import Sense
from prompts.pricing import Quote, price
from prompts.schema import CustomerType, Urgency
from tools.check_address import checked
from tools.create_customer import NewCustomer
from tools.create_estimate import NewEstimate

MONDAY = datetime(2026, 9, 14, 19, 15, tzinfo=UTC)
"""Every measured call rings on this Monday at 3:15 PM in the shipped business's town."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the embedded company, with its price."""

    id: str
    name: str
    unit_price: Decimal
    active: bool = True
    taxable: bool = False


@cache
def shipped() -> Rulebook:
    """The owner's words and rules as shipped."""
    return Library.open().current


@cache
def items() -> dict[str, Item]:
    """The embedded company's items as shipped."""
    seed = yaml.safe_load(files("qbo.sandbox").joinpath("seed.yaml").read_text())
    return {
        row["name"]: Item(
            str(number), row["name"], Decimal(str(row["price"])), row.get("active", True)
        )
        for number, row in enumerate([*seed["items"], *seed["more_items"]], 1)
    }


@cache
def sense() -> Sense:
    """What callers mean, as a call asks for it; without the sentence model words decide alone."""
    settings = Settings.load()
    found = Sense.at(settings.meaning_folder, wanted=settings.meaning)
    found.learn(shipped().services)
    return found


@cache
def mapped(service: str, urgency: str, building: str) -> Mapped:
    """What the shipped rules make of a request, by words and by meaning."""
    book = shipped()
    at = MONDAY.astimezone(book.business.zone)
    request = ServiceRequest(
        service,
        at,
        open_now=book.business.hours.is_open(at),
        urgency=Urgency(urgency) if urgency else None,
        customer_type=CustomerType(building) if building else None,
        new_customer=True,
    )
    return map_request(request, book.services, sense().rank(service, book.services))


@dataclass
class BareDesk:
    """The tools of one measured call, and what they were given."""

    rule: str = ""
    streets: Gazetteer = field(default_factory=Gazetteer)
    customers: list[NewCustomer] = field(default_factory=list)
    estimates: list[NewEstimate] = field(default_factory=list)

    def run(self, tool: str, sheet: CallSheet, situation: Situation) -> Ran:
        """What is known once a tool has run."""
        match tool:
            case "lookup_customer":
                return self._look_up(sheet, situation)
            case "map_service":
                return self._map(sheet, situation)
            case "text_for_field":
                return _text_sent(sheet, situation)
            case "create_customer":
                return self._create_customer(sheet, situation)
            case "check_address":
                return self._check_address(sheet, situation)
            case "correct_customer":
                return self._correct_customer(sheet, situation)
            case _:
                return self._create_estimate(sheet, situation)

    def _look_up(self, sheet: CallSheet, situation: Situation) -> Ran:
        """Measured callers are all new."""
        key = lookup_key(sheet, situation)
        by_caller_id = key is not None and key[:1] == ("caller_id",)
        unknown = situation.customer or ("" if by_caller_id else "unknown")
        return Ran(sheet, replace(situation, looked_up_for=key, customer=unknown))

    def _map(self, sheet: CallSheet, situation: Situation) -> Ran:
        found = mapped(*request_key(sheet))
        sheet = _with_urgency(sheet, found)
        base = replace(situation, mapped_for=request_key(sheet), quote=None, options=())
        if isinstance(found, Ambiguous):
            self.rule = ""
            options = tuple(rule.name for rule in found.rules)
            return Ran(sheet, replace(base, mapped="ambiguous", options=options, open_facts=()))
        if not isinstance(found, Match):
            self.rule = ""
            return Ran(sheet, replace(base, mapped="none", open_facts=()))
        quote = price(found, shipped().services, items().get, shipped().messages.estimate)
        self.rule = found.rule.name
        base = replace(base, trade=found.rule.trade, open_facts=found.depends_on)
        if not isinstance(quote, Quote):
            return Ran(sheet, replace(base, mapped="none"))
        return Ran(sheet, replace(base, mapped=quote.kind.value, quote=quote))

    def _check_address(self, sheet: CallSheet, situation: Situation) -> Ran:
        """By the product's own check; the area holds every town."""
        heard = to_check(sheet, situation)
        if heard is None:
            return Ran(sheet, situation)
        return placed(sheet, situation, checked(self.streets, Area(), heard))

    def _create_customer(self, sheet: CallSheet, situation: Situation) -> Ran:
        name = sheet.confirmed(FieldName.NAME, PersonName)
        if name is None:
            return Ran(sheet, replace(situation, customer="refused"))
        self.customers.append(
            NewCustomer(
                name=name,
                phone=sheet.confirmed(FieldName.PHONE, Phone),
                email=sheet.confirmed(FieldName.EMAIL, Email),
                address=sheet.confirmed(FieldName.ADDRESS, Address),
                company=sheet.confirmed(FieldName.COMPANY, str),
            )
        )
        return Ran(sheet, replace(situation, customer="created", customer_id="1", entered=sheet))

    def _correct_customer(self, sheet: CallSheet, situation: Situation) -> Ran:
        """What was confirmed after the customer was entered, by the product's own type."""
        fix = correction(sheet, situation)
        old = self.customers[-1]
        self.customers.append(
            replace(
                old,
                name=fix.name or old.name,
                phone=fix.phone or old.phone,
                email=fix.email or old.email,
                address=fix.address or old.address,
            )
        )
        return Ran(sheet, situation.corrected(sheet, done=True))

    def _create_estimate(self, sheet: CallSheet, situation: Situation) -> Ran:
        if situation.quote is None:
            return Ran(sheet, replace(situation, estimate="refused"))
        email = sheet.confirmed(FieldName.EMAIL, Email)
        self.estimates.append(NewEstimate(situation.customer_id, situation.quote, email))
        return Ran(sheet, situation.estimated(sheet, "sent" if email else "created"))


def _text_sent(sheet: CallSheet, situation: Situation) -> Ran:
    """The text has gone out, and its answer is awaited, as `agent.toolbelt` has it."""
    wanted = situation.text_wanted
    awaited = (*situation.awaited, wanted) if wanted is not None else situation.awaited
    return Ran(sheet, replace(situation, text_wanted=None, awaited=awaited))


def _with_urgency(sheet: CallSheet, found: Mapped) -> CallSheet:
    """An emergency by the owner's rules is one, as `agent.toolbelt` has it."""
    if sheet.value(FieldName.URGENCY):
        return sheet
    if isinstance(found, Match) and found.is_emergency:
        return sheet.hear(FieldName.URGENCY, Urgency.EMERGENCY.value, confidence=0.9)
    if found.urgency is not Urgency.ROUTINE:
        return sheet.hear(FieldName.URGENCY, found.urgency.value, confidence=0.9)
    return sheet
