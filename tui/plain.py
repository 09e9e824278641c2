"""Replies as linear Swedish text, for pipes, screen readers and the clipboard: pure functions, no box drawing.

The wording of places, marks and quotes stands here once; the chat shows the same words.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Final

from server.schema import AskReply, Citation, Filters, Place, SearchHit, SearchReply, SpanPair
from server.schema_reading import PassageReply
from tui.words import say

UNWRAPPED: Final = 1_000_000
"""A width that breaks no line: for the clipboard."""
EXCERPT_CHARS: Final = 300
"""How much of a passage is shown where it is listed and not quoted."""

Source = Citation | SearchHit
"""What can be listed as a source and opened: a quote of an answer, or a passage found."""

NO_NUMBERS: Final[Mapping[str, str]] = {}
_NEAREST = 3  # passages shown where the sources do not answer


def answer_lines(reply: AskReply, width: int, diarienummer: Mapping[str, str] = NO_NUMBERS) -> Iterator[str]:
    """The answer with its sources, or that there is none with the nearest passages; no line ends in a newline.

    `diarienummer` are those that are known, by document.
    """
    yield from _paragraph(reply.answer, width)
    if not reply.answered:
        for sentence in abstention_words(reply):
            yield from _paragraph(sentence, width)
    for remark in (*understood_words(reply), *reply.notes):
        yield from _paragraph(f"Anm. {remark}", width)
    sources = sources_of(reply)
    if sources:
        yield ""
        yield f"{list_title(reply)}:"
        yield from _listed(sources, width, diarienummer)


def search_lines(reply: SearchReply, width: int) -> Iterator[str]:
    """The passages found, each with its place and an excerpt."""
    if not reply.hits:
        yield from _paragraph(f"Inga passager hittades för {in_quotes(reply.query)}.", width)
        return
    count = "1 passage" if len(reply.hits) == 1 else f"{len(reply.hits)} passager"
    yield from _paragraph(f"{count} för {in_quotes(reply.query)}:", width)
    yield from _listed(reply.hits, width)


def abstention_words(reply: AskReply) -> Iterator[str]:
    """Why the sources do not answer, a sentence each; nothing that `reply.answer` says already."""
    if reply.missing:
        yield reply.missing
    if reply.reason == "out_of_scope":
        yield say("Frågan ligger utanför det som källorna handlar om.")


def read_as(typed: str, reply: AskReply) -> str:
    """How a question was read, where that is not as it was typed; else empty."""
    question = reply.understood.question
    return say("Tolkad som: {question}", question=question) if question.strip() != typed.strip() else ""


def understood_words(reply: AskReply) -> Iterator[str]:
    """What was changed in the question before it was searched, and what the search was limited to."""
    for typed, searched in reply.understood.corrections:
        yield f"{in_quotes(typed)} söktes som {in_quotes(searched)}."
    if reply.understood.scope:
        yield f"Sökt först i: {', '.join(reply.understood.scope)}."
    limits = filter_words(reply.understood.filters)
    if limits:
        yield f"Sökt bara i: {limits}."


def filter_words(filters: Filters) -> str:
    """The limits of a search on one line; empty where there are none."""
    return ", ".join((*filters.doc, *filters.kind, *map(str, filters.year)))


def sources_of(reply: AskReply) -> tuple[Source, ...]:
    """What to list beside a reply: the citations of an answer, else the nearest passages."""
    if not reply.answered:
        return reply.hits[:_NEAREST]
    seen: dict[tuple[int, str], Citation] = {}
    for citation in reply.citations:
        seen.setdefault((citation.marker, citation.quote), citation)
    return tuple(seen.values())


def list_title(reply: AskReply) -> str:
    """The heading over `sources_of(reply)`."""
    return say("Källor") if reply.answered else say("Närmast i källorna")


def number_of(source: Source) -> int:
    """The number a source goes by: the marker of a citation, the rank of a hit."""
    return source.marker if isinstance(source, Citation) else source.rank


def text_of(source: Source) -> str:
    """The words a source is listed for: the quote of a citation, the whole passage of a hit."""
    return source.quote if isinstance(source, Citation) else source.text


def title_words(source: Source) -> str:
    """Title and year: `Årsrapport barnets rättigheter (2025)`."""
    return titled(source.title, source.year)


def titled(title: str, year: int | None) -> str:
    """A title with its year, unless it says it already."""
    known = year is None or str(year) in title
    return title if known else f"{title} ({year})"


def place_words(source: Source | Place) -> str:
    """Where it stands: `avsnitt 4.2, s. 22–23`; empty where neither section nor page is known."""
    end = None if isinstance(source, Place) else source.page_end
    return ", ".join(filter(None, (section_words(source.section), page_words(source.page, end))))


def section_words(section: str) -> str:
    """`avsnitt 4.2` for a numbered section; `Artikel 12`, `Förord` and the like as they are."""
    return say("avsnitt {section}", section=section) if re.match(r"\d+(\.\d+)*$", section) else section


def page_words(page: str | None, page_end: str | None = None) -> str:
    """`s. 22`, or `s. 22–23`; empty for a document without pages."""
    if page is None:
        return ""
    label = page.partition("~")[0]
    last = (page_end or page).partition("~")[0]
    return say("s. {page}", page=label if last == label else f"{label}–{last}")


def quality_words(source: Source) -> str:
    """A warning where the text is not as sure as printed text; else empty."""
    return {"ocr": "OCR", "unverified": say("ej dubbelkontrollerad"), "text": ""}[source.quality]


def hit_of(passage: PassageReply) -> SearchHit:
    """A passage that was not searched for, to be read as one that was."""
    told = passage.model_dump(exclude={"path", "before", "after", "previous", "next"})
    return SearchHit(rank=1, score=0, **told)


def also_words(source: Source) -> str:
    """Where the same text stands as well; empty where nowhere."""
    places = (", ".join(filter(None, (place.title, place_words(place)))) for place in source.also_in)
    joined = "; ".join(dict.fromkeys(places))  # several passages of a section are one place
    return say("finns även i {places}", places=joined) if joined else ""


def in_quotes(text: str) -> str:
    """`text` on one line between Swedish quotation marks."""
    words = " ".join(text.split())
    return words if words.startswith("”") and words.endswith("”") else f"”{words}”"


def excerpt(
    text: str, marks: Iterable[SpanPair] = (), max_chars: int = EXCERPT_CHARS
) -> tuple[str, tuple[SpanPair, ...]]:
    """At most about `max_chars` of `text`, whole words, from shortly before the first mark on, and the marks in it."""
    words = " ".join(text.split())
    shown = [gathered(text, mark) for mark in marks]
    start, end = _window(words, min((mark[0] for mark in shown), default=0), max_chars)
    head, tail = "… " if start else "", " …" if end < len(words) else ""
    moved = len(head) - start
    inside = tuple((first + moved, last + moved) for first, last in shown if start <= first and last <= end)
    return f"{head}{words[start:end]}{tail}", inside


def gathered(text: str, span: SpanPair) -> SpanPair:
    """Where `span` of `text` lies once each run of white space is one space."""
    start, end = (len(" ".join(f"{text[:offset]}|".split())) - 1 for offset in span)
    return start, end


def _window(words: str, wanted: int, max_chars: int) -> SpanPair:
    """Whole words of `words`, at most about `max_chars` of them, with `wanted` in their first quarter."""
    if len(words) <= max_chars:
        return 0, len(words)
    start = max(0, min(wanted - max_chars // 4, len(words) - max_chars))
    start = words.rfind(" ", 0, start + 1) + 1 if start else 0
    end = start + max_chars
    return start, len(words) if end >= len(words) else max(words.rfind(" ", start, end), start + 1)


def listed_text(source: Source) -> str:
    """The quote of a citation whole, or an excerpt of a passage, in quotation marks."""
    if isinstance(source, Citation):
        return in_quotes(source.quote)
    return in_quotes(excerpt(source.text, source.highlights)[0])


def reference(source: Source, diarienummer: Mapping[str, str] = NO_NUMBERS) -> str:
    """Where the words stand, in full: title, diarienummer where it is known, section, page, and what to know of it."""
    number = diarienummer.get(source.doc)
    facts = (title_words(source), number and f"dnr {number}", place_words(source), quality_words(source))
    return ", ".join(filter(None, (*facts, also_words(source))))


def _listed(sources: Iterable[Source], width: int, diarienummer: Mapping[str, str] = NO_NUMBERS) -> Iterator[str]:
    for place, source in enumerate(sources):
        if place:
            yield ""
        marker = f"[{number_of(source)}] "
        indent = " " * len(marker)
        yield from wrap(marker + reference(source, diarienummer), width, subsequent_indent=indent)
        yield from wrap(listed_text(source), width, initial_indent=indent, subsequent_indent=indent)


def _paragraph(text: str, width: int) -> Iterator[str]:
    for line in text.splitlines():
        yield from wrap(line, width) or [""]
