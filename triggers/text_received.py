"""The answer to a text of ours came after its call had ended: heard, and checked by a person.

The event's body says `field`, `words` (the text) and `value` (as `office.kept` packs it, or
nothing if the words gave none).
"""

from office.events import Event
from office.journal import OpenCall
from office.kept import unpack
from office.sheet import FieldName, Source, State
from triggers.means import Means, call_of


async def text_received(means: Means, event: Event) -> None:
    """Keep the value as heard, never as confirmed, and say so where it is to be checked."""
    call_id, sheet = call_of(event), await means.sheet(event)
    name, value = FieldName(str(event.body["field"])), event.body["value"]
    old = sheet[name]
    if value and old.state is not State.CONFIRMED and old.source is not Source.TEXT:
        heard = sheet.hear(name, unpack(value), source=Source.TEXT)
        await means.journal.fields(OpenCall(call_id, "", event.happened_at), [heard[name]])
    label = name.value.replace("_", " ")
    more = f'After the call they texted their {label}: "{event.body["words"]}".'
    key = f"unconfirmed:{call_id}:{name}"
    if not await means.desk.tray.amend(key, more):
        await means.desk.tray.follow_up(
            key=f"{key}:text",
            kind="confirm_field",
            note=f"{more} Please check it with the caller.",
            call_id=call_id,
            field=name.value,
        )
