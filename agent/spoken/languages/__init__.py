"""Word lists by language: what the parsers look for is data, so that a language is a folder."""

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
    place = files(__name__).joinpath(language, f"{topic}.yaml")
    try:
        text = place.read_text()
    except FileNotFoundError as error:
        raise LookupError(f"There are no {topic} words for {language!r}.") from error
    listed: Mapping[str, Any] = yaml.safe_load(text)
    return listed
