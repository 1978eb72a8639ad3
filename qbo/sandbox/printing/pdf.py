"""A sales document as a page to print: what QuickBooks gives as `application/pdf`."""

from collections.abc import Mapping
from io import BytesIO
from textwrap import wrap
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid

from qbo.sandbox.printing import printed
from qbo.sandbox.printing.lettering import BOLD, PLAIN, faces, marked_up

Body = dict[str, Any]
_INK, _QUIET, _LINE = HexColor("#1c2420"), HexColor("#64706a"), HexColor("#dfe4e0")
_ACCENT, _WASH = HexColor("#1f7a4d"), HexColor("#f1f5f2")
_MARGIN = 0.75 * inch
_WIDTH = LETTER[0] - 2 * _MARGIN
_PADDING = 6
"""What reportlab keeps free inside a frame; without it everything ends at one edge."""
_LETTERS, _ROWS = 900, 20
_FIGURES = (0.6 * inch, 0.95 * inch, 1.05 * inch)


def _style(size: float, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"{size}{sorted(more)}",
        fontName=more.pop("fontName", PLAIN),
        fontSize=size,
        leading=size * 1.4,
        textColor=more.pop("textColor", _INK),
        **more,
    )


_BODY, _RIGHT = _style(9), _style(9, alignment=TA_RIGHT)
_STRONG, _STRONG_RIGHT = _style(9, fontName=BOLD), _style(9, fontName=BOLD, alignment=TA_RIGHT)
_SMALL = _style(8, textColor=_QUIET)
_HEAD, _HEAD_RIGHT = _style(8, textColor=_QUIET), _style(8, textColor=_QUIET, alignment=TA_RIGHT)
_LABEL = _style(9, textColor=_QUIET, alignment=TA_RIGHT)
_NAME = _style(17, fontName=BOLD)
_TITLE = _style(20, textColor=_ACCENT, alignment=TA_RIGHT)
_GRAND, _GRAND_RIGHT = _style(12, fontName=BOLD), _style(12, fontName=BOLD, alignment=TA_RIGHT)


def document_pdf(
    kind: str, body: Body, info: Body, numbers: Mapping[str, str] | None = None
) -> bytes:
    """The page or pages of a document; the same bytes for the same document.

    Args:
        kind: one of `printed.TITLES`.
        body: the document as the company keeps it.
        info: the CompanyInfo of who issues it.
        numbers: the document numbers of what a payment pays, by id.
    """
    faces()
    title = (
        f"{printed.TITLES[kind]} {body.get('DocNumber') or body.get('PaymentRefNum') or ''}".strip()
    )
    story: list[Flowable] = [
        _letterhead(kind, info),
        Spacer(0, 18),
        _parties(kind, body),
        Spacer(0, 18),
        _table(kind, body, numbers or {}),
        Spacer(0, 8),
        KeepTogether(_sums(kind, body)),
    ]
    memo = (body.get("CustomerMemo") or {}).get("value") or ""
    if memo:
        story += [Spacer(0, 18), _said("Note", _HEAD), Spacer(0, 2), _said(memo, _BODY)]
    if body.get("AcceptedBy"):
        when = f", {printed.day(body['AcceptedDate'])}" if body.get("AcceptedDate") else ""
        story += [Spacer(0, 12), _said(f"Accepted by {body['AcceptedBy']}{when}", _SMALL)]
    out = BytesIO()
    SimpleDocTemplate(
        out,
        pagesize=LETTER,
        leftMargin=_MARGIN - _PADDING,
        rightMargin=_MARGIN - _PADDING,
        topMargin=_MARGIN,
        bottomMargin=0.9 * inch,
        title=title,
        author=info["CompanyName"],
        invariant=True,
    ).build(story, canvasmaker=_footed(info, title))
    return out.getvalue()


def _footed(info: Body, title: str) -> type[Canvas]:
    """A canvas whose pages end in who issued them and how many there are."""

    class Footed(Canvas):  # type: ignore[misc] # reportlab publishes no types
        pages: list[dict[str, Any]]

        def showPage(self) -> None:
            self.pages = [*getattr(self, "pages", []), dict(self.__dict__)]
            self._startPage()

        def save(self) -> None:
            pages = self.pages
            for number, page in enumerate(pages, 1):
                self.__dict__.update(page)
                left = Paragraph(marked_up(f"{info['CompanyName']} · {title}"), _SMALL)
                left.wrap(_WIDTH - inch, inch)
                left.drawOn(self, _MARGIN, 0.5 * inch)
                right = Paragraph(f"Page {number} of {len(pages)}", _HEAD_RIGHT)
                right.wrap(inch, inch)
                right.drawOn(self, _MARGIN + _WIDTH - inch, 0.5 * inch)
                Canvas.showPage(self)
            Canvas.save(self)

    return Footed


