"""Where a company's tokens are kept: one file that only the desk's own user can read."""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tokens:
    """What it takes to speak for a company; secrets do not show in logs or tracebacks."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    realm: str
    client_id: str = ""
    secret: str = field(default="", repr=False)


class TokenFile:
    """The newest tokens on disk, replaced in one step."""

    def __init__(self, path: Path) -> None:
        """Keep tokens at a path."""
        self._path = path

    def read(self) -> Tokens | None:
        """The tokens, or None if there are none or they cannot be read."""
        try:
            kept = json.loads(self._path.read_text())
            return Tokens(
                access_token=kept["access_token"],
                refresh_token=kept["refresh_token"],
                expires_at=datetime.fromisoformat(kept["expires_at"]),
                realm=kept["realm"],
                client_id=kept["client_id"],
                secret=kept["secret"],
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, tokens: Tokens) -> None:
        """Keep tokens, never half of them and never readable for others."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(f".{os.getpid()}")
        partial.touch(mode=0o600)
        kept = {
            "access_token": tokens.access_token,
            "refresh_token": tokens.refresh_token,
            "expires_at": tokens.expires_at.isoformat(),
            "realm": tokens.realm,
            "client_id": tokens.client_id,
            "secret": tokens.secret,
        }
        with partial.open("w") as file:
            json.dump(kept, file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self._path)
