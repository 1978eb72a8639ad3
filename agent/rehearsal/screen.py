"""What `frontdesk call` prints: the dialogue as it happens, then the outcome."""

from agent.rehearsal.phone import Spoken
from agent.rehearsal.run import Report
from office.settings import Settings


def line(spoken: Spoken) -> str:
    """One stretch of the dialogue, with the time of the desk's answer."""
    waited = f"{spoken.answer_ms:>6} ms" if spoken.answer_ms is not None else " " * 9
    return f"  {spoken.who:<7}{waited}  {spoken.words}"


def outcome(report: Report, settings: Settings) -> str:
    """Customer, estimate, messages, the slowest answer, and what differs."""
    found = report.found
    rows: list[str] = [""]
    for customer in found.customers:
        phone = (customer.get("PrimaryPhone") or {}).get("FreeFormNumber", "no phone")
        email = (customer.get("PrimaryEmailAddr") or {}).get("Address", "no e-mail")
        street = (customer.get("BillAddr") or {}).get("Line1", "no address")
        rows.append(f"  Customer   {customer['DisplayName']}, {phone}, {email}, {street}")
    for estimate in found.estimates:
        rows.append(
            f"  Estimate   {estimate['DocNumber']} for ${float(estimate['TotalAmt']):,.2f}, "
            f"{estimate['CustomerRef']['name']}"
        )
        rows += [
            f"             {entry['SalesItemLineDetail']['ItemRef']['name']:<36}"
            f"{entry['SalesItemLineDetail']['Qty']:>4} x "
            f"${entry['SalesItemLineDetail']['UnitPrice']:>7}  ${entry['Amount']:>8}"
            for entry in estimate["Line"]
            if entry["DetailType"] == "SalesItemLineDetail"
        ]
    rows += [f"  E-mail     to {mail['to']}: {mail['subject']}" for mail in found.mails]
    rows += [f"  Text       to {text['to']}: {text['body']}" for text in found.texts]
    rows += [
        f"  Follow-up  {entry['kind'].replace('_', ' ')}: {entry['field'] or ''}"
        for entry in found.call.get("follow_ups", [])
    ]
    slowest = f"{report.slowest_ms / 1000:.1f} s" if report.slowest_ms else "none"
    rows.append(f"  Slowest    {slowest}, the call took {report.seconds:.0f} s")
    if found.call:
        rows.append(f"  Page       http://localhost:{settings.port}/calls/{found.call['id']}")
    if report.wrong:
        rows += ["", *(f"  Heard      {words}" for words in report.heard)]
    rows += ["", *(f"  WRONG      {sentence}" for sentence in report.wrong)]
    rows.append("  Passed." if not report.wrong else "  Failed.")
    return "\n".join(rows)
