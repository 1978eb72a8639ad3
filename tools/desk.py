"""The desk a tool works at: the books, the owner's words, and what the office keeps."""

from dataclasses import dataclass

from office.clock import Clock
from office.events import EventLog
from office.followups import Desktray
from office.messages import MessageLedger
from office.writes import WriteLedger
from prompts.library import Library
from qbo.books import Books


@dataclass(frozen=True, slots=True)
class Desk:
    """Given to every tool by whoever runs it: a call, a page or a trigger."""

    books: Books
    library: Library
    clock: Clock
    tray: Desktray
    writes: WriteLedger
    messages: MessageLedger
    events: EventLog
