"""Recurring transactions by `POST`: one form inside, whose rules hold (RecurringTransaction)."""

from typing import Any

from qbo.sandbox.company import NO_OPTIONS, Company
from qbo.sandbox.faults import Refusal
from qbo.sandbox.kinds.answers import answered
from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.kinds.recurring import RECURRING, TEMPLATES

Body = dict[str, Any]


def act_on_template(
    company: Company, body: Body, operation: str, options: frozenset[str] = NO_OPTIONS
) -> Body:
    """Create, change or delete a template; gives it as it is answered.

    Raises:
        Refusal: 2010 for anything but one form that can recur, 610 for a template of another
            form, and whatever the rules of the form refuse.
    """
    kind, inner = _form(body)
    if inner.get("Id") and operation != "create":
        kept = company.read(RECURRING, str(inner["Id"]))
        if kept["Type"] != kind.form:
            raise Refusal("610", f"Object Not Found : This template holds a {kept['Type']}.")
    if operation == "delete":
        gone = company.delete(kind, inner)
        return {"status": "Deleted", "domain": "QBO", kind.form: {"Id": gone["Id"]}}
    if operation == "create":
        inner = {name: value for name, value in inner.items() if name != "Id"}
    return answered(RECURRING, company.write(kind, inner, options))


def _form(body: Body) -> tuple[Kind, Body]:
    found = {name: inner for name, inner in body.items() if isinstance(inner, dict)}
    if len(found) != 1 or next(iter(found)) not in TEMPLATES:
        raise Refusal("2010", "A RecurringTransaction holds one form that can recur.")
    name, inner = found.popitem()
    return TEMPLATES[name], inner
