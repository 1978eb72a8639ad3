"""What can go wrong with an e-mail, in a sentence for the owner."""


class MailError(Exception):
    """The e-mail was not taken; it stays planned and is tried again."""

    permanent = False

    def __init__(self, message: str = "", *, code: int = 0) -> None:
        """Keep the mail server's code, 0 if it gave none."""
        super().__init__(message or self.__doc__)
        self.code = code


class MailDown(MailError):
    """The mail server does not answer; the e-mail is sent as soon as it does."""


class MailMisset(MailError):
    """The mail server does not let us send; check the FRONTDESK_SMTP settings."""


class MailRefused(MailError):
    """The mail server refuses this e-mail for good."""

    permanent = True


class MailLost(MailError):
    """The e-mail was handed over and the answer was lost: it may or may not have gone out."""

    permanent = True
