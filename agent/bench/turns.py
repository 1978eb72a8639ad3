"""How soon the desk answers once the caller has stopped, and stops once the caller speaks."""

import asyncio

from agent.bench.desk import HEARD
from agent.bench.rows import Row, percentile
from agent.bench.speech import PromptSpeech
from agent.bench.yard import Yard
from agent.brain.ask import Ask
from agent.detector import LISTENING, VAD_STOP_SECONDS
from agent.floor import PROBATION
from agent.patience import QUICK, patience
from agent.rehearsal.phone import SimulatedCaller, Spoken
from agent.rehearsal.scenario import Scenario

ANSWER_SHARE = 1.15
EMBEDDED_MS = 1200.0
BARGE_IN_SHARE = 1.25
BARGE_IN_AFTER = 0.8
"""Seconds of the greeting that are heard before the caller speaks into it."""

AFTER_CLEAR = 0.6
"""Seconds after `clear` in which no sound of the interrupted words may arrive."""


def end_of_turn_ms() -> float:
    """The silence that ends the prepared turn: the detector's own and what the words ask for."""
    return (VAD_STOP_SECONDS + patience(HEARD, Ask(None, "open", None))) * 1000


async def answers(yard: Yard, sound: bytes, calls: int) -> list[Row]:
    """The prepared sentence said after the greeting; engines that take no time."""
    spent = []
    for _ in range(calls):
        phone = yard.phone(None, sound)
        async with phone.call():
            await phone.until_quiet()
            spent.append(await phone.answer_ms())
    floor = end_of_turn_ms()
    return [
        Row(
            "caller stops to desk starts, engines that take no time, p95",
            percentile(spent, 95),
            "ms",
            floor * ANSWER_SHARE,
            floor,
            "the end-of-turn wait",
            f"{calls} answers, median {percentile(spent, 50):.0f} ms",
        )
    ]


async def barge_ins(yard: Yard, sound: bytes, calls: int) -> list[Row]:
    """The prepared sentence said into the greeting."""
    spent, stray = [], 0
    floor = (LISTENING.start_secs + PROBATION["plain"]) * 1000
    for _ in range(calls):
        phone = yard.phone(None, sound)
        async with phone.call():
            await phone.until(lambda phone=phone: phone.sounds)
            await asyncio.sleep(BARGE_IN_AFTER)
            phone.talk()
            await phone.until(lambda phone=phone: phone.cleared > phone.spoke_from > 0)
            spent.append((phone.cleared - phone.spoke_from) * 1000)
            await asyncio.sleep(AFTER_CLEAR)
            stray += any(phone.cleared < at < phone.cleared + AFTER_CLEAR for at, _ in phone.sounds)
    return [
        Row(
            "caller speaks into the desk's words to clear, p95",
            percentile(spent, 95),
            "ms",
            floor * BARGE_IN_SHARE,
            floor,
            "the speech that is no mm-hm any more",
            f"{calls} interruptions, median {percentile(spent, 50):.0f} ms",
        ),
        Row(
            "interruptions after whose clear a frame of the old words still came",
            float(stray),
            "calls",
            0.0,
            float(calls),
            "interruptions",
            f"looked at for {AFTER_CLEAR} s",
        ),
    ]


async def spoken_answers(yard: Yard, scenarios: list[Scenario]) -> list[Row]:
    """Whole calls in real audio: the caller's voice and ears run on the same machine."""
    spent: list[float] = []

    async def note(spoken: Spoken) -> None:
        if spoken.answer_ms is not None:
            spent.append(float(spoken.answer_ms))

    for scenario in scenarios:
        speech = PromptSpeech(yard.settings.voices_folder, scenario.caller.voice)
        await speech.start()
        try:
            await SimulatedCaller(scenario.caller, speech, note).call(yard.carrier_url)
        finally:
            await speech.close()
    return [
        Row(
            "caller stops to desk starts, embedded voice, p50",
            percentile(spent, 50),
            "ms",
            EMBEDDED_MS,
            (VAD_STOP_SECONDS + QUICK) * 1000,
            "the shortest end-of-turn wait",
            f"{len(spent)} answers in {len(scenarios)} calls, p95 {percentile(spent, 95):.0f} ms",
        )
    ]
