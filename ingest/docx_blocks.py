"""Blocks out of a Word document's body, in the order in which they stand, without what is deleted or hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

from ingest.document import BlockKind
from ingest.docx_styles import Numbering, Style, parsed_part, read_numbering, read_styles, value, w
from ingest.told import ToldBlock, tidy

_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {w("del"), w("moveFrom"), w("instrText"), w("delText"), w("pPr"), w("rPr"), w("tblPr"), _CHOICE}
_WORDS = {w("tab"): " ", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-", w("softHyphen"): ""}
_REFERENCES = {w("footnoteReference"): "f", w("endnoteReference"): "s"}
_NOTES = (
    (RELATIONSHIP_TYPE.FOOTNOTES, "footnote", "f"),
    (RELATIONSHIP_TYPE.ENDNOTES, "endnote", "s"),
)
_HEADING = re.compile(r"heading ([1-9])")
_CAPTION = re.compile(r"(?:figur|tabell|diagram|bild)\s+\d+[.:]?\s+[A-ZÅÄÖ]", re.IGNORECASE)
_BULLET = re.compile(r"[•·▪●‣]\s*")
_MOST_SIZE = 2  # half points: what is set smaller is not meant to be read
_MOST_HEADING = 200  # characters
_MOST_CELL = 60  # words in a cell above which a table only lays out the page
_OFF = {"0", "false", "off"}


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of a document, and the words that were left out because nobody sees them."""

    blocks: tuple[ToldBlock, ...]
    hidden: str


def read_body(document: WordDocument) -> Body:
    """Reads the body and the notes that it refers to."""
    reading = _Reading(read_styles(document), read_numbering(document))
    reading.inside(document.element.body)
    for relation, name, sort in _NOTES:
        reading.notes(_part(document, relation), name, sort)
    return Body(tuple(reading.blocks), tidy(" ".join(reading.hidden)))


def _part(document: WordDocument, relation: str) -> etree._Element | None:
    try:
        part = document.part.part_related_by(relation)
    except KeyError:
        return None
    return parsed_part(part.blob)


class _Reading:
    """Blocks of one document as they are read."""

    def __init__(self, styles: dict[str, Style], numbering: Numbering) -> None:
        self.blocks: list[ToldBlock] = []
        self.hidden: list[str] = []
        self._styles = styles
        self._numbering = numbering

    def inside(self, element: etree._Element) -> None:
        """Reads what the body, a content control or a text box holds."""
        for child in element:
            if child.tag == w("p"):
                self._paragraph(child)
            elif child.tag == w("tbl"):
                self._table(child)
            elif child.tag in {w("sdt"), w("sdtContent"), w("ins"), w("moveTo"), w("customXml"), w("smartTag")}:
                self.inside(child)

    def notes(self, root: etree._Element | None, name: str, sort: str) -> None:
        """Reads the notes of one sort, without the lines that part them from the text."""
        for note in root.iter(w(name)) if root is not None else ():
            text = tidy(" ".join(self._said(paragraph)[0] for paragraph in note.iter(w("p"))))
            if text and note.get(w("type"), "normal") == "normal":
                self.blocks.append(ToldBlock(BlockKind.NOTE, text, note=f"{sort}{note.get(w('id'))}"))

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = self._styles.get(value(paragraph, "pPr/pStyle") or "", Style())
        raw, refers = self._said(paragraph)
        if tidy(raw):
            self._add(paragraph, style, raw, refers)
        for box in _boxes(paragraph):
            self.inside(box)

    def _add(self, paragraph: etree._Element, style: Style, raw: str, refers: tuple[str, ...]) -> None:
        text = tidy(raw)
        number = self._number(paragraph, style)
        depth = _depth(paragraph, style, text)
        if depth:
            shown = f"{number} {text}" if number else text
            self.blocks.append(ToldBlock(BlockKind.HEADING, shown, depth, refers))
            return
        kind = _kind(style, text, listed=number is not None)
        if kind is BlockKind.ITEM:
            text = _BULLET.sub("", text, count=1)
        if kind is not BlockKind.PARAGRAPH:
            self.blocks.append(ToldBlock(kind, f"{number} {text}" if number else text, refers=refers))
            return
        lines = [line for line in raw.split("\n") if line.strip()]
        apart = len(lines) > 1 and all(":" in line[:30] for line in lines)
        for i, line in enumerate(lines if apart else [raw]):
            self.blocks.append(ToldBlock(kind, tidy(line), refers=refers if i == 0 else ()))

    def _number(self, paragraph: etree._Element, style: Style) -> str | None:
        """The number that Word prints before the paragraph; "" for a bullet, None outside lists."""
        list_id = value(paragraph, "pPr/numPr/numId") or style.list_id
        told = value(paragraph, "pPr/numPr/ilvl")
        level = int(told) if told and told.isdecimal() else style.list_level or 0
        if list_id and list_id != "0":
            return self._numbering.next(list_id, level)
        return "" if style.name.startswith("list") and "continue" not in style.name else None

    def _said(self, paragraph: etree._Element) -> tuple[str, tuple[str, ...]]:
        """The paragraph's visible words, and the notes that they refer to."""
        words: list[str] = []
        refers: list[str] = []
        for element in _running(paragraph):
            if element.tag in _REFERENCES:
                refers.append(f"{_REFERENCES[element.tag]}{element.get(w('id'))}")
            elif element.tag in _WORDS:
                words.append(_WORDS[element.tag])
            elif element.tag == w("t") and element.text:
                if _is_hidden(element.getparent()):
                    self.hidden.append(element.text)
                else:
                    words.append(element.text)
        return "".join(words), tuple(refers)

    def _table(self, table: etree._Element) -> None:
        """A table row by row under its head; one that only lays out the page is read as what it holds."""
        rows = [[cell for cell in row.iter(w("tc")) if _row_of(cell) is row] for row in table.findall(w("tr"))]
        if _is_layout(rows):
            for cell in (cell for row in rows for cell in row):
                self.inside(cell)
            return
        for i, row in enumerate(rows):
            said = [self._said(paragraph) for cell in row for paragraph in cell.iter(w("p"))]
            text = tidy(" ".join(words for words, _ in said))
            kind = BlockKind.CAPTION if i == 0 and len(rows) > 1 else BlockKind.ROW
            refers = tuple(name for _, names in said for name in names)
            self.blocks += [ToldBlock(kind, text, refers=refers)] if text else []


