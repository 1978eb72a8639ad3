"""What each template of a text costs, found when it is saved and not when it is sent."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from office.segments import MOST, Segments
from prompts.library import Library
from prompts.previews import previews
from server import cli

pytestmark = pytest.mark.unit

SHIPPED = (Path(__file__).parents[2] / "prompts" / "messages.yaml").read_text()
BOOKED = "your visit is booked for {when}"


def edited(folder: Path, old: str, new: str) -> Library:
    """A library whose owner changed a word of the texts."""
    assert old in SHIPPED
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "messages.yaml").write_text(SHIPPED.replace(old, new, 1))
    return Library.open(folder)


def line_of(text: str) -> int:
    return SHIPPED[: SHIPPED.index(text)].count("\n") + 1


def test_every_place_of_every_shipped_text_has_an_example() -> None:
    book = Library.open().current
    found = previews(book.business, book.messages)
    assert [preview.name for preview in found if "{" in preview.text] == []
    assert all(preview.fits for preview in found)
    assert len({preview.name for preview in found}) == len(found)


def test_shipped_texts_are_plain_letters_and_no_problem() -> None:
    book = Library.open().current
    costs = [one.segments for one in previews(book.business, book.messages) if one.segments]
    assert [cost for cost in costs if cost.odd] == []
    assert Library.open().problems == ()


def test_text_that_would_be_cut_is_told_with_line_and_remedy(tmp_path: Path) -> None:
    library = edited(tmp_path, BOOKED, f"{BOOKED}{', and we look forward to it' * 14}")
    (problem,) = library.problems
    assert problem.line == line_of(BOOKED)
    assert problem.message == (
        '"visits.customer.booked.text" takes 4 segments with usual values, and is cut after 3; '
        "make it 45 letters shorter"
    )
    assert BOOKED in library.current.messages.visits.customer.booked.text


def test_letter_that_makes_every_segment_shorter_is_named(tmp_path: Path) -> None:
    library = edited(tmp_path, "{person} comes {when}", "🙂 {person} comes {when}")
    (problem,) = library.problems
    assert problem.line == line_of("    visit: ")
    assert problem.message.endswith("write it without 🙂, which leaves a segment 67 letters")


def test_sentences_of_one_text_are_counted_together(tmp_path: Path) -> None:
    noted = "{owner} will get back to you."
    (problem,) = edited(tmp_path, noted, f"{noted}{' Truly, we will.' * 15}").problems
    assert problem.line == line_of(noted)
    assert problem.message.startswith('the text with "caller.noted" in it takes 4 segments')


def test_quotes_of_a_word_processor_cost_nothing(tmp_path: Path) -> None:
    library = edited(tmp_path, "booked for {when}. Need", "booked for {when}. We’re here – else")
    found = previews(library.current.business, library.current.messages)
    text = next(one for one in found if one.name == "visits.customer.booked.text")
    assert "We're here - else" in text.text
    assert text.segments == Segments(1)


def test_mended_text_is_no_problem_any_more(tmp_path: Path) -> None:
    library = edited(tmp_path, BOOKED, BOOKED * 12)
    assert len(library.problems) == 1
    (tmp_path / "messages.yaml").write_text(SHIPPED)
    assert library.reload() == ()


def test_command_prints_each_template_with_its_cost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FRONTDESK_DATA", str(tmp_path))
    said = CliRunner().invoke(cli, ["messages"])
    assert said.exit_code == 0
    assert "visits.customer.moved.text  2 segments (GSM-7)\n    ABC Plumbing: your" in said.stdout
    assert "caller.thanks  (a sentence of a text)" in said.stdout
    edited(tmp_path / "prompts", BOOKED, BOOKED * 12)
    told = CliRunner().invoke(cli, ["messages", "--json"])
    assert told.exit_code == 1
    report = json.loads(told.stdout)
    found = {one["name"]: one for one in report["messages"]}
    assert found["visits.customer.booked.text"]["segments"] > MOST
    assert not found["visits.customer.booked.text"]["fits"]
    assert f"line {line_of(BOOKED)}" in report["problems"][0]
