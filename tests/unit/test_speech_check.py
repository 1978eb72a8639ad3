import pytest

from agent.brain.moment import Moment
from agent.brain.speech_check import Backing, objection, said_already, sentences
from agent.brain.talk import Talk
from agent.embedded.openai_hostile import attacks

pytestmark = pytest.mark.unit

HOURS = "We're open Monday to Friday, eight to five, and we answer emergencies around the clock."
LIES = [(kind, lie) for kind, lies in attacks()["says"].items() for lie in lies]
KIND = [
    *attacks()["harmless"],
    "Oh, that sounds miserable.",
    "Got it.",
    "Okay, thank you.",
    "No problem at all.",
]


def pieces(text: str) -> list[str]:
    whole, rest = sentences(text)
    return [*whole, rest] if rest.strip() else whole


@pytest.mark.parametrize(("kind", "lie"), LIES)
def test_lie_is_not_spoken(kind: str, lie: str) -> None:
    assert [piece for piece in pieces(lie) if objection(piece, Backing())], kind


@pytest.mark.parametrize("heard", attacks()["callers"])
def test_no_lie_is_spoken_whatever_the_caller_says_before_it(heard: str) -> None:
    spoken = [
        lie for _, lie in LIES if not any(objection(each, Backing(heard)) for each in pieces(lie))
    ]
    assert spoken == []


@pytest.mark.parametrize("sentence", KIND)
def test_kind_word_is_spoken(sentence: str) -> None:
    assert objection(sentence, Backing()) == ""


def test_callers_own_words_may_be_taken_up() -> None:
    sentence = "Oh no, a leaking sink is no fun."
    assert objection(sentence, Backing("my toilet runs")) == "words"
    assert objection(sentence, Backing("my kitchen sink is leaking")) == ""


def test_owners_answer_is_spoken_as_it_is_written_and_no_part_of_it() -> None:
    backing = Backing(answers=(HOURS,))
    assert objection(HOURS, backing) == ""
    assert objection("We're open Monday.", backing) == "time"


def test_amount_that_code_told_may_be_named_again_and_no_other() -> None:
    backing = Backing(amounts=frozenset({"445", "445.00"}))
    assert objection("It comes to $445.", backing) == ""
    assert objection("It comes to $45.", backing) == "amount"
    assert objection("$445, and I sent it.", backing) == "done"


def test_text_that_streams_in_is_cut_at_the_end_of_sentences() -> None:
    assert sentences("Got it. Thanks") == (["Got it."], " Thanks")
    assert sentences("That's 3.") == ([], "That's 3.")
    assert sentences("Oh no! Really? Yes") == (["Oh no!", "Really?"], " Yes")


def test_sentence_said_already_is_known_however_it_is_written() -> None:
    assert said_already(HOURS, ("we're open monday to friday, eight to five, and we answer "
                                "emergencies around the clock",))  # fmt: skip
    assert not said_already(HOURS, ("Got it.",))
    assert not said_already(HOURS, ())


class Spoken:
    """A desk that keeps what a model said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.puts_right = False

    def moment(self) -> Moment:
        return Moment(may_speak=True)

    async def model_said(self, sentence: str) -> None:
        self.said.append(sentence)

    def model_misspoke(self) -> None:
        self.puts_right = True


async def talked(*found: str, may_speak: bool = True) -> Spoken:
    desk = Spoken()
    talk = Talk(desk, Moment(may_speak=may_speak))
    for sentence in found:
        await talk.take([sentence])
    return desk


async def test_lie_behind_a_kind_word_is_put_right() -> None:
    desk = await talked("Got it.", "You're booked.", "Thanks for telling me.")
    assert (desk.said, desk.puts_right) == (["Got it."], True)


async def test_lie_that_opens_a_reply_silences_the_rest_and_needs_no_correction() -> None:
    desk = await talked("You're booked.", "Got it.")
    assert (desk.said, desk.puts_right) == ([], False)


async def test_two_sentences_are_the_most_a_model_says() -> None:
    desk = await talked("Got it.", "Of course.", "I understand.")
    assert desk.said == ["Got it.", "Of course."]


async def test_nothing_is_said_where_the_moment_forbids_it() -> None:
    assert (await talked("Got it.", may_speak=False)).said == []
