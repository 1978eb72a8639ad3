"""Streets of the owner's area, without any network: is there such a street, and do we go there."""

from prompts.gazetteer.area import Area
from prompts.gazetteer.book import DidYouMean, Found, Gazetteer, OutOfArea, Unknown, Verdict
from prompts.gazetteer.shelf import Shelf
from prompts.gazetteer.street import Place, Street

__all__ = [
    "Area",
    "DidYouMean",
    "Found",
    "Gazetteer",
    "OutOfArea",
    "Place",
    "Shelf",
    "Street",
    "Unknown",
    "Verdict",
]
