"""A real calendar server (Radicale) in a process of its own, and an owner who edits there."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from icalendar import Calendar

from office.calendars.caldav import Access
from office.ports import free_ports

USER, PASSWORD = "dave", "open sesame"
UP_WITHIN = 20.0


@dataclass
class Radicale:
    """The server; its calendars are on disk and outlive a restart."""

    folder: Path
    port: int = field(default_factory=lambda: free_ports(1)[0])
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        (self.folder / "users").write_text(f"{USER}:{PASSWORD}\n")
        options = {
            "server-hosts": f"127.0.0.1:{self.port}",
            "auth-type": "htpasswd",
            "auth-htpasswd-filename": str(self.folder / "users"),
            "auth-htpasswd-encryption": "plain",
            "auth-delay": "0",
            "storage-filesystem-folder": str(self.folder / "calendars"),
            "logging-level": "critical",
        }
        given = [word for name, value in options.items() for word in (f"--{name}", value)]
        self.process = subprocess.Popen(  # noqa: S603 - a program of the development group
            [sys.executable, "-m", "radicale", "--config", "", *given],
            env={"PATH": os.environ["PATH"]},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + UP_WITHIN
        while time.monotonic() < deadline and self.process.poll() is None:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 0.2),
            ):
                return
            time.sleep(0.02)
        raise RuntimeError("Radicale does not start.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


@contextlib.contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    server = Radicale(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@dataclass
class Owner:
    """Somebody with a calendar program, who knows nothing of the desk."""

    server: Radicale
    name: str

    @property
    def calendar(self) -> str:
        return f"{self.server.address}/{USER}/{self.name}/"

    @property
    def access(self) -> Access:
        return Access(self.calendar, USER, PASSWORD, seconds=5)

    def ask(
        self, method: str, where: str = "", text: str = "", **headers: str
    ) -> requests.Response:
        where = where if where.startswith("http") else f"{self.calendar}{where}"
        return requests.request(
            method,
            where,
            data=text.encode(),
            headers=headers,
            auth=(USER, PASSWORD),
            timeout=UP_WITHIN,
        )

    def begins(self) -> "Owner":
        self.ask("MKCALENDAR").raise_for_status()
        return self

    def entries(self) -> dict[str, str]:
        """Every entry's address and text."""
        listed = self.ask("PROPFIND", Depth="1").text
        names = {part.partition("<")[0] for part in listed.split("href>") if ".ics<" in part}
        return {
            name: self.ask("GET", f"{self.server.address}{name}").text for name in sorted(names)
        }

    def entry(self) -> str:
        """The only entry."""
        (text,) = self.entries().values()
        return text

    def event(self) -> Any:
        """The only entry's event; the library types its parts as one of thirty."""
        (found,) = Calendar.from_ical(self.entry()).walk("VEVENT")
        return found

    def edits(self, *changes: tuple[str, str]) -> None:
        """Change the only entry, as a calendar program does."""
        ((name, text),) = self.entries().items()
        for old, new in changes:
            assert old in text, text
            text = text.replace(old, new)
        self.ask("PUT", f"{self.server.address}{name}", text=text).raise_for_status()

    def deletes(self) -> None:
        """Delete the only entry."""
        (name,) = self.entries()
        self.ask("DELETE", f"{self.server.address}{name}").raise_for_status()

    def blocks(self, *lines: str, uid: str = "dentist") -> None:
        """Put an appointment of their own."""
        inside = "\r\n".join((f"UID:{uid}", "DTSTAMP:20260901T000000Z", *lines))
        text = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Owner//EN\r\nBEGIN:VEVENT\r\n"
            f"{inside}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        self.ask("PUT", f"{uid}.ics", text=text).raise_for_status()
