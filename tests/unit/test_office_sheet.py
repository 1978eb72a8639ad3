"""The laws of the call sheet, held against every order of happenings."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from office.sheet import (
    CallSheet,
    Confirmed,
    FieldName,
    Source,
    StaleConfirmation,
    State,
    Value,
)
from office.values import Email, PersonName, Phone

pytestmark = pytest.mark.unit

MIKE, SARAH = PersonName("Mike", "Chen"), PersonName("Sarah", "Johnson")
NAME, PHONE = FieldName.NAME, FieldName.PHONE

Happening = tuple[str, FieldName, Value]
VALUES: dict[FieldName, list[Value]] = {
    NAME: [MIKE, SARAH],
    PHONE: [Phone("+16145550123"), Phone("+16145550123", "4")],
}
# The way to a confirmation is taken more often than those away from it.
KINDS = "hear hear read_back read_back confirm confirm refuse drop miss decline defer".split()
happenings = st.lists(
    st.sampled_from([NAME, PHONE]).flatmap(
        lambda name: st.tuples(st.sampled_from(KINDS), st.just(name), st.sampled_from(VALUES[name]))
    ),
    max_size=15,
)


def after(sheet: CallSheet, happening: Happening) -> CallSheet:
    """The sheet after one thing happened; a stale confirmation leaves it as it was."""
    kind, name, value = happening
    match kind:
        case "hear":
            return sheet.hear(name, value)
        case "confirm":
            try:
                return sheet.confirm(name, value)
            except StaleConfirmation:
                return sheet
        case _:
            changed: CallSheet = getattr(sheet, kind)(name)
            return changed


def after_all(happened: list[Happening]) -> CallSheet:
    sheet = CallSheet()
    for happening in happened:
        sheet = after(sheet, happening)
    return sheet


@settings(deadline=None)
@given(happenings)
def test_whatever_is_confirmed_was_read_back_and_answered_yes(happened: list[Happening]) -> None:
    sheet = CallSheet()
    for happening in happened:
        kind, name, value = happening
        was, sheet = sheet[name], after(sheet, happening)
        if sheet[name].state is State.CONFIRMED and was.state is not State.CONFIRMED:
            assert (kind, was.state, was.value) == ("confirm", State.READ_BACK, value)


@settings(deadline=None)
@given(happenings)
def test_no_change_of_a_value_leaves_it_confirmed(happened: list[Happening]) -> None:
    sheet = CallSheet()
    for happening in happened:
        was, sheet = sheet, after(sheet, happening)
        for name in (NAME, PHONE):
            if sheet[name].value != was[name].value:
                assert sheet.confirmed(name, object) is None


@settings(deadline=None)
@given(happenings)
def test_a_value_is_handed_out_exactly_when_it_is_confirmed(happened: list[Happening]) -> None:
    sheet = after_all(happened)
    for name, kind in ((NAME, PersonName), (PHONE, Phone)):
        given_out = sheet.confirmed(name, kind)
        is_confirmed = sheet[name].state is State.CONFIRMED
        assert (given_out is not None) is is_confirmed
        assert given_out is None or given_out.value == sheet.value(name)


@settings(deadline=None)
@given(happenings)
def test_a_field_with_a_state_to_speak_of_has_a_value(happened: list[Happening]) -> None:
    sheet = after_all(happened)
    for field in sheet:
        if field.state in (State.HEARD, State.READ_BACK, State.CONFIRMED):
            assert field.value is not None


@settings(deadline=None)
@given(happenings)
def test_attempts_and_refusals_count_and_never_fall(happened: list[Happening]) -> None:
    sheet = after_all(happened)
    for name in (NAME, PHONE):
        mine = [kind for kind, of, _ in happened if of is name]
        assert sheet[name].attempts == mine.count("hear") + mine.count("miss")
        assert sheet[name].refusals == mine.count("refuse")


@settings(deadline=None, max_examples=50)
@given(happenings, happenings)
def test_an_earlier_sheet_is_never_touched(
    happened: list[Happening], later: list[Happening]
) -> None:
    sheet = after_all(happened)
    before = dict(sheet.fields)
    for happening in later:
        after(sheet, happening)
    assert sheet.fields == before


@settings(deadline=None)
@given(happenings)
def test_what_happens_to_one_field_leaves_the_others(happened: list[Happening]) -> None:
    alone = [happening for happening in happened if happening[1] is NAME]
    assert after_all(happened)[NAME] == after_all(alone)[NAME]


def test_only_the_sheet_mints_confirmed_values() -> None:
    with pytest.raises(TypeError, match="Only the call sheet"):
        Confirmed(MIKE)
    with pytest.raises(TypeError, match="Only the call sheet"):
        Confirmed(MIKE, object())


def test_a_confirmed_value_cannot_be_exchanged() -> None:
    sheet = CallSheet().hear(NAME, MIKE).read_back(NAME).confirm(NAME, MIKE)
    minted = sheet.confirmed(NAME, PersonName)
    assert minted is not None
    with pytest.raises(FrozenInstanceError):
        minted.value = SARAH  # type: ignore[misc]


def test_a_confirmation_of_an_earlier_value_is_refused() -> None:
    sheet = CallSheet().hear(NAME, MIKE).read_back(NAME).hear(NAME, SARAH)
    with pytest.raises(StaleConfirmation, match="read it back again"):
        sheet.confirm(NAME, MIKE)
    with pytest.raises(StaleConfirmation):
        sheet.confirm(NAME, SARAH)


def test_a_yes_to_another_value_than_the_one_read_back_is_refused() -> None:
    sheet = CallSheet().hear(NAME, SARAH).hear(NAME, MIKE).read_back(NAME)
    with pytest.raises(StaleConfirmation):
        sheet.confirm(NAME, SARAH)
    assert sheet.confirm(NAME, MIKE)[NAME].state is State.CONFIRMED
    confirmed = sheet.confirm(NAME, MIKE)
    with pytest.raises(StaleConfirmation):
        confirmed.confirm(NAME, SARAH)


def test_a_confirmation_without_a_read_back_is_refused() -> None:
    with pytest.raises(StaleConfirmation):
        CallSheet().hear(NAME, MIKE).confirm(NAME, MIKE)
    with pytest.raises(StaleConfirmation):
        CallSheet().confirm(NAME, MIKE)


def test_saying_the_same_again_keeps_the_confirmation() -> None:
    sheet = CallSheet().hear(NAME, MIKE).read_back(NAME).confirm(NAME, MIKE)
    again = sheet.hear(NAME, MIKE, source=Source.KEYPAD)
    assert again[NAME].state is State.CONFIRMED
    assert again[NAME].source is Source.KEYPAD


def test_a_value_of_another_kind_is_not_handed_out() -> None:
    sheet = CallSheet().hear(NAME, MIKE).read_back(NAME).confirm(NAME, MIKE)
    assert sheet.confirmed(NAME, Email) is None


@pytest.mark.parametrize("settle", [CallSheet.decline, CallSheet.defer])
def test_giving_a_settled_field_after_all_opens_it_unconfirmed(settle: object) -> None:
    assert callable(settle)
    sheet = settle(CallSheet().hear(NAME, MIKE), NAME)
    assert sheet[NAME].settled
    again = sheet.hear(NAME, MIKE)
    assert again[NAME].state is State.HEARD
    assert not again[NAME].settled


def test_a_declined_field_is_not_read_back() -> None:
    sheet = CallSheet().hear(NAME, MIKE).decline(NAME)
    assert sheet.read_back(NAME) is sheet
    assert CallSheet().read_back(NAME)[NAME].state is State.MISSING


def test_half_a_turn_is_put_back_unless_the_field_is_settled() -> None:
    before = CallSheet().hear(NAME, MIKE)
    half = before.hear(NAME, SARAH)
    assert half.put_back(before[NAME])[NAME] == before[NAME]
    settled = half.read_back(NAME).confirm(NAME, SARAH)
    assert settled.put_back(before[NAME]) is settled


def test_what_was_confirmed_before_half_a_turn_is_confirmed_after_it() -> None:
    before = CallSheet().hear(NAME, MIKE).read_back(NAME).confirm(NAME, MIKE)
    half = before.hear(NAME, SARAH)
    assert half.confirmed(NAME, PersonName) is None
    assert half.put_back(before[NAME]).confirmed(NAME, PersonName) == before.confirmed(
        NAME, PersonName
    )
