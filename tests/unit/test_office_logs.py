"""Logs: what callers say stays out, secrets stay out, and every line is for one reader."""

import json
import logging
from datetime import datetime
from typing import Any

import pytest
import structlog
from loguru import logger as voice_framework

from office.logs import configure_logs

pytestmark = [pytest.mark.unit, pytest.mark.usefixtures("own_logs")]

SAID = "my name is Mike Chen"
KEY = "key-of-the-model"


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def fail() -> None:
    """Fail with a secret and a caller's words in the variables of a frame."""
    words, key = SAID, KEY
    raise RuntimeError(f"The line broke after {len(words) + len(key)} letters.")


def log_failure() -> None:
    try:
        fail()
    except RuntimeError:
        structlog.get_logger().exception("call_failed", call="c1", pii={"words": SAID})
        logging.getLogger("asyncio").exception("Exception in ASGI application")


@pytest.mark.parametrize("style", ["plain", "json"])
def test_callers_words_are_dropped(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(style)
    structlog.get_logger().info("turn_heard", call="c1", pii={"words": SAID})
    err = capsys.readouterr().err
    assert "turn_heard" in err
    assert "c1" in err
    assert "Mike" not in err


@pytest.mark.parametrize("style", ["plain", "json"])
def test_callers_words_are_kept_when_asked(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs(style, keep_pii=True)
    structlog.get_logger().info("turn_heard", pii={"words": SAID})
    assert SAID in capsys.readouterr().err


@pytest.mark.parametrize("keep", [False, True])
def test_words_bound_for_a_whole_call_follow_the_same_rule(
    keep: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs("json", keep_pii=keep)
    with structlog.contextvars.bound_contextvars(call="c1", pii={"caller": SAID}):
        structlog.get_logger().info("turn_heard")
    (line,) = lines(capsys)
    assert line["call"] == "c1"
    assert ("pii" in line) is keep


def test_each_line_for_a_collector_is_json_with_a_full_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("json")
    structlog.get_logger().warning("write_not_done", entity="Estimate", lost=True)
    logging.getLogger("alembic").warning("from a library: %s", "as is")
    ours, theirs = lines(capsys)
    assert (ours["event"], ours["level"], ours["lost"]) == ("write_not_done", "warning", True)
    assert theirs["event"] == "from a library: as is"
    assert datetime.fromisoformat(ours["timestamp"]).utcoffset() is not None


@pytest.mark.parametrize("style", ["plain", "json"])
def test_a_failure_says_where_and_tells_no_secret(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs(style)
    log_failure()
    err = capsys.readouterr().err
    assert err.count("after 36 letters.") == 2
    assert err.count("in fail") == 2
    assert SAID not in err
    assert KEY not in err


def test_a_failure_is_one_line_for_a_collector(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    log_failure()
    ours, theirs = lines(capsys)
    assert ours["exception"].startswith("Traceback")
    assert theirs["exception"].endswith("letters.")


def test_requests_of_libraries_are_not_written_down(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json")
    for name in ("httpx", "httpx2", "twilio", "uvicorn.access", "websockets.client"):
        logging.getLogger(name).info("GET https://api.example.com/?key=%s", KEY)
    assert lines(capsys) == []


def test_a_transcript_of_the_voice_framework_never_passes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("json")
    voice_framework.info(f"Transcription: [{SAID}]")
    voice_framework.warning(f"Unclear: [{SAID}]")
    voice_framework.error(f"Broke at [{SAID}]")
    (line,) = lines(capsys)
    assert line["event"] == "voice_framework_failed"
    assert "test_office_logs" in line["where"]
    assert SAID not in str(line)


def test_a_failure_of_the_voice_framework_is_told_in_full_when_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("json", keep_pii=True)
    voice_framework.error(f"Broke at [{SAID}]")
    (line,) = lines(capsys)
    assert line["pii"] == {"message": f"Broke at [{SAID}]"}


def test_calm_logs_hold_warnings_only(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("json", calm=True)
    structlog.get_logger().info("desk_opened")
    logging.getLogger("library").info("hello")
    structlog.get_logger().warning("voice_missing")
    assert [line["event"] for line in lines(capsys)] == ["voice_missing"]


def test_setting_up_twice_writes_once(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("plain")
    configure_logs("json")
    structlog.get_logger().info("desk_opened")
    assert [line["event"] for line in lines(capsys)] == ["desk_opened"]
