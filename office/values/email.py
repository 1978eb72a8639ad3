"""E-mail addresses, checked for form and not for existence while the caller waits."""

from dataclasses import dataclass
from typing import Self

from email_validator import EmailNotValidError, validate_email


class BadEmail(ValueError):
    """That is not an e-mail address: it needs a name, an at sign and a domain."""


@dataclass(frozen=True, slots=True)
class Email:
    """An address in the form QuickBooks and mail servers accept, in lower case."""

    address: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an address; no DNS is asked on the call path.

        Raises:
            BadEmail: the text has not the form of an address.
        """
        try:
            checked = validate_email(
                text.strip(), check_deliverability=False, test_environment=True, strict=True
            )
        except EmailNotValidError as error:
            raise BadEmail(BadEmail.__doc__) from error
        return cls(checked.normalized.lower())

    @property
    def local(self) -> str:
        """What stands before the at sign."""
        return self.address.rpartition("@")[0]

    @property
    def domain(self) -> str:
        """What stands after the at sign."""
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        return self.address
