"""Blocks out of an HTML tree: headings, paragraphs, lists, tables, and notes with what refers to them."""

import re
from collections.abc import Callable, Iterator, Mapping

from lxml.html import HtmlElement

from ingest.document import BlockKind
from ingest.told import ToldBlock, tidy

_BLOCK = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li", "main",
    "ol", "p", "pre", "section", "summary", "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "ul",
}  # fmt: skip
_HEADING = re.compile(r"h([1-6])")
_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]{1,3})[\])]?")
_BACK = re.compile(r"[\s↩↑⤴^︎️]*|[\[(]?(?:tillbaka|back|åter)[\])]?", re.IGNORECASE)
_LEADING_MARK = re.compile(r"^[\[(]?\d{1,3}[\]).:]?\s+|^[*†‡]{1,3}\s*")
_NOTE_ROLES = {"doc-noteref", "doc-footnote", "doc-endnote"}
_LABELLED = re.compile(r"[A-ZÅÄÖ][\w åäöÅÄÖ-]{1,30}:\s+\S.*")
_SPACES = re.compile(r"\s+")
_PARAGRAPHS = re.compile(r"\n\s*\n")


def html_blocks(content: HtmlElement) -> list[ToldBlock]:
    """The blocks of an element in the order in which they stand."""
    reading = _Reading(_notes(content))
    reading.inside(content)
    reading.flush()
    return reading.blocks


def _notes(content: HtmlElement) -> dict[str, HtmlElement]:
    """The notes by id: what a link that looks like a note's mark points to."""
    links = [link for link in content.iter("a") if _is_mark(link)]
    by_id = {element.get("id") or element.get("name"): element for element in content.iter() if element.get("id")}
    found = {name: by_id[name] for link in links if (name := _target(link)) in by_id}
    return {name: element for name, element in found.items() if _is_note(element)}


def _is_mark(link: HtmlElement) -> bool:
    text = tidy("".join(link.itertext()))
    told = link.get("role") in _NOTE_ROLES or "footnote-ref" in (link.get("class") or "")
    return link.get("href", "").startswith("#") and (told or _MARK.fullmatch(text) is not None)


def _target(link: HtmlElement) -> str:
    return str(link.get("href", "")).removeprefix("#")


def _is_note(element: HtmlElement) -> bool:
    """Whether an element is a note's text, and not the place in the running text to which the note leads back."""
    return element.tag in {"li", "p", "div", "aside", "dd", "section"} and bool(_note_text(element))


def _note_text(element: HtmlElement) -> str:
    """A note's words without its own mark and the link back."""
    words = "".join(_note_words(element))
    return _LEADING_MARK.sub("", tidy(words), count=1)


def _note_words(element: HtmlElement) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        back = child.tag == "a" and (
            child.get("role") == "doc-backlink"
            or (child.get("href", "").startswith("#") and _BACK.fullmatch(tidy("".join(child.itertext()))))
        )
        if not back:
            yield from _note_words(child)
        yield child.tail or ""


