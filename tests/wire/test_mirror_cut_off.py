"""A first reading that is cut off goes on where it was, in the same run and in the next."""

import pytest

from office.mirror_rows import Begun
from qbo.faults import QboError
from tests.wire.mirror_ears import Ears
from tests.wire.test_mirror_hearing import ears

__all__ = ["ears"]
pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]

FIRST_PAGE = "FROM Customer WHERE Active IN (true, false) AND Id > '0'"


async def test_first_sync_that_was_cut_off_goes_on_where_it_was(ears: Ears) -> None:
    ears.open(most=5)

    async def breaks(statement: str) -> None:
        if len(ears.odd.asked) == 5:
            raise ConnectionError("the line broke")

    ears.odd.before = breaks
    with pytest.raises(QboError):
        await ears.hearing.sync()
    ears.odd.before = None
    assert ears.mirror.counts[0] > 0
    assert 0 < ears.mirror.progress < 1
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.odd.count(FIRST_PAGE) == 1


async def cut_off(ears: Ears, after: int) -> None:
    """A first reading in small pages, that breaks off after some requests."""
    ears.open(most=5)

    async def breaks(statement: str) -> None:
        if len(ears.odd.asked) > after:
            raise ConnectionError("the line broke")

    ears.odd.before = breaks
    with pytest.raises(QboError):
        await ears.hearing.sync()
    ears.odd.before = None
    ears.open(most=5)


@pytest.mark.parametrize("after", [4, 12])
async def test_first_sync_goes_on_after_a_restart_of_the_desk(ears: Ears, after: int) -> None:
    await cut_off(ears, after)
    ears.edit("Sarah Johnson", DisplayName="Sarah Miller")
    late = ears.add("Lisa Park")
    await ears.hearing.sync()
    assert ears.odd.count(FIRST_PAGE) == 0
    assert (ears.mirror.complete, ears.mirror.customer(late) is not None) == (True, True)
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.mirror.mark.begun == {}


async def test_who_vanished_while_the_desk_was_off_is_found_by_the_count(ears: Ears) -> None:
    await cut_off(ears, 6)
    await ears.mirror.load("1")
    gone = min(ears.mirror.shelf("Customer").ids, key=int)
    ears.company.ledger._db.execute("DELETE FROM entities WHERE id=?", (int(gone),))
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.hearing.differing == ()


async def test_first_sync_that_was_cut_off_long_ago_begins_anew(ears: Ears) -> None:
    await cut_off(ears, 6)
    ears.pass_time(days=30)
    await ears.wire.connection.fresh()
    await ears.hearing.sync()
    assert ears.odd.count(FIRST_PAGE) == 1
    assert ears.missed() == set()


async def test_where_one_company_came_to_is_nothing_to_another(ears: Ears) -> None:
    await cut_off(ears, 6)
    await ears.mirror.load("9")
    assert (ears.mirror.mark.begun, ears.mirror.counts) == ({}, (0, 0))
    await ears.mirror.came_to("1", "Customer", Begun(7, ears.ours.now().isoformat()))
    assert ears.mirror.mark.begun == {}
    await ears.mirror.load("1")
    assert ears.mirror.mark.begun["Customer"].last > 0


async def test_items_that_could_not_be_read_cost_no_second_reading_of_customers(
    ears: Ears,
) -> None:
    ears.open(most=20)

    async def breaks(statement: str) -> None:
        if "FROM Item" in statement:
            raise ConnectionError("the line broke")

    ears.odd.before = breaks
    with pytest.raises(QboError):
        await ears.hearing.sync()
    ears.odd.before = None
    late = ears.add("Lisa Park")
    await ears.hearing.sync()
    assert ears.missed() == set()
    assert ears.mirror.customer(late) is not None
    assert ears.odd.count(FIRST_PAGE) == 1
