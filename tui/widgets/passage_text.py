"""A source's own text, with the quote marked in it."""

import re
from dataclasses import dataclass

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from server.schema import SpanPair
from server.schema_reading import PageReply, PassageReply


@dataclass(frozen=True)
class Reading:
    """Text to read: `quote` is marked, and what lies outside `passage` is dimmed. Spans are of `text`."""

    text: str
    quote: SpanPair | None = None
    passage: SpanPair | None = None


class PassageText(Static):
    """Shows a reading; nothing in it is markup."""

    reading: reactive[Reading] = reactive(Reading(""), layout=True)

    def render(self) -> Content:
        """The text with the quote marked and its surroundings dimmed."""
        reading = self.reading
        content = Content(reading.text)
        if reading.passage is not None:
            start, end = reading.passage
            content = content.stylize("$foreground-muted", 0, start) if start else content
            content = content.stylize("$foreground-muted", end)
        if reading.quote is not None:
            content = content.stylize("$foreground on $warning-muted", *reading.quote)
        return content

    def line_of_mark(self) -> int:
        """The line, counted from 0, on which the quote (else the passage) begins at the present width."""
        mark = self.reading.quote or self.reading.passage
        if mark is None or not mark[0] or not self.content_size.width:
            return 0
        return len(Content(f"{self.reading.text[: mark[0]]}|").wrap(self.content_size.width)) - 1


def reading_of_passage(reply: PassageReply, quote: str) -> Reading:
    """A passage between what stands before and after it."""
    before = _apart(reply.before, at_end=True)
    after = _apart(reply.after, at_end=False)
    passage = (len(before), len(before) + len(reply.text))
    found = find_quote(reply.text, quote)
    mark = (found[0] + passage[0], found[1] + passage[0]) if found else None
    # a quote may run on into the next passage
    return Reading(before + reply.text + after, mark or find_quote(before + reply.text + after, quote), passage)


def reading_of_page(reply: PageReply, quote: str, passage_id: str) -> Reading:
    """A whole page; the quote is marked where it stands on it, and nothing is dimmed on other pages."""
    at = next((passage.at for passage in reply.passages if passage.passage_id == passage_id), None)
    return Reading(reply.text, find_quote(reply.text, quote), at)


def find_quote(text: str, quote: str) -> SpanPair | None:
    """Where `quote` stands in `text`, whatever the white space between its words."""
    words = quote.split()
    match = re.search(r"\s+".join(map(re.escape, words)), text) if words else None
    return match.span() if match else None


def _apart(text: str, *, at_end: bool) -> str:
    """`text` with a break towards the passage, unless it brings its own white space."""
    if not text or text[-1 if at_end else 0].isspace():
        return text
    return f"{text}\n\n" if at_end else f"\n\n{text}"
