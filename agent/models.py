"""Fetches the models that a desk with these settings works with, before it starts."""

from collections.abc import Callable

from agent.voices import weights as voices
from office.settings import Settings
from prompts.meaning import weights as meaning


def fetch_models(settings: Settings, say: Callable[[str], None]) -> None:
    """Assemble what is missing; without the sentence model the desk goes on by words alone.

    Args:
        settings: which voice speaks, and where the models lie.
        say: told in one sentence if the sentence model cannot be had.

    Raises:
        WeightsError: the embedded voice is wanted and its models cannot be had.
    """
    if settings.voice == "instant":
        return  # for measuring: works with what is here
    if settings.voice == "embedded" or not (settings.voice or settings.deepgram_api_key):
        voices.ensure_aloud(settings.voices_folder)
    if settings.meaning and (why := meaning.fetch(settings.meaning_folder)):
        say(why)
