"""Reading the lists of a language, once each."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

ENGLISH = "en"


@cache
def words(topic: str, language: str = ENGLISH) -> Mapping[str, Any]:
    """The lists of a topic, as written in `<language>/<topic>.yaml`.

    Raises:
        LookupError: the language has no such lists.
    """
    place = files(__package__).joinpath(language, f"{topic}.yaml")
    try:
        text = place.read_text()
    except FileNotFoundError as error:
        raise LookupError(f"There are no {topic} words for {language!r}.") from error
    listed: Mapping[str, Any] = yaml.safe_load(text)
    return listed


@cache
def listed(topic: str, language: str = ENGLISH) -> tuple[str, ...]:
    """The words of `<language>/<topic>.txt` in their order.

    Raises:
        LookupError: the language has no such list.
    """
    try:
        text = files(__package__).joinpath(language, f"{topic}.txt").read_text()
    except FileNotFoundError as error:
        raise LookupError(f"There is no list of {topic} for {language!r}.") from error
    return tuple(text.split())
