"""A visit was booked, moved or cancelled: customer and owner are told, each way once.

What happens while the visit's own call goes on is texted with what else that call has come to,
by `triggers.confirmation`.

The event's body says `visit` (its number) and `sequence` (which change of it this is), and may say
`before` (the window it had, as `office.kept` packs it).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from office.calendars.appointment import Appointment, Party, Standing
from office.calendars.writing import invitation
from office.events import Event
from office.kept import unpack_window
from office.mail.errors import MailError
from office.mail.letters import Invitation, Letter, as_html
from office.values import Email
from office.visits import Visit
from prompts.schema.messages import OwnerLetter
from telephony.errors import CarrierError
from tools import agenda
from triggers.means import Means, NotYet

What = Literal["booked", "moved", "cancelled"]


@dataclass(frozen=True, slots=True)
class News:
    """What happened to which visit, with the values for every text about it."""

    what: What
    visit: Visit
    said: dict[str, str]
    on_the_call: bool = False
    """It happened on the call the visit was booked on."""

    def key(self, whom: str) -> str:
        """One message to somebody about this change."""
        return f"visit:{self.visit.uid}:{self.visit.sequence}:{self.what}:{whom}"


async def tell_visit(means: Means, event: Event, what: What) -> None:
    """Invite both by e-mail and text the customer; a change that is overtaken is not told.

    Raises:
        NotYet: an e-mail or text was not taken now; what went out does not go out again.
    """
    visit = await means.desk.visits.find(int(event.body["visit"]))
    if visit is None or visit.sequence > int(event.body["sequence"]):
        return
    if visit.window.ends <= means.desk.clock.now():
        return  # it took so long that nobody minds any more
    packed = event.body.get("before")
    before = unpack_window(packed) if packed else None
    on_the_call = visit.call_id is not None and await means.journal.was_on(
        visit.call_id, event.happened_at
    )
    said = agenda.said_of(means.desk.library.current, visit, before)
    news = News(what, visit, said, on_the_call)
    waiting: list[str] = []
    for tell in (_write_customer, _text_customer, _write_owner):
        try:
            await tell(means, news)
        except (MailError, CarrierError) as error:
            waiting.append(str(error))
    if waiting:
        raise NotYet(waiting[0])


async def invite_late(means: Means, visits: Iterable[Visit], email: Email) -> str:
    """Invite to visits whose customer confirmed an address after the booking; once per address.

    Gives why it has to be tried again, or nothing.
    """
    why = ""
    for found in visits:
        if not found.state.holds_time:
            continue
        visit = found if found.email == email else await means.desk.visits.write_to(found, email)
        news = News("booked", visit, agenda.said_of(means.desk.library.current, visit))
        # What waits for the owner's yes is invited to with it.
        if visit.is_proposed or await _knows(means, news, email):
            continue
        try:
            await _write_customer(means, news, f"customer:{email}")
        except MailError as error:
            why = str(error)
    return why


async def _knows(means: Means, news: News, email: Email) -> bool:
    """Whether an address was written to about a visit when it was booked, or since."""
    own = news.key(f"customer:{email}")
    return any(
        message.to_address == email.address
        and message.key.startswith(f"visit:{news.visit.uid}:")
        and message.key != own
        for message in await means.desk.messages.of_call(news.visit.call_id or "")
    )


async def _write_customer(means: Means, news: News, whom: str = "customer") -> None:
    """Only an address the customer has confirmed is written to; a visit has no other."""
    book, visit = means.desk.library.current, news.visit
    if visit.email is not None:
        words = getattr(book.messages.visits.customer, news.what)
        shown = agenda.for_customer(book, visit)
        who = Party(visit.name.display, visit.email)
        await _invite(means, news, words, shown, who, whom)


async def _write_owner(means: Means, news: News) -> None:
    """An owner whose own calendar is connected has the visit there, if it is theirs."""
    book, calendars = means.desk.library.current, means.desk.calendar
    there = calendars is not None and calendars.has(news.visit.person)
    if book.business.owner_email is not None and not there:
        words = getattr(book.messages.visits.owner, news.what)
        shown = agenda.for_owner(book, news.visit)
        who = Party(book.business.owner, book.business.owner_email)
        await _invite(means, news, words, shown, who, "owner")


async def _text_customer(means: Means, news: News) -> None:
    """Texted like every caller: a number of our own region, unless they said STOP."""
    book, visit = means.desk.library.current, news.visit
    phone = visit.phone
    if news.on_the_call or phone is None or not phone.is_local(book.business.region):
        return
    words = getattr(book.messages.visits.customer, news.what)
    await means.texting.text(
        phone,
        book.say(words.text, **news.said),
        key=news.key("text"),
        kind=f"visit_{news.what}",
        call_id=visit.call_id,
    )


async def _invite(
    means: Means, news: News, words: OwnerLetter, shown: Appointment, who: Party, whom: str
) -> None:
    desk, book = means.desk, means.desk.library.current
    sender = desk.mailing.address
    if sender is None:
        return
    text = book.say(words.letter, **news.said).strip()
    from_us = Party(book.business.name, sender)
    method = "CANCEL" if shown.standing is Standing.CANCELLED else "REQUEST"
    letter = Letter(
        to=who.email,
        subject=book.say(words.subject, **news.said),
        text=text + "\n",
        html=as_html(text),
        invitation=Invitation(method, invitation(shown, from_us, who)),
    )
    await desk.mailing.mail(
        letter,
        name=book.business.name,
        reply_to=_answers_to(book.business.owner_email, who.email),
        key=news.key(whom),
        kind=f"visit_{news.what}",
        call_id=news.visit.call_id,
    )


def _answers_to(owner: Email | None, to: Email) -> Email | None:
    """Whoever answers reaches the owner; the owner does not write to themselves."""
    return owner if owner != to else None
