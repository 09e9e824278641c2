"""Pictures of text, as a scanner makes them."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 595, 842


def picture_of(lines: Sequence[str], size: float = 12.0) -> Image.Image:
    """A page with these lines on it, at 200 dots an inch."""
    held = BytesIO()
    canvas = Canvas(held, pagesize=(WIDTH, HEIGHT))
    canvas.setFont("Helvetica", size)
    for i, line in enumerate(lines):
        canvas.drawString(60, 760 - i * size * 1.5, line)
    canvas.save()
    with pdfium.PdfDocument(held.getvalue()) as pdf:
        image: Image.Image = pdf[0].render(scale=200 / 72, grayscale=True).to_pil()
        return image


def write_scan(path: Path, pages: Sequence[Sequence[str]], *, written: Sequence[Sequence[str]] = ()) -> Path:
    """A PDF whose pages are pictures of these lines; `written` pages with real text come first."""
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    for lines in written:
        canvas.setFont("Helvetica", 12)
        for i, line in enumerate(lines):
            canvas.drawString(60, 760 - i * 18, line)
        canvas.showPage()
    for lines in pages:
        canvas.drawImage(ImageReader(picture_of(lines)), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    return path
