"""Callers out of a seed: any number of them, each always the same. Pure."""

import random
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from agent.evaluation.callers.person import Building, Caller, Habits, Truth, Urgency
from agent.evaluation.channel import ACCENTS
from agent.evaluation.forms import addresses, emails, names, phones

TIMES = (
    "tomorrow morning", "Friday afternoon", "any time", "between two and four on Thursday",
    "first thing Monday", "after three on Friday", "Wednesday at ten", "Thursday",
    "next Tuesday morning", "in the afternoon", "Saturday morning",
    "tomorrow between nine and noon",
)  # fmt: skip
_COMPANIES = "Plumbing Heating Construction Bakery Properties Dental Landscaping".split()


@cache
def problems() -> tuple[dict[str, Any], ...]:
    """What can be wrong, by the rule it ends in."""
    text = files(__package__).joinpath("problems.yaml").read_text()
    return tuple(yaml.safe_load(text))


def caller(seed: int) -> Caller:
    """The caller of a seed."""
    dice = random.Random(f"caller {seed}")  # noqa: S311 - a seed makes the caller repeatable
    habits = _habits(dice)
    truth = _truth(dice, habits)
    becomes = None
    if habits.changes_mind:
        becomes = replace(truth, phone=phones.some(dice))
    withheld = dice.random() < 0.15
    own = dice.random() < 0.7
    return Caller(
        seed=seed,
        name=f"seed {seed}",
        truth=truth,
        habits=habits,
        caller_id=None if withheld else truth.phone if own else phones.some(dice),
        accent=dice.choice(ACCENTS) if dice.random() < 0.4 else "",
        becomes=becomes,
    )


def _habits(dice: random.Random) -> Habits:
    manner = dice.choice(("terse", "chatty", "all_at_once", "", "", "impatient"))
    chosen = {manner: True} if manner else {}
    chances = {
        "spells": 0.2, "keeps_email": 0.12, "digresses": 0.2, "changes_mind": 0.08,
        "wants_person": 0.05, "two_phones": 0.06, "for_company": 0.1, "pauses": 0.15,
    }  # fmt: skip
    chosen |= {name: True for name, chance in chances.items() if dice.random() < chance}
    return Habits(**chosen)


def _truth(dice: random.Random, habits: Habits) -> Truth:
    problem = dice.choice(problems())
    urgency: Urgency = problem.get("urgency") or dice.choice(("urgent", "routine", "routine"))
    building: Building = problem.get("building") or "residential"
    name = names.some(dice)
    return Truth(
        name=name,
        phone=phones.some(dice),
        address=addresses.some(dice),
        complaint=dice.choice(problem["says"]),
        urgency=urgency,
        building=building,
        email=None if habits.keeps_email else emails.some(dice),
        time=dice.choice(TIMES if urgency == "routine" else (*TIMES, "today if possible")),
        company=f"{name.family or name.given} {dice.choice(_COMPANIES)}"
        if habits.for_company
        else "",
        second_phone=phones.some(dice) if habits.two_phones else None,
    )
