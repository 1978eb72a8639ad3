"""One measured call: a caller, a line and the product's own dialogue, without any I/O. Pure.

`agent.dialogue` is what answers real calls too; only the shell around it is another one.
"""

import random
from collections import Counter
from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta

from agent.brain.record import TurnRecord
from agent.dialogue import Dialogue, Run, Say
from agent.evaluation.callers.mind import Answer, CallerMind
from agent.evaluation.callers.person import Caller, Truth
from agent.evaluation.callers.texting import Texting
from agent.evaluation.channel import KEYPAD
from agent.evaluation.channel import Line as BadLine
from agent.evaluation.desk import MONDAY, BareDesk, mapped, shipped
from agent.evaluation.outcomes import MEASURED, Became, Captured, Line, Played, same
from agent.evaluation.plainly import plainly
from agent.evaluation.streets import streets_of
from agent.moves import (
    AskFor,
    AskPersonOrCompany,
    AskPlace,
    AskWhich,
    GoOn,
    OfferText,
    ReadBack,
    RemindOfText,
    asked,
)
from agent.policy import Placing, Situation
from agent.wording import Speech
from office.sheet import CallSheet, FieldName, Source, State
from prompts.mapping import Match

WORDS_PER_SECOND = 2.7
BETWEEN_TURNS = 0.7
"""Seconds of pause that a turn costs besides its words."""

MOST_STEPS = 60

COUNTED = AskFor | AskPersonOrCompany | AskPlace | AskWhich | GoOn | OfferText | ReadBack
"""Every question, read-back and offer about a field costs the caller a turn."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under which a call is played."""

    strength: float
    attention: float = 1.0
    repeat: int = 0
    texts: bool = True
    """Whether the desk can send texts, and callers answer them."""
    streets: bool = False
    """Whether the desk has made-up streets to check an address against."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was written down of a turn, and how another brain than the scripted one sorted it."""

    text: str
    record: TurnRecord | None = None


Turns = Generator["Turn", Heard, Played]
"""A call that gives each turn of the caller, is told what was heard, and ends as it was played."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The caller's words, the desk's before them, and the call they belong to.

    `overlapped` words are the end of the turn before; only code knows what they answer.
    """

    words: str
    after: str
    dialogue: Dialogue
    now: datetime
    overlapped: bool = False


def play(caller: Caller, conditions: Conditions, *, keep_lines: bool = False) -> Played:
    """Play a call to its end; the same caller and conditions always give the same call."""
    line = bad_line(caller, conditions)
    call = turns(caller, conditions, keep_lines=keep_lines)
    try:
        turn = next(call)
        while True:
            turn = call.send(Heard(line.hear(turn.words)))
    except StopIteration as ended:
        played: Played = ended.value
        return played


def bad_line(caller: Caller, conditions: Conditions) -> BadLine:
    """The channel of a call; one and the same for the same caller and conditions."""
    return BadLine(
        conditions.strength,
        random.Random(f"line {_seed(caller, conditions)}"),  # noqa: S311 - repeatable
        accent=caller.accent,
        rare=caller.rare,
    )


def turns(caller: Caller, conditions: Conditions, *, keep_lines: bool = False) -> Turns:
    """The same call for a line of another kind, which may take time or make sound."""
    call = _Call(caller, conditions, keep_lines=keep_lines)
    yield from call.run()
    return call.played()


def _seed(caller: Caller, conditions: Conditions) -> str:
    return f"{caller.seed} {caller.name} {conditions.repeat}"


Answering = Generator[Turn, Heard, Speech]


