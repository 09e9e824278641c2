"""Markdown set in columns as a PDF, and the truth about it: which sentence stands on which page.

A plain typesetter of our own, so that what producers do differently can be varied: gutter, justification, hyphenation,
baselines that do not meet, footnotes at a column's foot, headings across, and the order in which things are drawn.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_NOTE = re.compile(r"(?m)^\[\^(\d+)\]:[ ]*(.*)\n?")
_MARK = re.compile(r"\[\^(\d+)\]")
_COMMENT = re.compile(r"<!--.*?-->\n*")
_SIGNS = re.compile(r"\*\*|__|(?<!\w)[*_]|[*_](?!\w)|\[|\]\([^)]*\)|\]")
_HYPHENS = re.compile(r"(?<=[aeiouyåäö][bdfghklmnprstv])(?=[bdfghjklmnprstv][aeiouyåäö])")
_SMALL = 0.8
_MARGIN = 50.0
_TOP, _BOTTOM = A4[1] - 70.0, 60.0


@dataclass(frozen=True)
class Layout:
    """How a document is set. `order`: flow, rows (line by line over the page), backwards (the right column first)."""

    name: str
    columns: int = 2
    gutter: float = 18.0
    font: str = "Times-Roman"
    bold: str = "Times-Bold"
    size: float = 9.5
    leading: float = 12.0
    justified: bool = False
    by_word: bool = False
    hyphenated: bool = True
    across: bool = False
    figures: bool = False
    shift: float = 0.0
    order: str = "flow"
    rotated: bool = False


@dataclass(frozen=True)
class Word:
    """A word to be set, and the numbers of the notes that its marks refer to."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph, an entry of a list, or a heading of this depth."""

    words: tuple[Word, ...]
    depth: int = 0
    item: bool = False


@dataclass
class Put:
    """A run of text on the page."""

    text: str
    x: float
    y: float
    size: float
    font: str


@dataclass
class Set:
    """The pages as they are set; `text` and `starts` are the truth: what is read, and where its pages begin."""

    pages: list[list[Put]] = field(default_factory=list)
    text: str = ""
    starts: list[tuple[int, str]] = field(default_factory=list)


def read_blocks(markdown: str) -> tuple[list[Block], dict[str, str]]:
    """The prose of a report, and its notes by number; tables and the list of contents are left out."""
    text = _COMMENT.sub("", _FRONT.sub("", markdown))
    notes = dict(_NOTE.findall(text))
    blocks = []
    for piece in re.split(r"\n\s*\n", _NOTE.sub("", text)):
        body = piece.strip()
        if not body or body.startswith("|") or re.search(r"\.{5} \d+", body):
            continue
        if heading := re.match(r"(#+)\s+(.*)", body):
            blocks.append(Block(tuple(_words(heading[2])), depth=len(heading[1])))
        elif re.match(r"(?:[-*]|\d+\.)\s", body):
            entries = re.split(r"\n(?=\s*(?:[-*]|\d+\.)\s)", body)
            blocks += [Block(tuple(_words(re.sub(r"^\s*[-*]\s", "", entry))), item=True) for entry in entries]
        else:
            blocks.append(Block(tuple(_words(body))))
    return blocks, notes


def _words(text: str) -> Iterator[Word]:
    plain = "".join(character if ord(character) < 256 or character in "–—”’…•" else "?" for character in text)
    for word in _SIGNS.sub("", _MARK.sub("\x00\\1\x00", plain)).split():
        parts = word.split("\x00")
        # what follows the mark closes the sentence
        yield Word(parts[0] + "".join(parts[2::2]), tuple(parts[1::2]))


