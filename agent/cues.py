"""Small things the desk listens for itself, whatever a brain made of the turn. Pure."""

import re
from functools import cache

from agent.spoken.languages import ENGLISH, words


def says_wrong(heard: str, language: str = ENGLISH) -> bool:
    """Whether they say that something is wrong, without saying what."""
    return bool(_any("wrong", language).search(heard))


def is_upset(heard: str, language: str = ENGLISH) -> bool:
    """Whether they are angry, or swear."""
    return bool(_any("upset", language).search(heard))


def signs_of_mail(heard: str, language: str = ENGLISH) -> bool:
    """Whether an address of mail is being dictated."""
    return bool(_any("mail_signs", language).search(heard))


def only_present(heard: str, language: str = ENGLISH) -> bool:
    """Whether the words say no more than that the caller is still there."""
    return not re.sub(r"\W", "", _any("present", language).sub("", heard))


def names_a_visit(heard: str, language: str = ENGLISH) -> bool:
    """Whether an arranged visit is named: "my appointment"."""
    return bool(_any("visit_nouns", language).search(heard))


def takes_any(heard: str, language: str = ENGLISH) -> bool:
    """Whether one of several choices is as good as another to them."""
    return bool(_any("any_of_them", language).search(heard))


def leaves_it(heard: str, language: str = ENGLISH) -> bool:
    """Whether a change is not wanted after all: "never mind", "leave it as it is"."""
    return bool(_any("leave_it", language).search(heard))


def wants_another_time(heard: str, language: str = ENGLISH) -> bool:
    """Whether words that name a time want it in place of the one agreed to."""
    return bool(_any("another_time", language).search(heard))


@cache
def _any(topic: str, language: str) -> re.Pattern[str]:
    listed = "|".join(words("dialogue", language)[topic])
    return re.compile(rf"(?<![\w'])(?:{listed})(?![\w'])", re.IGNORECASE)