class _Call:
    """A call while it is played."""

    def __init__(self, caller: Caller, conditions: Conditions, *, keep_lines: bool) -> None:
        self.caller, self.conditions = caller, conditions
        self.book = shipped()
        self.desk = BareDesk(streets=streets_of(caller)) if conditions.streets else BareDesk()
        mind = random.Random(f"mind {_seed(caller, conditions)}")  # noqa: S311 - repeatable
        phone = random.Random(f"texts {_seed(caller, conditions)}")  # noqa: S311 - repeatable
        self.texting = Texting(phone)
        self.mind = CallerMind(
            caller,
            mind,
            plainly,
            attention=conditions.attention,
            texting=self.texting,
            this_number=self.book.say(self.book.phrases.this_number),
        )
        placing = Placing() if conditions.streets else None
        situation = Situation(
            caller_id=caller.caller_id, can_text=conditions.texts, placing=placing
        )
        self.dialogue = Dialogue(self.book, situation)
        self.now = MONDAY.astimezone(self.book.business.zone)
        self.moves: Counter[FieldName] = Counter()
        self.most: Counter[FieldName] = Counter()
        self.first: dict[FieldName, bool] = {}
        self.lines: list[Line] = []
        self.keep_lines, self.said = keep_lines, ""
        self.turns, self.seconds, self.unheard = 0, 0.0, 0

    def run(self) -> Generator[Turn, Heard, None]:
        greeting = Speech(self.book.greet(self.book.greeting.unknown))
        self.dialogue.greet(greeting)
        self._spoken(greeting)
        speech = greeting
        for _ in range(MOST_STEPS):
            speech = self._typed() or speech
            truth = self.mind.truth
            answer = self.mind.reply(speech)
            if answer.hangs_up:
                break
            self._note_change_of_mind(truth)
            speech = yield from self._answered(answer)
            if self.dialogue.over:
                break

    def _typed(self) -> Speech | None:
        """What the desk says to a text that has come by now."""
        body = self.texting.due(self.turns, self.mind.truth)
        if not body or not self.dialogue.texted(body, self.now):
            return None
        said = self._next()
        if said.mark is not None:
            self.dialogue.heard_out(said.mark)
        if self.keep_lines:
            self.lines.append(Line("caller", f"[text] {body}", body, shown(self.dialogue.sheet)))
        self._spoken(said.speech)
        return said.speech

    def _answered(self, answer: Answer) -> Answering:
        if answer.keys:
            return (yield from self._turn(f"{KEYPAD}{answer.keys}", Source.KEYPAD))
        if not answer.rest:
            return (yield from self._turn(answer.words))
        yield from self._turn(answer.words, heard_out=False)
        return (yield from self._turn(answer.rest, overlapped=True))

    def _turn(
        self,
        words: str,
        source: Source = Source.SPEECH,
        *,
        overlapped: bool = False,
        heard_out: bool = True,
    ) -> Answering:
        came = yield Turn(words, self.said, self.dialogue, self.now, overlapped)
        heard = came.text
        self.turns += 1
        self.seconds += _spoken_seconds(words)
        if heard.strip(" .,!?"):
            self.unheard = 0
            said = self._understood(came, source, overlapped=overlapped)
        else:
            self.unheard += 1
            said = self.dialogue.silence(self.unheard) or self._next()
        if heard_out and said.mark is not None:
            self.dialogue.heard_out(said.mark)
        if self.keep_lines:
            self.lines.append(Line("caller", words, heard, shown(self.dialogue.sheet)))
        self._spoken(said.speech)
        return said.speech

    def _understood(self, came: Heard, source: Source, *, overlapped: bool) -> Say:
        dialogue, before = self.dialogue, self.dialogue.sheet
        dialogue.caller_said(came.text)
        record = came.record or dialogue.understand(came.text, self.now, overlapped=overlapped)
        dialogue.take(record, dialogue.heard, self.now, source=source, overlapped=overlapped)
        self._note_first_tries()
        self._note_return(before)
        return self._next()

    def _next(self) -> Say:
        dialogue = self.dialogue
        while not isinstance(effect := dialogue.step(), Say):
            if isinstance(effect, Run):
                if effect.tool == "text_for_field":
                    self.texting.asked(dialogue.situation.text_wanted, self.turns)
                dialogue.ran(self.desk.run(effect.tool, dialogue.sheet, dialogue.situation))
        return effect

    def _note_change_of_mind(self, before: Truth) -> None:
        """Another value is another question: what each cost is counted by itself."""
        for name in MEASURED:
            if _true(name, before) != _true(name, self.mind.truth):
                self._begins_anew(name)

    def _note_return(self, before: CallSheet) -> None:
        """The desk was done with it and had said so; whoever comes back to it asks for more."""
        for name in MEASURED:
            left = before[name].state is State.DEFERRED and name not in self._awaited
            if left and self.dialogue.sheet[name].state is not State.DEFERRED:
                self._begins_anew(name)

    @property
    def _awaited(self) -> tuple[FieldName, ...]:
        """Fields whose text is still to come: they are deferred only for the time being."""
        return self.dialogue.situation.awaited

    def _begins_anew(self, name: FieldName) -> None:
        """What they want changed they have said unasked, which stands for the question."""
        self.most[name] = max(self.most[name], _extra(self.moves[name]))
        self.moves[name] = 1

    def _note_first_tries(self) -> None:
        for name in MEASURED:
            value = self.dialogue.sheet.value(name)
            if value is not None and name not in self.first:
                self.first[name] = same(value, _true(name, self.mind.truth))

    def _spoken(self, speech: Speech) -> None:
        self.said = speech.text
        if isinstance(speech.move, RemindOfText):
            self.texting.reminded(self.turns)
        self.seconds += _spoken_seconds(speech.text)
        self.now += timedelta(seconds=5)
        if isinstance(speech.move, COUNTED) and (field := asked(speech.move).field) is not None:
            self.moves[field] += 1
        if self.keep_lines:
            self.lines.append(Line("desk", speech.text))

    def played(self) -> Played:
        sheet = self.dialogue.sheet
        required = tuple(n for n in self.book.business.required if n in MEASURED)
        return Played(
            seed=self.caller.seed,
            repeat=self.conditions.repeat,
            fields={name: self._captured(name, sheet) for name in MEASURED},
            rule=self._rule(),
            ended=self.dialogue.over,
            turns=self.turns,
            seconds=self.seconds,
            required=required,
            stale_write=self._stale(),
            lines=tuple(self.lines),
            notes=self._notes(sheet),
        )

    def _captured(self, name: FieldName, sheet: CallSheet) -> Captured:
        turns = self.moves[name]
        asked = turns > 0 or sheet.value(name) is not None
        extra = max(self.most[name], _extra(turns))
        became = self._became(name, sheet, asked=asked)
        return Captured(became, self.first.get(name), extra, asked)

    def _became(self, name: FieldName, sheet: CallSheet, *, asked: bool) -> Became:
        truth, entry = _true(name, self.mind.truth), sheet[name]
        if entry.state is State.CONFIRMED:
            return Became.EXACT if same(entry.value, truth) else Became.WRONG
        if truth is None:
            return Became.DECLINED
        if entry.state is State.DECLINED:
            return Became.DROPPED
        if entry.value is None and not asked:
            return Became.UNASKED
        return Became.DEFERRED

    def _rule(self) -> Became:
        """Whether the request ended in the rule that its clean words and facts lead to."""
        truth = self.mind.truth
        wanted = mapped(truth.complaint, truth.urgency, truth.building)
        name = wanted.rule.name if isinstance(wanted, Match) else ""
        if self.dialogue.situation.wants_person and not self.desk.rule:
            return Became.UNASKED
        if self.desk.rule == name:
            return Became.EXACT
        return Became.WRONG if self.desk.rule else Became.DEFERRED

    def _stale(self) -> bool:
        """Whether the books got a confirmed value that was corrected only afterwards."""
        for customer in self.desk.customers[-1:]:
            pairs = ((FieldName.PHONE, customer.phone), (FieldName.EMAIL, customer.email))
            for name, kept in pairs:
                truth = _true(name, self.mind.truth)
                if kept is not None and truth is not None and not same(kept.value, truth):
                    return True
        return False

    def _notes(self, sheet: CallSheet) -> dict[str, str]:
        """For the fields that did not end exact: what is true and what stands there."""
        found: dict[str, str] = {}
        for name in MEASURED:
            truth, entry = _true(name, self.mind.truth), sheet[name]
            if truth is not None and not same(entry.value, truth):
                found[name.value] = f"true {_said(truth)}, {entry.state} {_said(entry.value)}"
        return found


def shown(sheet: CallSheet) -> str:
    """The sheet on one line."""
    return "; ".join(f"{entry.name} {entry.state}: {_said(entry.value)}" for entry in sheet)


def _extra(moves: int) -> int:
    """How many moves about a field go beyond one question and one read-back."""
    return max(0, moves - 2)


def _said(value: object) -> str:
    return "-" if value is None else str(value)


def _true(name: FieldName, truth: Truth) -> object:
    return {
        FieldName.NAME: truth.name,
        FieldName.PHONE: truth.phone,
        FieldName.EMAIL: truth.email,
        FieldName.ADDRESS: truth.address,
    }[name]


def _spoken_seconds(text: str) -> float:
    return len(text.split()) / WORDS_PER_SECOND + BETWEEN_TURNS
