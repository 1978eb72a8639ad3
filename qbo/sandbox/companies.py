"""The companies an owner may pick from: the embedded one, and another with books of its own."""

from importlib.resources import files
from pathlib import Path

import yaml

from office.clock import Clock
from qbo.sandbox.company import REALM, Company
from qbo.sandbox.ledger import Ledger
from qbo.sandbox.seed import plant
from qbo.sandbox.webhooks.happenings import Happenings

OTHER = "9"


class Companies:
    """Every company of this server, by realm; the second is made when first asked for."""

    def __init__(self, folder: Path, clock: Clock, first: Company, happenings: Happenings) -> None:
        """Keep the second one's books in a folder inside the first one's.

        What happens there is told along with the `happenings` of the first.
        """
        self._folder, self._clock = folder / f"realm-{OTHER}", clock
        self._open, self._happenings = {REALM: first}, happenings
        if self._folder.exists():
            # What an earlier run left untold there goes out too.
            self.of(OTHER)

    def names(self) -> dict[str, str]:
        """What the companies are called, by realm."""
        plan = yaml.safe_load(_seed().read_text())
        return {REALM: self._open[REALM].info["CompanyName"], OTHER: plan["company"]["name"]}

    def of(self, realm: str) -> Company:
        """The company of a realm; for a realm that is none, the first one."""
        if realm == OTHER and OTHER not in self._open:
            ledger = Ledger(self._folder, self._clock)
            ledger.ahead = self._open[REALM].ledger.ahead
            self._open[OTHER] = Company(ledger, plant(ledger, _seed()))
            self._happenings.join(Happenings(self._folder, OTHER))
        found = self._open.get(realm, self._open[REALM])
        # There is one clock for all, and the side door moves the first one's.
        found.ledger.ahead = self._open[REALM].ledger.ahead
        return found

    def close(self) -> None:
        """Close every file."""
        for company in self._open.values():
            company.ledger.close()


def _seed() -> Path:
    return Path(str(files("qbo.sandbox").joinpath("another.yaml")))