class _Reading:
    """Blocks of one page as they are read; words between two blocks gather in a paragraph."""

    def __init__(self, notes: Mapping[str, HtmlElement]) -> None:
        self.blocks: list[ToldBlock] = []
        self._notes = notes
        self._words: list[str] = []
        self._refers: list[str] = []
        self._kind = BlockKind.PARAGRAPH
        self._number = ""
        self._readers: dict[str, Callable[[HtmlElement], None]] = {
            "br": self._break,
            "a": self._link,
            "li": self._item,
            "dd": self._item,
            "pre": self._preformatted,
            "table": self._table,
            "figcaption": self._caption,
            "caption": self._caption,
        }

    def inside(self, element: HtmlElement) -> None:
        """Reads what an element holds."""
        self._say(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._read(child)
            self._say(child.tail)

    def _say(self, words: str | None) -> None:
        """Line breaks in the source are spaces; those of the page are <br>."""
        self._words.append(_SPACES.sub(" ", words or ""))

    def flush(self) -> None:
        """Ends the paragraph that has been gathered."""
        text = "".join(self._words)
        refers, self._words, self._refers = tuple(self._refers), [], []
        if not tidy(text):
            return
        for i, piece in enumerate(_pieces(text)):
            self.blocks.append(ToldBlock(self._kind, self._number + tidy(piece), refers=refers if i == 0 else ()))
            self._kind, self._number = BlockKind.PARAGRAPH, ""

    def _read(self, element: HtmlElement) -> None:
        if element.get("id") in self._notes:
            self._note(element)
        elif element.tag in self._readers:
            self._readers[element.tag](element)
        elif heading := _HEADING.fullmatch(element.tag):
            self._heading(element, int(heading[1]))
        elif element.tag in _BLOCK:
            self._block(element)
        else:
            self.inside(element)

    def _block(self, element: HtmlElement) -> None:
        self.flush()
        self.inside(element)
        self.flush()

    def _break(self, _: HtmlElement) -> None:
        self._words.append("\n")

    def _preformatted(self, element: HtmlElement) -> None:
        self.flush()
        self._words.append("".join(element.itertext()))
        self.flush()

    def _link(self, link: HtmlElement) -> None:
        if _is_mark(link) and _target(link) in self._notes:
            self._refers.append(_target(link))
        else:
            self.inside(link)

    def _note(self, element: HtmlElement) -> None:
        self.flush()
        self.blocks.append(ToldBlock(BlockKind.NOTE, _note_text(element), note=element.get("id")))

    def _heading(self, element: HtmlElement, depth: int) -> None:
        self.flush()
        self.inside(element)
        text, refers = tidy("".join(self._words)), tuple(self._refers)
        self._words, self._refers = [], []
        self.blocks.append(ToldBlock(BlockKind.HEADING, text, depth, refers))

    def _item(self, element: HtmlElement) -> None:
        """An entry of a list; one of a numbered list keeps its number."""
        self.flush()
        self._kind, self._number = BlockKind.ITEM, _number(element)
        self.inside(element)
        self.flush()
        self._kind, self._number = BlockKind.PARAGRAPH, ""

    def _caption(self, element: HtmlElement) -> None:
        self.flush()
        self._kind = BlockKind.CAPTION
        self.inside(element)
        self.flush()
        self._kind = BlockKind.PARAGRAPH

    def _table(self, table: HtmlElement) -> None:
        """A table row by row under its head; one that only lays out the page is read as what it holds."""
        self.flush()
        if _is_layout(table):
            self._block(table)
            return
        for caption in table.findall("caption"):
            self._caption(caption)
        for row in table.iter("tr"):
            cells = [cell for cell in row if cell.tag in {"td", "th"}]
            head = all(cell.tag == "th" for cell in cells) or row.getparent().tag == "thead"
            self._row(cells, BlockKind.CAPTION if head else BlockKind.ROW)

    def _row(self, cells: list[HtmlElement], kind: BlockKind) -> None:
        for cell in cells:
            self._words.append(" ")
            self.inside(cell)
        text, refers = tidy("".join(self._words)), tuple(self._refers)
        self._words, self._refers = [], []
        self.blocks.append(ToldBlock(kind, text, refers=refers))


def _pieces(text: str) -> list[str]:
    """Paragraphs parted by an empty line, and lines of the sort "Etikett: värde" where all are."""
    lines = [line for line in text.strip().split("\n") if line.strip()]
    if len(lines) > 1 and all(_LABELLED.fullmatch(line.strip()) for line in lines):
        return lines
    return [piece for piece in _PARAGRAPHS.split(text) if piece.strip()]


def _number(item: HtmlElement) -> str:
    above = item.getparent()
    if item.tag != "li" or above is None or above.tag != "ol":
        return ""
    start = above.get("start", "1")
    entries = [each for each in above if each.tag == "li"]
    own = item.get("value", "")
    first = int(start) if start.isdecimal() else 1
    return f"{own if own.isdecimal() else first + entries.index(item)}. "


def _is_layout(table: HtmlElement) -> bool:
    """Whether a table is there for the looks: said to be, one column wide, or with headings and tables in its cells."""
    if table.get("role") in {"presentation", "none"} or any(True for _ in table.iterdescendants("table", "h1", "h2")):
        return True
    return all(sum(cell.tag in {"td", "th"} for cell in row) < 2 for row in table.iter("tr"))