def _letterhead(kind: str, info: Body) -> Flowable:
    reach = [
        (info.get("PrimaryPhone") or {}).get("FreeFormNumber"),
        (info.get("Email") or {}).get("Address"),
    ]
    address = printed.address(info.get("CompanyAddr") or {})
    under = [*address, " · ".join(part for part in reach if part)]
    left = [_said(info["CompanyName"], _NAME), *(_said(text, _SMALL) for text in under if text)]
    grid = Grid([[left, _said(printed.TITLES[kind], _TITLE)]], [_WIDTH * 0.6, _WIDTH * 0.4])
    grid.setStyle([*_FLUSH, ("LINEBELOW", (0, 0), (-1, -1), 1.5, _ACCENT)])
    return grid


_FLUSH: list[Any] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 10),
]


def _parties(kind: str, body: Body) -> Flowable:
    who = body.get("CustomerRef") or body.get("VendorRef") or {}
    given = body.get("BillAddr") or body.get("VendorAddr") or {}
    mail = (body.get("BillEmail") or {}).get("Address", "")
    heading = {"Payment": "Received from", "PurchaseOrder": "Vendor"}.get(kind, "For")
    lines = [line for line in [*printed.address(given), mail] if line]
    left = [_said(heading, _HEAD), _said(who.get("name", ""), _STRONG)]
    left += [_said(line, _BODY) for line in lines]
    rows = [
        [_said(name, _LABEL), _said(value, _RIGHT)] for name, value in printed.dates(kind, body)
    ]
    right = Grid(rows, [1.1 * inch, 1.4 * inch])
    right.setStyle(
        [*_FLUSH, ("BOTTOMPADDING", (0, 0), (-1, -1), 2), ("TOPPADDING", (0, 0), (-1, -1), 0)]
    )
    grid = Grid([[left, right]], [_WIDTH - 2.5 * inch, 2.5 * inch])
    grid.setStyle(_FLUSH)
    return grid


def _table(kind: str, body: Body, numbers: Mapping[str, str]) -> Flowable:
    plain = kind == "Payment"
    heads = ["Invoice" if plain else "Service", *(("", "") if plain else ("Qty", "Rate")), "Amount"]
    rows: list[list[Any]] = [
        [_said(heads[0], _HEAD), *(_said(head, _HEAD_RIGHT) for head in heads[1:])]
    ]
    ends = []
    for row in printed.rows(kind, body, numbers):
        figures: tuple[str, ...] = (row.quantity, row.rate, row.amount)
        for piece in _pieces(row.about) or [""]:
            cell = [_said(row.what, _STRONG)] if row.what and figures else []
            cell += [_said(piece, _BODY)] if piece else []
            rows.append([cell or "", *(_said(figure, _RIGHT) for figure in figures)])
            figures = ()
        ends.append(("LINEBELOW", (0, len(rows) - 1), (-1, len(rows) - 1), 0.5, _LINE))
    grid = Grid(
        [[*row, *[""] * (4 - len(row))] for row in rows],
        [_WIDTH - sum(_FIGURES), *_FIGURES],
        repeatRows=1,
    )
    grid.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("BACKGROUND", (0, 0), (-1, 0), _WASH),
            ("TOPPADDING", (0, 0), (-1, -1), 5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            *ends,
        ]
    )
    return grid


def _pieces(text: str) -> list[str]:
    """A long text in parts that each fit on a page: a row of the table cannot be cut."""
    pieces: list[str] = []
    for line in text.splitlines():
        for part in wrap(line, _LETTERS, drop_whitespace=True) or [""]:
            whole = f"{pieces[-1]}\n{part}" if pieces else part
            if pieces and len(whole) <= _LETTERS and whole.count("\n") < _ROWS:
                pieces[-1] = whole
            else:
                pieces.append(part)
    return pieces


def _sums(kind: str, body: Body) -> list[Flowable]:
    rows = [
        [_said(name, _BODY), _said(printed.dollars(amount), _RIGHT)]
        for name, amount in printed.parts(kind, body)
    ]
    name, grand = printed.grand(kind, body)
    rows.append([_said(name, _GRAND), _said(printed.dollars(grand), _GRAND_RIGHT)])
    grid = Grid(rows, [1.6 * inch, 1.4 * inch], hAlign="RIGHT")
    grid.setStyle(
        [
            ("LINEABOVE", (0, -1), (-1, -1), 1, _INK),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ]
    )
    return [grid]


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(marked_up(str(text)), style)
