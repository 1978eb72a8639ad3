"""E-mail addresses in the forms people use and recognisers write."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from agent.evaluation.forms import emails
from agent.spoken.emails import parse_email, say_email, spell_email
from agent.spoken.languages import words
from agent.spoken.reading import ASK_BELOW
from office.values import Email, PersonName

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("said", ["My email is Alan gmail.com", "Alan, gmail.com."])
def test_a_lost_at_sign_is_asked_about(said: str) -> None:
    (reading,) = parse_email(said)
    assert str(reading.value) == "alan@gmail.com"
    assert reading.confidence < ASK_BELOW


def test_running_speech_before_a_domain_is_no_address() -> None:
    assert parse_email("You can send it over to my wife's gmail.com") == ()


CURRENT = Email("mike.chan@gmail.com")
REFUSED = """No, that's not right. mike dot chen at gmail dot com
No that's not right mike dot chen at gmail dot com
No, that's wrong. Sure. mike dot chen at gmail dot com
Not quite. M I K E dot C H E N, at gmail dot com
Not qoete. Mike dot chen at gmail dot com
Sorry, no. it's mike dot chen at gmail dot com
Neither. mike dot chen at gmail dot com"""
HEARD = """mike dot chen at gmail dot com: mike.chen@gmail.com
mike underscore chen forty-two at yahoo dot com: mike_chen42@yahoo.com
m chen nineteen eighty-four at aol dot com: mchen1984@aol.com
mike double o seven at gmail.com: mike007@gmail.com
mike oh seven at gmail.com: mike07@gmail.com
mike two thousand five at i cloud dot com: mike2005@icloud.com
mike two thousand and five at msn dot com: mike2005@msn.com
M I K E at gmail dot com: mike@gmail.com
mike, m-i-k-e, dot chen at g mail dot com: mike.chen@gmail.com
chen with an e at gmail dot com: chen@gmail.com
chan with an E at gmail dot com: chen@gmail.com
Mike.Chen at gmail.com.: mike.chen@gmail.com
Mike.Chen@Gmail.com.: mike.chen@gmail.com
MIKE DOT CHEN AT GMAIL DOT COM: mike.chen@gmail.com
info at abc plumbing dot com: info@abcplumbing.com
office at smith and sons plumbing dot com: office@smithandsonsplumbing.com
sarah at s b c global dot net: sarah@sbcglobal.net
jo at bbc dot co dot uk: jo@bbc.co.uk
mike at out look dot com: mike@outlook.com
mike at a o l dot com: mike@aol.com
mike at gmail dot c o m: mike@gmail.com
Sure, it's Charlie Hotel Echo November at outlook dot com: chen@outlook.com
c as in charlie h as in hotel e n at a o l dot com: chen@aol.com
mike chen, all one word, at gmail dot com: mikechen@gmail.com
mike chen at gmail dot com, all lowercase: mikechen@gmail.com
mike dot, no, underscore chen at gmail dot com: mike_chen@gmail.com
mike dot chan, no, chen at gmail dot com: mike.chen@gmail.com
mike at yahoo dot com, no sorry, gmail dot com: mike@gmail.com
mike dot chan at gmail dot com, that's C H E N: mike.chen@gmail.com
you can reach me at mike at gmail dot com: mike@gmail.com
mike at sign gmail period com: mike@gmail.com
mike dash chen plus home at gmail dot com: mike-chen+home@gmail.com
mike zero to at gmail dot com: mike02@gmail.com
josé at gmail.com: jose@gmail.com
Hello at ferguson design dot net, please: hello@fergusondesign.net
It's, um, sarah dot j at osu dot edu. Thank you.: sarah.j@osu.edu"""
CHANGES = """no, it's dot net: mike.chan@gmail.net
with an underscore not a dot: mike_chan@gmail.com
it's an underscore, not a dot: mike_chan@gmail.com
an underscore instead of the dot: mike_chan@gmail.com
there's no dot: mikechan@gmail.com
change chan to chen: mike.chen@gmail.com
it's chen not chan: mike.chen@gmail.com
no, C H E N: mike.chen@gmail.com
chen with an E: mike.chen@gmail.com
E, not A: mike.chen@gmail.com
it's chen at yahoo: chen@yahoo.com
it's yahoo not gmail: mike.chan@yahoo.com
No, at yahoo dot com: mike.chan@yahoo.com
No, it's A T T dot net.: mike.chan@att.net
it's mike dot chen at gmail dot com: mike.chen@gmail.com"""
ASKED = """mike at yahoo dot come: mike@yahoo.com
it's mike at jimail dot com: mike@gmail.com
mike at g male dot com: mike@gmail.com
mikechenatgmail.com: mikechen@gmail.com
mike at gmail dot Kim: mike@gmail.com
mike add hotmail dot com: mike@hotmail.com
mike at gmail: mike@gmail.com"""
NOTHING = """I don't have one. | Mike. | at the house | dot com | | That's not right. | Yes.
    | I'm at work | no, dot com is wrong | Can you come at five? | gmail dot com
    | I will be at the office. Call me."""


