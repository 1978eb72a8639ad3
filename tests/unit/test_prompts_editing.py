"""Words are put into a rule, and everything else in the owner's file stays as it was written."""

import pytest
import yaml

from prompts.editing import with_words
from prompts.problems import PromptError

pytestmark = pytest.mark.unit

FLOW = """\
# my rules
rules:
  - name: Leak          # mostly kitchens
    trade: plumbing
    means: [water under the sink, "a drip: slow"]   # as people say it
    says: {any: [leak]}
  - name: Drain
    trade: plumbing
    says: {any: [drain]}
"""
BLOCK = """\
rules:
    - trade: plumbing
      name: "Leak"
      means:
        - water under the sink
        - a drip   # slow

      says: {any: [leak]}
"""
EMPTY = "rules:\n- name: Leak\n  means: []\n  says: {any: [leak]}"


def means(text: str, rule: str = "Leak") -> list[str]:
    rules = {one["name"]: one for one in yaml.safe_load(text)["rules"]}
    found: list[str] = rules[rule]["means"]
    return found


@pytest.mark.parametrize("text", [FLOW, BLOCK, EMPTY])
def test_words_come_behind_those_that_are_there(text: str) -> None:
    before = means(text)
    edited = with_words(text, "Leak", "it's wet: very,  wet")
    assert means(edited) == [*before, "it's wet: very, wet"]


@pytest.mark.parametrize("text", [FLOW, BLOCK, EMPTY])
def test_everything_else_stays_to_the_letter(text: str) -> None:
    edited = with_words(text, "Leak", "zzz")
    kept = edited.replace(', "zzz"', "").replace('["zzz"]', "[]").splitlines()
    kept = [line for line in kept if "zzz" not in line]
    assert kept == text.splitlines()


def test_a_rule_without_other_words_gets_a_line_of_its_own() -> None:
    edited = with_words(FLOW, "Drain", 'the "shower" stands')
    assert means(edited, "Drain") == ['the "shower" stands']
    assert edited.startswith(FLOW[: FLOW.index("  - name: Drain")])


def test_a_rule_that_is_not_there_is_said_in_one_sentence() -> None:
    with pytest.raises(PromptError, match='no rule "Roof"'):
        with_words(FLOW, "Roof", "a leak in the roof")


def test_what_is_not_yaml_is_not_touched() -> None:
    with pytest.raises(PromptError, match="not YAML"):
        with_words("rules: [", "Leak", "wet")
