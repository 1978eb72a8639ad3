"""A caller in one call: hears the desk's words, and answers by what is true and how they talk.

Pure and seeded. The mind knows which question it was asked, as a person does, and learns what the
desk took down from the words of the read-back only.
"""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from agent.evaluation.callers import words
from agent.evaluation.callers.ears import ALL, Verdict, judge
from agent.evaluation.callers.person import Caller, Truth
from agent.evaluation.callers.sound import sounds_like
from agent.evaluation.callers.texting import Texting
from agent.moves import (
    AskAnythingElse,
    AskFor,
    AskHowMany,
    AskPersonOrCompany,
    AskPlace,
    AskWhatToChange,
    AskWhich,
    AskWhichService,
    GoOn,
    OfferCallerId,
    OfferOnFile,
    OfferText,
    ReadBack,
    RemindOfText,
    SayGoodbye,
    WaitForText,
    Way,
)
from agent.wording import Speech, told_apart
from office.sheet import FieldName, Value

MOST_TURNS = 45
"""So many turns a patient caller bears; more is torment, and they hang up."""

MOST_TURNS_IMPATIENT = 32

INSISTS = 2
"""How often a change of mind that was not taken up is said again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller does; `rest` is the second half of a turn that was cut in two by a pause."""

    words: str = ""
    rest: str = ""
    keys: str = ""
    hangs_up: bool = False


Plain = Callable[[Speech], str]
"""The words of a read-back without the sentences around the value."""


