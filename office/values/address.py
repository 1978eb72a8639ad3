"""Where the job is: a US street address in the parts QuickBooks keeps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A street line and what is known of the rest; `line1` is never empty."""

    line1: str
    line2: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""

    def __post_init__(self) -> None:
        if not self.line1.strip():
            raise ValueError("An address needs at least a street and a number.")

    @property
    def display(self) -> str:
        """The address on one line: "12 Oak Street, Apt 4B, Columbus, OH 43215"."""
        region = f"{self.state} {self.postal_code}".strip()
        return ", ".join(part for part in (self.line1, self.line2, self.city, region) if part)

    def __str__(self) -> str:
        return self.display
