"""What the owner's mobile is texted about an emergency: with the visit, as soon as there is one."""

from office.visits import Visit
from prompts.library import Rulebook
from prompts.schema import Urgency
from tools import agenda
from triggers.means import Means


def about_visit(book: Rulebook, visit: Visit) -> str:
    """Who comes when, or that it waits for the owner's yes."""
    texts, said = book.messages.owner, agenda.said_of(book, visit)
    words = texts.held if visit.is_proposed else texts.visit
    return book.say(words, when=said["when"], person=said["person"])


async def standing_visit(means: Means, call_id: str) -> Visit | None:
    """The visit a call has arranged, if one stands."""
    made = await means.desk.visits.of_call(call_id)
    return next((visit for visit in reversed(made) if visit.state.holds_time), None)


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
    await means.texting.text(
        owner,
        f"{book.say(book.messages.owner.emergency_visit, **values)} {when}",
        key=f"visit:{visit.uid}:{visit.sequence}:emergency",
        kind="emergency",
        call_id=visit.call_id,
        alarm=True,
    )
