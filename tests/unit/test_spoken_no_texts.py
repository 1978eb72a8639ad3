"""Asking not to be texted, in people's own words."""

import pytest

from agent.spoken.no_texts import wants_no_texts

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "said",
    [
        "Please don't text me.",
        "please dont text me anymore",
        "Don’t text me again",
        "Do not text me, just call.",
        "Oh, and don't text. I don't read them.",
        "Never text this number",
        "Could you not text me please",
        "stop texting me",
        "Stop texting my wife!",
        "can you please stop sending me messages",
        "Quit sending texts",
        "no more texts please",
        "No texts, please.",
        "I don't want any texts",
        "I don't want to be texted",
        "I don't want to get text messages.",
        "please do not send me any more texts",
        "don't send me texts",
        "I'd rather you not text me",
        "I would rather not get texts",
        "I prefer not to be texted",
        "Take me off your list",
        "remove my number from your texting list",
        "unsubscribe me",
        "I want to opt out",
        "My name is Lisa Park, and please don't text me, okay?",
        "Don't text me. Call me when you get here.",
        "stop all texts",
    ],
)
def test_whoever_wants_no_texts_is_understood(said: str) -> None:
    assert wants_no_texts(said)


@pytest.mark.parametrize(
    "said",
    [
        "Why don't you text me?",
        "You can text me, don't call.",
        "You don't text me back.",
        "I don't text.",
        "No, thanks.",
        "No, I can't get texts on this phone.",
        "Don't text me until you're on your way.",
        "Please don't text me while I'm at work",
        "The water won't stop",
        "Can you stop the leak?",
        "I got no text yet.",
        "No texts came.",
        "Did you text me?",
        "Send me a text.",
        "I don't want to wait.",
        "Cancel my appointment",
        "Don't send anybody before noon.",
        "He never texted me.",
        "No, not that text.",
        "",
    ],
)
def test_whoever_says_something_else_is_texted(said: str) -> None:
    assert not wants_no_texts(said)
