"""What Whisper wrote of callers' e-mails and letters over a phone line, word for word."""

from datetime import UTC, datetime

import pytest

from agent.brain.ask import Ask
from agent.brain.understanding import understand
from agent.confirming import says_yes
from agent.spoken.addresses import parse_address
from agent.spoken.emails import parse_email
from agent.spoken.letters import pieces
from agent.spoken.namehearing import hear_name, heard_by_the_way
from agent.spoken.names import parse_name
from agent.spoken.nameweighing import weigh
from agent.spoken.phones import parse_phone
from agent.spoken.progress import progress
from agent.spoken.reading import ASK_BELOW
from agent.spoken.yes_no import yes_or_no
from office.sheet import FieldName, State
from office.values import PersonName
from tests.dialogues import PlayedCall, sheet_of

pytestmark = pytest.mark.unit

MONDAY = datetime(2026, 9, 14, 15, 15, tzinfo=UTC)


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
            "Last name, R.S. and Robert. I as an India. B.S. and Victor. B.S. and Echo. R.S. and "
            "Robert. I as an Apple.",
            "rivera",
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


def test_a_misheard_sorry_no_is_a_no_though_a_yes_follows() -> None:
    assert not says_yes("Sorry note, yes it may")
    assert yes_or_no("Sorry note, yes it may") == "no"


@pytest.mark.parametrize("heard", ["Not white.", "Not too wide.", "Not why.", "Know that wrong"])
def test_a_misheard_not_quite_is_a_no(heard: str) -> None:
    assert yes_or_no(heard) == "no"


def address(text: str) -> str:
    readings = parse_address(text, asked=True)
    return readings[0].value.display if readings else ""


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Sorry, no, we're at 301 Mill Terrace, Department Number 8, thank you.",
         "301 Mill Terrace, Apt 8"),
        ("My address is 93 Martin Luther King Jr. Alley, department chief, Grand Rapids, Michigan "
         "49532. It's the house.", "93 Martin Luther King Jr Alley, Grand Rapids, MI 49532"),
        ("We live at 65 East 15th R.D. Department 111-D. El Paso, TX79974.",
         "65 East 15th Road, Apt 111D, El Paso, TX 79974"),
        ("No, that's not right. 31-69 Greenwood Avenue, Sweet 204, Hiliad, Ohio.",
         "3169 Greenwood Avenue, Suite 204, Hiliad, OH"),
        ("Yann, it's 547-36 St. Clair Drive, WN Ohio. Nip is 43064.",
         "54736 St. Clair Drive, OH 43064"),
        ("It will be at 3409th Street, Indianapolis, Indiana. Zip is 46260.",
         "340 9th Street, Indianapolis, IN 46260"),
        ("349th Street in Indianapolis, Indiana. It's a house.",
         "340 9th Street, Indianapolis, IN"),
        ("The house is at 8.8 Elm Street, Columbus, Ohio. Zip is 43215.",
         "88 Elm Street, Columbus, OH 43215"),
        ("It's 40 Maple Avenue Columbus, Ohio 432-06.", "40 Maple Avenue, Columbus, OH 43206"),
        ("It's 40 Maple Avenue, Columbus, Ohio for 3206.", "40 Maple Avenue, Columbus, OH 43206"),
        ("The 40 Maple Avenue Columbus, Ohio, 432, OK.", "40 Maple Avenue, Columbus, OH"),
        ("We're at 7.0 U.S. highway 605. Wait, no, 3, 2, 1, 2. U.S. highway 605.",
         "3212 US Highway 605"),
    ],
)  # fmt: skip
def test_an_address_is_read_as_it_was_meant(heard: str, meant: str) -> None:
    assert address(heard) == meant


def test_a_house_in_queens_keeps_its_hyphen() -> None:
    assert address("42-17 Bell Street, Bayside, New York") == "42-17 Bell Street, Bayside, NY"


@pytest.mark.parametrize(
    ("heard", "name"), [("The J Carter.", "Jay Carter"), ("B Carter", "B Carter")]
)
def test_a_letter_before_a_family_name_is_a_first_name(heard: str, name: str) -> None:
    assert parse_name(heard, asked=True)[0].value.display == name


def test_my_own_name_is_nobody_s_name() -> None:
    assert parse_name("That's my own name.", asked=True) == ()


@pytest.mark.parametrize(
    "heard",
    [
        "400 water have a new lot 14 Dallas Texas 75 to 98",
        "My retive 9-3 Martin Luther King Jr. Alley has been Grand Rapids Michigan. They've "
        "caught for 9-5-3-2",
    ],
)
def test_figures_of_an_address_are_no_number_and_no_time(heard: str) -> None:
    sorted_turn = understand(heard, Ask(FieldName.ADDRESS, "value"), MONDAY, None)
    assert sorted_turn.phone is None
    assert sorted_turn.preferred_time is None


def test_letters_that_nobody_can_say_are_no_part_of_a_name() -> None:
    heard = "No, that's wrong. It's Janis Jensen, J-R-M-P-T."
    assert parse_name(heard, asked=True)[0].value.display == "Janis Jensen"
    first = heard_by_the_way(PersonName("Janice", "Jenkins"))
    again = hear_name(heard, before=PersonName("Janice", "Jenkins"), refused=True)
    assert "Jrmpt" not in weigh((first, again))[0].value.display


def test_a_thousand_written_with_a_zero_too_many_is_read_back_and_not_sure() -> None:
    (found,) = parse_phone("You can reach me at 704-960-10000 thank you.")
    assert found.value.e164 == "+17049601000"
    assert found.confidence < ASK_BELOW


