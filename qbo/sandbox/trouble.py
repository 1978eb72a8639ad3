"""Trouble on demand: what the real service does on its bad days, over the real wire."""

import asyncio
from collections import deque
from typing import Literal

from pydantic import BaseModel, ConfigDict

from office.clock import Clock

Sort = Literal[
    "slow",
    "reset_after_commit",
    "reset_before",
    "html_503",
    "html_500",
    "xml_504",
    "fault_in_200",
    "garbage_in_200",
    "throttle",
    "down",
]


class Fault(BaseModel):
    """One kind of trouble: for which requests, how often, how long."""

    model_config = ConfigDict(extra="forbid")

    sort: Sort
    entity: str = ""
    operation: Literal["", "read", "write", "query", "send"] = ""
    count: int = 1
    seconds: float = 0.0


class Troubles:
    """The faults that are set, and Intuit's limits: 500 requests a minute, 10 a second."""

    PER_MINUTE, PER_SECOND = 500, 10

    def __init__(self, clock: Clock) -> None:
        """Count requests by a clock."""
        self._clock = clock
        self.faults: list[Fault] = []
        self._recent: deque[float] = deque()

    def over_limit(self) -> bool:
        """Whether one request more is too many right now."""
        now = self._clock.monotonic()
        while self._recent and self._recent[0] <= now - 60:
            self._recent.popleft()
        in_second = sum(moment > now - 1 for moment in self._recent)
        if len(self._recent) >= self.PER_MINUTE or in_second >= self.PER_SECOND:
            return True
        self._recent.append(now)
        return False

    async def next(self, entity: str, operation: str) -> Fault | None:
        """The fault a request runs into, used up once; slowness is served here."""
        for fault in self.faults:
            if fault.entity.lower() not in ("", entity) or fault.operation not in ("", operation):
                continue
            if fault.sort != "down":
                fault.count -= 1
                if fault.count <= 0:
                    self.faults.remove(fault)
            if fault.seconds:
                await asyncio.sleep(fault.seconds)
            return None if fault.sort == "slow" else fault
        return None
