"""Phone numbers in E.164 (ITU-T), and as people in the business's region read them."""

from dataclasses import dataclass
from typing import Self

import phonenumbers


class BadPhone(ValueError):
    """That is not a phone number: a US number has ten digits."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A dialable number; numbers nobody was given yet (555-0123) are kept but not `is_valid`."""

    e164: str
    extension: str = ""

    @classmethod
    def parse(cls, text: str, region: str = "US") -> Self:
        """Read a number however it was typed.

        Raises:
            BadPhone: too few or too many digits for the region, or no number at all.
        """
        try:
            number = phonenumbers.parse(text, region)
        except phonenumbers.NumberParseException as error:
            raise BadPhone(BadPhone.__doc__) from error
        if not phonenumbers.is_possible_number(number) or not _whole(number):
            raise BadPhone(BadPhone.__doc__)
        e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return cls(e164, number.extension or "")

    @property
    def national(self) -> str:
        """The number as printed at home: "(614) 555-0123"."""
        number = phonenumbers.parse(self.e164)
        text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        return f"{text} ext. {self.extension}" if self.extension else text

    def dialled_from(self, region: str) -> str:
        """The number as it is dialled in a region: from abroad with its country code."""
        number = phonenumbers.parse(self.e164)
        if number.country_code == phonenumbers.country_code_for_region(region):
            return self.national
        form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
        text = phonenumbers.format_number(number, form)
        return f"{text} ext. {self.extension}" if self.extension else text

    def is_local(self, region: str) -> bool:
        """Whether the number is of this region; "+1" alone is a score of countries."""
        return phonenumbers.region_code_for_number(phonenumbers.parse(self.e164)) == region

    @property
    def groups(self) -> tuple[str, ...]:
        """The digits in the groups people say them in: ("614", "555", "0123")."""
        if self.e164.startswith("+1") and len(self.e164) == 12:
            digits = self.e164[2:]
            return digits[:3], digits[3:6], digits[6:]
        digits = self.e164.lstrip("+")
        return tuple(digits[i : i + 3] for i in range(0, len(digits), 3))

    @property
    def last_four(self) -> str:
        """The last four digits, enough to tell two numbers apart aloud."""
        return self.e164[-4:]

    @property
    def is_valid(self) -> bool:
        """Whether the numbering plan has such a number in service (libphonenumber)."""
        return phonenumbers.is_valid_number(phonenumbers.parse(self.e164))

    def __str__(self) -> str:
        return self.national


def _whole(number: phonenumbers.PhoneNumber) -> bool:
    """US numbers without an area code count as possible; nobody can be called back on them."""
    return number.country_code != 1 or len(str(number.national_number)) == 10
