"""What can go wrong with the owner's calendar, in a sentence for them."""


class CalendarError(Exception):
    """Your calendar did not do what was asked; it is tried again."""

    def __init__(self, message: str = "", *, code: int = 0) -> None:
        """Keep the HTTP status, 0 if there was none."""
        super().__init__(message or self.__doc__)
        self.code = code


class CalendarDown(CalendarError):
    """Your calendar does not answer."""


class CalendarMisset(CalendarError):
    """Your calendar cannot be used as it is set; check the FRONTDESK_CALDAV settings."""


class EntryChanged(CalendarError):
    """The entry was changed or deleted in the calendar meanwhile."""
