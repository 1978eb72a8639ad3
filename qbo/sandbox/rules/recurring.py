"""Templates of recurring transactions: what they must say, and how they are answered."""

from datetime import date
from typing import Any

from qbo.sandbox.columns import folded
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.recurring import NO_TEMPLATE_HAS, RECURRING
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.rules.checking import missing

Body = dict[str, Any]


def as_template(ledger: Ledger, form: str, whole: Body) -> Body:
    """A form as its template is kept: with its schedule, without a day or a number of its own.

    Raises:
        Refusal: 2020 without a name, 6240 for one that is taken, 6000 for a wrong schedule.
    """
    info = {"RecurType": "Automated", "Active": True, **whole["RecurringInfo"]}
    if not info.get("Name"):
        raise missing("RecurringInfo.Name")
    for other in ledger.all(RECURRING.name):
        same = folded(other["RecurringInfo"]["Name"]) == folded(info["Name"])
        if same and other["Id"] != whole.get("Id"):
            raise Refusal("6240", "The name supplied already exists. : Another template has it.")
    if info["RecurType"] != "Unscheduled":
        info["ScheduleInfo"] = _schedule(info.get("ScheduleInfo") or {})
    kept = {name: value for name, value in whole.items() if name not in NO_TEMPLATE_HAS}
    # Documents made of a template name it by a number that is not the template's own.
    reference = whole.get("RecurDataRef") or {"value": ledger.next_id()}
    return {**kept, "RecurringInfo": info, "RecurDataRef": reference, "Type": form}


def _schedule(given: Body) -> Body:
    if not given.get("IntervalType"):
        raise missing("ScheduleInfo.IntervalType")
    start, end = given.get("StartDate"), given.get("EndDate")
    if start and end and date.fromisoformat(end) < date.fromisoformat(start):
        raise Refusal("6000", "The end of a schedule is before its start.", "EndDate")
    following = {"NextDate": start} if start else {}
    return {"NumInterval": 1, **following, **given}
