"""Logs: static event names, values as keys, callers' words and numbers only under `pii`."""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_QUIET = (
    "httpx",
    "httpcore",
    "httpx2",
    "uvicorn.access",
    "websockets",
    "twilio",
    "alembic",
    "mail.log",
)


def configure_logs(style: str = "plain", *, keep_pii: bool = False, calm: bool = False) -> None:
    """Send every log of the process through one pipe to standard error.

    Args:
        style: "plain" for people, "json" for collectors.
        keep_pii: keep the `pii` key; off, it is dropped before anything is written.
        calm: warnings only, for commands whose output people read.
    """
    lowest = logging.WARNING if calm else logging.INFO
    rendering: list[Any] = _for_collectors() if style == "json" else _for_people()
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        _stamp(style),
        _keep_pii if keep_pii else _drop_pii,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(lowest),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *rendering,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(lowest)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    _quieten_loguru()


def _stamp(style: str) -> structlog.processors.TimeStamper:
    if style == "json":
        return structlog.processors.TimeStamper(fmt="iso", utc=True)
    return structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False)


def _for_collectors() -> list[Any]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def _for_people() -> list[Any]:
    # The default prints the local variables of every frame: callers' words, keys and tokens.
    plain = structlog.dev.plain_traceback
    colors = sys.stderr.isatty()
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]


def _drop_pii(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    event.pop("pii", None)
    return event


def _keep_pii(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return event


def _quieten_loguru() -> None:
    """The voice framework logs transcripts through loguru; only its warnings' sources pass."""
    from loguru import logger  # here, to keep the command line's start fast

    logger.remove()
    logger.add(_pass_on, level="ERROR", format="{message}")


def _pass_on(message: Any) -> None:
    record = message.record
    structlog.get_logger("voice").error(
        "voice_framework_failed",
        where=f"{record['name']}:{record['line']}",
        pii={"message": str(message).strip()},
    )
