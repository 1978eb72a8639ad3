"""How many segments a text takes, which is what the carrier counts and bills. Pure.

A text goes out in the letters of GSM 03.38 (3GPP TS 23.038, 6.2.1), seven bits each, or, if one
letter is not among them, all of it in UCS-2, sixteen bits each. A text of several segments gives
up a part of each for joining them (3GPP TS 23.040, 9.2.3.24.1). Neither an escaped letter nor a
surrogate pair is split between two segments.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38, the default alphabet: one septet each."""
EXTENDED = frozenset("\f^{}\\[~]|€")
"""GSM 03.38, the extension table: an escape and a septet."""
GSM_ALONE, GSM_JOINED = 160, 153
UCS2_ALONE, UCS2_JOINED = 70, 67
MOST = 3
"""Segments of any text of ours."""

_WRITTEN = {
    **dict.fromkeys("‘’‚‛ʼ´`′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\t", " "),
    **dict.fromkeys("\u00ad\u200b\u200d\u2060\ufeff", ""),
    "…": "...",
    "•": "*",
    "×": "x",
}
_PLAIN = str.maketrans(_WRITTEN)


@dataclass(frozen=True, slots=True)
class Segments:
    """What a text costs; `odd` are the letters that force UCS-2, each once."""

    count: int
    odd: tuple[str, ...] = ()

    @property
    def alphabet(self) -> str:
        """The name of the encoding."""
        return "UCS-2" if self.odd else "GSM-7"

    @property
    def holds(self) -> int:
        """Letters that a segment has room for when several are joined."""
        return UCS2_JOINED if self.odd else GSM_JOINED


def counted(text: str) -> Segments:
    """The segments of a text as it stands."""
    odd = tuple(dict.fromkeys(letter for letter in text if _septets(letter) == 0))
    if odd:
        units = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
        return Segments(_packed(units, UCS2_ALONE, UCS2_JOINED), odd)
    return Segments(_packed([_septets(letter) for letter in text], GSM_ALONE, GSM_JOINED))


def plain(text: str) -> str:
    """A text with typographers' quotes, dashes and spaces in the letters of GSM 03.38."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def fitted(text: str, most: int = MOST) -> str:
    """A text in plain letters that takes no more segments than that, cut at a word.

    Where an accent would cost words, the accent goes: "José Čapek" becomes "José Capek".
    """
    text = plain(text)
    if counted(text).count <= most:
        return text
    folded = "".join(map(_folded, text))
    if counted(folded).count <= most:
        return folded
    # What is cut is cut from the version that keeps more words.
    text = folded if not counted(folded).odd else text
    shortest, longest = 0, len(text)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if counted(f"{text[:middle]}...").count <= most:
            shortest = middle
        else:
            longest = middle - 1
    return f"{text[:shortest].rsplit(' ', 1)[0]}..."


def _septets(letter: str) -> int:
    """The septets of a letter; 0 if GSM 03.38 has it not."""
    return 1 if letter in BASIC else 2 if letter in EXTENDED else 0


def _packed(units: Iterable[int], alone: int, joined: int) -> int:
    sizes = list(units)
    if sum(sizes) <= alone:
        return 1 if sizes else 0
    count, used = 1, 0
    for size in sizes:
        if used + size > joined:
            count, used = count + 1, 0
        used += size
    return count


def _folded(letter: str) -> str:
    if _septets(letter):
        return letter
    bare = unicodedata.normalize("NFKD", letter)
    kept = "".join(part for part in bare if not unicodedata.combining(part))
    return kept if kept and all(map(_septets, kept)) else letter
