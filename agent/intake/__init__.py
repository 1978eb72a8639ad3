"""Taking down a turn of the caller. Pure."""

from agent.intake.taking import Taken, take_down

__all__ = ["Taken", "take_down"]
