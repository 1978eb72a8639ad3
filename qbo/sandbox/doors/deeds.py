"""What can be asked of an entity by `POST`, alone or as one item of a batch."""

from typing import Any

from qbo.sandbox.company import NO_OPTIONS, Company
from qbo.sandbox.doors.recurring import act_on_template
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.kinds.recurring import RECURRING

Body = dict[str, Any]
VOID = "void"


def act(
    company: Company,
    kind: Kind,
    body: Body,
    *,
    operation: str = "",
    options: frozenset[str] = NO_OPTIONS,
) -> Body:
    """Create, change, delete or void an entity; gives its body.

    Raises:
        Refusal: whatever the company does not take.
    """
    if operation not in ("", "create", "update", "delete", VOID):
        raise Refusal("500", f"Operation {operation} is not supported.")
    if kind is RECURRING and operation != VOID:
        return act_on_template(company, body, operation, options)
    if operation == "delete":
        return company.delete(kind, body)
    if operation == VOID or VOID in options:
        return company.void(kind, body)
    if operation == "create" and body.get("Id"):
        body = {name: value for name, value in body.items() if name != "Id"}
    return company.write(kind, body, options)
