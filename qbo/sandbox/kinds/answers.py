"""How an entity is answered where that is not as it is kept."""

from typing import Any

from qbo.sandbox.kinds.kind import Kind
from qbo.sandbox.kinds.lists import EXCHANGE_RATE
from qbo.sandbox.kinds.recurring import RECURRING

Body = dict[str, Any]


def answered(kind: Kind, body: Body) -> Body:
    """An entity for a client: a template stands inside the name of its form, a rate has no Id."""
    if kind.name == RECURRING.name and "Type" in body:
        return {
            body["Type"]: {name: value for name, value in body.items() if name != "Type"},
        }
    if kind.name == EXCHANGE_RATE.name:
        return {name: value for name, value in body.items() if name != "Id"}
    return body
