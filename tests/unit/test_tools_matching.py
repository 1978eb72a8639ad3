import pytest

from office.values import PersonName
from tools.matching import same_company, same_person

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("said", "given", "family"),
    [
        ("Mike Chen", "Mike", "Chen"),
        ("mike chen", "Mike", "Chen"),
        ("Mike Chan", "Mike", "Chen"),
        ("Sara Johnson", "Sarah", "Johnson"),
        ("Sarah Jonson", "Sarah", "Johnson"),
        ("Sarah", "Sarah", "Johnson"),
        ("José García", "Jose", "Garcia"),
        ("Will Smith", "William", "Smith"),
    ],
)
def test_spelling_of_a_name_is_forgiven(said: str, given: str, family: str) -> None:
    assert same_person(PersonName.parse(said), given, family)


@pytest.mark.parametrize(
    ("said", "given", "family"),
    [
        ("Mike Chen", "Sarah", "Johnson"),
        ("Mike Chen", "Mike", "Johnson"),
        ("Mike Chen", "Mary", "Chen"),
        ("Sarah", "Mike", "Chen"),
        ("Mike", "", ""),
    ],
)
def test_another_person_is_not_the_caller(said: str, given: str, family: str) -> None:
    assert not same_person(PersonName.parse(said), given, family)


def test_company_forms_do_not_matter() -> None:
    assert same_company("JC Plumbing", "JC Plumbing, LLC")
    assert not same_company("JC Plumbing", "ABC Roofing")
    assert not same_company("", "")
