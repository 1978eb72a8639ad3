"""How long a request is mapped among many rules: by their words alone, and by meaning too."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice, product

from agent.bench.rows import Row, percentile
from office.settings import Settings
from prompts.library import Library
from prompts.mapping import ServiceRequest
from prompts.meaning.deciding import map_request
from prompts.meaning.ranking import Ranking
from prompts.meaning.sense import NOTHING, Sense
from prompts.meaning.topics import sayings
from prompts.schema import Services
from prompts.words import split

WORDS_MS, MEANING_MS = 2.0, 25.0
MANY = {"number": 500, "requests": 600}
FEW = {"number": 40, "requests": 40}
_THINGS = """pipe drain sink toilet faucet shower boiler furnace thermostat vent duct panel breaker
outlet switch light fan charger generator detector deck porch fence gate door window roof gutter
floor tile wall ceiling cabinet counter stair railing pump valve heater filter compressor coil
meter socket chimney basement closet garage attic patio skylight mantel""".split()
_TROUBLES = """leaking broken noisy replacement installation repair inspection cleaning loose
upgrade""".split()


async def mapping(settings: Settings, *, number: int, requests: int) -> list[Row]:
    """Map callers' openings among many rules, on one core; by meaning only if the model is here."""
    return await asyncio.to_thread(_measured, settings, many_rules(number), requests)


def many_rules(number: int) -> Services:
    """Rules of four phrases each, no two alike, with the shipped words around them."""
    pairs = islice(product(_TROUBLES, _THINGS), number)
    rules = [
        {
            "name": f"{thing} {trouble}",
            "trade": "plumbing",
            "says": {
                "any": [
                    f"{trouble} {thing}",
                    f"{thing} {trouble}",
                    f"{thing} is {trouble} again",
                    f"my old {thing} {trouble}",
                ]
            },
            "lines": [{"item": f"{thing} {trouble}", "say": thing, "charge": "flat"}],
        }
        for trouble, thing in pairs
    ]
    kept = Library.open().current.services.model_dump(
        include={"same_words", "urgency", "customer_types"}
    )
    return Services.model_validate({**kept, "rules": rules})


def _measured(settings: Settings, rules: Services, requests: int) -> list[Row]:
    texts = [f"hi, um, {one.text}, can somebody come out" for one in sayings()[::3][:requests]]
    request = ServiceRequest("", datetime(2026, 9, 14, 15, 15, tzinfo=UTC))
    taken = f"{len(texts):,} openings, processor time, median"

    def by_words(text: str, ranking: Ranking = NOTHING) -> None:
        map_request(replace(request, text=text), rules, ranking)

    words, split_only = _times(by_words, texts), _times(split, texts)
    rows = [
        Row(
            f"a request mapped among {len(rules.rules)} rules by their words, p99",
            percentile(words, 99),
            "ms",
            WORDS_MS,
            percentile(split_only, 99),
            "its words told apart, p99",
            f"{taken} {percentile(words, 50):.2f} ms",
        )
    ]
    sense = Sense.at(settings.meaning_folder)
    if not sense.is_here:
        return rows
    sense.learn(rules)
    meant = _times(lambda text: by_words(text, sense.rank(text, rules)), texts)
    alone = _times(sense.embed, texts)
    row = Row(
        f"a request mapped among {len(rules.rules)} rules by meaning too, p99",
        percentile(meant, 99),
        "ms",
        MEANING_MS,
        percentile(alone, 99),
        "the sentence model alone, p99",
        f"{taken} {percentile(meant, 50):.1f} ms",
    )
    return [*rows, row]


def _times(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Milliseconds of one core, after a first time that is not counted."""
    work(texts[0])
    spent = []
    for text in texts:
        started = time.thread_time()
        work(text)
        spent.append((time.thread_time() - started) * 1000)
    return spent
