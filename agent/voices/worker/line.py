"""The line in front of one engine: who waits, who is served, who has gone away."""

import threading

from agent.voices.wire import Message

WAITING_AT_MOST = 32
"""Requests that may wait; beyond them the desk says a prepared line instead."""


class Line:
    """Requests in the order they came; safe between the reading and the serving thread."""

    def __init__(self) -> None:
        """Start empty."""
        self._changed = threading.Condition()
        self._waiting: dict[int, Message] = {}
        self._served: int | None = None

    def add(self, message: Message) -> bool:
        """Queue up; false if too many wait already."""
        with self._changed:
            if len(self._waiting) >= WAITING_AT_MOST:
                return False
            self._waiting[int(message.head["id"])] = message
            self._changed.notify()
            return True

    def cancel(self, number: int) -> None:
        """A request has gone away, waiting or being served."""
        with self._changed:
            self._waiting.pop(number, None)
            if self._served == number:
                self._served = None

    def take(self) -> Message:
        """The next request, which is served from now on; waits for one."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            number = self._served = next(iter(self._waiting))
            return self._waiting.pop(number)

    def wants(self, number: int) -> bool:
        """Whether the request being served has not gone away."""
        with self._changed:
            return self._served == number
