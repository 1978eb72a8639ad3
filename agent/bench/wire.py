"""How much the client library and its thread add to a bare exchange with QuickBooks."""

import asyncio
import http.client
import json
import time
from urllib.parse import urlsplit

from agent.bench.rows import Row, percentile
from agent.bench.yard import BenchError, Yard
from office.clock import SystemClock
from qbo.access.connection import Connection
from qbo.wire.session import MINOR_VERSION, Wire

ADDED_MS = 2.0
CALM_SECONDS = 1.5
PAUSE_SECONDS = 0.15
"""Intuit's limit on requests a second must not be part of the figure."""


async def writes(yard: Yard, times: int) -> list[Row]:
    """Customers created over the wire, each beside the same request by the bare protocol."""
    # The desk has just read its company, and the company counts both against one second.
    await asyncio.sleep(CALM_SECONDS)
    connection = Connection.of(yard.settings, SystemClock())
    wire = Wire(connection)
    token = await connection.token()
    where = urlsplit(connection.base)
    line = http.client.HTTPConnection(str(where.hostname), where.port)
    bare, whole = [], []
    try:
        await asyncio.to_thread(_create, line, token, "Bare warm-up")
        await wire.create("Customer", {"DisplayName": "Wire warm-up"}, "bench-wire-warm")
        for number in range(times):
            await asyncio.sleep(PAUSE_SECONDS)
            bare.append(await asyncio.to_thread(_create, line, token, f"Bare {number}"))
            await asyncio.sleep(PAUSE_SECONDS)
            started = time.perf_counter()
            payload = {"DisplayName": f"Wire {number}"}
            await wire.create("Customer", payload, f"bench-wire-{number}")
            whole.append((time.perf_counter() - started) * 1000)
    finally:
        line.close()
        wire.close()
    floor = percentile(bare, 50)
    added = percentile([mine - plain for mine, plain in zip(whole, bare, strict=True)], 50)
    return [
        Row(
            "what the client adds to a write in QuickBooks, p50",
            added,
            "ms",
            ADDED_MS,
            floor,
            "the bare exchange, p50",
            f"{times} pairs of customers, whole write p50 {percentile(whole, 50):.1f} ms",
        )
    ]


def _create(line: http.client.HTTPConnection, token: str, name: str) -> float:
    """Create a customer with nothing but the protocol; gives the milliseconds."""
    body = json.dumps({"DisplayName": name})
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/json",
        "Content-Type": "application/json",
    }
    started = time.perf_counter()
    line.request("POST", f"/v3/company/1/customer?minorversion={MINOR_VERSION}", body, headers)
    answer = line.getresponse()
    answer.read()
    if answer.status != 200:
        raise BenchError(f"The embedded company answered with {answer.status}.")
    return (time.perf_counter() - started) * 1000
