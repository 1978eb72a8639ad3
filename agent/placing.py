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
MOST_PROPOSED = 2
"""So often another street is proposed; then the one that was heard stands."""

UNPLACED = 0.5
"""How sure an address can be whose street nobody knows."""


def placing_at(desk: Desk) -> Placing | None:
    """The beginning, where there are streets or an area to check an address against."""
    gazetteer, area = desk.library.gazetteer, desk.library.area
    if gazetteer.size == 0 and not area.is_named:
        return None
    return Placing(towns=gazetteer.towns | area.towns)


def to_check(sheet: CallSheet, situation: Situation) -> HeardAddress | None:
    """What is to be looked up, if an address was heard."""
    entry = sheet[FieldName.ADDRESS]
    if not isinstance(entry.value, Address):
        return None
    proposed = situation.placing.proposed if situation.placing else frozenset()
    denied = {display.partition(",")[0] for display in proposed}
    others = tuple(
        other
        for other in entry.alternatives
        if isinstance(other, Address) and other.line1 not in denied
    )
    return HeardAddress(entry.value, others, tuple(sorted(proposed)))


def placed(sheet: CallSheet, situation: Situation, found: AddressCheck) -> Ran:
    """The address as it will be read back; one that was confirmed stays as it is."""
    placing = situation.placing or Placing()
    entry = sheet[FieldName.ADDRESS]
    if entry.state is State.CONFIRMED and found.outcome is not Checked.OUT_OF_AREA:
        # They have said yes to these very words: nothing is asked about them again.
        kept = replace(placing, value=_address(entry.value), outcome=Checked.FOUND.value)
        return Ran(sheet, replace(situation, placing=kept))
    value, sure, outcome = found.address, entry.confidence, found.outcome
    street = _street(found.address)
    if outcome is Checked.DID_YOU_MEAN and _insists(street, placing):
        # No data are whole: who was asked about another street and says theirs again lives there.
        outcome, placing = Checked.UNKNOWN, replace(placing, doubted=True)
    if outcome is Checked.DID_YOU_MEAN:
        value, sure = found.candidates[0], GUESSED
        proposed, heard = placing.proposed | {value.display}, placing.heard | {street}
        placing = replace(placing, proposed=proposed, heard=heard)
    elif outcome is Checked.UNKNOWN:
        sure = min(sure, UNPLACED)
    if entry.state is not State.CONFIRMED:
        sheet = sheet.with_field(replace(entry, value=value, confidence=sure, alternatives=()))
        if value != entry.value:
            sheet = sheet.with_field(replace(sheet[FieldName.ADDRESS], state=State.HEARD))
    else:
        value = _address(entry.value) or value
    now = replace(placing, value=value, outcome=outcome.value)
    unsure = situation.unsure - {FieldName.ADDRESS}
    return Ran(sheet, replace(situation, placing=now, unsure=unsure))


def _insists(street: str, placing: Placing) -> bool:
    """Whether a street was heard before another one was proposed, or enough were proposed."""
    return street in placing.heard or len(placing.proposed) >= MOST_PROPOSED


def _street(address: Address) -> str:
    return address.line1.partition(" ")[2].lower()


def _address(value: object) -> Address | None:
    return value if isinstance(value, Address) else None
