"""What a call knows of visits: the wish, what is on offer, and the caller's own. Pure."""

from agent.visiting.state import MOST_ROUNDS, Arrangement, BookedVisit, Errand, Outcome, Visiting

__all__ = ["MOST_ROUNDS", "Arrangement", "BookedVisit", "Errand", "Outcome", "Visiting"]
