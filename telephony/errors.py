"""What can go wrong on the line, with a message for people and whether a retry can help."""

STOPPED = 21610
"""Twilio: the number has texted STOP, and the carrier takes no text for it."""


class CarrierError(Exception):
    """The phone carrier did not do what was asked; see the reason it gave."""

    def __init__(self, message: str = "", *, permanent: bool = False, code: int = 0) -> None:
        """Keep Twilio's error code, and whether trying again is pointless."""
        super().__init__(message or self.__doc__)
        self.permanent, self.code = permanent, code

    @property
    def stopped(self) -> bool:
        """Whether the carrier refuses because the number has asked for no more texts."""
        return self.code == STOPPED
