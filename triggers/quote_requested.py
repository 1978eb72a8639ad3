"""An estimate could not be made during the call: it is made now, at the price told on the phone."""

from office.events import Event
from office.sheet import FieldName
from office.values import Email
from tools import quotes
from tools.create_estimate import NewEstimate, create_estimate
from triggers.caller import enter_caller
from triggers.means import Means, NotYet, call_of


async def quote_requested(means: Means, event: Event) -> None:
    """Make and send the estimate, after entering the customer if that is still to do.

    Raises:
        NotYet: QuickBooks does not answer now.
    """
    call_id, sheet, kept = call_of(event), await means.sheet(event), event.body
    customer_id = kept["customer_id"]
    company = str(kept.get("company", ""))
    if customer_id is None and means.desk.works_for(company):
        entered = await enter_caller(means, event, sheet)
        customer_id = entered.customer_id if entered else None
        if customer_id is None:
            # Without a confirmed caller there is nobody to estimate for; the follow-up asks a
            # person.
            return
    estimate = NewEstimate(
        customer_id=customer_id,
        quote=quotes.unwritten(kept["quote"]),
        email=sheet.confirmed(FieldName.EMAIL, Email),
        use_email_on_file=kept["use_email_on_file"],
        service=kept["service"],
        urgency=kept["urgency"],
        preferred_time=kept["preferred_time"],
        revision=kept["revision"],
        company=company,
    )
    made = await create_estimate(means.desk, call_id, estimate)
    if made.waits:
        raise NotYet("QuickBooks does not answer; the estimate goes out later.")
