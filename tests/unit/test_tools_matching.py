import pytest

from office.values import Address, PersonName
from tools.matching import same_company, same_name, same_person, same_place

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


@pytest.mark.parametrize(
    ("given", "family", "same"),
    [
        ("Mike", "Chen", True),
        ("MIKE", "CHEN", True),
        ("Mikey", "Chen", True),
        ("Mina", "Chen", False),
        ("Mike", "Chang", False),
        ("Mike", "", False),
    ],
)
def test_whole_name_is_the_same_but_for_a_letter(given: str, family: str, same: bool) -> None:
    assert same_name(PersonName("Mike", "Chen"), given, family) is same


@pytest.mark.parametrize(
    ("line", "code", "same"),
    [
        ("12 Oak St", "43215", True),
        ("12 Oak Street", "", True),
        ("14 Oak Street", "43215", False),
        ("12 Oak Street", "43004", False),
        ("12 Elm Avenue", "43215", False),
    ],
)
def test_place_is_the_same_by_number_street_and_postcode(line: str, code: str, same: bool) -> None:
    place = Address("12 Oak Street", postal_code="43215")
    assert same_place(place, Address(line, postal_code=code)) is same


def test_unknown_place_is_no_place_in_common() -> None:
    assert not same_place(None, Address("12 Oak Street"))
    assert not same_place(Address("12 Oak Street"), None)
