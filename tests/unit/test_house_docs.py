"""The documentation names everything there is, as it is."""

import ast
import inspect
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
import typer.main
from pydantic.fields import FieldInfo

from agent.rehearsal import scenario
from office.settings import Settings
from server import cli
from tools.catalogue import CATALOGUE, Tool
from triggers.roster import TRIGGERS

pytestmark = pytest.mark.unit

HOUSE = Path(__file__).parents[2]
DOCS = HOUSE / "docs"
ROOMS = ("agent", "dashboard", "triggers", "tools", "qbo", "telephony", "prompts", "office")
PAGES = [HOUSE / "README.md", HOUSE / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


def section(text: str, title: str) -> str:
    """What stands under a second-level heading; empty if there is none."""
    found = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    return found[1] if found else ""


def variable(name: str, field: FieldInfo) -> str:
    alias = field.validation_alias
    return str(getattr(alias, "choices", [f"FRONTDESK_{name.upper()}"])[0])


def row(name: str, field: FieldInfo) -> str:
    default = "" if field.default in ("", None) else f"`{field.default}`".lower()
    return f"| `{variable(name, field)}` | {default} | {field.description} |"


def test_every_setting_is_documented_as_it_is() -> None:
    rows = [row(name, field) for name, field in Settings.model_fields.items()]
    assert [line for line in rows if line not in page("settings")] == []


def test_no_setting_is_documented_that_is_not_there() -> None:
    known = {variable(name, field) for name, field in Settings.model_fields.items()}
    named = set(re.findall(r"^\| `([A-Z_]+)`", page("settings"), re.M))
    assert named - known == set()


def test_every_command_is_documented_with_its_options() -> None:
    group = typer.main.get_command(cli)
    text, missing = page("commands"), []
    for name, command in getattr(group, "commands", {}).items():
        if command.hidden:
            continue
        about = re.search(rf"^## frontdesk {name}\b.*?(?=^## |\Z)", text, re.M | re.S)
        if about is None:
            missing.append(name)
            continue
        options = [option for parameter in command.params for option in parameter.opts]
        missing += [
            f"{name} {option}"
            for option in options
            if option.startswith("--") and option != "--help" and option not in about[0]
        ]
    assert missing == []


def test_every_scenario_is_documented() -> None:
    rows = [f"| `{name}` | {scenario.load(name).about} |" for name in scenario.names()]
    assert [line for line in rows if line not in page("commands")] == []


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (HOUSE / "Makefile").read_text(), re.M)
    missing = [name for name in targets if f"| `make {name}` |" not in page("commands")]
    assert [name for name in missing if name != "help"] == []


@pytest.mark.parametrize("tool", CATALOGUE, ids=lambda tool: tool.name)
def test_every_tool_is_documented_with_its_arguments_and_deadline(tool: Tool) -> None:
    about = section(page("tools"), tool.name)
    wanted = [
        f"| `{name}` | {field.description} |" for name, field in tool.arguments.model_fields.items()
    ]
    wanted.append(f"t most {tool.deadline:g} s")
    assert [words for words in wanted if words not in about] == []
    assert ("Writes to QuickBooks" in about) is tool.writes


def test_every_trigger_is_documented() -> None:
    assert [name for name in TRIGGERS if not section(page("triggers"), name)] == []


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"].values()
    groups = project["dependency-groups"].values()
    wanted = [
        *project["project"]["dependencies"],
        *(p for group in (*extras, *groups) for p in group),
    ]
    names = {re.split(r"[\[<>=~ ]", wish)[0] for wish in wanted}
    assert {name for name in names if f"`{name}`" not in page("dependencies")} == set()


def test_every_import_has_a_reason() -> None:
    owners, text = packages_distributions(), page("dependencies")
    ours = {*ROOMS, "server", *sys.stdlib_module_names}
    modules = [HOUSE / "server.py", *(p for room in ROOMS for p in (HOUSE / room).rglob("*.py"))]
    tops = {name.partition(".")[0] for path in modules for name in imported(path)} - ours
    names = {owner.replace("_", "-") for top in tops for owner in owners.get(top, [top])}
    assert {name for name in names if f"`{name.lower()}`" not in text} == set()


def imported(path: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]+)(?:#[^)]*)?\)", path.read_text())
    inside = [link for link in links if "://" not in link]
    assert [link for link in inside if not (path.parent / link).exists()] == []


def test_readme_names_the_two_commands() -> None:
    text = inspect.cleandoc((HOUSE / "README.md").read_text())
    assert "make run" in text
    assert "make test" in text
