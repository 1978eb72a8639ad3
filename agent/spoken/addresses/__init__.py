"""US street addresses by voice: number words, units, towns, zips; and their read-back."""

from agent.spoken.addresses.numbers import has_numbers_of, house_number
from agent.spoken.addresses.parsing import parse_address
from agent.spoken.addresses.saying import say_address, say_street
from agent.spoken.addresses.weighing import weigh_address
from agent.spoken.addresses.zips import tells_zip

__all__ = [
    "has_numbers_of",
    "house_number",
    "parse_address",
    "say_address",
    "say_street",
    "tells_zip",
    "weigh_address",
]
