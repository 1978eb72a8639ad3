"""A text did not reach its phone: the owner's alarm goes another way, the rest to a person.

The event's body says `message` (its key in the ledger) and `code` (the carrier's, 0 if none).
"""

from office.events import Event
from office.values import Phone
from telephony.deliveries import UNREGISTERED, reason
from telephony.errors import STOPPED
from tools.text_for_field import asked_in
from triggers.alarm import ALARM, another_way
from triggers.means import Means

REGISTRATION = "texts_registration"


async def text_undelivered(means: Means, event: Event) -> None:
    """Tell who must know.

    Raises:
        NotYet: an e-mail about an alarm was not taken now.
    """
    code = int(event.body["code"])
    message = await means.desk.messages.find(str(event.body["message"]))
    if message is None:
        return
    if code in UNREGISTERED:
        await means.desk.tray.problem(
            REGISTRATION,
            f"Texts do not arrive: {reason(code)}. Register your number for texts at Twilio "
            "(Messaging, Regulatory compliance), or your callers get none.",
        )
    if message.kind == ALARM:
        await another_way(means, message, reason(code))
    elif code == STOPPED:
        await means.texting.stopped_at_carrier(message)
    elif asked_in(message.key) is None:
        # A field that was asked for by text goes on to a person by itself.
        await means.desk.tray.follow_up(
            key=f"undelivered:{message.key}",
            kind="undelivered_text",
            note=f"A text to {Phone(message.to_address).national} did not arrive: {reason(code)}. "
            f'It said: "{message.body}" Please tell them another way.',
            call_id=message.call_id,
        )
