"""Whose turn it is, from sound and words: the end of a turn, and speech into the desk's words."""

import pytest

from agent.brain.ask import Ask
from agent.floor import GO_ON_AFTER, PROBATION, STUCK_SECONDS, WORDED_PROBATION, Floor, Manner
from agent.patience import LISTENING_ON, NEARLY, PAUSING, SURE, patience
from office.sheet import FieldName

pytestmark = pytest.mark.unit

PHONE = Ask(FieldName.PHONE, "value")


class Line:
    """A floor with a clock of its own, and everything it decided with its time."""

    def __init__(self, ask: Ask = PHONE, manner: Manner = "plain") -> None:
        def rule(text: str, one_breath: bool) -> float:
            return patience(text, ask, one_breath=one_breath)

        self.floor = Floor(rule, lambda: manner)
        self.now = 0.0
        self.did: list[tuple[str, float]] = []

    def until(self, moment: float) -> None:
        while (due := self.floor.due()) is not None and due <= moment:
            self.now = max(self.now, due)
            self._note(self.floor.tick(self.now))
        self.now = moment

    def _note(self, acts: tuple[str, ...]) -> None:
        self.did += [(act, round(self.now, 2)) for act in acts]

    def speech(self, start: float, end: float, words: str = "", *, took: float = 0.3) -> None:
        """Sound between two moments as the detector sees it, and its words a little later."""
        self.until(start)
        self._note(self.floor.voice_began(self.now))
        self.until(end)
        self._note(self.floor.voice_ended(self.now))
        if words:
            self.until(end + took)
            self._note(self.floor.heard(words, self.now))

    def glimpse(self, at: float, words: str) -> None:
        self.until(at)
        self._note(self.floor.glimpsed(words, self.now))

    def desk(self, start: float) -> None:
        self.until(start)
        self._note(self.floor.desk_began(self.now))

    def desk_ends(self, at: float) -> None:
        self.until(at)
        self._note(self.floor.desk_ended(self.now))

    @property
    def acts(self) -> list[str]:
        return [act for act, _ in self.did]


def test_whole_number_is_answered_as_soon_as_its_words_are_there() -> None:
    line = Line()
    line.speech(0, 3, "614-555-0143", took=SURE + 0.1)
    line.until(10)
    assert line.did == [("interrupt", 0), ("end", 3.3)]


def test_half_a_number_is_listened_to_and_encouraged_once() -> None:
    line = Line()
    line.speech(0, 1, "614")
    line.until(20)
    assert line.did == [("interrupt", 0), ("go_on", 1 + GO_ON_AFTER), ("end", 1 + LISTENING_ON)]


def test_nobody_is_encouraged_and_answered_in_the_same_breath() -> None:
    line = Line(Ask(FieldName.NAME, "spell"))
    line.speech(0, 1, "What do you want?")
    line.until(20)
    assert line.did == [("interrupt", 0), ("end", 1 + PAUSING)]


def test_letters_that_came_out_as_a_question_go_on() -> None:
    line = Line(Ask(FieldName.NAME, "spell"))
    line.speech(0, 1, "What do you want?")
    line.until(3.8)
    line._note(line.floor.voice_began(3.8))
    line.until(4.8)
    line._note(line.floor.voice_ended(4.8))
    line._note(line.floor.heard("C-H-E-N", 4.8, whole=True))
    line.until(5)
    assert line.acts == ["interrupt"]


def test_number_in_groups_with_long_pauses_is_one_turn() -> None:
    line = Line()
    line.speech(0, 1, "614")
    line.speech(4.2, 5, "555")
    line.speech(8.2, 9, "0143")
    line.until(20)
    assert line.did == [("interrupt", 0), ("go_on", 3.5), ("go_on", 7.5), ("end", 9.3)]


def test_sound_without_words_ends_its_turn_by_itself() -> None:
    line = Line()
    line.speech(0, 1)
    line.until(20)
    assert line.did == [("interrupt", 0), ("end", 1 + STUCK_SECONDS)]


def test_words_that_are_not_final_are_waited_for() -> None:
    line = Line(Ask(FieldName.PHONE, "confirm"))
    line.floor.grace = 1.2
    line.speech(0, 1)
    line._note(line.floor.heard("Yes.", 1.1, final=False))
    line.until(20)
    assert line.did[-1] == ("end", 2.2)


@pytest.mark.parametrize("said", ["Mhm.", "Mm-hmm.", "Uh-huh.", "Okay.", "Yeah.", "Right, okay."])
def test_mhm_does_not_stop_the_desk_and_is_no_turn(said: str) -> None:
    line = Line()
    line.desk(0)
    line.speech(2, 2.6, said)
    line.desk_ends(8)
    line.until(20)
    assert line.acts == ["forget"]


def test_cough_does_not_stop_the_desk() -> None:
    line = Line()
    line.desk(0)
    line.speech(2, 2.5)
    line.desk_ends(8)
    line.until(9)
    assert line.acts == ["forget"]


@pytest.mark.parametrize(
    "said", ["No, wait.", "Stop.", "Hold on a second.", "It's 0143.", "My basement is flooding."]
)
def test_real_words_stop_the_desk(said: str) -> None:
    line = Line()
    line.desk(0)
    line.speech(2, 2.8, said)
    assert line.did[0] == ("interrupt", 3.1)
    line.until(20)
    assert line.acts[-1] == "end"


