"""What a caller's turn says, understood by code alone. Pure."""

from agent.brain.understanding.fields import grounded, parse_field
from agent.brain.understanding.turn import understand

__all__ = ["grounded", "parse_field", "understand"]
