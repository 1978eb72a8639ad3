"""The same callers without sound, as a perfect recogniser would write them: thousands a second."""

import random

from agent.detector import LISTENING, VAD_STOP_SECONDS
from agent.evaluation.turns.figures import Figure
from agent.evaluation.turns.hearing import RECOGNITION_SECONDS, Perceived
from agent.evaluation.turns.outcomes import Over, Turn, of_overs, of_turns
from agent.evaluation.turns.scripts import COUGH, HUM, Script, dictations, overs, sentences

ALL = 40
"""More than there are different ones."""

LETTERS_PER_SECOND = 14.0
SEEN_SECONDS = LISTENING.start_secs + 0.03


def measure_typed(seed: int, number: int, *, held_out: bool = False) -> list[Figure]:
    """The figures of `measure` as far as words decide them."""
    dice = random.Random(seed)  # noqa: S311 - which pauses
    scripts = dictations(dice, number, held_out=held_out) + sentences(number, held_out=held_out)
    turns = [typed(script, f"{seed}:{place}") for place, script in enumerate(scripts)]
    into = [
        Over(words, stops, f"{seed}:over:{place}", _group(words, 2.0, words)[0], 2.0)
        for place, (words, stops) in enumerate(_into(held_out))
    ]
    return of_turns(turns) + of_overs(into)


def _into(held_out: bool) -> list[tuple[str, bool]]:
    """Everything that has words."""
    said = dict.fromkeys(overs(ALL, held_out=held_out))
    return [(words, stops) for words, stops in said if words not in (HUM, COUGH)]


def typed(script: Script, seed: str) -> Turn:
    """A script as it would be perceived without a mistake."""
    perceived: list[Perceived] = []
    starts, ends, now, so_far = [], [], 0.5, ""
    for pause, words in zip((0.0, *script.pauses), script.groups, strict=True):
        starts.append(now + pause)
        so_far = f"{so_far} {words}".strip()
        found, now = _group(words, now + pause, so_far)
        perceived += found
        ends.append(now)
    return Turn(script, seed, sorted(perceived, key=lambda one: one.at), starts, ends)


def _group(words: str, start: float, so_far: str) -> tuple[list[Perceived], float]:
    end = start + len(words) / LETTERS_PER_SECOND
    quiet = end + VAD_STOP_SECONDS
    return [
        Perceived(start + SEEN_SECONDS, "voice_began"),
        Perceived(quiet, "voice_ended"),
        Perceived(quiet + RECOGNITION_SECONDS, "heard", so_far),
    ], end
