"""Small things the desk listens for itself, whatever a brain made of the turn. Pure."""

import re
from functools import cache

from agent.spoken.languages import ENGLISH, words


def says_wrong(heard: str, language: str = ENGLISH) -> bool:
    """Whether they say that something is wrong, without saying what."""
    return bool(_any("wrong", language).search(heard))


def signs_of_mail(heard: str, language: str = ENGLISH) -> bool:
    """Whether an address of mail is being dictated."""
    return bool(_any("mail_signs", language).search(heard))


def only_present(heard: str, language: str = ENGLISH) -> bool:
    """Whether the words say no more than that the caller is still there."""
    return not re.sub(r"\W", "", _any("present", language).sub("", heard))


@cache
def _any(topic: str, language: str) -> re.Pattern[str]:
    listed = "|".join(words("dialogue", language)[topic])
    return re.compile(rf"(?<![\w'])(?:{listed})(?![\w'])", re.IGNORECASE)
