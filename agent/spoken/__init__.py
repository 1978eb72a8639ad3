"""Spoken values, both ways: what is heard becomes a value, a value becomes words. Pure."""

from agent.spoken.addresses import say_address
from agent.spoken.emails import say_email, spell_email
from agent.spoken.letters import spell
from agent.spoken.money import say_money
from agent.spoken.names import say_name
from agent.spoken.phones import say_phone

__all__ = ["say_address", "say_email", "say_money", "say_name", "say_phone", "spell", "spell_email"]
