"""Secrets that stay on disk: encrypted, with keys that can be changed without losing anything."""

import base64
import contextlib
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from office.settings import Settings

KEY_FILE = "secret.key"


class BadSeal(Exception):
    """It was not sealed with any of the keys that are known now."""


class Seal:
    """Encrypts and decrypts texts; the first key encrypts, every key decrypts."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take long random texts as keys, the newest first."""
        self._keys = MultiFernet([Fernet(_derived(key)) for key in keys])

    @classmethod
    def of(cls, settings: Settings) -> "Seal":
        """The keys of the settings, then that of the data folder, which is made if nothing else is.

        A key moved from the file into the setting leaves what is kept readable.
        """
        path = settings.data / KEY_FILE
        keys = [key.strip() for key in settings.secret_key.split(",") if key.strip()]
        if not keys:
            _make(path)
        with contextlib.suppress(FileNotFoundError):
            keys.append(path.read_text().strip())
        return cls(keys)

    def close(self, text: str) -> str:
        """The text, sealed."""
        return self._keys.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """The text that was sealed.

        Raises:
            BadSeal: no known key fits, or it was changed.
        """
        try:
            return self._keys.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise BadSeal from error


def _derived(key: str) -> bytes:
    made = HKDF(SHA256(), length=32, salt=None, info=b"frontdesk").derive(key.encode())
    return base64.urlsafe_b64encode(made)


def _make(path: Path) -> None:
    """Make the folder's own key once; of two processes the second takes the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        partial = path.with_suffix(f".{os.getpid()}-{secrets.token_hex(4)}")
        partial.touch(mode=0o600, exist_ok=False)
        with partial.open("w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(partial, path)
        finally:
            partial.unlink()
