"""Names heard badly more than once: what each turn tells, and what all of them come to."""

import pytest

from agent.spoken.namehearing import NameHearing, Sign, hear_name, heard_by_the_way
from agent.spoken.nameweighing import weigh
from office.values import PersonName

pytestmark = pytest.mark.unit

SAMANTHK = PersonName("Samanthk", "James")


def no(words: str, to: PersonName) -> NameHearing:
    """A refusal with the name said again."""
    return hear_name(words, before=to, refused=True)


def likeliest(*hearings: NameHearing) -> str:
    return weigh(hearings)[0].value.display


@pytest.mark.parametrize(
    ("words", "given", "family"),
    [
        ("It's Mike Chan. last name C H E N", (), ("chen",)),
        ("It's Mike Chan. first name M, I, K, E", ("mike",), ()),
        ("It's Mindy Crawford, A, M, A, N, D, A", ("amanda",), ()),
        ("First name Mike, M I K E. Last name Chan, C H E N", ("mike",), ("chen",)),
        ("Mike Chan. Chan is spelled C as in cat, H, E as and Edward, N", (), ("chen",)),
        ("It's Mike van Dyke, spelled D, Y, K, E", (), ("van dyke",)),
        ("It's Mike Chen, M I K E C H E N", ("mike",), ("chen",)),
    ],
)
def test_letters_belong_to_the_name_they_spell(
    words: str, given: tuple[str, ...], family: tuple[str, ...]
) -> None:
    heard = hear_name(words, before=PersonName("Amanda", "Crawford"))
    assert tuple(sign.text for sign in heard.given if sign.spelled) == given
    assert tuple(sign.text.lower() for sign in heard.family if sign.spelled) == family


def test_sound_and_letters_of_one_turn_are_kept_apart() -> None:
    heard = no("No. It's Samantha James. first name S A M A N T H K", SAMANTHK)
    assert heard.given == (Sign("Samantha", spelled=False), Sign("samanthk", spelled=True))
    assert heard.family == (Sign("James", spelled=False),)
    assert (heard.refused, heard.wrong) == (SAMANTHK, None)


def test_letters_other_than_those_read_back_put_that_part_right() -> None:
    assert no("No. It's Samantha James. first name S A M A N T H A", SAMANTHK).wrong == "given"


@pytest.mark.parametrize(
    "said", ["No, C H E N", "No. C as in cat, H, E, N", "No, last name C H E N"]
)
def test_letters_of_the_name_that_was_read_back_bring_it_once_more(said: str) -> None:
    chen = PersonName("Peter", "Chen")
    first = (heard_by_the_way(chen), no(said, chen))
    assert likeliest(*first) == "Peter Chen"
    assert weigh((*first, no(said, chen))) == ()


def test_family_name_spelled_behind_a_bare_no_leaves_the_given_one() -> None:
    chen = PersonName("Peter", "Chen")
    bare = NameHearing(refused=chen)
    assert (
        likeliest(heard_by_the_way(chen), bare, hear_name("C H E N", before=chen)) == "Peter Chen"
    )
    assert (
        likeliest(heard_by_the_way(chen), bare, hear_name("C H A N", before=chen)) == "Peter Chan"
    )


def test_no_name_is_offered_that_nobody_said() -> None:
    for name in (PersonName("Rosa", "Diaz"), PersonName("Jon", "Smith"), PersonName("Lee", "Chan")):
        assert weigh((heard_by_the_way(name), NameHearing(refused=name))) == ()


def test_junior_behind_the_letters_is_none_of_them() -> None:
    heard = hear_name("Zachary Bailey Jr. last name B A I L E Y space J R")
    assert heard.suffix == "Jr."
    assert heard.family[-1] == Sign("bailey", spelled=True)


def test_two_bad_spellings_make_a_good_one() -> None:
    first = no("It's Melgorzate Vu. first name M A R G O R Z A T A", PersonName("Melgorzate", "Vu"))
    second = no(
        "It's Melgorzata Vu. first name M A L C O R Z K T A", PersonName("Margorzata", "Vu")
    )
    third = no("It's Malgorzate Vu. first name M A L G O R V A T A", PersonName("Malcorzkta", "Vu"))
    assert likeliest(first, second, third) == "Malgorzata Vu"


def test_refused_name_is_never_offered_again() -> None:
    heard = heard_by_the_way(PersonName("John", "Chen"))
    refused = NameHearing(refused=PersonName("John", "Chen"))
    again = no("No, it's John Chen", PersonName("John", "Chen"))
    assert all(reading.value.display != "John Chen" for reading in weigh((heard, refused, again)))


def test_letters_that_sound_alike_give_way_to_a_name_that_is_known() -> None:
    mindy = PersonName("Mindy", "Crawford")
    assert likeliest(
        heard_by_the_way(mindy), no("It's Amanda Crawford, A, M, A, M, D, A", mindy)
    ) == ("Amanda Crawford")


def test_clear_letters_win_over_a_commoner_name_of_the_same_sound() -> None:
    john = PersonName("John", "Anderson")
    said = no("It's John Anderson. first name J O N. last name A N D E R S E N", john)
    assert likeliest(heard_by_the_way(john), said) == "Jon Andersen"


def test_part_that_was_put_right_alone_is_the_wrong_one() -> None:
    heard = heard_by_the_way(PersonName("Kavita", "Mendes"))
    again = no("It's Kavita Mendez. last name M E N D E Z", PersonName("Kavita", "Mendes"))
    assert weigh((heard, again))[0].value == PersonName("Kavita", "Mendez")


def test_cut_spelling_is_made_whole_by_the_sound() -> None:
    nang = PersonName("Nang", "Ortiz")
    first = hear_name("It's Nancy Ortiz. first name N, A, N, G,")
    assert likeliest(first, no("No. It's Nancy Ortiz", nang)) == "Nancy Ortiz"


def test_double_name_keeps_its_hyphen() -> None:
    green = PersonName("Andrea", "Taylor-Greem")
    said = no("It's Andrea Taylor-Greem. last name T A Y L O R dash G R E E N", green)
    assert likeliest(heard_by_the_way(green), said) == "Andrea Taylor-Green"


def test_nothing_is_left_where_all_was_refused() -> None:
    mike = PersonName("Mike", "")
    assert weigh((heard_by_the_way(mike), NameHearing(refused=mike))) == ()
