"""What the owner's files may say, as pydantic models that forbid everything else."""

from prompts.schema.business import Answer, Business
from prompts.schema.greeting import Greeting
from prompts.schema.messages import Messages, TextWords
from prompts.schema.phrases import Phrases, VisitWords
from prompts.schema.rules import Charge, CustomerType, Line, Rule, Urgency, VisitNeeds
from prompts.schema.services import Services
from prompts.schema.visits import Person, VisitRules

__all__ = [
    "Answer",
    "Business",
    "Charge",
    "CustomerType",
    "Greeting",
    "Line",
    "Messages",
    "Person",
    "Phrases",
    "Rule",
    "Services",
    "TextWords",
    "Urgency",
    "VisitNeeds",
    "VisitRules",
    "VisitWords",
]
