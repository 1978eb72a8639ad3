"""One call between the caller's words and the desk's, as a machine without await, clock or I/O.

A shell gives it turns and carries out the effects it asks for: `agent.conversation` with the
journal, the tools and the events of a real call, the evaluation with none of them.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from agent import replies
from agent.brain.ask import Ask
from agent.brain.record import TurnRecord
from agent.brain.speech_check import said_already
from agent.brain.understanding import parse_field, understand
from agent.cues import only_present
from agent.effects import GOODBYE, Effect, Keep, Ran, ReportEmergency, Run, Say
from agent.intake import take_down
from agent.moves import (
    AskPersonOrCompany,
    GoOn,
    Move,
    ReadBack,
    RunTool,
    SayGoodbye,
    Tell,
    Warn,
    asked,
)
from agent.pieces import joined
from agent.policy import Order, Situation, limits, next_move, noted, standing, unheard, unsaid
from agent.promises import is_owed
from agent.texted import take_text
from agent.visiting.moves import AGREED_TO, AskCancel, OfferTime
from agent.wording import Facts, Speech, speech
from office.sheet import CallSheet, FieldName, Said, Source
from prompts.library import Rulebook
from prompts.mapping import danger
from prompts.questions import ROBOT
from prompts.schema import Urgency

ANSWERING = (Tell("question"), Tell(ROBOT))
"""Moves whose words are an answer to the caller's."""

__all__ = ["GOODBYE", "Dialogue", "Effect", "Keep", "Ran", "ReportEmergency", "Run", "Say"]