def test_a_name_left_to_a_person_is_not_asked_for_again_by_a_misheard_word() -> None:
    call = PlayedCall(None, sheet_of(service="leak", urgency="routine"))
    call.answer()
    for words in (
        "That would be linked even.",
        "No, it's not even L-I-N-H.",
        "Sorry, no, it's me Steven. Last name, S-D-C-C-N-S.",
        "Know that wrong, it means even. Last name, F-E-E-E-E-N-S.",
        "No, it's not even. Last name, F-D-C-C-C-N-S.",
    ):
        call.say(words)
    assert call.state(FieldName.NAME) is State.DEFERRED
    call.say("Yes, it is.")
    call.say("It's main 19 at signgmail.com. No secret.")
    call.say("Daddy no, my name is May 19th, Achimel, come all the way.")
    assert call.state(FieldName.NAME) is State.DEFERRED


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("This is M.S. Margaret Parker. My sink is leaking.", "Margaret Parker"),
        ("The name is Erin, Echo Oscar, Indian, November, Doherty, D-O-H-E-R-T-Y.", "Eoin Doherty"),
    ],
)
def test_a_title_and_a_bent_phonetic_letter_cost_no_name(heard: str, name: str) -> None:
    assert parse_name(heard, asked=True)[0].value.display == name


@pytest.mark.parametrize(
    ("heard", "name"),
    [
        ("Margaret Parker, last name. P-A-R-K-R.", "Margaret Parker"),
        ("Amber Paul spelled P-O-W-D-L-L.", "Amber Powell"),
        ("I'm Zachary Hemenon, J-I-M-E-N-E-C.", "Zachary Jimenez"),
        ("My name is Agnieszka Volkov. V-O-L-K-O-V.", "Agnieszka Volkov"),
    ],
)
def test_a_letter_misheard_is_put_right_by_the_names_people_have(heard: str, name: str) -> None:
    call = PlayedCall(None, sheet_of(service="leak", urgency="routine"))
    call.answer()
    call.say(heard)
    assert str(call.dialogue.sheet.value(FieldName.NAME)) == name
    assert call.state(FieldName.NAME) is State.READ_BACK


@pytest.mark.parametrize("doubtful", ["Yep?", "Yeah?", "Yes, sir?"])
def test_a_yes_that_may_have_been_a_no_confirms_nothing(doubtful: str) -> None:
    call = PlayedCall(None, sheet_of(service="leak", urgency="routine"))
    call.answer()
    call.say("My name is Alan Baker.")
    said = call.say(doubtful)
    assert call.state(FieldName.NAME) is State.READ_BACK
    assert "Is that right?" in said
    call.say("Yes.")
    assert call.state(FieldName.NAME) is State.CONFIRMED


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        (
            "No, K-H-A-L-I-D dash. H-A-Y-E-S underscore 2022 at gmail.com.",
            "khalid-hayes_2022@gmail.com",
        ),
        ("Know that's wrong. KATHERINEDASH BURNS at gmail.com", "katherine-burns@gmail.com"),
        ("Not quite m-i-k-e-dot-r-e-e-d at mail.com", "mike.reed@gmail.com"),
        ("L-E-X-A-N-D-E-R-2016 at gmail.com", "lexander2016@gmail.com"),
        ("Sarino, M.E.I.19, at www.gmail.com.", "mei19@gmail.com"),
        ("Know mei19 at gmail.com", "mei19@gmail.com"),
        ("Sarah. Johnson at example dot com", "sarah.johnson@example.com"),
        ("Sure. Mike at gmail.com", "mike@gmail.com"),
        ("Sorry, no. It's contacted Gardnerlawgroup.biz.", "contact@gardnerlawgroup.biz"),
        (
            "Contact the gardnerlawgroup.biz and that's all lowercase.",
            "contact@gardnerlawgroup.biz",
        ),
        ("It's manceratgmail.com. Thank you.", "mancer@gmail.com"),
    ],
)
def test_an_email_bent_by_the_line_is_asked_about_as_it_was_meant(heard: str, meant: str) -> None:
    assert email(heard) == meant


def test_an_email_whose_at_was_guessed_is_never_taken_for_sure() -> None:
    for heard in ("It's contacted gardnerlaw.biz", "contact the gardnerlaw.biz"):
        assert parse_email(heard)[0].confidence < ASK_BELOW


def test_a_house_number_of_five_digits_said_again_is_no_zip() -> None:
    before = parse_address("20099 KW Road, Milwaukee, Wisconsin", asked=True)[0].value
    heard = "Sorry no, the address is 20099 Quell Hello, Milwaukee, Wisconsin, with 53224, please."
    after = parse_address(heard, before, asked=True)[0].value
    assert after.line1.startswith("20099 ")
    assert after.postal_code == "53224"


@pytest.mark.parametrize("heard", ["know a different one.", "know please use another one."])
def test_a_no_written_as_know_refuses_the_number_they_call_from(heard: str) -> None:
    assert yes_or_no(heard) == "no"


def test_a_number_short_of_a_digit_twice_is_asked_for_on_the_keypad() -> None:
    call = PlayedCall(
        None, sheet_of(service="leak", urgency="routine", name=PersonName("Al", "Bo"))
    )
    call.answer()
    call.say("No, another one.")
    assert call.say("It's 917-816-193.") == "Mm-hm?"
    assert "once more" in call.say("Okay, 917816193.")
    assert "keypad" in call.say("My mobile is 917-816-193.")
