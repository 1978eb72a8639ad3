"""Which letter is drawn in which face: nothing a customer is called may break a document.

Vera, which comes with reportlab, has Latin; DejaVu, where the machine has it, Greek and Cyrillic;
Adobe's standard Asian faces, which viewers bring, Chinese, Japanese, Korean and the rest.
What none of them has is named in brackets.
"""

import unicodedata
from contextlib import suppress
from functools import cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import (
    getFont,
    getRegisteredFontNames,
    registerFont,
    registerFontFamily,
)
from reportlab.pdfbase.ttfonts import TTFError, TTFont

PLAIN, BOLD, WIDER = "Vera", "VeraBd", "DejaVuSans"
_CHINESE, _JAPANESE, _KOREAN = "STSong-Light", "HeiseiKakuGo-W5", "HYGothic-Medium"
_FACE_OF = {
    "GREEK": _CHINESE,
    "CYRILLIC": _CHINESE,
    "CJK": _CHINESE,
    "FULLWIDTH": _CHINESE,
    "IDEOGRAPHIC": _CHINESE,
    "HIRAGANA": _JAPANESE,
    "KATAKANA": _JAPANESE,
    "KATAKANA-HIRAGANA": _JAPANESE,
    "HANGUL": _KOREAN,
}
_BREAK = "<br/>"


@cache
def faces() -> None:
    """Make the faces known to reportlab; once is enough."""
    for name in (PLAIN, BOLD):
        registerFont(TTFont(name, f"{name}.ttf"))
    registerFontFamily(PLAIN, normal=PLAIN, bold=BOLD, italic=PLAIN, boldItalic=BOLD)
    for name in (_CHINESE, _JAPANESE, _KOREAN):
        registerFont(UnicodeCIDFont(name))
    with suppress(TTFError):
        registerFont(TTFont(WIDER, f"{WIDER}.ttf"))


def marked_up(text: str) -> str:
    """A text as reportlab's paragraphs read it, each run in a face that has its letters."""
    faces()
    whole = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    parts = [_run(face, list(letters)) for face, letters in groupby(whole, key=_face)]
    return "".join(parts)


def _run(face: str, letters: list[str]) -> str:
    if face == PLAIN:
        return escape("".join(letters)).replace("\n", _BREAK)
    if face in getRegisteredFontNames():
        return f'<font name="{face}">{escape("".join(letters))}</font>'
    return f"[{face.lower()}]" if face else ""


@cache
def _face(letter: str) -> str:
    """The face that has a letter; else the words that stand for its run, or nothing."""
    if letter.isspace() or ord(letter) in _known(PLAIN):
        return PLAIN
    name = unicodedata.name(letter, "")
    if not name or unicodedata.category(letter) in ("Mn", "Cf", "Cc", "Cs", "Co", "Cn"):
        return ""
    script = name.split()[0]
    if script in ("GREEK", "CYRILLIC", "LATIN") and ord(letter) in _known(WIDER):
        return WIDER
    if script in _FACE_OF:
        return _FACE_OF[script]
    return script if letter.isalpha() else name


@cache
def _known(face: str) -> frozenset[int]:
    if face not in getRegisteredFontNames():
        return frozenset()
    return frozenset(getFont(face).face.charToGlyph)
