"""Trouble on demand: what the real service does on its bad days, over the real wire."""

import asyncio
from collections import deque
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, model_validator

from office.clock import Clock

Sort = Literal[
    "slow",
    "hang",
    "hang_after_commit",
    "reset_before",
    "reset_after_commit",
    "down",
    "html_500",
    "html_502",
    "html_503",
    "html_504",
    "xml_503",
    "xml_504",
    "throttle",
    "throttle_json",
    "fault_in_200",
    "garbage_in_200",
    "token_expired",
    "token_revoked",
    "no_access",
    "subscription_ended",
    "closed_books",
    "not_queryable",
    "not_supported",
]


class Fault(BaseModel):
    """One kind of trouble: for which requests, how often, how long.

    It ends after `count` requests, or `minutes` on the company's clock, or when it is cleared. With
    a `rate` each request has that chance of running into it, by the dice of `seed`.
    """

    model_config = ConfigDict(extra="forbid")

    sort: Sort
    entity: str = ""
    operation: Literal["", "read", "write", "query", "send"] = ""
    asking: str = Field("", description="Words of the query that meets it; others do not.")
    count: int | None = Field(None, ge=0, description="1 if nothing else limits it.")
    seconds: float = Field(0.0, ge=0, le=600, description="To wait before it.")
    minutes: float | None = Field(None, gt=0)
    rate: float = Field(1.0, gt=0, le=1)
    seed: int = 0
    retry_after: int | None = Field(None, ge=0, description="Seconds, as the header says them.")
    _until: datetime | None = PrivateAttr(None)
    _dice: Random | None = PrivateAttr(None)

    @model_validator(mode="after")
    def _limited(self) -> "Fault":
        unlimited = self.sort == "down" or self.minutes is not None or self.rate < 1
        if self.count is None and not unlimited:
            self.count = 1
        return self

    @property
    def loses_the_answer(self) -> bool:
        """Whether the change is made all the same."""
        return self.sort in ("reset_after_commit", "hang_after_commit")

    def meets(self, entity: str, operation: str, statement: str = "") -> bool:
        """Whether a request runs into it this time."""
        if self.entity.lower() not in ("", entity) or self.operation not in ("", operation):
            return False
        if self.asking not in statement:
            return False
        self._dice = self._dice or Random(self.seed)  # noqa: S311 - a schedule, no secret
        return self._dice.random() < self.rate

    def is_over(self, now: datetime) -> bool:
        """Whether its time is up; the time begins when it is first asked."""
        if self.minutes is None:
            return False
        self._until = self._until or now + timedelta(minutes=self.minutes)
        return now >= self._until


class Troubles:
    """The faults that are set, and Intuit's limits.

    500 requests and 40 batches a minute, 10 requests a second.
    """

    PER_MINUTE, PER_SECOND, BATCHES_PER_MINUTE = 500, 10, 40

    def __init__(self, clock: Clock) -> None:
        """Count requests by a clock."""
        self._clock = clock
        self.faults: list[Fault] = []
        self._recent: deque[float] = deque()
        self._batches: deque[float] = deque()

    def over_limit(self, *, batch: bool = False) -> bool:
        """Whether one request more is too many right now; batches have a limit of their own."""
        now = self._clock.monotonic()
        if batch:
            while self._batches and self._batches[0] <= now - 60:
                self._batches.popleft()
            if len(self._batches) >= self.BATCHES_PER_MINUTE:
                return True
            self._batches.append(now)
        while self._recent and self._recent[0] <= now - 60:
            self._recent.popleft()
        in_second = sum(moment > now - 1 for moment in self._recent)
        if len(self._recent) >= self.PER_MINUTE or in_second >= self.PER_SECOND:
            return True
        self._recent.append(now)
        return False

    async def next(
        self, entity: str, operation: str, now: datetime, statement: str = ""
    ) -> Fault | None:
        """The fault a request runs into, used up once; slowness is served here."""
        self.look(now)
        for fault in self.faults:
            if not fault.meets(entity, operation, statement):
                continue
            if fault.count is not None:
                fault.count -= 1
                if fault.count <= 0:
                    self.faults.remove(fault)
            if fault.seconds:
                await asyncio.sleep(fault.seconds)
            return None if fault.sort == "slow" else fault
        return None

    def look(self, now: datetime) -> None:
        """Forget the faults whose time is up on the company's clock, and start the others'."""
        self.faults[:] = [fault for fault in self.faults if not fault.is_over(now)]
