"""Who is greeted by name: only whom the owner's rule and the carrier's word allow."""

import asyncio
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from agent.answering import Answering
from agent.pipeline import Engines
from agent.reception import Reception
from office.values import Phone
from prompts.library import Library
from telephony.ring import Ring

pytestmark = pytest.mark.acceptance

SARAH, NOBODY = "+16145550142", "+16145550171"


def nobody_answers(_answering: Answering) -> Engines:
    raise AssertionError("No line is open.")


def write_rule(folder: Path, rule: str) -> None:
    """The owner's own file, with another rule."""
    text = files("prompts").joinpath("business.yaml").read_text()
    folder.mkdir(exist_ok=True)
    edited = text.replace("greet_known_callers: always", f"greet_known_callers: {rule}")
    (folder / "business.yaml").write_text(edited)


async def first_words(
    typed: Any, folder: Path, number: str | None, attestation: str | None, rule: str = "always"
) -> str:
    """What is rendered while the phone rings."""
    write_rule(folder, rule)
    said: list[str] = []

    async def render(words: str) -> None:
        said.append(words)

    desk = replace(typed.desk, library=Library.open(folder))
    reception = Reception(desk, typed.journal, nobody_answers, render)
    caller = Phone(number) if number else None
    await reception.on_ring(Ring("CA1", caller, "+16145550100", attestation))
    await asyncio.sleep(0)
    await reception.close()
    return " ".join(said)


@pytest.mark.parametrize(
    ("rule", "attestation", "named"),
    [
        ("always", "A", True),
        ("always", "C", True),
        ("always", None, True),
        ("always", "failed", False),
        ("attested", "A", True),
        ("attested", "B", False),
        ("attested", None, False),
        ("never", "A", False),
    ],
)
async def test_known_caller_is_greeted_as_far_as_the_owner_allows(
    typed: Any, tmp_path: Path, rule: str, attestation: str | None, named: bool
) -> None:
    said = await first_words(typed, tmp_path / "prompts", SARAH, attestation, rule)
    assert ("Sarah" in said) is named
    assert "Johnson" not in said
    assert "ABC Plumbing" in said


@pytest.mark.parametrize("number", [NOBODY, None])
async def test_stranger_is_greeted_without_a_name(
    typed: Any, tmp_path: Path, number: str | None
) -> None:
    said = await first_words(typed, tmp_path / "prompts", number, "A")
    assert said.startswith("Thanks for calling ABC Plumbing")


async def test_number_of_two_customers_greets_neither(typed: Any, tmp_path: Path) -> None:
    mirror = typed.desk.books.mirror
    shared = [
        phone
        for digits in range(100, 200)
        if len(mirror.by_phone(phone := Phone(f"+16145550{digits}"))) > 1
    ]
    assert shared, "the seed has people who share a number"
    names = {one.given_name for one in mirror.by_phone(shared[0])}
    said = await first_words(typed, tmp_path / "prompts", shared[0].e164, "A")
    assert not any(name and name in said for name in names)
