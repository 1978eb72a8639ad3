"""What the desk is about to promise, as rows that exist before the words are spoken."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from office.followups import Desktray


@dataclass(frozen=True, slots=True)
class Duty:
    """What somebody owes the caller once a phrase was said; `due` counts from the call.

    Without a kind it is only the promise: the follow-up is filed when the call is over. With
    `told` the owner reads what the caller was told, such as a range of prices.
    """

    kind: str | None
    note: str
    field: str | None
    due: timedelta
    told: bool = False


DUTIES: dict[str, Duty] = {
    "callback_promised": Duty(
        "call_back", "The caller was told that somebody calls back.", None, timedelta(hours=2)
    ),
    "quote_later": Duty(
        "send_quote", "The caller was told that a quote follows.", "service", timedelta(days=1),
        told=True,
    ),
    "service_unclear": Duty(
        "look_at_request", "No rule fits what the caller wants.", "service", timedelta(days=1)
    ),
    "time_noted": Duty(
        "confirm_time",
        "The caller's wish for a time was noted and is to be confirmed.",
        "preferred_time",
        timedelta(days=1),
    ),
    "visit_person": Duty(
        "confirm_time", "No time suited the caller during the call; please find one with them.",
        "preferred_time", timedelta(hours=4),
    ),
    "visit_unmatched": Duty(
        "call_back", "Somebody asked about a visit and could not be matched with a customer, "
        "so they were told nothing about it.", None, timedelta(hours=2),
    ),
    "outside_noted": Duty(
        "out_of_area", "The address is outside the area; the caller asks you to decide.",
        "address", timedelta(days=1),
    ),
    "outside_declined": Duty(
        "out_of_area", "The address is outside the area, so that no estimate was made.",
        "address", timedelta(days=1),
    ),
    "no_answer": Duty(
        "answer_question", "The caller asked something the desk could not answer.", None,
        timedelta(days=1),
    ),
    "gone_silent": Duty(
        "call_back", "The caller fell silent and was told that we call back.", None,
        timedelta(hours=2),
    ),
    "untextable": Duty(None, "", None, timedelta(days=1)),
    "deferred": Duty(None, "", None, timedelta(days=1)),
    "late": Duty(
        "correct_entry",
        "The caller changed this after it was entered in QuickBooks; please enter it there.",
        None,
        timedelta(days=1),
    ),
}  # fmt: skip


def is_owed(promise: str) -> bool:
    """Whether a phrase promises anything; behind a colon stands the field it is about."""
    return promise.partition(":")[0] in DUTIES


async def keep_in_mind(tray: Desktray, call_id: str, key: str, now: datetime, words: str) -> None:
    """File what a phrase promises; phrases that promise nothing file nothing."""
    name, _, field = key.partition(":")
    duty = DUTIES.get(name)
    if duty is None:
        return
    due = now + duty.due
    await tray.promise(key=f"{call_id}:{key}", words=words, due_at=due, call_id=call_id)
    if duty.kind is None:
        return
    await tray.follow_up(
        key=f"{call_id}:{key}",
        kind=duty.kind,
        note=f'{duty.note} In these words: "{words}"' if duty.told else duty.note,
        call_id=call_id,
        field=duty.field or field or None,
        due_at=due,
    )