class Dialogue:
    """The state of one call. A shell without any I/O plays a turn so:

        dialogue = Dialogue(rulebook, Situation(caller_id=number))
        dialogue.caller_said(words)
        record = dialogue.understand(words, now)
        dialogue.take(record, dialogue.heard, now)
        while not isinstance(effect := dialogue.step(), Say):
            if isinstance(effect, Run):
                dialogue.ran(play(effect.tool, dialogue.sheet, dialogue.situation))
        if effect.mark is not None:
            dialogue.heard_out(effect.mark)

    where `play` gives a `Ran`: the sheet and the situation as the tool would leave them. For the
    first words of a line, and of one that was lost, set `greet` or step without a turn.
    """

    def __init__(
        self, rulebook: Rulebook, situation: Situation, sheet: CallSheet | None = None
    ) -> None:
        """Begin, or go on with the sheet of a call whose line was lost."""
        self.rulebook, self._business = rulebook, rulebook.business.words
        self.sheet, self.situation = sheet or CallSheet(), situation
        self.ask = self._ask_before = Ask(None, "open", None)
        self.last: Speech | None = None
        self.heard = self._heard_before = ""
        self.over = self.parted = False
        self.goes_on, self._reported = False, True
        self._before, self._unsaid = (self.sheet, situation), situation
        self._redoing = self._unclear = False
        self._order = Order(rulebook.business.questions, rulebook.business.required)
        self._failures = self._marks = 0
        self._pending: tuple[str, Move] | None = None
        self._asked_if_there = False
        self._lead: list[str] | None = None
        self.spoken: tuple[str, ...] = ()
        """Sentences of a model that were spoken in this turn already; none is said twice."""
        self.misspoke = False
        """Whether the model went on to say what it may not, so that the desk puts it right."""
        self._kept, self._started, self._running = "", self.sheet, ""

    def greet(self, first: Speech) -> None:
        """Note the first words, which are being spoken."""
        self.last = first

    def caller_said(self, words: str) -> None:
        """Note a turn of the caller; it goes on from words that no brain reported."""
        self.goes_on, self._reported = not self._reported, False
        self.spoken, self.misspoke = (), False
        if self.goes_on:
            self.heard = f"{self.heard} {words}"
        else:
            self._heard_before, self.heard = self.heard, words

    def understand(self, heard: str, now: datetime, *, overlapped: bool = False) -> TurnRecord:
        """Sort a turn by code alone; overlapping words are the end of the turn before.

        Args:
            heard: the turn's words.
            now: local time of the business.
            overlapped: they began while the desk had hardly begun to speak.
        """
        caller_id = self.situation.caller_id
        if overlapped:
            whole = understand(f"{self._heard_before} {heard}", self._ask_before, now, caller_id)
            if whole.model_fields_set:
                self.ask, self._redoing = self._ask_before, True
                self.heard = f"{self._heard_before} {heard}"
                return whole
        record = understand(heard, self.ask, now, caller_id)
        return self._with_pieces(record, heard, now)

    def _with_pieces(self, record: TurnRecord, heard: str, now: datetime) -> TurnRecord:
        """A value that the turn alone does not give may be whole with the pieces before it."""
        pieces = self.situation.pieces
        if pieces is None:
            return record
        alone = getattr(record, pieces.field.value)
        if alone is not None and parse_field(pieces.field, alone, now):
            return record
        words = joined(pieces, heard)
        whole = understand(words, self.ask, now, self.situation.caller_id)
        text = getattr(whole, pieces.field.value)
        return record if text is None else record.model_copy(update={pieces.field.value: text})

    def take(
        self,
        record: TurnRecord,
        heard: str,
        now: datetime,
        *,
        source: Source = Source.SPEECH,
        said: Said | None = None,
        overlapped: bool = False,
    ) -> None:
        """Take a turn of the caller down.

        Args:
            record: the turn, sorted by a brain.
            heard: the turn's words.
            now: local time of the business.
            source: how they came.
            said: where in the call the turn stands.
            overlapped: they began while the desk had hardly begun to speak.
        """
        self._reported, self._lead, self._kept = True, None, ""
        if overlapped:
            self._take_back()
        self._before = self.sheet, self.situation
        if self._asked_if_there and only_present(heard):
            # "Yes" says that they are there, and nothing about what was read back before.
            record, overlapped = record.model_copy(update={"answer": None}), True
        self._listen_after_goodbye(record)
        found = danger(heard, self.rulebook.services)
        if found is not None:
            self._alarm(found.kind)
        taken = take_down(
            self.sheet,
            self.situation,
            self.ask,
            record,
            heard,
            now,
            source=source,
            said=said,
            overlapped=overlapped,
        )
        self.sheet, self.situation = taken.sheet, taken.situation
        self._unclear = not (taken.used or found is not None or overlapped)
        self._failures = self._failures + 1 if self._unclear and not taken.asked else 0

    def texted(self, body: str, now: datetime, said: Said | None = None) -> bool:
        """Take down a text of the caller; False if it gives nothing, or we have parted.

        What is due next thanks for it and reads it back, whatever the caller was asked.
        """
        taken = take_text(self.sheet, self.situation, body, now, said)
        if taken.field is None or self.parted:
            return False
        self.sheet, self.situation = taken.sheet, taken.situation
        self._lead, self._kept, self._failures = None, "", 0
        self.over = self._asked_if_there = False
        return True

    def text_lost(self, *fields: FieldName) -> None:
        """A text of ours did not reach the caller, or they want none: a person asks instead."""
        self.situation = self.situation.text_lost(*fields)

    def _listen_after_goodbye(self, record: TurnRecord) -> None:
        """Whoever says one more thing after the goodbye is listened to."""
        more = record.model_fields_set - {"answer", "request"} or record.request not in (
            None,
            "goodbye",
        )
        if self.over and more:
            self.situation = replace(
                self.situation, leaving=False, nothing_else=False, gone_silent=False
            )
        self.over = self.parted = self._asked_if_there = False

    def _alarm(self, kind: str) -> None:
        """Danger is an emergency, whatever the caller calls it."""
        self.situation = replace(self.situation, danger=kind)
        self.sheet = self.sheet.hear(FieldName.URGENCY, Urgency.EMERGENCY.value)

    def _take_back(self) -> None:
        """The desk's last words went unheard: what they asked, offered and told is still to say.

        Where the turn is the rest of the one before, that one's half is undone as well.
        """
        self.situation = unsaid(self.situation, self._unsaid)
        field = self.ask.field
        if self._redoing and field is not None:
            sheet, situation = self._before
            self.sheet = self.sheet.put_back(sheet[field])
            self.situation = unheard(self.situation, situation)
        self._redoing = False

    def step(self) -> Effect:
        """What is to be done next; called again until it gives a `Say`."""
        if self._lead is None:
            put_right = self.rulebook.say(self.rulebook.phrases.failure.put_right)
            self._lead = [put_right] if self.misspoke else []
            self._unsaid = self.situation
        if self.situation.requests[:1] == ("repeat",):
            self.situation = replace(self.situation, requests=self.situation.requests[1:])
            if self.last is not None and self._still_stands(self.last.move):
                self.situation = limits.said_again(self.last.move, self.situation)
                return self._say(self.last)
        while True:
            kind = self.situation.danger
            if kind and "danger_reported" not in self.situation.told:
                self.situation = self.situation.tell("danger_reported")
                return ReportEmergency(kind)
            if standing.owes_emergency(self.sheet, self.situation):
                self.situation = self.situation.tell("reported")
                return ReportEmergency()
            move = next_move(self.sheet, self.situation, self._order)
            if isinstance(move, RunTool):
                self._started, self._running = self.sheet, move.name
                return Run(move.name)
            if limits.is_put_enough(move, self.sheet, self.situation):
                self.sheet, self.situation = limits.left_open(move, self.sheet, self.situation)
                continue
            said = self._words(move)
            promise = self._promise(move)
            if is_owed(promise) and self._kept != promise:
                self._kept = promise
                return Keep(promise, said.text)
            self._note(move)
            if not isinstance(move, Tell | Warn):
                return self._say(said.after(*self._apology(said), *self._lead))
            self._lead.extend(part for part in said.parts if not said_already(part, self.spoken))

    def _still_stands(self, move: Move | None) -> bool:
        """Whether what was said last may be said again: nothing it asks is settled or changed."""
        if move is None or (field := asked(move).field) is None:
            return True
        changed = isinstance(move, ReadBack) and self.sheet.value(field) != move.value
        return not changed and not self.sheet[field].settled

    def ran(self, ran: Ran) -> None:
        """Take up what a tool found; what was confirmed while it ran stays."""
        self.situation = ran.situation
        if self._running == "text_for_field" and ran.situation.text_wanted:
            self.situation = ran.situation.text_lost(ran.situation.text_wanted)
        for field in ran.sheet:
            if field != self._started[field.name]:
                self.sheet = self.sheet.with_field(field)

    def heard_out(self, mark: str) -> None:
        """The carrier played everything up to a mark: what was read back has been heard."""
        if self._pending is None or self._pending[0] != mark:
            return
        match self._pending[1]:
            case ReadBack(field, value) if self.sheet.value(field) == value:
                self.sheet = self.sheet.read_back(field)
            case AskPersonOrCompany(text):
                self.situation = replace(self.situation, company_spoken=text)
            case OfferTime(arrangement) | AskCancel(arrangement):
                self.situation = self.situation.arrangement_heard(arrangement)
            case SayGoodbye():
                self.parted = self.over

    @property
    def mark(self) -> str | None:
        """The mark behind the last words that must be heard, if there are any."""
        return self._pending[0] if self._pending else None

    def excuse(self) -> Say:
        """A fixed line for when the next words do not come in time."""
        return self._aside(self.rulebook.phrases.failure.one_moment)

    def silence(self, times: int) -> Say | None:
        """What to say to a caller who says nothing, the first and the second time.

        After that None: the call is wrapped up with what is known, step by step to the goodbye.
        """
        wordings = self.rulebook.phrases.silence
        if times <= len(wordings):
            if self.ask.kind == "text_wait":
                return self._aside(self.rulebook.phrases.text.still_waiting)
            self._asked_if_there = True
            return self._aside(wordings[times - 1])
        self._lead, self._kept, self._failures = None, "", 0
        self.situation = replace(
            self.situation,
            leaving=True,
            nothing_else=True,
            gone_silent=True,
            requests=(),
            pieces=None,
        )
        return None

    def encourage(self, times: int) -> Say:
        """What shows a caller who pauses that they are heard; the wordings take turns."""
        wordings = self.rulebook.phrases.go_on
        return self._aside(wordings[(times - 1) % len(wordings)])

    def _aside(self, line: str) -> Say:
        return Say(Speech((self.rulebook.say(line),)))

    def _apology(self, said: Speech) -> Iterator[str]:
        if self._failures and self._ask_before.kind not in ("open", "anything_else"):
            wordings = self.rulebook.phrases.failure.not_understood
            if said.parts[0].split()[0] != wordings[0].split()[0]:  # it is not said twice
                yield wordings[min(self._failures, len(wordings)) - 1]

    def _promise(self, move: Move) -> str:
        """What the words of a move promise, if anything."""
        match move:
            case Tell("question") if self._is_left_open():
                return "no_answer"
            case Tell(key):
                return key
            case SayGoodbye() if self.situation.gone_silent and self._reachable:
                return "gone_silent"
            case _:
                return ""

    def _words(self, move: Move) -> Speech:
        name = self.sheet.value(FieldName.NAME)
        situation = self.situation
        facts = Facts(
            words=self._business | {"name": str(name) if name else ""},
            quote=situation.quote,
            answer=self._answer(move) if move in ANSWERING else "",
            follow_ups=standing.has_open_ends(self.sheet, situation, self._order),
            parted=GOODBYE in situation.told,
            silent=situation.gone_silent,
            reachable=self._reachable,
            pieces=situation.pieces.turns if situation.pieces else 0,
            visiting=situation.visiting,
            unclear=self._unclear and asked(move) == self.ask,
        )
        return speech(move, self.rulebook.phrases, facts)

    def _answer(self, move: Move) -> str:
        """What can be told to the caller's question."""
        about = ROBOT if move == Tell(ROBOT) else ""
        known = self.rulebook, self.sheet, self.situation, self.ask
        return replies.answer(self.heard, *known, about)

    def _is_left_open(self) -> bool:
        known = self.rulebook, self.sheet, self.situation, self.ask
        return replies.leaves_open(self.heard, *known)

    @property
    def _reachable(self) -> bool:
        return standing.is_reachable(self.sheet, self.situation)

    def _note(self, move: Move) -> None:
        self.situation = noted(move, self.situation, self.sheet)
        self.over = self.over or isinstance(move, SayGoodbye)
        if isinstance(move, Tell | Warn):
            return
        asking = asked(move)
        if isinstance(move, GoOn) and self.ask.kind == "spell":
            asking = replace(asking, kind="spell")
        self._ask_before, self.ask = self.ask, asking

    def _say(self, said: Speech) -> Say:
        self.last, self._lead, self._kept = said, None, ""
        self._pending = None
        if isinstance(said.move, SayGoodbye):
            self._pending = (GOODBYE, said.move)
        elif isinstance(said.move, (ReadBack, AskPersonOrCompany, *AGREED_TO)):
            self._marks += 1
            self._pending = (f"read-back-{self._marks}", said.move)
        return Say(said, self.mark)
