"""How far a quote reaches: the chosen sentence with what it leans on, or the short list that it belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import Document, Span
from server.evidence import Candidate, hands_over

_LEANING = re.compile(
    r"(?:det(?:ta|samma)?|den(?:na|ne|samma)?|de(?:ssa|ras|ss)?|han|hon|hans|hennes|där\w*|här\w*|sådan\w*|båda|vidare"
    r"|sammanlagt|syftet|temat|temana|gruppen|insatsen|arbetet|satsningen"
    r"|(?:av|mot|med|genom|till följd av|utöver|trots|på grund av)(?: \w+)? (?:den|det|detta|denna|dessa|dem)\b.*)\b",
    re.IGNORECASE,
)
"""How a sentence begins that cannot be read without the one before it."""


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long an answer is, in words."""

    run: int = 70
    """A quote is not extended beyond this by what its sentence leans on."""
    little: int = 12
    """A sentence shorter than this is quoted with a neighbour."""
    listing: int = 90
    """A whole list or table up to this is quoted as one."""
    answer: int = 85
    """No further sentence is added beyond this."""
    quotes: int = 3


USUAL = Lengths()


def words_in(span: Span, text: str) -> int:
    """How many words a span of a text holds."""
    return len(span.of(text).split())


class Run:
    """A sentence with what it leans on and what completes it, as one contiguous run."""

    def __init__(self, candidate: Candidate, document: Document, lengths: Lengths) -> None:
        self._candidate = candidate
        self._text = document.text
        self._lengths = lengths
        self._sentences = candidate.hit.stored.passage.sentences

    def spans(self) -> tuple[Span, ...]:
        """The run; for an entry of a long list, what the list hangs on and the entry."""
        whole = self._listing()
        if whole is not None:
            return (whole,)
        own, lead = self._extended(), self._candidate.sentence.lead
        apart = lead is not None and self._sentences[0].span.start <= lead.start and not lead.overlaps(own)
        return (lead, own) if lead is not None and apart else (own,)

    def _extended(self) -> Span:
        first = last = self._candidate.index
        while first > 0 and self._leans(first) and self._fits(first - 1, last):
            first -= 1
        for step in self._neighbours():
            if words_in(self._over(first, last), self._text) >= self._lengths.little:
                break
            low, high = min(first, step), max(last, step)
            if high - low == last - first + 1 and self._fits(low, high):
                first, last = low, high
        return self._over(first, last)

    def _over(self, first: int, last: int) -> Span:
        return Span(self._sentences[first].span.start, self._sentences[last].span.end)

    def _fits(self, first: int, last: int) -> bool:
        return words_in(self._over(first, last), self._text) <= self._lengths.run

    def _leans(self, index: int) -> bool:
        return _LEANING.match(self._sentences[index].span.of(self._text)) is not None

    def _neighbours(self) -> Iterator[int]:
        """Sentences beside the chosen one in the same paragraph, the closer to the question first."""
        hit, index = self._candidate.hit, self._candidate.index
        near = [i for i in (index + 1, index - 1) if 0 <= i < len(self._sentences)]
        beside = [i for i in near if self._same_block(i, index) and not hands_over(hit, i)]
        return iter(sorted(beside, key=lambda i: -hit.sentence_scores[i]))

    def _same_block(self, one: int, other: int) -> bool:
        span = self._over(min(one, other), max(one, other))
        return "\n" not in span.of(self._text)

    def _listing(self) -> Span | None:
        """The whole list or table with what it hangs on, where the chosen sentence belongs to a short one."""
        chosen = self._candidate.sentence
        lead = chosen.lead or (chosen.span if any(s.lead == chosen.span for s in self._sentences) else None)
        if lead is None:
            return None
        entries = [s for s in self._sentences if s.lead == lead]
        start = max(lead.start, self._sentences[0].span.start)
        span = Span(min(start, entries[0].span.start), max(s.span.end for s in entries))
        return span if words_in(span, self._text) <= self._lengths.listing else None
