"""A whole desk beside the embedded company: what its pages change, the desk knows soon."""

import asyncio
from pathlib import Path

import httpx2
import pytest

from agent.house import House
from agent.voices.choice import InstantVoices
from dashboard.app import desk_app
from office.clock import SystemClock
from office.ports import free_ports
from office.settings import Settings
from office.store import Store
from prompts.library import Library
from qbo.sandbox.app import sandbox_app
from tests.serving import served

pytestmark = [pytest.mark.wire, pytest.mark.timeout(60)]


async def test_change_in_the_embedded_company_is_known_to_the_desk_in_seconds(
    tmp_path: Path,
) -> None:
    port, company = free_ports(2)
    settings = Settings(data=tmp_path, port=port, sandbox_port=company)
    store, clock = await Store.open(settings.database), SystemClock()
    house = House(
        settings, store, clock, InstantVoices(lambda: ""), Library.open(tmp_path / "prompts")
    )
    async with (
        served(sandbox_app(tmp_path / "company"), company),
        served(desk_app(house, house.doors()), port),
        httpx2.AsyncClient(trust_env=False) as http,
    ):
        await house.start()
        assert house.mirror.complete
        assert house.customers_known == 100
        (sarah,) = house.mirror.by_name("Sarah Johnson")
        edit = {"id": sarah.id, "changes": {"DisplayName": "Sarah Miller"}}
        where = f"http://127.0.0.1:{company}/_sandbox/owner-edit"
        (await http.post(where, json=edit)).raise_for_status()
        async with asyncio.timeout(4):
            while not house.mirror.by_name("Sarah Miller"):  # noqa: ASYNC110 - seen from outside
                await asyncio.sleep(0.02)
        await house.close()
