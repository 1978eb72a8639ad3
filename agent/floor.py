"""Whose turn it is: one call's floor, from sound and words to "the caller has it" and back.

Pure: every event carries its time, and what is to be done comes back as acts. The pipeline and the
evaluation play the same rules.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from agent.passing import Weight, is_passing, weigh

GO_ON_AFTER = 2.5
"""Seconds of silence within an unfinished turn after which the caller hears a "mm-hm"."""

ENCOURAGED_SECONDS = 1.0
"""Nobody is encouraged and answered in the same breath: so much is left behind a "mm-hm"."""

STUCK_SECONDS = 2.5
"""Sound without words ends a turn after this."""

WORDS_SECONDS = 1.5
"""Words are waited for so long after sound that came while the desk spoke."""

REACTION_SECONDS = 0.5
"""Who begins to speak so soon after the desk does not answer it: the desk talked over them."""

KEPT_SECONDS, KEPT_YES_SECONDS = 1.2, 2.0
"""Words this shortly before the desk's last are an answer to it; a yes may come a little sooner."""

PART_SECONDS = 0.2
"""Between two parts of one speech the desk's sound stops for less than this."""

PAUSE_SECONDS = 0.7
"""Silence, as the detector sees it, within which people still speak on in one breath."""

Patience = Callable[[str, bool], float]
"""Given a turn's words, and whether they came in one breath: the silence that ends it."""

Manner = Literal["plain", "yes_no", "safety"]
"""What the desk is saying: a question of yes or no, a warning that must be heard, anything else."""

PROBATION: dict[Manner, float] = {"plain": 1.0, "yes_no": 1.0, "safety": 2.5}
"""Seconds of sound, seen by the detector, that stop the desk whatever the words are."""

PASSING_PROBATION = 1.6
"""The same, where the words so far are only a "mm-hm"."""

WORDED_PROBATION = 0.85
"""The same, where an early look saw words that are no "mm-hm", though none that ask for a stop."""

Act = Literal["begin", "interrupt", "end", "go_on", "forget"]
"""`begin` and `interrupt` open the caller's turn, `end` closes it, `go_on` encourages them, and
`forget` throws away what was heard: it was no turn."""

Acts = tuple[Act, ...]


@dataclass(slots=True)
class _Talk:
    """Sound and words said while the desk spoke, before it is known what they are."""

    words: str = ""
    glimpse: str = ""
    sound_ended: float = 0.0
    words_ended: float = 0.0


