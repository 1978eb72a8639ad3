"""Spelling in the forms people use and recognisers write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.spoken import spell
from agent.spoken.letters import spelled

pytestmark = pytest.mark.unit

words = st.from_regex(r"[a-z]{1,9}[b-hj-z]", fullmatch=True)

CHEN = """C H E N | C, H, E, N. | C-H-E-N | C.H.E.N. | CHEN | C. H. E. N. | c h e n
    | see aitch ee en | Charlie Hotel Echo November | charlie, hotel, echo, november
    | C as in Charlie, H as in hotel, E as in echo, N as in Nancy | C for cat H for house E N
    | C like Charlie, H, E, N like November | capital C, H, E, N | that's C, H, E, N
    | C Charlie H Hotel E Echo N November | It's C H E and N. | C, H, A, no, E, N
    | C, H, E, M, no sorry, N | C H A N, no wait, C H E N | C H, scratch that, C H E N
    | C, H, A N, let me start over, C H E N | C, um, H, uh, E, N | sea H E en
    | C H E N as in Nancy, not M | T as in Charlie, H, E, N"""
OTHERS = """kelly: K E double L Y | kelly: K E two Ls Y | kelly: K E 2 L's Y | anna: A double N A
    | o'brien: O apostrophe B R I E N | smith-jones: S M I T H hyphen J O N E S
    | kow: K, O, no sorry, K, O, W | wood: double U O O D | wu: double-u U | xu: X as in extra, U
    | mike: M I K A, no, K E | lee: L double E | vip: Victor India Papa | kim: K I M
    | delacruz: dee ee el ay see are you zee | ann: A N A, no, N | zhu: zee H U
    | soto: S-O-T-O you know
    | holmes: H O L as Larry M E S
    | kowal: K O W, okay, A, um, L | li: L as um in Larry, I
    | leo: L, D as in Edward, O | sam: S, A, M like a mike | vin: as in Victor, I, N"""
NOTHING = """Are you there? | why are you asking | I see. | I see a problem. | my A C is out
    | Mike Chen | It's Mike, Charlie. | Victor Lima | MIKE CHEN | I like pizza | Mary-Ann
    | Could you repeat that? | my AC is broken | Oh, you see, I | six one four"""


def pairs(listed: str) -> list[tuple[str, str]]:
    split = (one.split(":", 1) for one in listed.split("|"))
    return [(word.strip(), said.strip()) for word, said in split]


@pytest.mark.parametrize("said", [one.strip() for one in CHEN.split("|")])
def test_chen_is_heard_however_it_is_spelled(said: str) -> None:
    assert spelled(said, asked=True) == "chen"


@pytest.mark.parametrize(("word", "said"), pairs(OTHERS))
def test_word_is_heard_however_it_is_spelled(word: str, said: str) -> None:
    assert spelled(said, asked=True) == word


@pytest.mark.parametrize("said", [one.strip() for one in NOTHING.split("|")])
def test_ordinary_words_spell_nothing(said: str) -> None:
    assert spelled(said, asked=True) == ""


@pytest.mark.parametrize("said", ["see aitch ee en", "Charlie Hotel Echo November", "bee oh bee"])
def test_names_of_letters_count_only_where_letters_were_asked_for(said: str) -> None:
    assert spelled(said) == ""
    assert spelled(said, asked=True)


@given(words)
def test_what_the_desk_spells_is_heard_as_the_same(word: str) -> None:
    assert spelled(spell(word), asked=True) == word


@given(st.text(max_size=80), st.booleans())
def test_no_text_is_too_strange_to_look_for_letters(text: str, asked: bool) -> None:
    assert len(spelled(text, asked=asked)) != 1
