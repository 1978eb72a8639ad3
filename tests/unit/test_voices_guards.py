import threading

import pytest

from agent.voices.wire import Message
from agent.voices.worker import line as line_module
from agent.voices.worker.guards import doubted, is_noise, is_short_yes, undouble
from agent.voices.worker.line import Line

pytestmark = pytest.mark.unit


def request(number: int) -> Message:
    return Message("speak", {"id": number})


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("My AC is out. My AC is out.", "My AC is out."),
        ("It's Mike Chen. it's Mike Chen", "It's Mike Chen."),
        ("My number is 614 555 0123, my number is 614 555 0123", "My number is 614 555 0123,"),
        ("No, no.", "No, no."),
        ("555 0123 555 0123", "555 0123 555 0123"),
        ("One one one one.", "One one one one."),
        ("L L O L L O", "L L O L L O"),
        ("The tap drips and the tap", "The tap drips and the tap"),
        ("", ""),
    ],
)
def test_only_a_sentence_said_twice_is_taken_once(said: str, meant: str) -> None:
    assert undouble(said) == meant


@pytest.mark.parametrize(
    ("score", "no_speech", "noise"),
    [
        (-0.99, 0.92, True),  # silence, heard as "you"
        (-1.66, 0.80, True),  # loud noise, heard as "I don't know what to do."
        (-1.17, 0.23, False),  # "Mike Chen." in noise
        (-0.20, 0.95, False),
    ],
)
def test_words_made_up_from_noise_are_noticed(score: float, no_speech: float, noise: bool) -> None:
    assert is_noise(score, no_speech) is noise


@pytest.mark.parametrize(
    ("said", "short"),
    [
        ("Yep.", True),
        ("Yeah", True),
        ("Yes, sir.", True),
        ("No.", False),
        ("Yes, that's right.", False),
        ("Yesterday.", False),
        ("", False),
    ],
)
def test_only_a_yes_that_hangs_on_one_syllable_is_weighed(said: str, *, short: bool) -> None:
    assert is_short_yes(said) is short


def test_a_doubtful_yes_is_written_as_a_question() -> None:
    assert [doubted(said) for said in ("Yep.", "Yeah", "Yes!")] == ["Yep?", "Yeah?", "Yes?"]


def test_requests_are_served_in_their_order() -> None:
    line = Line()
    for number in (1, 2, 3):
        line.add(request(number))

    assert [line.take().head["id"] for _ in range(3)] == [1, 2, 3]


def test_one_too_many_is_turned_away_until_somebody_leaves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(line_module, "WAITING_AT_MOST", 2)
    line = Line()

    assert [line.add(request(number)) for number in (1, 2, 3)] == [True, True, False]
    line.cancel(1)
    assert line.add(request(4))
    assert [line.take().head["id"], line.take().head["id"]] == [2, 4]


def test_the_one_being_served_can_go_away() -> None:
    line = Line()
    line.add(request(1))
    line.take()
    before = line.wants(1)

    line.cancel(1)

    assert before
    assert not line.wants(1)


def test_who_leaves_late_takes_nobody_along() -> None:
    line = Line()
    line.add(request(1))
    line.take()
    line.add(request(2))
    line.take()

    line.cancel(1)

    assert line.wants(2)


def test_an_idle_engine_waits_for_the_next_request() -> None:
    line, served = Line(), list[Message]()
    engine = threading.Thread(target=lambda: served.append(line.take()), daemon=True)
    engine.start()

    line.add(request(1))
    engine.join(1)

    assert served == [request(1)]
