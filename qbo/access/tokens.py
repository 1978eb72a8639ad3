"""Where a company's tokens are kept: one sealed file that only the desk's own user can read."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from office.sealing import BadSeal, Seal
from qbo.faults import TokensUnreadable


@dataclass(frozen=True, slots=True)
class Tokens:
    """What it takes to speak for a company; secrets do not show in logs or tracebacks.

    `previous` is the refresh token before this one, which Intuit takes for another 24 hours.
    `ends_at` is when Intuit asks the owner again, whatever happens; None if it did not say.
    `since` is when the owner connected the company, `renewed_at` when the token was last renewed.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    realm: str
    client_id: str = ""
    secret: str = field(default="", repr=False)
    previous: str = field(default="", repr=False)
    ends_at: datetime | None = None
    company: str = ""
    since: datetime | None = None
    renewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Parted:
    """What is left of a connection that the owner ended: whose it was, and no token."""

    realm: str
    company: str
    at: datetime


_KEPT = TypeAdapter(Tokens)
_PARTED = TypeAdapter(Parted)


class TokenFile:
    """The newest tokens on disk, replaced in one step."""

    def __init__(self, path: Path, seal: Seal) -> None:
        """Keep tokens at a path, sealed."""
        self._path, self._seal = path, seal

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """No other process refreshes meanwhile; blocks, so call it in a thread."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> Tokens | None:
        """The tokens, or None if there are none; a file from before tokens were sealed is sealed.

        Raises:
            TokensUnreadable: they were sealed with a key that is not known now.
        """
        try:
            kept = json.loads(self._path.read_text())
            if "sealed" in kept:
                return self.opened(str(kept["sealed"]))
            if "parted" in kept:
                return None
            plain = _KEPT.validate_python(kept)
        except BadSeal as error:
            raise TokensUnreadable from error
        except (OSError, ValueError, TypeError, ValidationError):
            return None
        with contextlib.suppress(OSError):
            self.write(plain)
        return plain

    def write(self, tokens: Tokens) -> None:
        """Keep tokens, never half of them and never readable for others.

        What cannot be read is put aside, for the day its key is found.
        """
        self._put_aside_unreadable()
        self._replace({"sealed": self.closed(tokens)})

    def parted(self) -> Parted | None:
        """Which company the owner disconnected, if that is how things stand."""
        try:
            return _PARTED.validate_python(json.loads(self._path.read_text())["parted"])
        except (OSError, ValueError, TypeError, KeyError, ValidationError):
            return None

    def part(self, left: Parted) -> None:
        """Forget the tokens; only whose they were stays."""
        self._put_aside_unreadable()
        self._replace({"parted": _PARTED.dump_python(left, mode="json")})

    def closed(self, tokens: Tokens) -> str:
        """Tokens as a sealed text."""
        return self._seal.close(_KEPT.dump_json(tokens).decode())

    def opened(self, sealed: str) -> Tokens:
        """The tokens of a sealed text.

        Raises:
            BadSeal: they were sealed with a key that is not known now.
        """
        return _KEPT.validate_json(self._seal.open(sealed))

    def _replace(self, kept: dict[str, object]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        with partial.open("w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._path)

    def _put_aside_unreadable(self) -> None:
        try:
            kept = json.loads(self._path.read_text())
            self._seal.open(str(kept["sealed"]))
        except BadSeal:
            self._path.replace(self._path.with_suffix(".unreadable"))
        except (OSError, ValueError, TypeError, KeyError):
            return
