"""Trouble on demand: what model servers do on their bad days, over the real wire."""

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from agent.embedded.openai_requests import Refusal

Sort = Literal[
    "hang_before_headers",
    "hang_after_headers",
    "error_500",
    "error_401",
    "error_429",
    "dribble",
    "cut",
    "stall_in_call",
    "hang_at_end",
    "broken_call",
    "empty",
    "nonsense",
    "error_in_stream",
]
SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of trouble: how long it lasts, or for `dribble` the pause after each word.

    `keep` is how many pieces of the reply come before `cut` ends it.
    """

    sort: Sort
    seconds: float = SECONDS
    keep: int = 3


@dataclass(slots=True)
class Faults:
    """The faults of the next requests, one each; `always` is that of all the others."""

    queue: deque[Fault] = field(default_factory=deque)
    always: Fault | None = None

    def next(self) -> Fault | None:
        """The fault of this request, used up."""
        return self.queue.popleft() if self.queue else self.always


def refusal(sort: Sort) -> Refusal | None:
    """The refusal that a fault is, or None if it is of another kind."""
    match sort:
        case "error_500":
            return Refusal(
                "The server had an error while processing your request. Sorry about that!",
                kind="server_error",
                status=500,
            )
        case "error_401":
            return wrong_key("sk-embedded")
        case "error_429":
            return Refusal(
                "Rate limit reached for requests. Please try again in 20s.",
                kind="requests",
                code="rate_limit_exceeded",
                status=429,
            )
    return None


def wrong_key(key: str) -> Refusal:
    """The refusal of a key, of which only the ends are shown."""
    return Refusal(
        f"Incorrect API key provided: {key[:4]}****{key[-2:]}. You can find your API key at "
        "https://platform.openai.com/account/api-keys.",
        code="invalid_api_key",
        status=401,
    )


def no_key() -> Refusal:
    """The refusal of a request without a key."""
    return Refusal(
        "You didn't provide an API key. You need to provide your API key in an Authorization "
        "header using Bearer auth (i.e. Authorization: Bearer YOUR_KEY).",
        status=401,
    )
