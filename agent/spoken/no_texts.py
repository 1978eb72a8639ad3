"""Whether somebody asks not to be texted any more, in words of their own. Pure.

Any reasonable way to say so counts (47 CFR 64.1200(a)(10)); what is about one time only does not.
"""

import re
from functools import cache

from agent.spoken.languages import ENGLISH, words
from office.segments import plain


def wants_no_texts(said: str, language: str = ENGLISH) -> bool:
    """Whether the words ask for no texts, now and later."""
    none, only_then = (_any(topic, language) for topic in ("wants_none", "only_then"))
    # Each sentence by itself: "Don't text me. Call me when you are here."
    parts = re.split(r"(?<=[.!?;])\s+", " ".join(plain(said).split()))
    return any(
        (found := none.search(part)) is not None and only_then.search(part, found.end()) is None
        for part in parts
    )


@cache
def _any(topic: str, language: str) -> re.Pattern[str]:
    return re.compile("|".join(words("no_texts", language)[topic]), re.IGNORECASE)
