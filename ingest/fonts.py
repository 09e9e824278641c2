"""The fonts of a PDF as pypdf knows them: which characters a string shows, and how wide they are."""

import struct
import zlib
from dataclasses import dataclass

from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject
from pypdf.generic._font import Font  # where pypdf keeps decoding and widths together

_UNKNOWN_SPACE = 200.0  # thousandths of the size, where a font does not tell how wide its space is
_BOLD = ("bold", "black", "heavy", "semibold", "demi")
_BROKEN = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a string shows: its characters, their width in sizes, and how many there are."""

    text: str
    width: float
    count: int


class Typeface:
    """One font. `space` is the width of its space in sizes; `vertical`: its lines run downwards."""

    def __init__(self, font: Font, resource: DictionaryObject) -> None:
        known = font.character_widths.get(font.space_char, 0) != 0
        self._font = font
        self._scale = _scale(resource)
        self._held: dict[bytes, Shown] = {}
        self.space = (font.space_width if known else _UNKNOWN_SPACE) * self._scale
        self.bold = any(word in font.name.casefold() for word in _BOLD)
        self.vertical = str(resource.get("/Encoding", "")).endswith("-V")
        self.one_byte = isinstance(font.encoding, dict)

    def shown(self, data: bytes) -> Shown:
        """The characters that the string shows."""
        found = self._held.get(data)
        if found is None:
            found = self._held[data] = self._read(data)
        return found

    def _read(self, data: bytes) -> Shown:
        font = self._font
        if isinstance(font.encoding, dict):
            codes = [chr(code) for code in data]
            characters = [font.encoding.get(code, chr(code)) for code in data]
        else:
            characters = codes = list(_decoded(data, font.encoding))
        widths = font.character_widths
        width = sum(
            font.space_width if code == font.space_char else widths.get(code, widths["default"]) for code in codes
        )
        text = "".join(str(font.character_map.get(character, character)) for character in characters)
        return Shown(text, width * self._scale, len(codes))


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "surrogatepass")
    except (UnicodeDecodeError, LookupError):
        return data.decode("latin-1" if encoding not in {"utf-16-be", "utf-16"} else encoding, "replace")


def _scale(resource: DictionaryObject) -> float:
    """What widths are multiplied with: a Type 3 font has units of its own."""
    matrix = resource.get("/FontMatrix")
    if resource.get("/Subtype") == "/Type3" and isinstance(matrix, ArrayObject) and len(matrix) == 6:
        return abs(float(matrix[0])) or 0.001
    return 0.001


class Fonts:
    """The fonts of one file, each read once."""

    def __init__(self) -> None:
        self._by_object: dict[int, tuple[DictionaryObject, Typeface | None]] = {}

    def of(self, resources: DictionaryObject, name: str) -> Typeface | None:
        """The font that goes by a name in these resources; None where there is none that can be read."""
        try:
            held = resources["/Font"].get_object()
            resource = held[name].get_object() if isinstance(held, DictionaryObject) else None
        except _BROKEN:
            return None
        if not isinstance(resource, DictionaryObject):
            return None
        if id(resource) not in self._by_object:  # the object is held too, so that its id stays its own
            self._by_object[id(resource)] = (resource, _typeface(resource))
        return self._by_object[id(resource)][1]


def _typeface(resource: DictionaryObject) -> Typeface | None:
    try:
        return Typeface(Font.from_font_resource(resource), resource)
    except _BROKEN:
        return None