class Setter:
    """Sets blocks in columns, page after page."""

    def __init__(self, layout: Layout, notes: dict[str, str]) -> None:
        self.done = Set()
        self._layout = layout
        self._notes = notes
        self._width = (A4[0] - 2 * _MARGIN - (layout.columns - 1) * layout.gutter) / layout.columns
        self._column = 0
        self._top = self._y = _TOP
        self._foot: list[Put] = []
        self._new_page()

    def add(self, block: Block) -> None:
        """Sets the next block."""
        self.done.text += "\n\n"
        layout = self._layout
        if block.depth and layout.across and block.depth <= 2:
            self._heading_across(block)
            return
        size = layout.size + (3.0 if block.depth and block.depth <= 2 else 1.5) if block.depth else layout.size
        font = layout.bold if block.depth else layout.font
        self._y -= 0.6 * layout.leading + (0.4 * layout.leading if block.depth else 0)
        indent = 10.0 if block.item else 0.0
        lines = list(self._broken(block.words, font, size, self._width - indent))
        if block.depth and self._y - (len(lines) + 2) * size * 1.25 < self._floor([]):
            self._next_column()
        for i, (words, last) in enumerate(lines):
            self._line(words, font, size, indent, last=last, bullet=block.item and i == 0)

    def finish(self) -> Set:
        """Ends the last page."""
        self._end_page()
        return self.done

    def _broken(self, words: Sequence[Word], font: str, size: float, width: float) -> Iterator[tuple[list[Word], bool]]:
        """The words in lines, and whether the line is the last."""
        line: list[Word] = []
        for word in words:
            if self._length([*line, word], font, size) <= width or not line:
                line.append(word)
                continue
            head, tail = self._parted(line, word, font, size, width)
            yield [*line, *head], False
            line = [tail]
        yield line, True

    def _parted(self, line: list[Word], word: Word, font: str, size: float, width: float) -> tuple[list[Word], Word]:
        if self._layout.hyphenated and word.text.isalpha() and len(word.text) > 6:
            for at in reversed([found.start() for found in _HYPHENS.finditer(word.text)]):
                head = Word(word.text[:at] + "-")
                if at > 2 and len(word.text) - at > 2 and self._length([*line, head], font, size) <= width:
                    return [head], Word(word.text[at:], word.notes)
        return [], word

    def _length(self, words: Sequence[Word], font: str, size: float) -> float:
        marks = sum(stringWidth(number, font, size * 0.6) for word in words for number in word.notes)
        return float(stringWidth(" ".join(word.text for word in words), font, size)) + float(marks)

    def _line(self, words: list[Word], font: str, size: float, indent: float, *, last: bool, bullet: bool) -> None:
        leading = self._layout.leading if size == self._layout.size else size * 1.25
        notes = [number for word in words for number in word.notes if number in self._notes]
        if self._y - leading < self._floor(notes):
            self._next_column()
        self._y -= leading
        x = _MARGIN + self._column * (self._width + self._layout.gutter)
        y = self._y - (self._layout.shift if self._column else 0.0)
        if bullet:
            self.done.pages[-1].append(Put("•", x, y, size, font))
        gap = float(stringWidth(" ", font, size))
        if self._layout.justified and not last and len(words) > 1:
            gap += (self._width - indent - self._length(words, font, size)) / (len(words) - 1)
        self._write(words, x + indent, y, size, font, gap)
        self._foot += [put for number in notes for put in self._note(number)]

    def _write(self, words: list[Word], x: float, y: float, size: float, font: str, gap: float) -> None:
        page = self.done.pages[-1]
        plain = float(stringWidth(" ", font, size))
        apart = self._layout.by_word or abs(gap - plain) > 0.01
        for word in words:
            before = page[-1] if page else Put("", 0.0, 0.0, 0.0, font)
            if not apart and (before.y, before.size) == (y, size) and before.text != "•" and x > before.x:
                before.text += " " + word.text
            else:
                page.append(Put(word.text, x, y, size, font))
            hyphen = word.text.endswith("-") and word is words[-1]
            x += float(stringWidth(word.text, font, size))
            for number in word.notes:
                page.append(Put(number, x, y + size * 0.35, size * 0.6, font))
                x += float(stringWidth(number, font, size * 0.6))
                page.append(Put("", x, y, size + 0.001, font))
            x += gap
            self.done.text += word.text[:-1] if hyphen else word.text + " "

    def _note(self, number: str) -> list[Put]:
        size, font = self._layout.size * _SMALL, self._layout.font
        words = [Word(word) for word in "".join(w.text + " " for w in _words(self._notes[number])).split()]
        x = _MARGIN + self._column * (self._width + self._layout.gutter)
        puts = [Put(number, x, 3.0, size * 0.6, font)]
        for i, (line, _) in enumerate(self._broken(words, font, size, self._width - 10)):
            puts.append(Put(" ".join(word.text for word in line), x + (6 if i == 0 else 0), 0.0, size, font))
        return puts

    def _floor(self, notes: Sequence[str]) -> float:
        rows = sum(put.y == 0 for put in self._foot) + sum(put.y == 0 for n in notes for put in self._note(n))
        return _BOTTOM + (rows * self._layout.size * 0.95 + 8 if rows else 0.0)

    def _heading_across(self, block: Block) -> None:
        """A heading over all columns: what stands above it is left as it is, and columns begin anew below."""
        lowest = min([put.y for put in self.done.pages[-1]] + [self._y])
        self._end_column()
        if lowest < _BOTTOM + 200 or self._column or self._notes_on_page():
            self._end_page()
            self._new_page()
            lowest = _TOP
        self._column = 0
        size = self._layout.size + 4
        self._write(list(block.words), _MARGIN, lowest - 2.2 * size, size, self._layout.bold, size * 0.28)
        self._top = self._y = lowest - 3.2 * size

    def _notes_on_page(self) -> bool:
        return any(put.size == self._layout.size * _SMALL for put in self.done.pages[-1])

    def _next_column(self) -> None:
        self._end_column()
        self._column += 1
        self._y = self._top
        if self._column == self._layout.columns:
            self._end_page()
            self._new_page()

    def _end_column(self) -> None:
        y = _BOTTOM + sum(put.y == 0 for put in self._foot) * self._layout.size * 0.95
        for put in self._foot:
            number = put.y > 0  # raised, on the line that follows
            drop = self._layout.size * 0.95
            self.done.pages[-1].append(Put(put.text, put.x, y - drop + put.y, put.size, put.font))
            y -= 0.0 if number else drop
        self._foot = []

    def _new_page(self) -> None:
        self.done.pages.append([])
        number = len(self.done.pages)
        self.done.starts.append((len(self.done.text), str(number)))
        self._column, self._top = 0, _TOP
        if self._layout.figures and number % 3 == 0:
            caption = f"Figur {number}. Så här fördelar sig svaren mellan länen under året, i procent av alla."
            self.done.pages[-1].append(Put(caption, _MARGIN, _TOP - 90, self._layout.size * 0.9, self._layout.font))
            self._top = _TOP - 110
        self._y = self._top

    def _end_page(self) -> None:
        self._end_column()
        number, font = len(self.done.pages), self._layout.font
        x = A4[0] - _MARGIN - 60 if number % 2 else _MARGIN
        head = "Länsstyrelserna" if number % 2 else "En rapport i spalter"
        self.done.pages[-1].insert(0, Put(head, x, A4[1] - 40, 8.0, font))
        self.done.pages[-1].append(Put(str(number), A4[0] / 2, 30.0, 8.0, font))


def write(path: Path, markdown: str, layout: Layout) -> Set:
    """Writes the report as a PDF set in columns, and tells the truth about it."""
    blocks, notes = read_blocks(markdown)
    setter = Setter(layout, notes)
    for block in blocks:
        setter.add(block)
    done = setter.finish()
    canvas = Canvas(str(path), pagesize=A4)
    for page in done.pages:
        if layout.rotated:  # the sheet lies on its side, and what is drawn on it does too
            canvas.setPageRotation(90)
            canvas.transform(0, 1, -1, 0, A4[1], 0)
        for put in _ordered(page, layout):
            canvas.setFont(put.font, put.size)
            canvas.drawString(put.x, put.y, put.text)
        canvas.showPage()
    canvas.save()
    return done


def _ordered(page: Sequence[Put], layout: Layout) -> list[Put]:
    drawn = [put for put in page if put.text]
    if layout.order == "rows":
        return sorted(drawn, key=lambda put: (-round(put.y / 4), put.x))
    if layout.order == "backwards":
        middle = A4[0] / 2
        return [*(p for p in drawn if p.x > middle), *(p for p in drawn if p.x <= middle)]
    if layout.order == "shuffled":
        return random.Random(7).sample(drawn, len(drawn))
    return drawn
