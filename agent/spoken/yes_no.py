"""Yes and no, as people say them."""

import re
from typing import Literal

_NO = re.compile(
    r"\b(?:no|nope|nah|not (?:quite|right|correct|really|exactly)|wrong|incorrect|that's not|"
    r"it's not|it isn't|isn't right|negative)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"\b(?:yes|yeah|yep|yup|yea|correct|right|exactly|sure|absolutely|uh-huh|mm-hmm|perfect|"
    r"that's it|that is it|that's me|you got it|of course|please do|go ahead|ok|okay|affirmative|"
    r"sounds (?:good|fine|great)|(?:that|this|it)(?:'s| is) (?:fine|good|great)|"
    r"(?:that|this|it)(?: works|'ll work| will work)|works for me)\b",
    re.IGNORECASE,
)
_NO_PROBLEM = re.compile(r"\bno (?:problem|worries|doubt)\b", re.IGNORECASE)
_KNOW = re.compile(r"^\W*(?:know|now),? (?=that's|it's|thank)", re.IGNORECASE)


def yes_or_no(text: str) -> Literal["yes", "no"] | None:
    """What a caller answered; "no" wins over "yes", since a missed no does harm."""
    text = _NO_PROBLEM.sub("yes", text)
    # Recognisers write "know" and "now" for a "no" that opens a sentence.
    text = _KNOW.sub("no, ", text)
    if _NO.search(text):
        return "no"
    return "yes" if _YES.search(text) else None
