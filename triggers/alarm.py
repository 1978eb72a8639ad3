"""What the owner's mobile is texted about an emergency: with the visit, as soon as there is one.

An alarm that will not arrive goes another way: by e-mail, onto the page, and into the list.
"""

from office.followups import Button
from office.mail.errors import MailError
from office.mail.letters import Letter
from office.messages import Message
from office.visits import Visit
from prompts.library import Rulebook
from prompts.schema import Urgency
from tools import agenda
from triggers.means import Means, NotYet

ALARM = "emergency"
"""The kind of every text that wakes the owner."""
PROBLEM = "alarm"


def about_visit(book: Rulebook, visit: Visit) -> str:
    """Who comes when, or that it waits for the owner's yes."""
    texts, said = book.messages.owner, agenda.said_of(book, visit)
    words = texts.held if visit.is_proposed else texts.visit
    return book.say(words, when=said["when"], person=said["person"])


async def standing_visit(means: Means, call_id: str) -> Visit | None:
    """The visit a call has arranged, if one stands."""
    made = await means.desk.visits.of_call(call_id)
    return next((visit for visit in reversed(made) if visit.state.holds_time), None)


async def sound(means: Means, body: str, *, key: str, call_id: str) -> None:
    """Text an alarm to the owner, and go another way if the carrier will not have it.

    Raises:
        CarrierError: the carrier did not take it now.
        NotYet: the e-mail in its place was not taken now.
    """
    owner = means.desk.library.current.business.owner_mobile
    if await means.texting.text(owner, body, key=key, kind=ALARM, call_id=call_id, alarm=True):
        return
    message = await means.desk.messages.find(key)
    if message is not None and message.delivery is None:
        await another_way(means, message, "the phone carrier refuses it")


async def another_way(means: Means, message: Message, why: str) -> None:
    """The owner's mobile was not reached: once each by page, list and e-mail.

    Raises:
        NotYet: the e-mail was not taken now.
    """
    book, tray = means.desk.library.current, means.desk.tray
    button = Button("Open the call", f"/calls/{message.call_id}") if message.call_id else None
    await tray.problem(
        PROBLEM,
        f'An emergency did not reach your mobile: {why}. It said: "{message.body}" Call them now, '
        "and check owner_mobile in business.yaml.",
        button,
    )
    await tray.follow_up(
        key=f"alarm:{message.key}",
        kind="emergency",
        note=f'This emergency did not reach your mobile: "{message.body}" Please call them now.',
        call_id=message.call_id,
    )
    to, words = book.business.owner_email, book.messages.owner.by_mail
    if to is None:
        return
    values = {"alarm": message.body, "why": why}
    letter = Letter(to, book.say(words.subject, **values), book.say(words.letter, **values) + "\n")
    try:
        await means.desk.mailing.mail(
            letter,
            name=book.business.name,
            key=f"alarm:{message.key}",
            kind=ALARM,
            call_id=message.call_id,
        )
    except MailError as error:
        raise NotYet(str(error)) from error


async def text_emergency_visit(means: Means, visit: Visit | None) -> None:
    """Tell the owner of an emergency's visit, once, unless an alarm has named it already."""
    if visit is None or visit.call_id is None or visit.urgency != Urgency.EMERGENCY:
        return
    book, told = means.desk.library.current, await means.desk.messages.of_call(visit.call_id)
    when = about_visit(book, visit)
    owner = book.business.owner_mobile
    if any(message.to_address == owner.e164 and when in message.body for message in told):
        return
    said = agenda.said_of(book, visit)
    values = {name: said[name] for name in ("name", "phone", "service", "address")}
    await sound(
        means,
        f"{book.say(book.messages.owner.emergency_visit, **values)} {when}",
        key=f"visit:{visit.uid}:{visit.sequence}:emergency",
        call_id=visit.call_id,
    )
