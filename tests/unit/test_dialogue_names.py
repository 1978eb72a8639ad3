"""A name that is refused: what the desk offers next, and what it takes for a name."""

import pytest

from agent.moves import AskFor, OfferText, ReadBack, Way
from agent.policy import Situation
from office.sheet import FieldName, State
from office.values import Email, PersonName
from tests.dialogues import LISA, NOW, PlayedCall, sheet_of

pytestmark = pytest.mark.unit

NAME = FieldName.NAME


def asked() -> PlayedCall:
    """A call in which the name was just asked for."""
    call = PlayedCall(Situation(), sheet_of(service="leaking sink", urgency="routine"))
    call.answer()
    return call


def offered(call: PlayedCall) -> str:
    """The name that is being read back."""
    move = call.did()
    assert isinstance(move, ReadBack)
    assert move.field is NAME
    return str(move.value)


def test_correction_of_one_name_keeps_the_other() -> None:
    call = asked()
    call.say("Samantha Jones.")
    call.say("No. It's Smith James. last name J A M E S")
    assert offered(call) == "Samantha James"


def test_every_spelling_counts_until_the_name_is_right() -> None:
    call = asked()
    call.say("Melgorzate Vu.")
    call.say("No. It's Margorzata Vu. first name M A R G O R Z A T A")
    assert offered(call) == "Margorzata Vu"
    call.say("No. It's Malgorzate Vu. first name M A L C O R Z K T A")
    assert offered(call) == "Malgorzata Vu"
    call.say("Yes, that's right.")
    assert call.state(NAME) is State.CONFIRMED


def test_refused_name_is_not_read_back_again_but_asked_for_by_its_letters() -> None:
    call = asked()
    call.say("Autumn Beth.")
    call.say("No. It's Autumn Beth.")
    assert call.did() == AskFor(NAME, Way.SPELLED)
    call.say("Autumn Bell. Bell is spelled B E L L")
    assert offered(call) == "Autumn Bell"


@pytest.mark.parametrize("again", ["no, C H E N", "no, last name C, H, E, N", "no, it's C-H-E-N"])
def test_whoever_spells_what_was_read_back_hears_it_once_more(again: str) -> None:
    call = asked()
    call.say("Mike Chen.")
    call.say(again)
    assert offered(call) == "Mike Chen"
    assert "M, I, K, E; C, H, E, N" in call.say("pardon?")
    call.say("no")
    assert call.did() == AskFor(NAME, Way.SPELLED)
    call.say("C H E N")
    assert not isinstance(call.did(), ReadBack)


def test_given_name_stands_where_only_the_family_name_was_spelled() -> None:
    call = asked()
    call.say("Peter Chen.")
    call.say("no")
    call.say("C H E N")
    assert offered(call) == "Peter Chen"


def test_name_that_changes_after_its_confirmation_is_heard_anew() -> None:
    call = asked()
    call.say("Mike Chan.")
    call.say("No, it's Mike Chen, C H E N.")
    call.say("Yes.")
    assert call.state(NAME) is State.CONFIRMED
    call.say("Wait, my name is Lisa Park.")
    assert offered(call) == "Lisa Park"


def test_misheard_yes_is_no_name() -> None:
    call = asked()
    call.say("Ava Harris.")
    call.say("Pelfect.")
    assert offered(call) == "Ava Harris"


def test_lone_name_behind_a_read_back_may_put_it_right() -> None:
    call = asked()
    call.say("Mike Chan.")
    call.say("Chen.")
    assert offered(call) == "Mike Chen"


def test_junior_is_said_and_not_spelled() -> None:
    call = asked()
    said = call.say("Zachary Bailey Junior.")
    assert "Zachary Bailey Junior. That's spelled Z, A, C, H, A, R, Y; B, A, I, L, E, Y." in said
    call.say("No. It's Zachary Bayley Junior. last name B A Y L E Y")
    assert offered(call) == "Zachary Bayley Jr."


def test_chosen_spelling_is_taken_as_it_was_offered() -> None:
    call = asked()
    call.say("Mike Chen.")
    call.say("No, it's Mike Chan, with an A.")
    assert offered(call) == "Mike Chan"
    assert call.dialogue.sheet.value(NAME) == PersonName("Mike", "Chan")


