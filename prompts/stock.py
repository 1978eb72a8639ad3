"""The rules held against the items of QuickBooks: what is missing there, and what has no price.

Pure; whoever has the books in mirror calls it.
"""

from collections import defaultdict
from collections.abc import Iterator

from prompts.pricing import FindItem, unknown_item, without_price, without_range
from prompts.problems import PromptProblem
from prompts.rulesets import OWN, RuleBook, RulePlace
from prompts.schema.rules import PRICED, Line

_SHOWN = 5


def missing(book: RuleBook, item: FindItem) -> tuple[PromptProblem, ...]:
    """What the rules name and QuickBooks lacks.

    An owner's own mistake is told line by line. What a ready set names and a business does not
    sell is one sentence for the set.
    """
    problems: list[PromptProblem] = []
    unsold: dict[str, list[str]] = defaultdict(list)
    for name, line, place, number in _lines(book):
        for item_name in (line.item, line.up_to_item):
            found = item(item_name) if item_name else None
            if item_name and (found is None or not found.active):
                if place.file == OWN:
                    problems.append(place.problem(unknown_item(name, item_name), number))
                elif item_name not in unsold[place.file]:
                    unsold[place.file].append(item_name)
        known = item(line.item)
        if known is None or not known.active or line.charge not in PRICED:
            continue
        if known.unit_price <= 0:
            problems.append(place.problem(without_price(line.item), number))
        upper = item(line.up_to_item) if line.up_to_item else None
        if upper is not None and upper.active and 0 < upper.unit_price <= known.unit_price:
            problems.append(place.problem(without_range(line), number))
    problems += [_unsold(file, items) for file, items in unsold.items() if items]
    return tuple(problems)


def _lines(book: RuleBook) -> Iterator[tuple[str, Line, RulePlace, int | None]]:
    for rule in book.services.rules:
        place = book.places.get(rule.name) or RulePlace(OWN, None)
        numbers = place.lines or (None,) * len(rule.lines)
        for line, number in zip(rule.lines, numbers, strict=True):
            yield rule.name, line, place, number
    if book.services.dispatch_fee is not None:
        yield "dispatch_fee", book.services.dispatch_fee, RulePlace(OWN, None), None


def _unsold(file: str, items: list[str]) -> PromptProblem:
    named = ", ".join(f'"{item}"' for item in items[:_SHOWN])
    more = f" and {len(items) - _SHOWN} more" if len(items) > _SHOWN else ""
    return PromptProblem(
        file,
        None,
        f"its rules name items that QuickBooks does not have: {named}{more}; add them in "
        "QuickBooks, or name the rules you do not want under leave_out in services.yaml",
    )
