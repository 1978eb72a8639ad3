"""Sending an e-mail once: the ledger first, then the mail server, then the ledger again."""

from datetime import timedelta

import structlog

from office.clock import Clock
from office.followups import Desktray
from office.mail.errors import MailDown, MailError, MailLost, MailMisset
from office.mail.letters import BadLetter, Letter, Sender, plain, written
from office.mail.postman import Postman
from office.messages import Message, MessageLedger, MessageState
from office.values import Email

log = structlog.get_logger()

PROBLEM = "mail"
ANSWER_WITHIN = timedelta(minutes=2)
"""After that nobody waits any more for the answer to a letter that was handed over."""


class Mailing:
    """Sends each letter once per key, also over a crash and between processes."""

    def __init__(
        self, ledger: MessageLedger, tray: Desktray, clock: Clock, postman: Postman | None
    ) -> None:
        """Keep the books in a ledger; without a postman nothing is sent or planned."""
        self._ledger, self._tray, self._clock = ledger, tray, clock
        self._postman = postman

    @property
    def address(self) -> Email | None:
        """Where e-mails come from; None without a mail server, when none are sent."""
        return self._postman.route.sender if self._postman else None

    async def mail(
        self,
        letter: Letter,
        *,
        name: str,
        reply_to: Email | None = None,
        key: str,
        kind: str,
        call_id: str | None,
    ) -> bool:
        """Send a letter in the name of a business; gives whether the mail server has it.

        One that was refused, or whose answer was lost, is not sent again: a person is asked to
        see to it.

        Raises:
            MailError: the mail server did not take it now; the letter stays planned.
        """
        if self._postman is None:
            return False
        sender = Sender(name, self._postman.route.sender, reply_to)
        try:
            source = written(letter, sender, key=key, at=self._clock.now())
            to = plain(letter.to).address
        except BadLetter:
            return await self._unwritable(letter, key=key, kind=kind, call_id=call_id)
        message = await self._ledger.plan(
            key=key, kind=kind, to_address=to, body=letter.text, call_id=call_id, source=source
        )
        if message.state is MessageState.IN_FLIGHT:
            return await self._waited(message)
        if message.state is not MessageState.PLANNED:
            return message.state is MessageState.SENT
        return await self._carry(self._postman, message)

    async def _carry(self, postman: Postman, message: Message) -> bool:
        """What was planned goes out, word for word, whatever the letter would say now."""
        try:
            carried = await postman.carry(
                message.source or "",
                Email(message.to_address),
                lambda: self._ledger.claim(message.key),
            )
        except MailError as error:
            return await self._failed(error, message)
        if not carried:
            raise MailDown("Another process is sending this e-mail.")
        await self._ledger.change(message.key, MessageState.SENT)
        await self._tray.solved(PROBLEM)
        log.info("mail_sent", kind=message.kind, call=message.call_id)
        return True

    async def _failed(self, error: MailError, message: Message) -> bool:
        log.info("mail_not_sent", kind=message.kind, call=message.call_id, code=error.code)
        if isinstance(error, MailLost):
            return await self._lost(message)
        if error.permanent:
            await self._ledger.change(message.key, MessageState.FAILED, error=str(error))
            await self._ask_person(message, f"was refused. {error}")
            return False
        if isinstance(error, MailMisset):
            await self._tray.problem(PROBLEM, str(error))
        await self._ledger.change(message.key, MessageState.PLANNED, error=str(error))
        raise error

    async def _waited(self, message: Message) -> bool:
        """Somebody handed it over: a process that still waits, or one that died."""
        if self._clock.now() - message.changed_at < ANSWER_WITHIN:
            raise MailDown("This e-mail is being handed over.")
        return await self._lost(message)

    async def _lost(self, message: Message) -> bool:
        await self._ledger.change(message.key, MessageState.UNKNOWN, error="answer lost")
        await self._ask_person(message, "may or may not have gone out.")
        return False

    async def _unwritable(
        self, letter: Letter, *, key: str, kind: str, call_id: str | None
    ) -> bool:
        message = await self._ledger.plan(
            key=key, kind=kind, to_address=letter.to.address, body=letter.text, call_id=call_id
        )
        await self._ledger.change(key, MessageState.FAILED, error=str(BadLetter.__doc__))
        await self._ask_person(
            message, "was not sent: the address has letters that mail servers do not take."
        )
        return False

    async def _ask_person(self, message: Message, what: str) -> None:
        await self._tray.follow_up(
            key=f"mail:{message.key}",
            kind="mail_not_sent",
            note=f"The e-mail ({message.kind}) {what}",
            call_id=message.call_id,
        )
