"""`greeting.md`: the first words, for strangers and for callers whom QuickBooks knows."""

from typing import Annotated

from prompts.wording import Plain, Strict, Text, line

Named = Annotated[Text, line("name")]


class Greeting(Strict):
    """One paragraph per heading; the known ones may use `{name}`, the caller's first name."""

    unknown: Plain
    known: Named
    after_hours: Plain
    known_after_hours: Named