class CallerMind:
    """A caller while they are on the line."""

    def __init__(
        self,
        caller: Caller,
        dice: random.Random,
        plain: Plain,
        *,
        attention: float = 1.0,
        texting: Texting | None = None,
        this_number: str = "",
    ) -> None:
        """Dial.

        Args:
            caller: who it is.
            dice: how they put things this time.
            plain: strips the desk's fixed words off a read-back.
            attention: how often a read-back that differs by one sign is noticed.
            texting: their phone, if they can be sent texts.
            this_number: how the desk says that it uses the number they are calling from.
        """
        self._this_number = this_number
        self.texting = texting
        self.caller, self.truth = caller, caller.truth
        self._dice, self._plain, self._attention = dice, plain, attention
        self._asked: Counter[FieldName] = Counter()
        self._refused: Counter[FieldName] = Counter()
        self._turns = 0
        self._digressed = False
        self._after = list(self._later())
        self._changed, self._insisted = "", 0
        self._waits_for: Truth | None = None
        self._before = Answer()

    def reply(self, speech: Speech) -> Answer:
        """Answer the desk's last words."""
        self._turns += 1
        most = MOST_TURNS_IMPATIENT if self.caller.habits.impatient else MOST_TURNS
        if self._turns > most:
            return Answer(hangs_up=True)
        self._before = self._cut_by_pauses(self._answer(speech))
        return self._before

    def _answer(self, speech: Speech) -> Answer:
        mine = self.caller.caller_id == self.truth.phone
        if self._this_number and self._this_number in speech.text and not mine:
            number = words.answer(FieldName.PHONE, self.truth, self.caller.habits, self._dice)
            return Answer(f"{self._say('not_this_number')} {number}")
        match speech.move:
            case AskFor(field, way):
                return self._asked_for(field, way)
            case AskWhich(field, options):
                return self._which(field, options)
            case GoOn(field):
                return Answer(words.answer(field, self.truth, self.caller.habits, self._dice))
            case AskWhatToChange():
                return self._changes()
            case AskPlace(_, spelled):
                return Answer(words.place_again(self.truth, self._dice, spelled=spelled))
            case ReadBack(field):
                return self._hears_back(field, speech)
            case OfferCallerId():
                return self._caller_id()
            case OfferText() | RemindOfText() | WaitForText():
                return self._texts(speech.move)
            case OfferOnFile():
                return Answer(self._say("yes"))
            case AskPersonOrCompany(text):
                mine = sounds_like(text, self.truth.company)
                return Answer(self._say("company_name" if mine else "person_name"))
            case AskWhichService():
                return Answer(f"{self.truth.complaint[:1].upper()}{self.truth.complaint[1:]}.")
            case AskHowMany():
                return Answer("Two.")
            case AskAnythingElse():
                return self._anything_else()
            case SayGoodbye():
                return Answer()
            case None if self._turns == 1:
                return Answer(words.opening(self.caller, self._dice))
            case None:
                return Answer(self._before.words or self._say("here"))
            case other:
                return self._otherwise(other)

    def _texts(self, move: object) -> Answer:
        """Whether they can type it instead, and whether it is coming."""
        if isinstance(move, OfferText):
            can = self.texting is not None and self.texting.can
            return Answer(self._say("yes" if can else "no_texts"))
        if self.texting is None or self.texting.comes == "never":
            return Answer(self._say("never_sent"))
        return Answer(self._say("yes" if isinstance(move, RemindOfText) else "typing"))

    def _otherwise(self, _move: object) -> Answer:
        """An offer no caller was told of before is taken."""
        return Answer(self._say("yes"))

    def _which(self, field: FieldName, options: tuple[Value, Value]) -> Answer:
        """Two values as they were spoken: the one that is true, or neither."""
        truth = words.true_value(field, self.truth)
        for option, said in zip(options, ("first", "second"), strict=True):
            if truth is not None and judge(told_apart(option), truth).right:
                return Answer(self._say(said))
        return Answer(f"Neither. {words.correction(field, self.truth, ALL, self._dice, True)}")

    def _changes(self) -> Answer:
        """What they want changed, if anything."""
        return Answer(self._changed if self._waits_for else self._say("nothing_wrong"))

    def _asked_for(self, field: FieldName, way: Way) -> Answer:
        tries = self._asked[field]
        self._asked[field] += 1
        if said := self.caller.says.get(field):
            return Answer(said[min(tries, len(said) - 1)])
        if self.caller.habits.digresses and not self._digressed and self._dice.random() < 0.4:
            self._digressed = True
            self._asked[field] -= 1
            return Answer(self._say("questions"))
        if field is FieldName.PHONE and way is Way.KEYPAD:
            return Answer(keys=self.truth.phone.e164[-10:])
        spell = way is Way.SPELLED or (tries > 0 and self.caller.habits.spells)
        return Answer(words.answer(field, self.truth, self.caller.habits, self._dice, spell=spell))

    def _hears_back(self, field: FieldName, speech: Speech) -> Answer:
        truth = words.true_value(field, self.truth)
        if truth is None:
            return Answer(self._say("yes"))
        verdict = judge(self._plain(speech), truth)
        slips = verdict.signs == 1 and self._dice.random() >= self._attention
        if not (verdict.right or slips):
            return self._puts_right(field, verdict)
        if self._waits_for is not None and truth == words.true_value(field, self._waits_for):
            # What they changed at the end has been taken up.
            self._waits_for = None
        return Answer(self._say("yes"))

    def _puts_right(self, field: FieldName, verdict: Verdict) -> Answer:
        times = self._refused[field]
        self._refused[field] += 1
        if self.caller.habits.terse and times == 0 and self._dice.random() < 0.5:
            return Answer(self._say("no"))
        lead = self._say("put_right")
        spell = times > 0 or self.caller.habits.spells
        return Answer(f"{lead} {words.correction(field, self.truth, verdict, self._dice, spell)}")

    def _caller_id(self) -> Answer:
        if self.caller.caller_id == self.truth.phone:
            return Answer(self._say("use_this_number"))
        other = self._say("other_number")
        if self.caller.habits.terse or self._dice.random() < 0.4:
            return Answer(other)
        number = words.answer(FieldName.PHONE, self.truth, self.caller.habits, self._dice)
        return Answer(f"No, {number}")

    def _anything_else(self) -> Answer:
        if self._waits_for is not None and self._insisted < INSISTS:
            # The desk did not take it up; nobody lets that pass.
            self._insisted += 1
            return Answer(self._changed)
        if self._after:
            self._changed, becomes = self._after.pop(0)
            self._waits_for, self.truth = becomes, becomes or self.truth
            return Answer(self._changed)
        return Answer(self._say("done"))

    def _later(self) -> list[tuple[str, Truth | None]]:
        """What they think of when everything seems done."""
        caller = self.caller
        later: list[tuple[str, Truth | None]] = [
            (said, caller.becomes) for said in caller.afterwards
        ]
        if caller.habits.changes_mind and caller.becomes is not None and not later:
            lead = self._say("change").format(field="phone number")
            later.append((f"{lead} {words.phone(caller.becomes)}", caller.becomes))
        if caller.truth.second_phone is not None:
            spare = replace(caller.truth, phone=caller.truth.second_phone)
            later.append((f"There's a second number too, {words.phone(spare)}", None))
        return later

    def _cut_by_pauses(self, answer: Answer) -> Answer:
        """A caller who pauses long is sometimes answered too early, and goes on."""
        pieces = answer.words.split()
        if not self.caller.habits.pauses or len(pieces) < 6 or self._dice.random() > 0.08:
            return answer
        middle = self._dice.randint(2, len(pieces) - 2)
        return Answer(" ".join(pieces[:middle]), rest=" ".join(pieces[middle:]))

    def _say(self, kind: str) -> str:
        return str(self._dice.choice(words.talk()[kind]))
