"""What Word's styles and numbering say of a paragraph: heading, list, contents, caption, and its printed number."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{_W}val"
_MOST_LEVELS = 9
_MOST_HEIRS = 20  # styles that inherit from one another; more is a circle
_LETTERS = 26


def w(name: str) -> str:
    """A name in the namespace of Word's own elements."""
    return f"{_W}{name}"


def value(element: etree._Element | None, path: str) -> str | None:
    """The `w:val` of what stands at `path` ("w:pPr/w:pStyle"); None where there is none."""
    found = None if element is None else element.find("/".join(w(step) for step in path.split("/")))
    return None if found is None else found.get(_VAL, "true")


def parsed_part(blob: bytes) -> etree._Element:
    """A part of the package as XML; entities stay as they are."""
    return etree.fromstring(blob, etree.XMLParser(resolve_entities=False, no_network=True))


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its name as Word itself knows it, and what it sets, inherited or its own."""

    name: str = ""
    outline: int | None = None
    list_id: str | None = None
    list_level: int | None = None


def read_styles(document: WordDocument) -> dict[str, Style]:
    """The document's paragraph styles by id."""
    elements = {style.get(w("styleId"), ""): style for style in document.styles.element.iter(w("style"))}
    return {style_id: _style(element, elements) for style_id, element in elements.items()}


def _style(element: etree._Element, elements: Mapping[str, etree._Element]) -> Style:
    chain, at = [element], element
    while (base := elements.get(value(at, "basedOn") or "")) is not None and len(chain) < _MOST_HEIRS:
        chain.append(base)
        at = base

    def said(path: str) -> str | None:
        return next((told for each in chain if (told := value(each, path)) is not None), None)

    names = [(value(each, "name") or "").casefold() for each in chain]
    known = next((name for name in names if name.startswith(("heading", "title", "toc", "list", "caption"))), names[0])
    return Style(known, _number(said("pPr/outlineLvl")), said("pPr/numPr/numId"), _number(said("pPr/numPr/ilvl")))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


@dataclass(frozen=True, slots=True)
class _Level:
    """One level of a list: how its number is written ("%1.%2"), in which figures, and where it begins."""

    pattern: str
    figures: str
    start: int


@dataclass
class Numbering:
    """Counts the entries of the document's lists, so that each gets the number that Word prints."""

    levels: Mapping[tuple[str, int], _Level]
    abstract: Mapping[str, str]
    _counts: dict[tuple[str, int], int] = field(default_factory=dict)

    def next(self, list_id: str, level: int) -> str | None:
        """The printed number of the next entry; "" for a bullet, None for an entry that has neither."""
        told = self.levels.get((list_id, level))
        if told is None or told.figures == "none":
            return None
        if told.figures == "bullet":
            return ""
        shared = self.abstract[list_id]
        self._counts[shared, level] = self._counts.get((shared, level), told.start - 1) + 1
        for deeper in range(level + 1, _MOST_LEVELS):
            self._counts.pop((shared, deeper), None)
        return self._written(list_id, told)

    def _written(self, list_id: str, told: _Level) -> str:
        text = told.pattern
        for above in range(_MOST_LEVELS):
            level = self.levels.get((list_id, above))
            if level is not None and f"%{above + 1}" in text:
                count = self._counts.get((self.abstract[list_id], above), level.start)
                text = text.replace(f"%{above + 1}", _figures(count, level.figures))
        return text


def _figures(count: int, figures: str) -> str:
    if figures in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % _LETTERS)
        return letter if figures == "lowerLetter" else letter.upper()
    if figures in {"lowerRoman", "upperRoman"}:
        roman = _roman(count)
        return roman if figures == "upperRoman" else roman.lower()
    return str(count)


def _roman(count: int) -> str:
    values = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for number, letters in values:
        text += letters * (count // number)
        count %= number
    return text


def read_numbering(document: WordDocument) -> Numbering:
    """The document's lists; none where it has none."""
    try:
        blob = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).blob
    except KeyError:
        return Numbering({}, {})
    root = parsed_part(blob)
    shapes = {shape.get(w("abstractNumId"), ""): shape for shape in root.iter(w("abstractNum"))}
    lists = {each.get(w("numId"), ""): value(each, "abstractNumId") or "" for each in root.iter(w("num"))}
    levels = {
        (list_id, int(level.get(w("ilvl"), "0"))): _level(level)
        for list_id, shape_id in lists.items()
        if shape_id in shapes
        for level in shapes[shape_id].iter(w("lvl"))
    }
    return Numbering(levels, lists)


def _level(element: etree._Element) -> _Level:
    start = _number(value(element, "start"))
    return _Level(value(element, "lvlText") or "", value(element, "numFmt") or "decimal", 1 if start is None else start)