def test_letters_count_where_the_words_around_them_cannot_be_read() -> None:
    call = asked()
    call.say("Judy Liang.")
    call.say("No.")
    assert call.did() == AskFor(NAME, Way.SPELLED)
    call.say("name Judith, J as in John, U, D, I, T, H. Last you know name Liang,")
    assert offered(call) == "Judith Liang"


@pytest.mark.parametrize(
    ("said", "name", "problem"),
    [
        ("my name is jennifer lopez l o p e z i need an outlet fixed", "Jennifer Lopez", "outlet"),
        ("it's Jennifer Lopez, L-O-P-E-Z I need an outlet fixed", "Jennifer Lopez", "outlet"),
        ("jennifer lopez l o p e z a pipe burst in my basement", "Jennifer Lopez", "pipe burst"),
        ("this is kim garcia g a r c i a i have a clogged drain", "Kim Garcia", "clogged drain"),
        ("my name is ann kowalski k o w a l s k i i want a pump fixed", "Ann Kowalski", "pump"),
        ("my name is ann kowalski k o w a l s k i have a pump leaking", "Ann Kowalski", "leaking"),
    ],
)
def test_sentence_behind_the_letters_is_no_letter_and_is_kept(
    said: str, name: str, problem: str
) -> None:
    call = asked()
    call.say(said)
    assert offered(call) == name
    assert problem in str(call.dialogue.sheet.value(FieldName.SERVICE))


CORRECTED = """
    Jon Smith | it's Jon with no H | Jon Smith
    Jon Smith | no, J O N | Jon Smith
    John Smith | no it's Jon without the H | Jon Smith
    John Smith | there's no H in Jon | Jon Smith
    Sarah Johnson | Sara, no H | Sara Johnson
    Sarah Johnson | S E N not S O N | Sarah Johnsen
    Sarah Johnson | it ends in s e n | Sarah Johnsen
    Sarah Johnson | no it's Johnston with a T | Sarah Johnston
    Anne Lee | Ann without an E | Ann Lee
    Phillip Lee | Philip with one L | Philip Lee
    Philip Jones | two Ls | Phillip Jones
    Gary Lee | Gary with two Rs | Garry Lee
    Ann Smythe | Smyth with a Y and no E | Ann Smyth
    Catherine Lee | it's with a K | Katherine Lee
    Catherine Lee | with a K and a Y | Kathryn Lee
    Dan Rogers | no my last name is Rodgers with a D | Dan Rodgers
    Dan Rogers | there's a D in it | Dan Rodgers
    Ann Baker | B as in boy | Ann Baker
    Ann Baker | no. B as in boy | Ann Baker
    Ann Baker | P as in Peter | Ann Paker
    Ann Brien | it's O'Brien with an apostrophe | Ann O'Brien
    John O'Brien | no apostrophe | John Obrien
    Ann Delacruz | De La Cruz, three words | Ann De La Cruz
    Anne Marie Lopez | Anne-Marie with a hyphen | Anne-Marie Lopez
    Maria Garcia Lopez | Garcia-Lopez hyphenated | Maria Garcia-Lopez
    Maryann Smith | Mary Ann, two words | Mary Ann Smith
    John Smith | Junior at the end | John Smith Jr.
    Robert Davis | the third | Robert Davis III
    Robert Davis Junior | no junior | Robert Davis
    Robert Davis | it's Davies, not Davis | Robert Davies
    Mike Chen | Micah not Mike | Micah Chen
    Mike Chen | it's Micah Chen | Micah Chen
    Ann McDonald | it's MacDonald, M A C not M C | Ann MacDonald
    Ann Abbot | double t | Ann Abbott
    Teresa Cook | T H | Theresa Cook
    Steven Lee | with a ph | Stephen Lee
    Stephen Lee | Steven with a v | Steven Lee
    Ann Thomson | Thompson with a p | Ann Thompson
    Ann Jonson | it's Johnson, with an h, not Jonson | Ann Johnson
    Lisa Schmitt | D T at the end | Lisa Schmidt
    Kathy Brown | it ends with an I | Kathi Brown
    Kathy Brown | add an E | Kathy Browne
    Eric Allen | change the C to a K | Erik Allen
    Mike Chen | no, an A instead of the E | Mike Chan
    Rosa Diaz | with an S, not a Z | Rosa Dias
    Rosa Diaz | no, first name is Rosie | Rosie Diaz
    Jeff Miller | Geoff with a G | Geoff Miller
    Mike Chen | my last name is spelled C H A N | Mike Chan
"""


