"""Frontdesk: composition root and command line. Heavy imports wait inside the commands."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from agent.evaluation.command import evaluate
from agent.explaining.command import explain
from agent.message_list import messages
from agent.rulework.command import rules
from agent.street_index.command import streets
from agent.visit_list import visits
from office.settings import Settings, SettingsError

if TYPE_CHECKING:
    from fastapi import FastAPI

    from agent.house import House
    from agent.rehearsal.scenario import Scenario

cli = typer.Typer(add_completion=False, no_args_is_help=False, pretty_exceptions_enable=False)
cli.command()(evaluate)
cli.command()(explain)
cli.command()(messages)
cli.add_typer(rules, name="rules")
cli.command()(streets)
cli.command()(visits)
VERSION = "0.1.0"
_settings = Settings.load
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@cli.callback(invoke_without_command=True)
def serve(context: typer.Context) -> None:
    """Answer the phone: serve the desk and its page."""
    if context.invoked_subcommand is None:
        _run(_serve(_settings()))


@cli.command()
def sandbox() -> None:
    """Run the embedded QuickBooks company alone."""
    from office.ports import take
    from qbo.sandbox.app import sandbox_app

    settings = _settings()
    port = take("127.0.0.1", settings.sandbox_port, "FRONTDESK_SANDBOX_PORT")
    _run(_host(sandbox_app(settings.data / "sandbox"), port))


@cli.command(hidden=True)
def carrier() -> None:
    """Run the embedded phone carrier alone."""
    from office.ports import take
    from telephony.carrier.app import carrier_of

    settings = _settings()
    port = take("127.0.0.1", settings.carrier_port, "FRONTDESK_CARRIER_PORT")
    _run(_host(carrier_of(settings), port))


@cli.command()
def call(
    scenario: Annotated[str, typer.Argument(help="Name of a scenario, or path of its file.")],
    as_json: Json = False,
) -> None:
    """Let a simulated caller phone the desk in real audio, and grade the end state."""
    from agent.rehearsal.scenario import load

    wanted = load(scenario)
    if not asyncio.run(_rehearse(wanted, _settings(), as_json)):
        raise typer.Exit(1)


@cli.command()
def doctor(as_json: Json = False) -> None:
    """Look at everything a call needs, and say what to do where something is missing."""
    from agent.checkup import check_up

    findings = asyncio.run(check_up(_settings()))
    if as_json:
        typer.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = "ok  " if finding.well else "MEND"
            typer.echo(f"  {mark}  {finding.what:<13} {finding.seen}")
            if not finding.well:
                typer.echo(f"        {'':<13} {finding.advice}")
    if not all(finding.well for finding in findings):
        raise typer.Exit(1)


@cli.command()
def selftest(
    live: Annotated[bool, typer.Option("--live", help="Ask the connected company too.")] = False,
    i_know: Annotated[bool, typer.Option("--i-know", help="Even if its books are real.")] = False,
    as_json: Json = False,
) -> None:
    """Try the rules of QuickBooks on the embedded company; with --live also on the real one."""
    from office.logs import configure_logs
    from qbo.selftest.run import selftest as tried

    configure_logs("plain", calm=True)
    work = tried(
        _settings(), live=live, i_know=i_know, say=lambda w: typer.echo(f"  {w}", err=True)
    )
    report = asyncio.run(work)
    typer.echo(report.as_json() if as_json else report.table())
    if not report.whole:
        raise typer.Exit(1)


@cli.command()
def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="What to measure, such as greeting or crowd; all if left out."),
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer calls, no real audio.")] = False,
    table: Annotated[bool, typer.Option("--markdown", help="Print a Markdown table.")] = False,
    as_json: Json = False,
) -> None:
    """Measure how fast the desk is, as ratios against a floor measured in the same run."""
    from office.logs import configure_logs

    settings = _settings()
    # Before the voice framework is imported, which else prints a banner.
    configure_logs(settings.log, calm=True)
    from agent.bench import rows, run

    run.chosen(names or (), quick=quick)
    from agent.models import fetch_models

    fetch_models(settings, lambda why: typer.echo(why, err=True))
    found = run.machine()
    # Stopped in whatever way, no measured desk stays behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    measured = asyncio.run(run.measure(settings, names or (), quick=quick, say=_aside))
    found["load after"] = run.load_average()
    if as_json:
        report = rows.as_json(measured.rows, found) | {"failed": measured.failed}
        typer.echo(json.dumps(report, indent=2))
    elif table:
        typer.echo(rows.markdown(measured.rows, found))
    else:
        typer.echo("\n".join(["", *map(rows.line, measured.rows), rows.taken_on(found)]))
    for name, why in measured.failed.items():
        typer.echo(f"  {name} was not measured. {why}", err=True)
    if measured.failed:
        raise typer.Exit(1)


async def _rehearse(scenario: "Scenario", settings: Settings, as_json: bool) -> bool:
    """Phone the running desk, or one of our own if none runs."""
    from office.logs import configure_logs

    # Before the voice framework is imported, which else prints a banner.
    configure_logs(settings.log, calm=True)
    from agent.rehearsal import run, screen

    async with contextlib.AsyncExitStack() as stack:
        if not await run.is_up(settings):
            await stack.enter_async_context(_own_desk(settings))
        if not as_json:
            typer.echo(f"\n  {scenario.name}: {scenario.about}\n")
        report = await run.rehearse(
            scenario,
            settings,
            lambda spoken: None if as_json else typer.echo(screen.line(spoken)),
        )
    shown = json.dumps(report.as_json(), indent=2) if as_json else screen.outcome(report, settings)
    typer.echo(shown)
    return not report.wrong


@contextlib.asynccontextmanager
async def _own_desk(settings: Settings) -> AsyncIterator[None]:
    """A desk for the length of one call."""
    from agent.rehearsal.run import is_up

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", stdout=asyncio.subprocess.DEVNULL
    )
    try:
        for _ in range(1200):
            if process.returncode is not None:
                raise SettingsError("The desk could not start; see the line above.")
            if await is_up(settings):
                break
            await asyncio.sleep(0.25)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


async def _serve(settings: Settings) -> None:
    from office.logs import configure_logs
    from office.ports import take

    started = time.monotonic()
    # Before the voice framework is imported, which else prints a banner.
    configure_logs(settings.log, keep_pii=settings.pii_in_logs)
    port = take(settings.host, settings.port, "FRONTDESK_PORT")
    _check_data(settings.data)
    from agent.house import House
    from agent.models import fetch_models

    fetch_models(settings, typer.echo)
    with _parties(settings):
        house = await House.open(settings)
        try:
            await _open_doors(house, port, started)
        finally:
            await house.close()


async def _open_doors(house: "House", port: Any, started: float) -> None:
    """Serve; the page is up before the voice is warm."""
    from agent.welcome import screen
    from dashboard.app import desk_app

    hosting = asyncio.create_task(_host(desk_app(house, house.doors()), port))
    try:
        await house.start()
        typer.echo(screen(house, VERSION, time.monotonic() - started))
        await hosting
    finally:
        hosting.cancel()
        await asyncio.gather(hosting, return_exceptions=True)


async def _host(app: "FastAPI", port: Any) -> None:
    """Run an application on a bound socket until told to stop."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=5,
        ws_max_size=1 << 20,
    )
    server = uvicorn.Server(config)
    # Whoever was stopped while the program was still loading ends here, not inside the start.
    await asyncio.sleep(0)
    try:
        await server.serve(sockets=[port])
    finally:
        # Stopped in the middle of its start the application would be cut off, with a traceback.
        if not server.started and hasattr(server, "lifespan"):
            await server.lifespan.shutdown()


