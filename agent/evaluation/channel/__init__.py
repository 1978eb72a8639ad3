"""A bad phone line in words: what a recogniser makes of what a caller says. Pure and seeded."""

from agent.evaluation.channel.line import ACCENTS, KEYPAD, Line

__all__ = ["ACCENTS", "KEYPAD", "Line"]
