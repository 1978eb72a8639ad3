import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.evaluation.asked import EvaluationError
from agent.evaluation.page import worst_calls
from server import cli

pytestmark = [pytest.mark.unit, pytest.mark.timeout(120)]

FEW = ("evaluate", "--calls", "8", "--forms", "100", "--line", "1")


def run(*arguments: str) -> str:
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_json_tells_every_level_and_how_the_line_was_set() -> None:
    found = json.loads(run(*FEW, "--json"))
    assert found["part"] == "tuning"
    assert found["parser"]["all"]["of"] >= 100
    (text,) = found["text"]
    assert text["calibration"]["strength"] == 0
    assert {one["field"] for one in text["fields"]} == {"name", "phone", "email", "address", "all"}
    assert text["times_real_time"] > 0
    assert all(row["value"] is not None for row in found["rows"])


def test_page_holds_its_plots_and_asks_nobody_for_anything(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    run(*FEW, "--html", str(page))
    text = page.read_text()
    assert text.count("<svg") >= 4
    assert not re.search(r"<script|https?://|@import|url\(", text)


def test_page_says_how_each_of_the_worst_calls_is_replayed() -> None:
    worst = {"replay": "17.3", "cause": "name deferred"}
    text = {"line": 0.73, "held_out": False, "texts": True, "streets": True, "worst": [worst]}
    rows = worst_calls({"text": [text], "audio": {"worst": [worst]}})
    commands = [row["command"] for row in rows]
    assert commands == [
        "--level text --line 0.73 --streets --replay 17.3",
        "--level audio --replay 17.3",
    ]


def test_replay_shows_truth_words_and_sheet() -> None:
    shown = run("evaluate", "--replay", "extension", "--line", "1")
    assert "Truth      Sarah Johnson, (614) 555-0188 ext. 204" in shown
    assert "sheet:" in shown
    as_data = json.loads(run("evaluate", "--replay", "extension", "--line", "1", "--json"))
    assert as_data["fields"]["phone"]["became"] == "exact"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--replay", "nobody"), "There is no caller 'nobody'"),
        (("--replay", "17.x"), "17.x is no call"),
        (("--line", "0.1"), "is no share"),
        (
            ("--level", "parser", "--forms", "10", "--html", "/nowhere/page.html"),
            "cannot be written",
        ),
    ],
)
def test_mistakes_are_told_in_a_sentence(arguments: tuple[str, ...], told: str) -> None:
    with pytest.raises(EvaluationError, match=told):
        CliRunner().invoke(cli, ["evaluate", *arguments], catch_exceptions=False)