def pairs(listed: str) -> list[tuple[str, str]]:
    return [(said, meant) for said, meant in (line.rsplit(": ", 1) for line in listed.splitlines())]


def first(said: str, current: Email | None = None) -> str:
    readings = parse_email(said, current)
    return readings[0].value.address if readings else ""


@pytest.mark.parametrize(("said", "address"), pairs(HEARD))
def test_address_is_heard_however_it_is_said(said: str, address: str) -> None:
    assert first(said) == address
    assert parse_email(said)[0].confidence >= ASK_BELOW


@pytest.mark.parametrize(("said", "address"), pairs(CHANGES))
def test_part_of_the_address_read_back_is_put_right(said: str, address: str) -> None:
    assert first(said, CURRENT) == address


@pytest.mark.parametrize(("said", "address"), pairs(ASKED))
def test_repaired_address_is_only_good_for_a_question(said: str, address: str) -> None:
    best = parse_email(said)[0]
    assert best.value.address == address
    assert best.confidence < ASK_BELOW


@pytest.mark.parametrize("said", [one.strip() for one in NOTHING.split("|")])
def test_what_holds_no_address_gives_none(said: str) -> None:
    assert parse_email(said) == ()
    assert parse_email(said, CURRENT) == ()


def test_domain_near_a_common_one_is_taken_as_heard_and_offered_as_meant() -> None:
    heard, meant, *_ = parse_email("mike at gmial dot com")
    assert (str(heard.value), str(meant.value)) == ("mike@gmial.com", "mike@gmail.com")
    assert meant.confidence < ASK_BELOW < heard.confidence


def test_my_name_at_gmail_is_a_question_and_needs_the_name() -> None:
    said = "it's my name at gmail dot com"
    readings = parse_email(said, name=PersonName("Mike", "Chen"))
    assert [str(reading.value) for reading in readings] == [
        "mikechen@gmail.com",
        "mike.chen@gmail.com",
    ]
    assert all(reading.confidence < ASK_BELOW for reading in readings)


@given(st.integers(0, 10**9))
@effort(max_examples=200)
def test_what_the_desk_says_and_spells_is_heard_as_the_same(seed: int) -> None:
    email = emails.some(random.Random(seed))  # noqa: S311 - a seed repeats it
    assert first(say_email(email)) == email.address
    assert first(spell_email(email)) == email.address


def test_grammar_of_spoken_forms_is_read_right() -> None:
    """2,000 forms; any that fails is named by its seed."""
    wrong = []
    for seed in range(2_000):
        dice = random.Random(seed)  # noqa: S311 - a seed repeats it
        email = emails.some(dice)
        said = emails.say(email, dice)
        if first(said) != email.address:
            wrong.append((seed, said, email.address, first(said)))
    assert len(wrong) <= 2, wrong[:10]


spoken = st.lists(
    st.one_of(
        st.sampled_from("mike chen dot at gmail com C H underscore 42 no with an E , .".split()),
        st.text(max_size=6),
    ),
    max_size=14,
).map(" ".join)


@given(spoken)
@effort(max_examples=300)
def test_no_address_holds_letters_that_nobody_said(text: str) -> None:
    # Accents are left out: an ù is typed as a u.
    said = set(unicodedata.normalize("NFKD", text.lower())) | set(CURRENT.address)
    said |= {words("emails")["digits"].get(word, "") for word in text.lower().split()}
    for reading in (*parse_email(text), *parse_email(text, CURRENT)):
        assert set(reading.value.local) - set("._-+0") <= said | set("0123456789")


@pytest.mark.parametrize("said", REFUSED.splitlines())
def test_refusal_in_front_is_no_part_of_an_address(said: str) -> None:
    assert parse_email(said)[0].value == Email("mike.chen@gmail.com")


@pytest.mark.parametrize(
    "said",
    [
        "M, like I, K, so E, at gmail dot com",
        "M as in Mary, I as and India, K as in kite, E as an echo, at gmail dot com",
    ],
)
def test_misheard_words_between_letters_are_no_letters(said: str) -> None:
    assert parse_email(said)[0].value == Email("mike@gmail.com")


def test_lost_at_sign_is_found_before_the_domain_that_was_read_back() -> None:
    known = Email("mike@fergusondesign.net")
    said = "M I K E, a fergusondesign dot net"
    assert not parse_email(said)
    assert parse_email(said, known)[0].value == known
    assert parse_email(said, known)[0].confidence < ASK_BELOW
