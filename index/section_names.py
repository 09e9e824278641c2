"""Sections that a question names by number, and which of the library's own sections these are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Span

_LIST = r"\d+(?:\.\d+)?(?:\s?[a-f](?![\w.]))?"
_SECTION = re.compile(
    rf"""
    \b(?:artik(?:el|eln|elns|lar|larna)|articles?|art\.?)\s*(?P<articles>{_LIST}(?:(?:\s?[–-]\s?|,\s?|\soch\s|\sand\s){_LIST})*)
    | (?:(?P<chapter>\d+)\s*kap(?:\.|itlet)?\s*)?(?P<paragraph>\d+(?:\s?[a-z])?)\s*§
    | (?:\bkap(?:itel|\.)?\s*(?P<chapter2>\d+),?\s*)?§\s*(?P<paragraph2>\d+(?:\s?[a-h](?!\w))?)
    | (?<![\d:/.-])(?P<chapter3>\d{{1,2}}):(?P<paragraph3>\d{{1,2}}(?:\s?[a-h](?!\w))?)(?![\d:/])
    | (?P<chapter4>\d+)\s*kap(?:\.|itlet|\b)
    | \b(?:avsnitt|kapitel|kap\.)\s*(?P<section>\d+(?:\.\d+)*)
    | \bbilaga\s*(?P<appendix>\d+)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PROTOCOL = re.compile(r"protokoll(?:et)?\s*(?:nr\.?|nummer)?\s*(\d+)", re.IGNORECASE)
_FIRST_PROTOCOL = re.compile(
    r"första\s+(?:tilläggs)?protokollet|protokoll(?:et)?\s*(?:nr\.?|nummer)?\s*1\b", re.IGNORECASE
)
_FIRST = "första tilläggsprotokollet"
_DOUBLED = re.compile(r" \(\d+\)$")
_MOST_ARTICLES = 20  # articles that a range may hold


@dataclass(frozen=True, slots=True)
class Wanted:
    """A section as it is named: `said` for the reader, at `span`.

    A section is meant whose casefolded label is one of `labels`, or ends with one after a comma; `below` begins the
    labels of what lies under it; `loose` is how a label may end besides, in a document that is named; `within` is how
    it must begin. `named_only`: it is a section at all only where a document is named.
    """

    said: str
    span: Span
    labels: tuple[str, ...]
    below: tuple[str, ...] = ()
    loose: str = ""
    within: str = ""
    named_only: bool = False

    def is_label(self, label: str, *, document_named: bool) -> bool:
        """Whether a section with this label is the one."""
        if (self.named_only and not document_named) or not label.startswith(self.within):
            return False
        folded = _DOUBLED.sub("", label) if label.endswith(")") else label
        if folded in self.labels or (", " in folded and folded.endswith(tuple(f", {own}" for own in self.labels))):
            return True
        return document_named and bool(self.loose) and folded.endswith(self.loose)

    def is_above(self, label: str) -> bool:
        """Whether a section with this label lies under the one."""
        return bool(self.below) and label.startswith(self.below)


def wanted_sections(question: str) -> tuple[Wanted, ...]:
    """The sections that a question names, in order."""
    first, protocol = _FIRST_PROTOCOL.search(question), _PROTOCOL.search(question)
    named = first or protocol
    label = "" if named is None else _FIRST if first or protocol is None else f"protokoll nr {protocol[1]}"
    within = label if label in {"", _FIRST} else f"{label},"
    found = [wanted for match in _SECTION.finditer(question) for wanted in _wanted(match, within)]
    if named is not None and not found:
        said = " ".join(named[0].split()).lower()
        found = [Wanted(said, Span(*named.span()), (label,), below=(f"{label},", f"{label} ("), within=label)]
    return tuple(found)


def _wanted(match: re.Match[str], within: str) -> Iterator[Wanted]:
    span = Span(*match.span())
    if match["articles"]:
        for article in _numbers(match["articles"]):
            yield Wanted(f"artikel {article}", span, (f"artikel {article}",), within=within)
    elif paragraph := _group(match, "paragraph"):
        yield _paragraph(_group(match, "chapter"), paragraph, span, named_only=bool(match["chapter3"]))
    elif match["appendix"]:
        yield Wanted(f"bilaga {match['appendix']}", span, (f"bilaga {match['appendix']}",))
    else:
        number = match["section"] or match["chapter4"]
        below = (f"{number}.", f"{number} kap. ")
        yield Wanted(" ".join(match.group().split()).lower(), span, (number, f"{number} kap."), below)


def _paragraph(chapter: str | None, paragraph: str, span: Span, *, named_only: bool) -> Wanted:
    own = re.sub(r"(?<=\d)(?=[a-z])", " ", " ".join(paragraph.casefold().split())) + " §"
    if chapter is None:
        return Wanted(own, span, (own,), loose=f" kap. {own}")
    return Wanted(f"{chapter} kap. {own}", span, (f"{chapter} kap. {own}",), named_only=named_only)


def _group(match: re.Match[str], name: str) -> str | None:
    return next((match[key] for key in (name, f"{name}2", f"{name}3") if match[key]), None)


def _numbers(listed: str) -> Iterator[int]:
    """Article numbers of "12", "12 och 13", "12–14", "28.1 a": what lies below an article is no section of its own."""
    for part in re.split(r",\s?|\soch\s|\sand\s", listed):
        ends = [int(number) for number in re.findall(r"(?<![.\d])\d+", part)]
        yield from range(ends[0], min(ends[-1], ends[0] + _MOST_ARTICLES) + 1)
