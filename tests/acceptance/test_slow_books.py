"""A tool that takes long is bridged by a short line, which is written down like every other."""

from typing import Any

import httpx2
import pytest

from office.calls import one_call

pytestmark = pytest.mark.acceptance

FILLER = "One moment, I'm putting you into our system."


async def test_line_that_bridges_slow_books_stands_in_the_journal(typed: Any) -> None:
    call = await typed.ring("+16145550171")
    await typed.turn(call, "My AC is not cooling, it is urgent. My name is Mike Chen.")
    slow = [{"sort": "slow", "operation": "write", "entity": "customer", "seconds": 1.2}]
    async with httpx2.AsyncClient() as http:
        (await http.post(f"{typed.base}/_sandbox/faults", json=slow)).raise_for_status()
    for _ in range(16):
        if ("desk", FILLER) in typed.dialogue:
            break
        await typed.turn(call, "Yes, that's right.")
    record = await one_call(typed.store, call.call.id)
    assert record is not None
    turns = [(turn["who"], turn["text"]) for turn in record.turns]
    at = turns.index(("desk", FILLER))
    assert turns[at - 1] == ("caller", "Yes, that's right.")
    assert turns[at + 1][0] == "desk"
