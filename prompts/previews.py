"""Every text and letter as it would go out, with example values, and what it costs. Pure.

The text after a call is put together from sentences, and the longest one is looked at whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from office.segments import MOST, Segments, counted, plain
from prompts.document import read_yaml
from prompts.problems import PromptProblem
from prompts.schema import Business, Messages
from prompts.wording import fill

FILE = "messages.yaml"
PRICES = (
    "priced",
    "with_tax",
    "ranged",
    "ranged_with_tax",
    "untold",
    "free",
    "quote_later",
    "noted",
)
"""The sentences about the price, of which the text after a call has one."""
VISITS = ("visit", "held", "cancelled")
"""The sentences about a visit, of which it has one at most."""

MAIL = "by_mail"
"""The alarm's letter, which stands among the texts."""

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A template filled in; `segments` is None for a letter, and for a sentence of a text.

    `made_of` are the templates in it, the one at `path` first.
    """

    path: Path
    text: str
    segments: Segments | None = None
    made_of: tuple[Path, ...] = ()

    @property
    def name(self) -> str:
        """Where the template stands in the file."""
        return ".".join(self.path)

    @property
    def fits(self) -> bool:
        """Whether it goes out without being cut."""
        return self.segments is None or self.segments.count <= MOST


def previews(business: Business, messages: Messages) -> tuple[Preview, ...]:
    """All templates in the order of the file, and the whole text after a call behind its parts."""
    return (
        *_after_a_call(business, messages),
        *_alarms(business, messages),
        *_about_visits(business, messages),
    )


def too_long(business: Business, messages: Messages, file: str) -> tuple[PromptProblem, ...]:
    """The texts that would be cut: where, by how much, and what to do about it.

    Args:
        business: whose texts they are.
        messages: the texts.
        file: what stands in the file, for the lines.
    """
    found = [one for one in previews(business, messages) if not one.fits]
    if not found:
        return ()
    document = read_yaml(FILE, file)
    blamed = [(preview, _blamed(preview, messages)) for preview in found]
    return tuple(
        PromptProblem(FILE, document.line(("en", *path)), _remedy(preview, path))
        for preview, path in blamed
    )


def _after_a_call(business: Business, messages: Messages) -> Iterator[Preview]:
    texts, group = messages.caller, "caller"
    said = {name: _filled(business, (group, name), text) for name, text in texts}
    for name in type(texts).model_fields:
        if name in ("ask", "stopped", "help"):
            yield _text(said[name])
        else:
            yield said[name]
    longest = [max((said[name] for name in names), key=_size) for names in (VISITS, PRICES)]
    yield _joined((group, "whole text after a call"), said["thanks"], *longest, said["closing"])


def _alarms(business: Business, messages: Messages) -> Iterator[Preview]:
    texts, group = messages.owner, "owner"
    said = {name: _filled(business, (group, name), text) for name, text in texts if name != MAIL}
    behind = max((said["visit"], said["held"]), key=_size)
    for name in type(texts).model_fields:
        if name == MAIL:
            for part, text in texts.by_mail:
                yield _filled(business, (group, name, part), text)
        elif name in ("visit", "held"):
            yield said[name]
        elif name == "books_down":
            yield _text(said[name])
        else:
            yield _joined(said[name].path, said[name], behind)


def _about_visits(business: Business, messages: Messages) -> Iterator[Preview]:
    for whom, news in (("customer", messages.visits.customer), ("owner", messages.visits.owner)):
        for what, words in news:
            for name, text in words:
                preview = _filled(business, ("visits", whom, what, name), text)
                yield _text(preview) if name == "text" else preview


def _filled(business: Business, path: Path, text: str) -> Preview:
    return Preview(path, plain(fill(text, {**business.words, **_examples()})), None, (path,))


def _text(preview: Preview) -> Preview:
    return Preview(preview.path, preview.text, counted(preview.text), preview.made_of)


def _joined(path: Path, *parts: Preview) -> Preview:
    text = " ".join(part.text for part in parts)
    return Preview(path, text, counted(text), tuple(part.path for part in parts))


def _size(preview: Preview) -> tuple[bool, int]:
    """A letter that is not GSM weighs more than any number of words."""
    return bool(counted(preview.text).odd), len(preview.text)


def _blamed(preview: Preview, messages: Messages) -> Path:
    """The template to shorten: the one with the odd letters, else the one with the most words."""
    written = {path: _written(messages, path) for path in preview.made_of}
    return max(written, key=lambda path: (bool(counted(written[path]).odd), len(written[path])))


def _written(messages: Messages, path: Path) -> str:
    found: object = messages
    for step in path:
        found = getattr(found, step)
    return plain(str(found))


def _remedy(preview: Preview, blamed: Path) -> str:
    segments = preview.segments or Segments(0)
    name = f'"{".".join(blamed)}"'
    whole = f"the text with {name} in it" if len(preview.made_of) > 1 else name
    takes = f"{whole} takes {segments.count} segments with usual values, and is cut after {MOST}"
    if segments.odd:
        odd = " ".join(segments.odd)
        return f"{takes}; write it without {odd}, which leaves a segment {segments.holds} letters"
    more = len(preview.text) - MOST * segments.holds
    return f"{takes}; make it {more} letters shorter"


@cache
def _examples() -> Mapping[str, str]:
    """Read through the same reader as the owner's files, so that nothing turns into a number."""
    name = "examples.yaml"
    content = read_yaml(name, (files("prompts") / name).read_text(encoding="utf-8")).content
    return {key: str(value) for key, value in content.items()}
