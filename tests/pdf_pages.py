"""Small PDFs made while a test runs: every run of text stands exactly where the test puts it.

The fonts are Courier and Courier-Bold, in which every character is 0.6 sizes wide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

WIDTH, HEIGHT = 595, 842
BODY = 10.0
LEADING = 13.0
_MARGIN = 60.0
_TOP = 740.0
_CHARACTER = 0.6


@dataclass(frozen=True)
class Drawn:
    """A run of text, its left end at (x, y)."""

    text: str
    x: float
    y: float
    size: float = BODY
    bold: bool = False

    def operators(self) -> bytes:
        font = "B" if self.bold else "R"
        text = self.text.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
        return f"BT /{font} {self.size} Tf {self.x} {self.y} Td (".encode() + text + b") Tj ET\n"


@dataclass
class Page:
    """A page on which lines are written from the top down."""

    runs: list[Drawn] = field(default_factory=list)
    y: float = _TOP

    def line(self, text: str, *, size: float = BODY, bold: bool = False, x: float = _MARGIN) -> "Page":
        """Writes a line; "^12^" within it is a raised mark."""
        at = x
        for i, piece in enumerate(text.split("^")):
            raised = i % 2 == 1
            drawn = Drawn(piece, at, self.y + (4 if raised else 0), size * 0.6 if raised else size, bold)
            self.runs += [drawn] if piece else []
            at += len(piece) * drawn.size * _CHARACTER
        self.y -= LEADING * max(1.0, size / BODY)
        return self

    def lines(self, *texts: str) -> "Page":
        for text in texts:
            self.line(text)
        return self

    def gap(self) -> "Page":
        """Begins a new paragraph."""
        self.y -= LEADING
        return self

    def heading(self, text: str, size: float = 16.0) -> "Page":
        self.gap()
        self.line(text, size=size, bold=True)
        return self.gap()

    def cells(self, *texts: str, width: float = 140.0) -> "Page":
        """Writes a row of a table."""
        self.runs += [Drawn(text, _MARGIN + i * width, self.y) for i, text in enumerate(texts)]
        self.y -= LEADING
        return self

    def note(self, number: str, text: str, *, below: float = 0.0) -> "Page":
        """Writes a footnote at the foot of the page."""
        y = 90.0 - below
        self.runs.append(Drawn(number, _MARGIN, y + 3, 5))
        self.runs.append(Drawn(f" {text}", _MARGIN + 3, y, 8))
        return self

    def furniture(self, *, head: str = "", foot: str = "", foot_x: float = 290.0) -> "Page":
        """Writes a running head and a page number."""
        self.runs[:0] = [Drawn(head, _MARGIN, 800, 8)] if head else []
        self.runs += [Drawn(foot, foot_x, 40, 8)] if foot else []
        return self


def write_pdf(
    path: Path,
    pages: Sequence[Page],
    *,
    labels: str = "",
    outline: Sequence[str] = (),
    info: Mapping[str, str] | None = None,
) -> Path:
    """Writes the pages; `labels` is the body of a /PageLabels number tree, `outline` bookmarks to the first page."""
    path.write_bytes(pdf_of(list(_objects(pages, labels, outline, info or {}))))
    return path


def _objects(pages: Sequence[Page], labels: str, outline: Sequence[str], info: Mapping[str, str]) -> Iterator[bytes]:
    """The objects in order: catalogue, page tree, two fonts, document information, outline, pages, contents."""
    marks, first_page = 7, 7 + len(outline)
    kids = " ".join(f"{first_page + i} 0 R" for i in range(len(pages)))
    named = f"/PageLabels<</Nums[{labels}]>>" if labels else ""
    yield f"<</Type/Catalog/Pages 2 0 R{named}/Outlines 6 0 R>>".encode()
    yield f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode()
    for font in ("Courier", "Courier-Bold"):
        yield f"<</Type/Font/Subtype/Type1/BaseFont/{font}/Encoding/WinAnsiEncoding>>".encode()
    yield b"<<" + b"".join(f"/{key}".encode() + _string(value) for key, value in info.items()) + b">>"
    yield f"<</Type/Outlines/First {marks} 0 R/Last {first_page - 1} 0 R>>".encode() if outline else b"<<>>"
    for i, title in enumerate(outline):
        after = f"/Next {marks + i + 1} 0 R" if i + 1 < len(outline) else ""
        yield f"<</Parent 6 0 R/Dest[{first_page} 0 R/Fit]{after}/Title".encode() + _string(title) + b">>"
    for i in range(len(pages)):
        yield (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {first_page + len(pages) + i} 0 R"
            "/Resources<</Font<</R 3 0 R/B 4 0 R>>>>>>"
        ).encode()
    for page in pages:
        drawn = b"".join(run.operators() for run in page.runs)
        yield f"<</Length {len(drawn)}>>\nstream\n".encode() + drawn + b"\nendstream"


def _string(text: str) -> bytes:
    return b"<" + ("\ufeff" + text).encode("utf-16-be").hex().encode() + b">"


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """A file of these objects: the first is the catalogue, the fifth may be the information on the document."""
    return b"".join(_file(objects))


def _file(objects: Sequence[bytes]) -> Iterator[bytes]:
    parts = [b"%PDF-1.7\n", *(f"{i} 0 obj\n".encode() + body + b"\nendobj\n" for i, body in enumerate(objects, 1))]
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part))
    yield from parts
    entries = "".join(f"{start:010} 00000 n \n" for start, _ in pairwise(starts[1:]))
    size = len(objects) + 1
    yield f"xref\n0 {size}\n0000000000 65535 f \n{entries}".encode()
    yield f"trailer<</Size {size}/Root 1 0 R/Info 5 0 R>>\nstartxref\n{starts[-1]}\n%%EOF\n".encode()