def _running(element: etree._Element) -> Iterator[etree._Element]:
    """What a paragraph holds, in order, without what is deleted, and without its text boxes."""
    for child in element:
        if child.tag not in _SKIPPED and child.tag != w("txbxContent"):
            yield child
            yield from _running(child)


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    for box in paragraph.iter(w("txbxContent")):
        if not any(above.tag in _SKIPPED for above in box.iterancestors()):
            yield box


def _is_hidden(run: etree._Element) -> bool:
    """Whether a run is set hidden, far too small, or white where nothing is shaded behind it."""
    vanish = value(run, "rPr/vanish")
    size = value(run, "rPr/sz") or ""
    if (vanish is not None and vanish not in _OFF) or (size.isdecimal() and int(size) <= _MOST_SIZE):
        return True
    around = [run, *run.iterancestors()]
    shaded = any(each.tag in {w("tc"), w("txbxContent")} or each.find(f"*/{w('shd')}") is not None for each in around)
    return (value(run, "rPr/color") or "").upper() == "FFFFFF" and not shaded


def _depth(paragraph: etree._Element, style: Style, text: str) -> int:
    """How deep a heading stands, from 1; 0 for what is none."""
    own = value(paragraph, "pPr/outlineLvl")
    outline = int(own) if own and own.isdecimal() else style.outline
    heading = _HEADING.fullmatch(style.name)
    if len(text) > _MOST_HEADING or style.name.startswith("toc"):
        return 0
    if heading:
        return int(heading[1])
    return outline + 1 if outline is not None and outline < 9 else 0


def _kind(style: Style, text: str, *, listed: bool) -> BlockKind:
    if style.name == "title":
        return BlockKind.TITLE
    if style.name.startswith("toc ") or style.name == "toc":
        return BlockKind.CONTENTS
    if style.name.startswith("caption") or _CAPTION.match(text):
        return BlockKind.CAPTION
    return BlockKind.ITEM if listed or _BULLET.match(text) else BlockKind.PARAGRAPH


def _row_of(cell: etree._Element) -> etree._Element | None:
    return next((above for above in cell.iterancestors() if above.tag == w("tr")), None)


def _is_layout(rows: list[list[etree._Element]]) -> bool:
    """Whether a table is there for the looks: one column wide, or with long texts or tables in its cells."""
    cells = [cell for row in rows for cell in row]
    held = (
        len("".join(cell.itertext()).split()) > _MOST_CELL or cell.find(f".//{w('tbl')}") is not None for cell in cells
    )
    return all(len(row) < 2 for row in rows) or any(held)
