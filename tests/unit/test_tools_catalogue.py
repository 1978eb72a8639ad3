import pytest
from pydantic import ValidationError

from prompts.library import Library
from tools.catalogue import CATALOGUE, CreateEstimateArguments, MapServiceArguments, schemas, tool

pytestmark = pytest.mark.unit


def test_every_tool_has_a_deadline_and_a_line_for_when_it_is_slow() -> None:
    fillers = Library.open().current.phrases.fillers.model_dump()
    assert {entry.name for entry in CATALOGUE} == set(fillers)
    assert all(entry.deadline > 0 for entry in CATALOGUE)


def test_schemas_are_closed_functions() -> None:
    for schema in schemas():
        assert schema["type"] == "function"
        parameters = schema["function"]["parameters"]
        assert parameters["type"] == "object"
        assert parameters["additionalProperties"] is False


def test_no_tool_takes_a_price_or_a_quantity() -> None:
    text = str(schemas()).lower()
    assert not any(word in text for word in ("amount", "unit_price", "quantity", "'total'"))


def test_invented_arguments_are_refused() -> None:
    with pytest.raises(ValidationError):
        CreateEstimateArguments.model_validate({"total": "1.00"})
    with pytest.raises(ValidationError):
        MapServiceArguments.model_validate({"service": "drain", "urgency": "high"})


def test_unknown_tool_is_none() -> None:
    assert tool("delete_customer") is None
