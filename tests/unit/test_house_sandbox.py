"""What the embedded company's README claims to be tested is tested."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

HOUSE = Path(__file__).parents[2]
README = HOUSE / "qbo" / "sandbox" / "README.md"


def names_of_tests() -> set[str]:
    return {
        node.name
        for path in (HOUSE / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_test_named_in_the_sandboxes_readme_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", README.read_text()))
    assert len(named) > 30
    assert named - names_of_tests() == set()
