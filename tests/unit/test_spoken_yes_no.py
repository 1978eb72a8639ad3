"""Yes, no, and what is neither: a missed no does harm."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.spoken.languages import words
from agent.spoken.yes_no import LIKELY, read_yes_no, yes_or_no

pytestmark = pytest.mark.unit

YES = """Yes. | yeah | Yep, that's right. | That's it. | That's the one. | You got it! | yes ma'am
    | Yes, sir. | Correct. | Right. | That's right. | Exactly. | uh-huh | Mm-hmm. | mhm | Perfect.
    | All right. | Alright. | Okay. | ok sure | Sounds good. | That works. | No problem.
    | No worries. | Of course. | Absolutely. | You bet. | Sure thing. | Yup, you got it.
    | Yes, please. | Go ahead. | That'll work. | that is correct | Yes yes yes | yeah that's me
    | Right, that's correct. | Spot on. | Yes. No problem. | you've got it | It is. | Affirmative.
    | I think so. | We're good. | Yes, that is my number. | works for me | Sure, why not?"""
NO = """No. | nope | Nah. | No, that's not right. | That's wrong. | Not quite. | Almost.
    | Close, but it's Chen. | Close but no. | Yeah, no. | yeah no, it's Chen | No, it's urgent.
    | Right, but the last digit is wrong. | Yes, but the zip is 43215. | That's incorrect.
    | Nope, you're good. | No thank you. | It's not. | Not exactly. | Know, that's wrong.
    | Now, it's 0143. | Know. | uh-uh | Nuh-uh. | Negative. | No sir. | I don't think so.
    | Yes, except the street. | It isn't. | That isn't right. | no no no | You got it wrong.
    | not really | No, it's Chen with an E. | Okay, but it's dot net. | That's close. | Never mind.
    | Yes, no, wait, it's wrong. | No, my name is Sarah. | Wrong number. | You misheard it.
    | Everything is right except the last name. | It should be 0143. | Yeah, that's not it."""
NEITHER = """Right now. | Can you come right away? | Correct the number. | No, that's right.
    | No yeah. | No, yeah, that's right. | no no that's right | I don't know. | I'm not sure.
    | Is that right? | Mike Chen. | My sink is on the right side. | Yes, but can you come today?
    | The correct number is 0143. | Are you sure? | Hello? | There is no hot water. | Now.
    | No idea. | It's right next to the school. | No, that's correct. | | Could you repeat that?
    | The toilet is not flushing. | Okay, I don't have hot water.
    | Make sure to call first. | No one is there. | Yes and no."""


def each(listed: str) -> list[str]:
    return [" ".join(one.split()) for one in listed.split("|")]


@pytest.mark.parametrize("said", each(YES))
def test_agreement_is_a_yes(said: str) -> None:
    assert yes_or_no(said) == "yes"


@pytest.mark.parametrize("said", each(NO))
def test_refusal_is_a_no_whatever_stands_beside_it(said: str) -> None:
    assert yes_or_no(said) == "no"


@pytest.mark.parametrize("said", each(NEITHER))
def test_what_answers_nothing_is_neither(said: str) -> None:
    assert yes_or_no(said) is None


@pytest.mark.parametrize(("said", "sure"), [("Yes.", True), ("Okay.", False), ("Know.", False)])
def test_vague_answers_are_less_sure(said: str, sure: bool) -> None:
    assert (read_yes_no(said)[0].confidence > LIKELY) is sure


@given(st.sampled_from(words("yes_no")["yes"]), st.sampled_from(words("yes_no")["no"]))
def test_mixed_answers_are_never_a_yes(agreed: str, refused: str) -> None:
    assert yes_or_no(f"{agreed}, {refused}") != "yes"
    assert yes_or_no(f"{refused}, {agreed}") != "yes"


@given(st.text(max_size=60))
def test_no_text_is_too_strange_for_an_answer(text: str) -> None:
    assert yes_or_no(text) in ("yes", "no", None)


def test_another_language_is_a_folder_of_lists() -> None:
    with pytest.raises(LookupError, match="yes_no"):
        yes_or_no("sí", language="xx")
