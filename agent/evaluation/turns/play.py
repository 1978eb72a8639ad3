"""Plays what was perceived through a floor in virtual time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.evaluation.turns.hearing import Perceived
from agent.floor import Act, Floor, Manner, Patience


@dataclass(frozen=True, slots=True)
class Done:
    """An act of the floor, and when."""

    act: Act
    at: float


def listen(perceived: Sequence[Perceived], patience: Patience, until: float) -> list[Done]:
    """What the floor does while the desk is silent."""
    floor = Floor(patience)
    done: list[Done] = []
    for one in perceived:
        _wait(floor, one.at, done)
        _tell(floor, one, done)
    _wait(floor, until, done)
    return done


def speak(perceived: Sequence[Perceived], manner: Manner, until: float) -> list[Done]:
    """What the floor does while the desk speaks from the beginning to `until`."""
    floor = Floor(lambda *_: 0.0, lambda: manner)
    done: list[Done] = []
    floor.desk_began(0.0)
    for one in perceived:
        _wait(floor, min(one.at, until), done)
        if one.at >= until:
            break
        _tell(floor, one, done)
    _wait(floor, until, done)
    return done


def _tell(floor: Floor, one: Perceived, done: list[Done]) -> None:
    match one.kind:
        case "voice_began":
            acts = floor.voice_began(one.at)
        case "voice_ended":
            acts = floor.voice_ended(one.at)
        case "heard":
            acts = floor.heard(one.words, one.at, whole=True)
        case "glimpsed":
            acts = floor.glimpsed(one.words, one.at)
    done += [Done(act, one.at) for act in acts]


def _wait(floor: Floor, moment: float, done: list[Done]) -> None:
    while (due := floor.due()) is not None and due <= moment:
        done += [Done(act, due) for act in floor.tick(due)]
