"""The policy: from what is known to the next move. Pure, so that it can be read and proven."""

from agent.policy.ladder import MOST_CHANGES, MOST_QUESTIONS, TRIES, next_way, way_left
from agent.policy.noting import noted, unheard, unsaid
from agent.policy.order import CONFIRMED_FIELDS, next_move
from agent.policy.situation import CORRECTABLE, OnFile, Order, Pieces, Placing, PutOff, Situation
from agent.policy.standing import is_pressing, lookup_key, request_key

__all__ = [
    "CONFIRMED_FIELDS",
    "CORRECTABLE",
    "MOST_CHANGES",
    "MOST_QUESTIONS",
    "TRIES",
    "OnFile",
    "Order",
    "Pieces",
    "Placing",
    "PutOff",
    "Situation",
    "is_pressing",
    "lookup_key",
    "next_move",
    "next_way",
    "noted",
    "request_key",
    "unheard",
    "unsaid",
    "way_left",
]
