"""The rules of the house that no linter knows: sizes, broad catches, clean requirements."""

import ast
import re
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HOUSE = Path(__file__).parents[2]
ROOMS = ("agent", "dashboard", "triggers", "tools", "qbo", "telephony", "prompts", "office")
# A service is what the trade sells, so that word is free.
BANNED_NAMES = re.compile(r"(Manager|Utils?|Handler|Base|Impl|Data)$")
BANNED_MODULES = {"utils", "util", "common", "misc", "helpers", "helper"}
BROAD = {"Exception", "BaseException"}
WRITTEN_FOR_PEOPLE = (".py", ".md", ".yaml", ".yml", ".html", ".css", ".js", ".toml", ".txt")


def product_modules() -> list[Path]:
    return [HOUSE / "server.py", *(path for room in ROOMS for path in (HOUSE / room).rglob("*.py"))]


def all_modules() -> list[Path]:
    return [*product_modules(), *(HOUSE / "tests").rglob("*.py")]


def texts() -> list[Path]:
    folders = (*ROOMS, "tests", "docs", "requirements", "scripts")
    found = [path for folder in folders for path in (HOUSE / folder).rglob("*") if path.is_file()]
    # In a linked checkout .git is a file that names a folder.
    found += [path for path in HOUSE.iterdir() if path.is_file() and path.name != ".git"]
    return [
        path
        for path in found
        if path.suffix in WRITTEN_FOR_PEOPLE or path.parent.name == "scripts" or not path.suffix
    ]


def shown(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def broad_catches(path: Path) -> Iterator[ast.ExceptHandler]:
    """Handlers that swallow whatever comes; one that ends in a bare `raise` only cleans up."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.ExceptHandler):
            continue
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        is_broad = any(kind is None or getattr(kind, "id", "") in BROAD for kind in kinds)
        last = node.body[-1]
        cleans_up = isinstance(last, ast.Raise) and last.exc is None
        if is_broad and not cleans_up:
            yield node


def test_no_file_is_longer_than_400_lines() -> None:
    long = {
        shown(path): lines
        for path in all_modules()
        if (lines := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function less those of functions inside it, which are counted by themselves."""
    inner = sum(
        len(range(child.lineno, (child.end_lineno or 0) + 1))
        for child in ast.walk(function)
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) and child is not function
    )
    return (function.end_lineno or 0) - function.lineno + 1 - inner


def test_no_function_is_longer_than_60_lines() -> None:
    long = {
        f"{shown(path)}:{function.name}": length
        for path in all_modules()
        if "migrations/versions" not in shown(path)  # a list of tables has no better shape
        for function in functions(path)
        if (length := own_lines(function)) > 60
    }
    assert long == {}


def test_everything_is_caught_in_three_places_at_most() -> None:
    """The call's outer frame, the trigger runner, the program's own end."""
    places = [
        f"{shown(path)}:{catch.lineno}"
        for path in product_modules()
        for catch in broad_catches(path)
    ]
    assert len(places) <= 3, places


def test_names_say_what_a_thing_is() -> None:
    classes = [
        f"{shown(path)}:{node.name}"
        for path in product_modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and BANNED_NAMES.search(node.name)
    ]
    modules = [shown(path) for path in product_modules() if path.stem in BANNED_MODULES]
    assert classes + modules == []


def test_rooms_open_lightly() -> None:
    heavy = [
        shown(path)
        for path in product_modules()
        if path.name == "__init__.py" and len(path.read_text().splitlines()) > 30
    ]
    assert heavy == []


def test_nothing_is_left_for_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error", "XX" + "X")
    left = [
        f"{shown(path)}:{number}"
        for path in texts()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(rf"\b({'|'.join(words)})\b", line)
    ]
    assert left == []


def test_no_text_names_a_folder_of_its_writers_machine() -> None:
    folders = re.compile(r"(?<![\w.~-])/(root|home/\w+|Users/\w+|work)/")
    named = [
        f"{shown(path)}:{number}"
        for path in texts()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if folders.search(line)
    ]
    assert named == []


def test_our_top_level_names_are_nobody_elses() -> None:
    """`tools` and `server` are plain words; a dependency that installs one would shadow ours."""
    owners = packages_distributions()
    taken = {
        name: set(owners.get(name, [])) - {"frontdesk"}
        for name in (*ROOMS, "server")
        if set(owners.get(name, [])) - {"frontdesk"}
    }
    assert taken == {}


def pins(path: Path) -> list[str]:
    """The requirements of a file, continuation lines joined."""
    joined = path.read_text().replace("\\\n", " ").splitlines()
    return [line for line in joined if line.strip() and not line.startswith("#")]


LOCKS = [*sorted((HOUSE / "requirements").glob("*.txt"))]
LOCKS.append(HOUSE / "agent" / "voices" / "requirements-models.txt")


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_pin_is_exact_and_hashed(lock: Path) -> None:
    loose = [pin for pin in pins(lock) if not re.match(r"[\w.\[\]-]+==\S+.*--hash=sha256:", pin)]
    assert pins(lock)
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_name_no_address(lock: Path) -> None:
    named = [line for line in lock.read_text().splitlines() if "//" in line or "-url" in line]
    assert named == []


def test_the_larger_locks_agree_with_the_smaller() -> None:
    """`make test` installs dev.txt over voice.txt: a second version would come and go."""

    def versions(name: str) -> dict[str, str]:
        found = [re.split(r"[;\s]", pin)[0] for pin in pins(HOUSE / "requirements" / name)]
        return {pin.split("==")[0]: pin for pin in found}

    base, voice, dev = versions("base.txt"), versions("voice.txt"), versions("dev.txt")
    assert {name: voice.get(name) for name in base} == base
    assert {name: dev.get(name) for name in voice} == voice
