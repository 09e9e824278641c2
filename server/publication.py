"""What a report says of itself on its title page: who wrote it, its number, when it came out."""

import re
from collections.abc import Iterator, Sequence

from index.searching import Hit
from index.understanding import Understood
from ingest.document import TITLE_PAGE, Span
from server.answer import Quote

_LABELS = tuple(
    (re.compile(asks, re.IGNORECASE), re.compile(rf"\W*(?:{label})\w*\s*:\s*", re.IGNORECASE))
    for asks, label in (
        (r"skriv|skrev|författ|wrote|author", "författare|text|redaktör|skriven av|author"),
        (r"diarien|\bdnr\b", "diarienummer|diarienr|dnr"),
        (r"\bisbn\b", "isbn"),
        (r"\bissn\b", "issn"),
        (r"omslag", "omslag|foto|bild"),
        (
            r"utgivningsår|\b(?:gavs|kom|trycktes|publicerades|släpptes|utgiven|tryckt|publicerad)\b",
            "utgiv|tryck|publi",
        ),
        (r"utgivare|gett ut|gav ut|står bakom", "utgivare|utgiven av|ansvarig"),
        (r"kontakt", "kontakt|telefon|e-post"),
    )
)


def publication_lines(question: Understood, hits: Sequence[Hit]) -> list[Quote]:
    """The lines with what is asked for, one for each of the title pages that the question is about."""
    wanted = next((label for asks, label in _LABELS if asks.search(question.text)), None)
    if wanted is None:
        return []
    pages = [
        hit
        for hit in hits
        if hit.stored.passage.doc in question.scope.title_pages and hit.stored.passage.locator.section == TITLE_PAGE
    ]
    found = {hit.stored.passage.doc: quote for hit in reversed(pages) for quote in _lines(hit, wanted)}
    return [found[doc] for doc in dict.fromkeys(hit.stored.passage.doc for hit in pages) if doc in found]


def _lines(hit: Hit, wanted: re.Pattern[str]) -> Iterator[Quote]:
    for sentence in hit.stored.passage.sentences:
        line = hit.stored.text_of(sentence.span)
        if label := wanted.match(line):
            yield Quote(hit, sentence.span, (Span(label.end(), len(line)),))
