"""What the policy looks at besides the sheet, and the owner's order of questions."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from agent.brain.ask import Ask
from agent.moves import Way
from agent.spoken.hearings import Evidence
from agent.spoken.namehearing import NameHearing
from agent.visiting import Arrangement, Visiting
from office.sheet import CallSheet, FieldName, State, Value
from office.values import Address, Email, PersonName, Phone
from prompts.pricing import Quote

CORRECTABLE = (FieldName.NAME, FieldName.PHONE, FieldName.EMAIL, FieldName.ADDRESS)
"""Fields that are corrected in QuickBooks if they change after the customer was entered."""

MOST_BEFORE_A_TEXT = 3
"""What was asked in vain before a text came costs it no more than this: it is read back twice."""


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
class Pieces:
    """A value that arrives in pieces: the words so far, and the turns they took."""

    field: FieldName
    words: str
    turns: int = 1


@dataclass(frozen=True, slots=True)
class Placing:
    """What checking the address has come to; there is one where streets or an area are known."""

    value: Address | None = None
    """The address as it was checked last."""
    outcome: str = ""
    proposed: frozenset[str] = frozenset()
    """Addresses the caller was asked about, in place of what was heard."""
    heard: frozenset[str] = frozenset()
    """Streets for which another one was proposed; heard again, they stand."""
    doubted: bool = False
    """The zip or the spelling of an unknown street was asked."""
    owner_asked: int = 0
    """How often the caller was asked whether the owner shall decide on a place outside."""
    owner_decides: bool | None = None
    towns: frozenset[str] = frozenset()
    """Towns that are known here, in lower case: one of them said alone is a town."""


Put = tuple[Ask, Way | None]
"""A question, and by which way it was put."""


@dataclass(frozen=True, slots=True)
class PutOff:
    """What the caller asked for in place of answering the open question, the oldest first."""

    question: str = ""
    asides: tuple[tuple[str, str], ...] = ()
    """Each request, and the words it was made in."""


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
    rule: str = ""
    """The owner's rule that applies to what is wanted."""
    options: tuple[str, ...] = ()
    open_facts: tuple[str, ...] = ()
    how_many: str = ""
    """Things that are charged for each, of which the caller has said no number."""
    customer_id: str | None = None
    clarified: int = 0
    looked_up_for: tuple[str, ...] | None = None
    company_candidate: str = ""
    company_spoken: str = ""
    """The company's name that the caller has heard in full, in the question about it."""
    suggested: PersonName | None = None
    """The name on file that was put to a caller whose own words came out much like it."""
    customer: str = ""
    entered: CallSheet | None = None
    """The sheet as it was entered in QuickBooks; what changes later is corrected there."""
    tried: tuple[Value, ...] = ()
    """The late values whose correction was tried last."""
    estimate: str = ""
    estimate_for: Value | None = None
    """The confirmed address of mail the estimate went to."""
    news: tuple[str, ...] = ()
    """What was done in QuickBooks and is still to be told."""
    told: frozenset[str] = frozenset()
    requests: tuple[str, ...] = ()
    offered_caller_id: bool = False
    offered_on_file: frozenset[FieldName] = frozenset()
    use_on_file: frozenset[FieldName] = frozenset()
    asked: tuple[FieldName, ...] = ()
    """Questions and read-backs so far, by field, heard out or not."""
    resumed: frozenset[FieldName] = frozenset()
    """Fields whose question was put again after a digression, which counted once."""
    ways: tuple[tuple[FieldName, Way], ...] = ()
    """The ways by which fields were asked for so far."""
    reopened: tuple[FieldName, ...] = ()
    """Fields that the caller wanted changed after they were settled."""
    changing: FieldName | None = None
    """A field that the caller wants changed and has not given anew."""
    something_wrong: bool = False
    """The caller says that something is wrong, and not what."""
    unsure: frozenset[FieldName] = frozenset()
    """Fields heard in two ways that are about as likely."""
    pieces: Pieces | None = None
    resuming: bool = False
    """The caller's last turn asked something; the open question is put again, shorter."""
    can_text: bool = False
    """A text message can be sent and answered while the call goes on."""
    offered_text: frozenset[FieldName] = frozenset()
    text_wanted: FieldName | None = None
    """The field for which the caller wants to be sent a text message."""
    placing: Placing | None = None
    visiting: Visiting | None = None
    """The visits of this call; there is one where the owner has visits booked."""
    evidence: Mapping[FieldName, Evidence] = field(default_factory=lambda: MappingProxyType({}))
    """What was heard of e-mail and address, turn by turn, and what of it was refused."""
    name_heard: tuple[NameHearing, ...] = ()
    """Everything the caller's name was heard as, and what of it was refused."""
    awaited: tuple[FieldName, ...] = ()
    """Fields that the caller was texted for, in order; those still open are deferred meanwhile."""
    untextable: frozenset[FieldName] = frozenset()
    """Fields whose text was refused or did not arrive."""
    no_texts: Literal["", "due", "told"] = ""
    """They want no texts: "due" to be told that there are none, then "told"."""
    text_came: bool = False
    this_number: str = ""
    """They want to be reached on this number by a bare yes: "due" to be told, then "told"."""
    """The caller's text is taken down, and they do not know it yet."""
    reminded: Literal["", "waiting", "over"] = ""
    """Whether the caller said that the text is coming, or was reminded of it in vain."""
    put_off: PutOff = PutOff()
    put: tuple[Put, ...] = ()
    """The questions put since anything was settled, in order, each as often as it was."""
    settled: frozenset[Hashable] = frozenset()
    """What was settled when they were put."""
    more_wanted: bool = False
    """They said yes to "is there anything else", and not what."""
    nothing_else: bool = False
    puzzled: int = 0
    """How often "is there anything else" got an answer that was not understood."""
    leaving: bool = False
    gone_silent: bool = False
    wants_person: bool = False

    def tell(self, key: str) -> "Situation":
        """After a phrase was said."""
        return replace(self, told=self.told | {key})

    def typing(self, sheet: CallSheet) -> FieldName | None:
        """The field whose text is still to come, the one asked for last."""
        fields = (name for name in reversed(self.awaited) if sheet[name].state is State.DEFERRED)
        return next(fields, None)

    def text_taken(self, field: FieldName) -> "Situation":
        """After a text of the caller gave a field; whoever wanted to part stays for it."""
        awaited = tuple(name for name in self.awaited if name is not field)
        before = [place for place, name in enumerate(self.asked) if name is field]
        spent = set(before[MOST_BEFORE_A_TEXT:])
        asked = tuple(name for place, name in enumerate(self.asked) if place not in spent)
        went_on = replace(self, leaving=False, gone_silent=False, reminded="", asked=asked)
        return replace(went_on, awaited=awaited, text_came=True)

    def text_lost(self, *fields: FieldName) -> "Situation":
        """After texts for these fields, or for all awaited ones, turned out not to arrive."""
        lost = fields or self.awaited
        awaited = tuple(name for name in self.awaited if name not in lost)
        untextable = self.untextable | set(lost)
        return replace(self, text_wanted=None, awaited=awaited, untextable=untextable)

    def without_texts(self) -> "Situation":
        """After the caller asked not to be texted; what was asked by text a person asks."""
        told: Literal["due", "told"] = "told" if self.no_texts == "told" else "due"
        return replace(self.text_lost(), no_texts=told, can_text=False)

    def late(self, sheet: CallSheet, name: FieldName) -> Value | None:
        """A value confirmed after the customer was entered with another one, or without."""
        entered = self.entered
        if entered is None or sheet.confirmed(name, object) is None:
            return None
        same = entered.confirmed(name, object) and entered.value(name) == sheet.value(name)
        return None if same else sheet.value(name)

    def changes(self, sheet: CallSheet) -> tuple[Value, ...]:
        """What is to be corrected in QuickBooks."""
        found = (self.late(sheet, name) for name in CORRECTABLE)
        return tuple(value for value in found if value is not None)

    def arrangement_heard(self, arrangement: Arrangement) -> "Situation":
        """After a window was read back to its end, if it is still the one to agree to."""
        visiting = self.visiting
        if visiting is None or visiting.proposal != arrangement:
            return self
        return replace(self, visiting=replace(visiting, heard=arrangement))

    def corrected(self, sheet: CallSheet, *, done: bool) -> "Situation":
        """After a correction was tried; what is not done is left to a person, and told so."""
        tried = replace(self, tried=self.changes(sheet))
        if not done or self.entered is None:
            return tried
        entered = self.entered
        for name in CORRECTABLE:
            if self.late(sheet, name) is not None:
                entered = entered.with_field(sheet[name])
        return replace(tried, entered=entered, news=(*self.news, "corrected"))

    def estimated(self, sheet: CallSheet, outcome: str) -> "Situation":
        """After the estimate was made, or sent to another address."""
        confirmed = sheet.confirmed(FieldName.EMAIL, Email)
        to = confirmed.value if confirmed else None
        again = self.estimate == outcome == "sent"
        news = (*self.news, "resent") if again else self.news
        return replace(self, estimate=outcome, estimate_for=to, news=news)


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
