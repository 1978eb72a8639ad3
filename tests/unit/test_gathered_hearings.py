"""E-mails and addresses out of several hearings: none is forgotten, none refused is offered."""

import pytest

from agent.moves import ReadBack
from agent.policy import Situation
from agent.spoken.addresses import parse_address, weigh_address
from agent.spoken.addresses.streethearing import hear_street
from agent.spoken.consensus import Heard, weigh
from agent.spoken.emails import parse_email
from agent.spoken.hearings import Evidence, Hearing
from agent.spoken.mailweighing import weigh_email
from office.sheet import FieldName, State
from office.values import Address, Email, PersonName
from tests.dialogues import LISA, PlayedCall

pytestmark = pytest.mark.unit

SARAH = Email("sarah.johnson@example.com")
OAK = "12 Oak Street, Columbus, Ohio, 43215"


def mails(*said: str, refused: tuple[str, ...] = ()) -> Evidence:
    hearings = tuple(Hearing(words, parse_email(words)) for words in said)
    return Evidence(hearings, frozenset(map(Email, refused)))


def places(*said: str, refused: tuple[int, ...] = ()) -> Evidence:
    hearings = tuple(Hearing(words, parse_address(words, asked=True)) for words in said)
    return Evidence(hearings, frozenset(hearings[place].readings[0].value for place in refused))


def test_mistakes_in_two_places_give_the_word_that_has_neither() -> None:
    found = weigh([Heard("xarah", spelled=True), Heard("sarak", spelled=True), Heard("sarah")])
    assert found[0].text == "sarah"


def test_two_hearings_are_mixed_where_they_differ() -> None:
    found = weigh([Heard("juhnson", spelled=True), Heard("johmson", spelled=True)])
    assert "johnson" in {way.text for way in found}


def test_misheard_word_costs_less_than_its_letters() -> None:
    found = weigh([Heard("larry"), Heard("sarah", spelled=True)])
    assert found[0].text == "sarah"


def test_refused_address_is_never_offered_again() -> None:
    said = "sarah dot jonson at example dot com"
    evidence = mails(said, said, refused=("sarah.jonson@example.com",))
    assert Email("sarah.jonson@example.com") not in {each.value for each in weigh_email(evidence)}


def test_callers_name_decides_between_two_ways() -> None:
    evidence = mails(
        "sarah dot johmson at example dot com",
        "S A R A H dot J O H N S U N, at example dot com",
        refused=("sarah.johmson@example.com", "sarah.johnsun@example.com"),
    )
    assert weigh_email(evidence, name=PersonName("Sarah", "Johnson"))[0].value == SARAH


def test_local_part_and_domain_may_come_from_different_hearings() -> None:
    evidence = mails(
        "sarah dot johnson at exanpli dot com",
        "S A R A X dot J O H N S O N, at example dot com",
        "S A N A H dot J O H N S O N, at example dot com",
        refused=(
            "sarah.johnson@exanpli.com",
            "sarax.johnson@example.com",
            "sanah.johnson@example.com",
        ),
    )
    assert weigh_email(evidence)[0].value == SARAH


def test_letters_with_examples_weigh_more_than_letters() -> None:
    evidence = mails(
        "B E B A at gmail dot com",
        "D as in dog, E as in echo, B as in boy, A as in apple at gmail dot com",
    )
    assert weigh_email(evidence)[0].value == Email("deba@gmail.com")


def test_street_and_number_may_come_from_different_hearings() -> None:
    evidence = places(
        "6528 Arcetia Road, Milwaukee, Wisconsin, 53268",
        "6523 Arcadia Road, Milwaukee, Wisconsin, 53268",
        "6528 Krcadia Road, Milwaukee, Wisconsin, 53268",
        refused=(0, 1, 2),
    )
    found = weigh_address(evidence)[0].value
    assert found == Address("6528 Arcadia Road", "", "Milwaukee", "WI", "53268")


def test_part_that_one_hearing_lacks_is_kept() -> None:
    evidence = places(f"{OAK}", "13 Oak Street", "12 Oak Street, Columbus", refused=(1,))
    assert weigh_address(evidence)[0].value.postal_code == "43215"


def test_refused_read_back_is_followed_by_another_value() -> None:
    call = PlayedCall(Situation(caller_id=LISA))
    seen = []
    for words in (
        "My kitchen sink is leaking, it can wait.",
        "Lisa Park",
        "Yes.",
        "Yes.",
        "sarah dot jackson at example dot com",
        "No. S A R A H dot J O H N S U N, at example dot com",
        "Not quite. S A R A X dot J O H N S O N, at example dot com",
        "Yes, that's right.",
    ):
        call.say(words)
        move = call.did()
        if isinstance(move, ReadBack) and move.field is FieldName.EMAIL:
            seen.append(move.value)
    assert len(seen) == len(set(seen)) == 3
    assert seen[-1] == SARAH
    assert call.dialogue.sheet[FieldName.EMAIL].state is State.CONFIRMED


@pytest.mark.parametrize("misheard", ["yet.", "yay."])
def test_lone_word_behind_a_read_back_is_no_other_street(misheard: str) -> None:
    call = PlayedCall(Situation(caller_id=LISA))
    for words in (
        "My kitchen sink is leaking, it can wait.",
        "Lisa Park",
        "Yes.",
        "Yes.",
        "I don't have an e-mail.",
        OAK,
        misheard,
    ):
        call.say(words)
    assert str(call.dialogue.sheet.value(FieldName.ADDRESS)).startswith("12 Oak Street")


def test_words_of_streets_are_not_mixed_letter_by_letter() -> None:
    evidence = places(
        "4604 Paul Grove, Detroit, Michigan",
        "4604 Maple Grove, Detroit, Michigan",
        "4604 Map Grove, Detroit, Michigan",
        refused=(0, 2),
    )
    assert weigh_address(evidence)[0].value.line1 == "4604 Maple Grove"


def test_street_is_known_by_its_letters_and_its_words_together() -> None:
    evidence = places(
        "14 Main Way, New York",
        "14 Meadow Way, New York. Meadow, M E D O W",
        refused=(0, 1),
    )
    assert weigh_address(evidence)[0].value.line1 == "14 Meadow Way"


def test_letters_of_a_street_hold_against_its_sound() -> None:
    evidence = places(
        "5372 Hekh Place, Kansas City, Missouri",
        "5372 Hekh Place, Kansas City. High, H, I, G, H",
        refused=(0,),
    )
    assert weigh_address(evidence)[0].value.line1 == "5372 High Place"


def test_word_lost_between_letters_parts_them() -> None:
    said = "953 San Mateo Loop. San Mateo, S as in Sam, A, N as in Nancy, sbace, M, A, T, E"
    heard = hear_street(said)
    assert (heard.again, heard.letters) == ("san mateo", "san mate")


def test_street_that_was_taken_back_is_no_hearing() -> None:
    assert hear_street("82 Hannah Avenue, sorry, 776 Gahanna Avenue").line == "gahanna avenue"


def test_half_a_house_number_is_not_part_of_the_street() -> None:
    evidence = places("6 1/2 Harrisen Road, Boston", "6 1/2 Harrison Road, Boston", refused=(0,))
    assert weigh_address(evidence)[0].value.line1 == "6 1/2 Harrison Road"


def test_unit_stays_where_its_street_is_spelled_with_examples() -> None:
    said = "628 Adams Lane South, apartment C, Burlington. Adams Lane, A as in apple, D, A, M, S"
    assert parse_address(said, asked=True)[0].value.line2 == "Apt C"