@contextlib.contextmanager
def _parties(settings: Settings) -> Any:
    """The embedded company and carrier, as processes of their own, while the desk runs."""
    wanted = [
        name
        for name, on in (("sandbox", settings.embedded_books), ("carrier", settings.embedded_phone))
        if on
    ]
    running = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "server", name],
            env={**os.environ, "FRONTDESK_DATA": str(settings.data)},
        )
        for name in wanted
    ]
    try:
        if settings.embedded_books:
            _await_port(settings.sandbox_port, running)
        if settings.embedded_phone:
            _await_port(settings.carrier_port, running)
        yield
    finally:
        for process in running:
            process.send_signal(signal.SIGTERM)
        for process in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


def _await_port(port: int, running: list["subprocess.Popen[bytes]"]) -> None:
    """Wait until a party listens; a party that died said why itself."""
    import socket

    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        if any(process.poll() not in (None, 0) for process in running):
            raise SettingsError("An embedded party could not start; see the line above.")
        time.sleep(0.1)
    raise SettingsError(f"Nothing answers on port {port}; run frontdesk doctor.")


def _check_data(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"The data folder {folder} cannot be written: {error.strerror}. "
            "Choose another with FRONTDESK_DATA."
        ) from error


def _aside(words: str) -> None:
    """Progress, kept out of the way of a report that is piped on."""
    typer.echo(f"  {words}", err=True)


def _run(work: Coroutine[Any, Any, None]) -> None:
    async def stoppable() -> None:
        # A stopped container or service ends like Ctrl-C: uvicorn sends its signal on once it is
        # done, and the default answer to SIGTERM would leave the store open and the parties behind.
        # Before there is a loop that default is right, for nothing has been begun.
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
        await work

    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        asyncio.run(stoppable())


def _plain_errors() -> tuple[type[Exception], ...]:
    """Errors whose message is a sentence for people."""
    from office.ports import PortTaken

    kinds: list[type[Exception]] = [SettingsError, PortTaken]
    for module, name in (
        ("office.store", "StoreError"),
        ("office.weights", "WeightsError"),
        ("agent.voices.client", "VoiceError"),
        ("agent.rehearsal.ledger", "WitnessError"),
        ("agent.rehearsal.scenario", "ScenarioError"),
        ("agent.bench.yard", "BenchError"),
        ("agent.evaluation.asked", "EvaluationError"),
        ("telephony.errors", "CarrierError"),
        ("qbo.faults", "QboError"),
        ("prompts.problems", "PromptError"),
    ):
        if module in sys.modules:
            kinds.append(getattr(sys.modules[module], name))
    return tuple(kinds)


def main() -> None:
    """Run the command line; whatever fails ends in one sentence and a non-zero exit."""
    try:
        cli()
    except BaseExceptionGroup as group:
        _fail(group.exceptions[0])
    except Exception as error:
        if not isinstance(error, _plain_errors()):
            raise
        _fail(error)


def _fail(error: BaseException) -> NoReturn:
    print(error, file=sys.stderr)  # noqa: T201 - the sentence is the command's output
    sys.exit(1)


if __name__ == "__main__":
    main()
