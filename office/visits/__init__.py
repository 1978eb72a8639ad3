"""Who comes when: visits, and the book that never has anybody in two places at once."""

from office.visits.book import VisitBook, VisitChanged, VisitGone
from office.visits.visit import Busy, Claim, Technician, Visit, VisitPlan, VisitState

__all__ = [
    "Busy",
    "Claim",
    "Technician",
    "Visit",
    "VisitBook",
    "VisitChanged",
    "VisitGone",
    "VisitPlan",
    "VisitState",
]
