"""The command line of `frontdesk visits`: what is to come, and the owner's yes or no.

Heavy imports wait inside.
"""

import asyncio
import json
from typing import TYPE_CHECKING, Annotated

import typer

from office.settings import Settings

if TYPE_CHECKING:
    from office.visits import Visit, VisitBook


def visits(
    confirm: Annotated[
        int | None, typer.Option(help="Say yes to the visit with this number.")
    ] = None,
    cancel: Annotated[int | None, typer.Option(help="Call off the visit with this number.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")] = False,
) -> None:
    """Show the visits to come, say yes to one, or call one off."""
    from office.logs import configure_logs
    from office.store import StoreError

    configure_logs("plain", calm=True)
    try:
        said = asyncio.run(_visits(Settings.load(), confirm, cancel, as_json=as_json))
    except (StoreError, UnknownVisit) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(said)


class UnknownVisit(Exception):
    """There is no such visit to come; `frontdesk visits` shows those that are."""


async def _visits(
    settings: Settings, confirm: int | None, cancel: int | None, *, as_json: bool
) -> str:
    from office.clock import SystemClock
    from office.events import EventLog
    from office.followups import Desktray
    from office.live import LiveEvents
    from office.store import Store
    from office.visits import VisitBook

    store, clock = await Store.open(settings.database), SystemClock()
    try:
        book = VisitBook(store, clock, EventLog(store, clock))
        tray = Desktray(store, clock, LiveEvents())
        if confirm is not None:
            visit = await book.confirm(await _to_come(book, confirm))
            await tray.done(visit.question)
        if cancel is not None:
            visit = await _to_come(book, cancel)
            await book.cancel(visit, "called off by the owner")
            await tray.done(visit.question)
        found = await book.upcoming()
    finally:
        await store.close()
    if as_json:
        return json.dumps([_plain(visit) for visit in found], indent=2)
    return "\n".join(map(line, found)) if found else "No visits to come."


async def _to_come(book: "VisitBook", number: int) -> "Visit":
    visit = next((one for one in await book.upcoming() if one.id == number), None)
    if visit is None:
        raise UnknownVisit(UnknownVisit.__doc__)
    return visit


def line(visit: "Visit") -> str:
    """A visit on the terminal."""
    waits = "  WAITS FOR YOUR YES" if visit.is_proposed else ""
    parts = [
        visit.name.display,
        visit.phone.national if visit.phone else "",
        str(visit.address or ""),
    ]
    who = ", ".join(part for part in (*parts, visit.service) if part)
    return f"  {visit.id:>4}  {visit.window.display:<38}  {visit.person:<12}  {who}{waits}"


def _plain(visit: "Visit") -> dict[str, object]:
    return {
        "id": visit.id,
        "state": visit.state.value,
        "starts": visit.window.starts.isoformat(),
        "ends": visit.window.ends.isoformat(),
        "person": visit.person,
        "name": visit.name.display,
        "phone": visit.phone.e164 if visit.phone else None,
        "address": str(visit.address) if visit.address else None,
        "service": visit.service,
    }
