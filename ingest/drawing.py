"""A page's drawing, read operator by operator through pypdf: what text is put where, and how it looks.

pypdf's own text extraction tells neither where a run ends nor its colour, and loses where a form is placed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pypdf import PageObject
from pypdf.generic import ContentStream, DictionaryObject, NameObject, StreamObject

from ingest.fonts import Fonts
from ingest.matrix import IDENTITY, Matrix, apply, around, times, turned_upright
from ingest.pen import Marked, Pen, State, TooMuchDrawn
from ingest.runs import FAINT, PALE, Box, Drawn

_A4 = (0.0, 0.0, 595.0, 842.0)
_MOST_FORMS = 2_000  # forms drawn on one page
_DEEPEST = 12  # forms drawn inside one another
_MOST_CONTENT = 32_000_000  # bytes of drawing on one page; a map has some millions, and ten million take a minute


def draw(page: PageObject, fonts: Fonts) -> Drawn:
    """Reads what is drawn on a page, turned upright.

    Raises:
        TooMuchDrawn: the page draws without end.
        pypdf.errors.PyPdfError: the page cannot be parsed.
    """
    rotation = _value(page.get("/Rotate"))
    turn, shown = turned_upright(_shown(page), float(rotation) if isinstance(rotation, (int, float)) else 0.0)
    drawing = _Drawing(fonts, turn)
    contents = _value(page.get("/Contents"))
    if isinstance(contents, (StreamObject, list)):
        drawing.stream(contents, _resources(page), page.pdf)
    return Drawn(tuple(drawing.pen.runs), tuple(drawing.pictures), shown)


def _shown(page: PageObject) -> tuple[float, float, float, float]:
    """The sides of what is shown of a page; those of a sheet of A4 where the file tells none that can be."""
    for told in ("cropbox", "mediabox"):
        try:
            left, bottom, right, top = (float(side) for side in getattr(page, told))
        except (ValueError, TypeError):
            continue
        if right > left and top > bottom:
            return left, bottom, right, top
    return _A4


def _resources(page: PageObject) -> DictionaryObject:
    found = _value(page.get("/Resources"))
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _value(found: Any) -> Any:  # noqa: ANN401  # whatever stands there
    return found.get_object() if hasattr(found, "get_object") else found


def _numbers(operands: Sequence[Any]) -> list[float]:
    return [float(each) for each in operands if isinstance(each, (int, float))]


class _Drawing:
    """Follows the operators of one page."""

    def __init__(self, fonts: Fonts, turn: Matrix) -> None:
        self.pictures: list[Box] = []
        self._fonts = fonts
        self.pen = Pen(State(turn))
        self._kept: list[State] = []
        self._marks: list[Marked] = []
        self._forms = self._bytes = 0
        self._around: list[int] = []
        self._resources = DictionaryObject()
        self._operators: dict[bytes, Callable[[Sequence[Any]], None]] = {
            b"q": lambda _: self._kept.append(replace(self.pen.state)),
            b"Q": lambda _: self._bring_back(),
            b"cm": self._transform,
            b"BT": lambda _: self.pen.place(IDENTITY),
            b"Tf": self._font,
            b"Td": self._move,
            b"TD": self._move_and_lead,
            b"Tm": self._matrix,
            b"T*": lambda _: self._next_line(),
            b"Tj": lambda operands: self.pen.show(operands[:1]),
            b"TJ": lambda operands: self.pen.show(operands[0] if operands and isinstance(operands[0], list) else ()),
            b"'": self._next_and_show,
            b'"': self._space_and_show,
            b"Do": self._object,
            b"BDC": self._begin_marked,
            b"BMC": self._begin_marked,
            b"EMC": lambda _: self._end_marked(),
            b"INLINE IMAGE": lambda _: self._picture(),
            b"gs": self._graphics,
            **{name: self._coloured(name) for name in (b"g", b"rg", b"k", b"sc", b"scn", b"cs")},
            **{name: self._set(field) for name, field in _FIELDS.items()},
        }

    def stream(self, content: Any, resources: DictionaryObject, pdf: Any) -> None:  # noqa: ANN401  # pypdf's own types
        """Follows the operators of a page or form."""
        stream = content if isinstance(content, ContentStream) else ContentStream(content, pdf, "bytes")
        self._bytes += len(stream.get_data())
        if self._bytes > _MOST_CONTENT:
            raise TooMuchDrawn
        before, self._resources = self._resources, resources
        for operands, operator in stream.operations:
            follow = self._operators.get(operator)
            if follow is not None:
                follow(operands)
        self._resources = before

    def _bring_back(self) -> None:
        if self._kept:
            self.pen.state = self._kept.pop()

    def _transform(self, operands: Sequence[Any]) -> None:
        numbers = _numbers(operands)
        if len(numbers) == 6:
            self.pen.state.matrix = times(tuple(numbers), self.pen.state.matrix)  # type: ignore[arg-type]  # six of them

    def _font(self, operands: Sequence[Any]) -> None:
        self.pen.state.face = self._fonts.of(self._resources, str(operands[0])) if operands else None
        self.pen.state.size = next(iter(_numbers(operands[1:])), self.pen.state.size)

    def _move(self, operands: Sequence[Any]) -> None:
        x, y = (*_numbers(operands), 0.0, 0.0)[:2]
        self.pen.move(x, y)

    def _move_and_lead(self, operands: Sequence[Any]) -> None:
        numbers = _numbers(operands)
        if len(numbers) > 1:
            self.pen.state.leading = -numbers[1]
        self._move(operands)

    def _matrix(self, operands: Sequence[Any]) -> None:
        numbers = _numbers(operands)
        self.pen.place(tuple(numbers) if len(numbers) == 6 else IDENTITY)  # type: ignore[arg-type]  # six of them

    def _next_line(self) -> None:
        self.pen.move(0.0, -self.pen.state.leading)

    def _next_and_show(self, operands: Sequence[Any]) -> None:
        self._next_line()
        self.pen.show(operands[:1])

    def _space_and_show(self, operands: Sequence[Any]) -> None:
        numbers = _numbers(operands[:2])
        if len(numbers) == 2:
            self.pen.state.word_spacing, self.pen.state.spacing = numbers
        self._next_and_show(operands[2:])

    def _set(self, field: str) -> Callable[[Sequence[Any]], None]:
        def follow(operands: Sequence[Any]) -> None:
            numbers = _numbers(operands)
            if numbers:
                value = numbers[0] / 100 if field == "stretch" else int(numbers[0]) if field == "mode" else numbers[0]
                setattr(self.pen.state, field, value)

        return follow

    def _coloured(self, operator: bytes) -> Callable[[Sequence[Any]], None]:
        def follow(operands: Sequence[Any]) -> None:
            if operator == b"cs":
                self.pen.state.pale = False
                self.pen.state.gray = bool(operands) and self._is_gray(operands)
            else:
                alone = operator == b"g" or self.pen.state.gray
                self.pen.state.pale = _is_pale(_numbers(operands), gray=alone)

        return follow

    def _is_gray(self, operands: Sequence[Any]) -> bool:
        """Whether 1 is white in this colour space, and not all of an ink."""
        if operands[0] in {"/DeviceGray", "/CalGray"}:
            return True
        held = _entry(self._resources, "/ColorSpace", operands)
        return isinstance(held, list) and bool(held) and held[0] in {"/ICCBased", "/CalGray", "/DeviceGray"}

    def _graphics(self, operands: Sequence[Any]) -> None:
        held = _entry(self._resources, "/ExtGState", operands)
        opaque = held.get("/ca") if isinstance(held, DictionaryObject) else None
        if isinstance(opaque, (int, float)):
            self.pen.state.faint = float(opaque) <= FAINT

    def _begin_marked(self, operands: Sequence[Any]) -> None:
        around = self.pen.mark
        told = operands[1] if len(operands) > 1 else None
        if isinstance(told, NameObject):
            told = _entry(self._resources, "/Properties", [told])
        told = told if isinstance(told, Mapping) else {}
        number = told.get("/MCID")
        paging = bool(operands) and operands[0] == "/Artifact" and told.get("/Type") == "/Pagination"
        self._marks.append(around)
        self.pen.mark = Marked(number if isinstance(number, int) else around.tag, paging or around.paging)

    def _end_marked(self) -> None:
        if self._marks:
            self.pen.mark = self._marks.pop()

    def _object(self, operands: Sequence[Any]) -> None:
        held = _entry(self._resources, "/XObject", operands)
        if not isinstance(held, StreamObject):
            return
        if held.get("/Subtype") == "/Image":
            self._picture()
        elif held.get("/Subtype") == "/Form" and self._may_draw(held):
            self._form(held)

    def _may_draw(self, form: StreamObject) -> bool:
        self._forms += 1
        return self._forms <= _MOST_FORMS and len(self._around) < _DEEPEST and id(form) not in self._around

    def _form(self, form: StreamObject) -> None:
        own = _value(form.get("/Resources"))
        numbers = _numbers(form.get("/Matrix", ()))
        before, kept, placed = self.pen.state, self._kept, self.pen.placed
        self.pen.state, self._kept = replace(before), []
        if len(numbers) == 6:
            self.pen.state.matrix = times(tuple(numbers), before.matrix)  # type: ignore[arg-type]  # six of them
        self._around.append(id(form))
        self.stream(form, own if isinstance(own, DictionaryObject) else self._resources, getattr(form, "pdf", None))
        self._around.pop()
        self.pen.state, self._kept, self.pen.placed = before, kept, placed

    def _picture(self) -> None:
        corners = [apply(self.pen.state.matrix, x, y) for x in (0, 1) for y in (0, 1)]
        self.pictures.append(around(corners))


_FIELDS = {
    b"Tc": "spacing",
    b"Tw": "word_spacing",
    b"Tz": "stretch",
    b"TL": "leading",
    b"Ts": "rise",
    b"Tr": "mode",
}


def _is_pale(colour: Sequence[float], *, gray: bool) -> bool:
    """Whether a colour may be white: of gray, of red, green and blue, of four inks, or of one ink of its own."""
    if len(colour) == 4:
        return max(colour) <= 1 - PALE
    if len(colour) == 1 and not gray:
        return colour[0] >= PALE or colour[0] <= 1 - PALE
    return bool(colour) and min(colour) >= PALE


def _entry(resources: DictionaryObject, sort: str, names: Sequence[Any]) -> Any:  # noqa: ANN401  # whatever stands there
    held = _value(resources.get(sort))
    return _value(held.get(names[0])) if isinstance(held, DictionaryObject) and names else None
