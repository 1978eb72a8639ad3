"""The kinds of danger, each with words of its own."""

from prompts.wording import Plain, Strict


class ByDanger(Strict):
    """One text for each kind of danger."""

    gas: Plain
    carbon_monoxide: Plain
    sparks: Plain
    fire: Plain
    sewage: Plain
    flooding: Plain