@pytest.mark.parametrize("line", CORRECTED.strip().splitlines())
def test_name_is_written_as_its_owner_asks(line: str) -> None:
    said, correction, wanted = (part.strip() for part in line.split("|"))
    call = asked()
    call.say(said)
    answer = call.say(correction)
    assert offered(call) == wanted
    assert "Sorry" not in answer


@pytest.mark.parametrize("remark", ["with a Q", "it's with a Z", "no, with a Q"])
def test_letter_that_fits_nowhere_is_a_no_and_the_name_is_spelled(remark: str) -> None:
    call = asked()
    call.say("Catherine Lee.")
    call.say(remark)
    assert call.did() == AskFor(NAME, Way.SPELLED)


def test_yes_with_a_letter_that_is_there_is_a_yes_and_one_with_another_is_none() -> None:
    for remark, state in (("yes, with a C", State.CONFIRMED), ("yes, with a K", State.READ_BACK)):
        call = asked()
        call.say("Catherine Lee.")
        call.say(remark)
        assert call.state(NAME) is state


def test_half_a_turn_is_no_evidence_beside_the_whole_one() -> None:
    call = PlayedCall()
    call.say("My sink is leaking, it can wait.")
    call.say("My name is Hassan", heard_out=False)
    dialogue = call.dialogue
    dialogue.caller_said("Assan Ali.")
    record = dialogue.understand("Assan Ali.", NOW, overlapped=True)
    dialogue.take(record, dialogue.heard, NOW, overlapped=True)
    assert len(dialogue.situation.name_heard) == 1


def test_name_that_was_refused_each_time_is_kept_as_a_guess_for_a_person() -> None:
    call = asked()
    call.say("Mike Chan.")
    for spelled in ("C H A M", "C H E M", "K H E N"):
        call.say(f"No. It's Mike Chan. last name {spelled}")
        assert isinstance(call.did(), ReadBack)
    call.say("No.")
    entry = call.dialogue.sheet[NAME]
    assert entry.state is State.DEFERRED
    assert str(entry.value).startswith("Mike ")
    assert entry.alternatives


def test_name_is_offered_by_text_where_one_can_be_sent() -> None:
    call = PlayedCall(Situation(caller_id=LISA, can_text=True), sheet_of(service="leaking sink"))
    call.answer()
    call.say("It can wait.")
    call.say("Melgorzate Vu.")
    call.say("No.")
    call.say("Well, that is really hard to say.")
    assert call.did() == OfferText(NAME)


def test_confirmed_email_makes_the_name_in_it_likelier() -> None:
    sheet = sheet_of(service="leaking sink", urgency="routine", email=Email("mike.chen@aol.com"))
    call = PlayedCall(Situation(), sheet)
    call.answer()
    call.say("Mike Chan.")
    assert offered(call) == "Mike Chen"
    assert call.state(NAME) is not State.CONFIRMED


def test_confirmed_email_holds_no_name_against_its_letters() -> None:
    sheet = sheet_of(service="leaking sink", urgency="routine", email=Email("mike.chen@aol.com"))
    call = PlayedCall(Situation(), sheet)
    call.answer()
    call.say("Mike Chan, C H A N.")
    assert offered(call) == "Mike Chan"


def test_a_confirmed_name_is_not_lost_to_words_beside_a_number() -> None:
    call = asked()
    call.say("Zainab Jones.")
    call.say("Yes.")
    call.say("at 888-555-4428, my mistake, 888-555-0428, thanks.")
    assert call.state(NAME) is State.CONFIRMED
    assert str(call.dialogue.sheet.value(NAME)) == "Zainab Jones"


@pytest.mark.parametrize("words", ["No, this is Zainab Johnson.", "My name is Zainab Johnson."])
def test_a_confirmed_name_is_changed_by_whoever_says_so(words: str) -> None:
    call = asked()
    call.say("Zainab Jones.")
    call.say("Yes.")
    call.say(words)
    assert offered(call) == "Zainab Johnson"
