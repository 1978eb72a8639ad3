"""What the check of an address makes of sheet and situation; pure."""

from dataclasses import replace

from agent.effects import Ran
from agent.policy import Placing, Situation
from office.sheet import CallSheet, FieldName, State
from office.values import Address
from tools.check_address import AddressCheck, Checked, HeardAddress
from tools.desk import Desk

GUESSED = 0.4
"""How sure an address is that the caller did not say: it is only asked about."""
UNPLACED = 0.5
"""How sure an address can be whose street nobody knows."""


def placing_at(desk: Desk) -> Placing | None:
    """The beginning, where there are streets or an area to check an address against."""
    known = desk.library.gazetteer.size > 0 or desk.library.area.is_named
    return Placing() if known else None


def to_check(sheet: CallSheet, situation: Situation) -> HeardAddress | None:
    """What is to be looked up, if an address was heard."""
    entry = sheet[FieldName.ADDRESS]
    if not isinstance(entry.value, Address):
        return None
    others = tuple(other for other in entry.alternatives if isinstance(other, Address))
    proposed = situation.placing.proposed if situation.placing else frozenset()
    return HeardAddress(entry.value, others, tuple(sorted(proposed)))


def placed(sheet: CallSheet, situation: Situation, found: AddressCheck) -> Ran:
    """The address as it will be read back; one that was confirmed stays as it is."""
    placing = situation.placing or Placing()
    entry = sheet[FieldName.ADDRESS]
    if entry.state is State.CONFIRMED and found.outcome is not Checked.OUT_OF_AREA:
        # They have said yes to these very words: nothing is asked about them again.
        kept = replace(placing, value=_address(entry.value), outcome=Checked.FOUND.value)
        return Ran(sheet, replace(situation, placing=kept))
    value, sure = found.address, entry.confidence
    if found.outcome is Checked.DID_YOU_MEAN:
        value, sure = found.candidates[0], GUESSED
        placing = replace(placing, proposed=placing.proposed | {value.display})
    elif found.outcome is Checked.UNKNOWN:
        sure = min(sure, UNPLACED)
    if entry.state is not State.CONFIRMED:
        sheet = sheet.with_field(replace(entry, value=value, confidence=sure, alternatives=()))
        if value != entry.value:
            sheet = sheet.with_field(replace(sheet[FieldName.ADDRESS], state=State.HEARD))
    else:
        value = _address(entry.value) or value
    now = replace(placing, value=value, outcome=found.outcome.value)
    unsure = situation.unsure - {FieldName.ADDRESS}
    return Ran(sheet, replace(situation, placing=now, unsure=unsure))


def _address(value: object) -> Address | None:
    return value if isinstance(value, Address) else None
