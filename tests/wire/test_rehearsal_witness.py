"""Who grades a call says in a sentence when there is nobody to ask."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from agent.rehearsal.ledger import Witness, WitnessError
from office.ports import free_ports
from office.settings import Settings
from qbo.sandbox.app import sandbox_app
from tests.serving import served

pytestmark = pytest.mark.wire


async def test_desk_that_went_away_in_a_call_is_named(tmp_path: Path) -> None:
    port, company, carrier = free_ports(3)
    settings = Settings(data=tmp_path, port=port, sandbox_port=company, carrier_port=carrier)
    witness = Witness(settings)
    with pytest.raises(WitnessError, match=f"Nothing answers at http://127.0.0.1:{company}"):
        await witness.snapshot()
    await witness.close()


async def test_desk_that_does_not_let_the_witness_look_is_named(shown_desk: Any) -> None:
    asked = shown_desk.settings.model_copy(update={"port": shown_desk.port})
    shown_desk.settings = asked.model_copy(update={"api_token": "the desk's own"})
    witness = Witness(asked)
    with pytest.raises(WitnessError, match="FRONTDESK_API_TOKEN"):
        await witness.call("c1")
    await witness.close()


async def test_company_that_is_asked_too_much_is_asked_again(tmp_path: Path) -> None:
    (company,) = free_ports(1)
    witness = Witness(Settings(data=tmp_path, sandbox_port=company))
    async with served(sandbox_app(tmp_path / "company"), company), httpx2.AsyncClient() as http:
        side = f"http://127.0.0.1:{company}/_sandbox/faults"
        (await http.post(side, json=[{"sort": "throttle", "count": 2}])).raise_for_status()
        assert len(await witness._all("Customer")) > 30
    await witness.close()