def test_first_glimpse_of_a_no_stops_the_desk() -> None:
    line = Line()
    line.desk(0)
    line.until(2)
    line._note(line.floor.voice_began(2))
    line.glimpse(2.4, "No")
    assert line.did == [("interrupt", 2.4)]


def test_speech_that_goes_on_stops_the_desk_without_words() -> None:
    line = Line()
    line.desk(0)
    line.speech(2, 4, "and then the water came through")
    assert line.acts == ["interrupt"]
    assert line.did[0] == ("interrupt", 2 + PROBATION["plain"])


def test_long_mhm_seen_by_a_glimpse_is_given_more_time() -> None:
    line = Line()
    line.desk(0)
    line._note(line.floor.voice_began(2))
    line.glimpse(2.5, "Okay, yeah")
    line.until(3.2)
    line._note(line.floor.voice_ended(3.2))
    line._note(line.floor.heard("Okay, yeah.", 3.4))
    line.desk_ends(8)
    line.until(9)
    assert line.acts == ["forget"]


def test_words_nobody_could_tell_stop_the_desk_sooner_than_mere_sound() -> None:
    for glimpse, at in (("top peas", 2 + WORDED_PROBATION), ("", 2 + PROBATION["plain"])):
        line = Line()
        line.desk(0)
        line.until(2)
        line._note(line.floor.voice_began(2))
        if glimpse:
            line.glimpse(2.5, glimpse)
        line.until(4)
        assert line.did == [("interrupt", round(at, 2))]


def test_warning_is_stopped_only_by_words_that_ask_for_it() -> None:
    for said, acts in (("I can smell it all over", []), ("wait", ["interrupt"])):
        line = Line(manner="safety")
        line.desk(0)
        line.speech(2, 3.5, said)
        assert line.acts == acts


def test_yes_over_the_end_of_a_read_back_is_the_answer() -> None:
    line = Line(Ask(FieldName.PHONE, "confirm"), "yes_no")
    line.desk(0)
    line.speech(4, 4.5, "Yes.")
    line.desk_ends(5.2)
    line.until(10)
    assert line.did == [("begin", 5.4), ("end", 5.4)]


def test_mhm_in_the_middle_of_a_read_back_is_no_yes() -> None:
    line = Line(Ask(FieldName.PHONE, "confirm"), "yes_no")
    line.desk(0)
    line.speech(1, 1.5, "Mhm.")
    line.speech(4.5, 5)
    line.desk_ends(5.2)
    line.until(10)
    assert line.acts == ["forget"]


def test_answer_over_the_end_whose_words_come_late_is_kept() -> None:
    line = Line(Ask(FieldName.PHONE, "confirm"), "yes_no")
    line.desk(0)
    line.speech(4.5, 5)
    line.desk_ends(5.1)
    line._note(line.floor.heard("Yes.", 5.3))
    line.until(10)
    assert line.acts == ["begin", "end"]


def test_speech_through_the_desks_end_is_a_turn() -> None:
    line = Line()
    line.desk(0)
    line._note(line.floor.voice_began(4.5))
    line.desk_ends(4.8)
    line.until(5.1)
    assert line.acts == ["begin"]


def test_speech_over_a_pause_between_two_sentences_still_stops_the_desk() -> None:
    """Each part of a speech ends and begins anew; the caller hears one desk."""
    line = Line()
    line.desk(0)
    line._note(line.floor.voice_began(1.6))
    line.desk_ends(2.0)
    line.desk(2.005)
    line.until(4)
    assert line.did == [("interrupt", round(1.6 + PROBATION["plain"], 2))]


def test_mhm_over_a_pause_between_two_sentences_is_no_turn() -> None:
    line = Line()
    line.desk(0)
    line._note(line.floor.voice_began(1.9))
    line.desk_ends(2.0)
    line.desk(2.005)
    line.until(2.3)
    line._note(line.floor.voice_ended(2.3))
    line._note(line.floor.heard("Mhm.", 2.5))
    line.desk_ends(6)
    line.until(7)
    assert line.acts == ["forget"]


def test_caller_whom_the_desk_talked_over_has_the_floor_at_once() -> None:
    line = Line()
    line.desk(1)
    line.speech(1.3, 2)
    assert line.did[0] == ("interrupt", 1.3)


def test_keys_are_a_turn() -> None:
    line = Line()
    line.desk(0)
    line._note(line.floor.keyed("keypad: 6145550143"))
    assert line.acts == ["interrupt", "end"]


def test_pause_between_groups_makes_the_floor_wait_for_a_lost_digit() -> None:
    for pause, wait in ((0.5, NEARLY), (1.5, LISTENING_ON)):
        line = Line()
        line.speech(0, 1, "380-442")
        line._note(line.floor.voice_began(1 + pause))
        line.until(4)
        line._note(line.floor.voice_ended(4))
        line._note(line.floor.heard("380-442-975", 4.3, whole=True))
        line.until(20)
        assert line.did[-1] == ("end", 4 + wait)


def test_turn_heard_anew_replaces_its_words() -> None:
    line = Line()
    line.speech(0, 1, "Bye bye bye.")
    line.until(1.5)
    line._note(line.floor.heard("614-555-0143", 1.5, whole=True))
    line.until(20)
    assert line.did == [("interrupt", 0), ("end", 1.5)]


def test_one_word_over_and_over_is_no_sentence() -> None:
    line = Line()
    line.desk(0)
    line._note(line.floor.voice_began(2))
    line.glimpse(2.4, "Yoga Yoga Yoga")
    line.glimpse(2.6, "Oh no!")
    assert line.acts == []
