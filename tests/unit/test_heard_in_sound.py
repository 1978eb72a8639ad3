"""What Whisper wrote of callers' e-mails and letters over a phone line, word for word."""

import pytest

from agent.confirming import says_yes
from agent.spoken.emails import parse_email
from agent.spoken.letters import pieces
from agent.spoken.progress import progress
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName

pytestmark = pytest.mark.unit


def letters(text: str) -> list[str]:
    return [piece.letters for piece in pieces(text, asked=True) if piece.letters]


def email(text: str) -> str | None:
    readings = parse_email(text)
    return readings[0].value.address if readings else None


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        (
            "First name, he has in boy. He has in ever. He has in time. He has in time. "
            "White has in yellow.",
            "betty",
        ),
        (
            "K has in Kai. He has in Echo. Kai has in India. S has in Sen. H has in Henry. "
            "He has in Apple.",
            "keisha",
        ),
        (
            "That's P as in Papa, R as in Robert, I as in India. Feel like Charlie, he as in "
            "Edward.",
            "price",
        ),
        ("H as in Henry, he as in Echo, R as in Robert, he as in Tom, Y as in Yellow.", "herty"),
        (
            "Last name, D as in Dog, you as in Uncle Space, be as in Boy, O as in Oscar, I as in "
            "India, S as in Sound.",
            "du bois",
        ),
        (
            "Sarah that says in Sierra are as in Alpha are as in Robert are as in Alpha H as in "
            "House",
            "sarah",
        ),
    ],
)
def test_an_example_tells_the_letter_that_was_taken_for_a_word(heard: str, meant: str) -> None:
    assert letters(heard) == [meant]


def test_a_letter_before_an_a_with_its_example_is_not_lost() -> None:
    assert letters("A M I N A like alfa") == ["amina"]


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        (
            "No, him as in Mary, as in Apple, him as in Nancy, as in Sam, or as an Oscar, you as "
            "an uncle, or as a robber at gmail.com.",
            "mansour@gmail.com",
        ),
        ("No, that's not right, e-m-i-l-y-0-2 at iCloud.com", "emily02@icloud.com"),
        ("Barry Knoll, B-L-A-R-K underscore 01 at gmail.com", "blark_01@gmail.com"),
        ("No, that's wrong. The LARK under 401 at gmail.com", "lark_01@gmail.com"),
        ("Sorry, no L.A., YLA, underscore R.O.S.S at mail.com.", "layla_ross@gmail.com"),
        (
            "Sure, Sarah, S-A-R-A-H dot Johnson, J-O-H-N-S-O-N at example. Common, that's all "
            "lower case.",
            "sarah.johnson@example.com",
        ),
        (
            "K-H-A-L-I-D dash. H-A-Y-E-S underscore 2022 at email.com",
            "khalid-hayes_2022@email.com",
        ),
        ("www.ximtn195 at Outlook.com", "ximtn195@outlook.com"),
        ("Know that wrong, D-E-S-H-W-N at Outlook.com", "deshwn@outlook.com"),
    ],
)
def test_an_email_is_read_as_it_was_meant(heard: str, meant: str) -> None:
    assert email(heard) == meant


@pytest.mark.parametrize(
    "heard",
    [
        "It's always easy to pushy.devil07 at Yanhee.com. That's my work email.",
        "Sorry, no, it's those you could push you got 007 at gaffy dot com",
        "Not too wide, but our VUM has a Q8MT at mail.com.",
        "but all you age you and you are rated at it'smail.com",
        "No, that's wrong. They say tell me why CEO of PR at mail.com.",
        "Let's see it's Lakshmi.com, 71 at email.com. That's my work email.",
    ],
)
def test_running_speech_is_no_email_and_is_not_waited_for(heard: str) -> None:
    assert email(heard) is None
    assert progress(FieldName.EMAIL, heard) != "whole"


def test_mail_dot_com_is_read_back_as_gmail_and_kept_beside_it() -> None:
    best, other = parse_email("It's olga6 at mail.com")
    assert (best.value.address, other.value.address) == ("olga6@gmail.com", "olga6@mail.com")
    assert best.confidence > other.confidence


@pytest.mark.parametrize("heard", ["No doubt.", "no doubt about it"])
def test_no_doubt_is_no_yes_since_it_is_written_for_a_no_cut_short(heard: str) -> None:
    assert not says_yes(heard)


@pytest.mark.parametrize("heard", ["Not white.", "Not too wide.", "Not why.", "Know that wrong"])
def test_a_misheard_not_quite_is_a_no(heard: str) -> None:
    assert yes_or_no(heard) == "no"
