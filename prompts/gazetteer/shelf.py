"""The gazetteer in force: the owner's streets, the shipped sample, or none."""

import threading
import time
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import structlog

from prompts.gazetteer.book import Gazetteer
from prompts.gazetteer.kept import FILE, read_streets
from prompts.gazetteer.open_data import StreetsError, gather
from prompts.problems import PromptProblem

log = structlog.get_logger()

Stamp = tuple[int, int] | None


class Shelf:
    """Reads the owner's streets in the background, so that no call waits for them."""

    def __init__(self, folder: Path | None) -> None:
        """Start with nothing read; `look` reads."""
        self.current = Gazetteer()
        self.problem: PromptProblem | None = None
        self._path = folder / FILE if folder else None
        self._stamp: Stamp = None
        self._reading: threading.Thread | None = None

    def look(self, *, sample: bool) -> None:
        """Take up a changed file; cheap if nothing changed.

        Args:
            sample: the desk runs on the shipped business, whose streets are shipped too.
        """
        stamp = self._changed()
        if stamp is None:
            self._stamp, self.problem = None, None
            self.current = sample_streets() if sample else Gazetteer()
            return
        if stamp == self._stamp:
            return
        self._stamp = stamp
        self._reading = threading.Thread(target=self._read, args=(stamp,), daemon=True)
        self._reading.start()

    def wait(self, seconds: float) -> None:
        """Wait until what is being read is in force, for commands and tests."""
        if self._reading is not None:
            self._reading.join(seconds)

    def _read(self, stamp: Stamp) -> None:
        if self._path is None:
            return
        started = time.monotonic()
        try:
            read = Gazetteer(read_streets(self._path))
        except StreetsError as error:
            self.problem = PromptProblem(FILE, None, str(error).rstrip("."))
            log.warning("streets_unreadable")
            return
        if stamp == self._stamp:
            self.current, self.problem = read, None
            spent = int((time.monotonic() - started) * 1000)
            log.info("streets_read", streets=read.size, milliseconds=spent)

    def _changed(self) -> Stamp:
        if self._path is None:
            return None
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size


@cache
def sample_streets() -> Gazetteer:
    """Streets around the shipped business, written for this program."""
    with as_file(files(__package__) / "sample.csv") as path:
        return Gazetteer(gather([path], lambda _: None).streets)
