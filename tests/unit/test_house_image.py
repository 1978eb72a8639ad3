"""The Dockerfile says the same as the package, without an engine to ask."""

import re
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HOUSE = Path(__file__).parents[2]
DOCKERFILE = (HOUSE / "Dockerfile").read_text()
STEPS = DOCKERFILE.replace("\\\n", " ").splitlines()


def steps(word: str) -> list[str]:
    return [line.removeprefix(word).strip() for line in STEPS if line.startswith(f"{word} ")]


def copied() -> set[str]:
    """What comes from the checkout."""
    return {name for step in steps("COPY") if "--from" not in step for name in step.split()[:-1]}


def let_in() -> set[str]:
    lines = (HOUSE / ".dockerignore").read_text().splitlines()
    return {line.removeprefix("!") for line in lines if line.startswith("!")}


def test_image_has_every_room_of_the_wheel() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    wheel = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    assert wheel - copied() == set()


def test_dockerignore_lets_in_what_is_copied_and_nothing_else() -> None:
    assert let_in() == copied()
    assert all((HOUSE / name).exists() for name in copied())


def test_image_runs_as_nobody_special_and_keeps_data_outside() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0$)\d+$", last, re.MULTILINE)
    assert "VOLUME /data" in last
    assert "PYTHONSAFEPATH=1" in last
    assert "HEALTHCHECK" in last


def test_image_installs_nothing_without_a_hash() -> None:
    installs = [part for step in steps("RUN") for part in step.split("&&") if "pip install" in part]
    loose = [
        part for part in installs if "--require-hashes" not in part and "--no-index" not in part
    ]
    assert installs
    assert loose == []


def test_every_absolute_path_of_a_step_starts_at_the_root_argument() -> None:
    """scripts/dockerfile-steps tries the steps in a folder of its own and must stay inside it."""
    outside = [path for step in steps("RUN") for path in re.findall(r"(?<=\s)/[a-z]\S*", step)]
    assert outside == []
