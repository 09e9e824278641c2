"""HTML through lxml: what the page has to say, without its navigation, and without what nobody sees."""

import re
from collections.abc import Mapping
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

from ingest.errors import EmptyDocument, UnreadableDocument
from ingest.html_blocks import html_blocks
from ingest.html_chaff import clear_chaff
from ingest.parsed import Parsed
from ingest.text_file import read_text_file
from ingest.told import tidy, write_told

_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_DECLARED_WITHIN = 4096  # bytes from the start
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")  # lxml takes no text that declares how it is encoded
_ELEMENT = re.compile(r"<(?:!doctype|html|head|body|title|main|article|div|h[1-6]|p|table|ul|ol)\b", re.IGNORECASE)
_META = {
    "author": ("author", "dcterms.creator", "dc.creator", "citation_author", "article:author"),
    "year": ("dcterms.issued", "dc.date.issued", "dcterms.date", "dc.date", "article:published_time", "citation_date"),
    "publisher": ("dcterms.publisher", "dc.publisher", "og:site_name"),
    "language": ("dcterms.language", "dc.language"),
}
_TITLES = ("dcterms.title", "dc.title", "citation_title", "og:title")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def read_html(path: Path) -> Parsed:
    """Reads a web page that has been saved as a file; it has no pages.

    Raises:
        UnreadableDocument: the file cannot be opened, or is no HTML.
        EmptyDocument: the page has no text.
    """
    file = read_text_file(path, charset=_charset)
    root = _parsed(path, file.text)
    found = _found(root)
    chaff = clear_chaff(root)
    try:
        blocks = html_blocks(chaff.content)
    except RecursionError as error:
        raise UnreadableDocument(
            f"{path.name} kan inte läsas: elementen ligger i varandra i orimligt många led. Spara sidan på nytt."
        ) from error
    if not any(block.text for block in blocks):
        raise EmptyDocument(
            f"{path.name} har ingen text. Kontrollera att hela sidan är sparad, och inte bara dess ram."
        )
    return write_told(blocks, found, file.warnings, titled=True, hidden=chaff.hidden)


def _charset(data: bytes) -> str | None:
    """The encoding that the page declares."""
    declared = _DECLARED.search(data[:_DECLARED_WITHIN])
    return declared[1].decode("ascii") if declared else None


def _parsed(path: Path, text: str) -> lxml_html.HtmlElement:
    if not _ELEMENT.search(text):
        raise UnreadableDocument(f"{path.name} är inte HTML. Spara sidan som HTML och försök igen.")
    parser = lxml_html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(_DECLARATION.sub("", text), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableDocument(f"{path.name} är skadad och kan inte läsas som HTML. Spara sidan på nytt.") from error


def _found(root: lxml_html.HtmlElement) -> dict[str, str]:
    """What the page says of itself in its head."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").lower()
        said.setdefault(name, tidy(meta.get("content") or ""))
    found = {ours: _first(said, names) for ours, names in _META.items()}
    found["title"] = _title(root, said)
    found["language"] = found["language"] or root.get("lang", "") or root.get("xml:lang", "")
    return {key: value for key, value in found.items() if value and not _ADDRESS.match(value)}


def _first(said: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((said[name] for name in names if said.get(name)), "")


def _title(root: lxml_html.HtmlElement, said: Mapping[str, str]) -> str:
    """The title; <title> without the name of the site, where a heading repeats what stands before it."""
    told = _first(said, _TITLES) or tidy(root.findtext(".//title") or "")
    headings = (tidy("".join(heading.itertext())) for heading in root.iter("h1"))
    return next((heading for heading in headings if heading and told.startswith(heading)), told)