class Floor:
    """Follows one line. Times are seconds on any clock that only goes forward."""

    def __init__(self, patience: Patience, manner: Callable[[], Manner] = lambda: "plain") -> None:
        """Take the rule how long a silence ends a turn, and what the desk is saying."""
        self._patience, self._manner = patience, manner
        self.turn = False
        self.grace = 0.0
        """Seconds after the detector's stop that words may take, where none are final."""
        self._voice, self._voice_at = False, 0.0
        self._quiet_at = 0.0
        self._text, self._final = "", False
        self._desk, self._desk_at, self._desk_quiet_at = False, 0.0, -10.0
        self._desk_ends: float | None = None
        self._talk: _Talk | None = None
        self._gone_on = False
        self._one_breath = True

    def desk_began(self, now: float) -> Acts:
        """The desk's voice is heard."""
        self._desk_ends = None
        if not self._desk:
            self._desk, self._desk_at = True, now
        return ()

    def desk_ended(self, now: float) -> Acts:
        """The desk's sound stops: for good, or before the next part of what it says."""
        if not self._desk:
            return ()
        if self._talk is None or self.turn:
            self._desk, self._desk_quiet_at = False, now
        elif self._desk_ends is None:
            self._desk_ends = now
        return ()

    def _desk_is_quiet(self, now: float) -> Acts:
        """What was said over the desk's last words may have been the answer."""
        talk = self._talk
        self._desk, self._desk_quiet_at, self._desk_ends = False, self._desk_ends or now, None
        if self._voice:
            return self._open("begin")
        return self._settle(now) if talk is not None and talk.words else ()

    def voice_began(self, now: float) -> Acts:
        """The detector hears the caller."""
        self._voice, self._voice_at, self._final = True, now, False
        self._gone_on = False
        if self.turn:
            self._one_breath &= now - self._quiet_at < PAUSE_SECONDS
            return ()
        if self._desk and now - self._desk_at >= REACTION_SECONDS:
            self._talk = self._talk or _Talk()
            self._talk.glimpse = ""
            return ()
        return self._open("interrupt")

    def voice_ended(self, now: float) -> Acts:
        """The detector hears the caller no longer."""
        self._voice, self._quiet_at = False, now
        if self._talk is not None:
            self._talk.sound_ended = now
        return ()

    def glimpsed(self, text: str, now: float) -> Acts:
        """Words that may still change: they can stop the desk, but are not taken down."""
        if self.turn:
            return ()
        if self._talk is None:
            return () if self._desk or not text.strip() else self._open("interrupt")
        self._talk.glimpse = text
        stops = self._desk and weigh(text, self._manner()) is Weight.STOPS
        return self._open("interrupt") if stops else self.tick(now)

    def heard(self, text: str, now: float, *, final: bool = True, whole: bool = False) -> Acts:
        """Words that stand; `whole` ones are the turn heard anew and replace those before."""
        self._text = text if whole else f"{self._text} {text}".strip()
        self._final = self._final or final
        if self.turn:
            return self.tick(now)
        if self._talk is None and not self._desk:
            # The detector missed a quiet caller.
            return (*self._open("interrupt"), *self.tick(now))
        talk = self._talk = self._talk or _Talk(sound_ended=now)
        talk.words_ended = talk.sound_ended or now
        talk.words = text if whole else f"{talk.words} {text}".strip()
        if not self._desk:
            return self._settle(now)
        if self._desk_ends is not None:
            return self.tick(now)
        if weigh(talk.words, self._manner()) is Weight.STOPS:
            return (*self._open("interrupt"), *self.tick(now))
        return ()

    def keyed(self, text: str) -> Acts:
        """Keys that were pressed: whole, and a turn by themselves."""
        self._text = f"{self._text} {text}".strip()
        opened = () if self.turn else self._open("interrupt")
        return (*opened, *self._close())

    def closed(self) -> None:
        """The turn was ended from outside."""
        self._close()

    def due(self) -> float | None:
        """When `tick` has something to decide, if nothing happens before."""
        if self.turn:
            if self._voice:
                return None
            waits = [self._quiet_at + self._silence()]
            if self._encourages():
                waits.append(self._quiet_at + GO_ON_AFTER)
            return min(waits)
        if self._talk is None:
            return None
        waits = [] if self._desk_ends is None else [self._desk_ends + PART_SECONDS]
        if self._voice and self._desk:
            waits.append(self._voice_at + self._probation())
        elif not self._talk.words:
            waits.append(self._talk.sound_ended + WORDS_SECONDS)
        return min(waits, default=None)

    def tick(self, now: float) -> Acts:
        """Decide what is due by now."""
        due = self.due()
        if due is None or now < due - 1e-6:
            return ()
        if not self.turn:
            if self._desk_ends is not None and now >= self._desk_ends + PART_SECONDS - 1e-6:
                return self._desk_is_quiet(now)
            return self._open("interrupt") if self._voice else self._forget()
        if now < self._quiet_at + self._silence() - 1e-6:
            self._gone_on = True
            return ("go_on",)
        return self._close()

    def _silence(self) -> float:
        if not self._text:
            return max(STUCK_SECONDS, self.grace)
        wait = self._patience(self._text, self._one_breath)
        return wait if self._final else max(wait, self.grace)

    def _encourages(self) -> bool:
        return (
            bool(self._text)
            and not self._gone_on
            and self._silence() >= GO_ON_AFTER + ENCOURAGED_SECONDS
        )

    def _probation(self) -> float:
        manner, glimpse = self._manner(), self._talk.glimpse if self._talk is not None else ""
        seconds = PROBATION[manner]
        if not glimpse or manner == "safety":
            return seconds
        return max(seconds, PASSING_PROBATION) if is_passing(glimpse) else WORDED_PROBATION

    def _settle(self, now: float) -> Acts:
        """The desk has ended: words over its last ones are the answer, earlier ones are not."""
        talk = self._talk
        if talk is None:
            return ()
        yes_no = self._manner() == "yes_no"
        passing = is_passing(talk.words)
        late = self._desk_quiet_at - talk.words_ended
        answers = late <= (KEPT_YES_SECONDS if yes_no else KEPT_SECONDS)
        if answers and (yes_no or not passing):
            return (*self._open("begin"), *self.tick(now))
        return self._forget()

    def _open(self, act: Act) -> Acts:
        self.turn, self._talk, self._gone_on = True, None, False
        if self._desk_ends is not None:
            self._desk, self._desk_quiet_at, self._desk_ends = False, self._desk_ends, None
        self._one_breath = True
        return (act,)

    def _close(self) -> Acts:
        self.turn, self._text, self._final, self._talk = False, "", False, None
        self._gone_on = False
        return ("end",)

    def _forget(self) -> Acts:
        self._text, self._final, self._talk = "", False, None
        return ("forget",)
