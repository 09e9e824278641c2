"""What counts as the same text when answers are checked; free functions over plain strings.

Passages may differ from the gold by a hyphen or a footnote's number, so they are compared by word trigrams. Quotes are
held to the letter.
"""

import re
from collections.abc import Sequence
from itertools import islice

from ingest.document import BlockKind, Document, Span

PASSAGE_SHARE = 0.8
"""Share of a snippet's trigrams that a passage must hold to hold the snippet."""
QUOTE_SHARE = 0.5
"""Share of trigrams, either way round, from which on a quote and a snippet say the same."""
_GRAM = 3
_MOST_PAGES = 3  # a quote that claims more pages than this has no page

_MARKS = re.compile(
    r"""\[\^\d+\]:?             # a footnote, where it is called and where it stands
      | <[^>]+>                 # a tag or comment
      | [*_`#|]                 # Markdown
      | [¹²³⁴⁵⁶⁷⁸⁹⁰]            # a footnote's number in print
      | [\u00ad\u200b]          # what is not seen: soft hyphen, zero-width space
    """,
    re.VERBOSE,
)
_LINE_END_HYPHEN = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)")
_NO_LETTER = re.compile(r"[\W_]+")
_GROUPED_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)")


def words(text: str) -> list[str]:
    """The words of a text, casefolded, those cut by a line end mended; the number of a marker `[1]` is a word too."""
    plain = _MARKS.sub("", text).replace("\u00a0", " ")
    return re.findall(r"\w+", _LINE_END_HYPHEN.sub("", plain).casefold())


def letters(text: str) -> str:
    """Letters and digits alone, casefolded."""
    return _NO_LETTER.sub("", _MARKS.sub("", text).casefold())


def contains(text: str, snippet: str, share: float = PASSAGE_SHARE) -> bool:
    """Whether at least `share` of the snippet's word trigrams stand in the text; of a shorter snippet all its words."""
    wanted = words(snippet)
    size = min(_GRAM, len(wanted))
    if not size:
        return False
    grams = _grams(wanted, size)
    return len(grams & _grams(words(text), size)) / len(grams) >= share


def _grams(tokens: Sequence[str], size: int) -> set[tuple[str, ...]]:
    return set(zip(*(islice(tokens, start, None) for start in range(size)), strict=False))


def overlaps(quote: str, snippet: str) -> bool:
    """Whether half of one stands in the other."""
    return contains(quote, snippet, QUOTE_SHARE) or contains(snippet, quote, QUOTE_SHARE)


def holds_run(text: str, run: str) -> bool:
    """Whether the words of `run` stand in the text one after the other."""
    wanted = words(run)
    return bool(wanted) and f" {' '.join(wanted)} " in f" {' '.join(words(text))} "


def has_facts(answer: str, groups: Sequence[Sequence[str]]) -> bool:
    """Whether the answer holds one string of every group."""
    text = _folded(answer)
    return all(any(_stands(_folded(fact).strip(), text) for fact in group) for group in groups)


def _folded(text: str) -> str:
    """Casefolded, without marks, single spaces; the digits of a number that is written in groups joined."""
    plain = _MARKS.sub("", text).replace("\u00a0", " ").replace("\u202f", " ")
    joined = _GROUPED_NUMBER.sub(lambda number: number.group().replace(" ", ""), plain)
    return re.sub(r"\s+", " ", joined).casefold()


def _stands(fact: str, text: str) -> bool:
    """Whether a fact stands in the text; a number that it begins or ends with is not part of a longer one."""
    before = r"(?<![\w,.])" if fact[:1].isdigit() else ""
    after = r"(?!\d)" if fact[-1:].isdigit() else ""
    return re.search(before + re.escape(fact) + after, text) is not None


def is_supported(quote: str, document: Document, page: str | None, page_end: str | None) -> bool:
    """Whether a quote stands letter by letter, in one run, on its pages: in the running text, or in the notes."""
    wanted = letters(quote)
    spans = _page_spans(document, page, page_end or page)
    notes = [block.span for block in document.blocks if block.kind is BlockKind.NOTE]
    running = [rest for span in spans for rest in _without(span, notes)]
    below = [Span(max(n.start, s.start), min(n.end, s.end)) for s in spans for n in notes if n.overlaps(s)]
    return bool(wanted) and any(wanted in _letters_of(document, side) for side in (running, below))


def _page_spans(document: Document, first: str | None, last: str | None) -> list[Span]:
    labels = document.page_labels
    if not labels:
        return [Span(0, len(document.text))]
    if first not in labels or last not in labels:
        return []
    between = labels[labels.index(first) : labels.index(last) + 1]
    if len(between) > _MOST_PAGES:
        return []
    return sorted(span for label in between for span in document.page_spans(label))


def _without(span: Span, holes: Sequence[Span]) -> list[Span]:
    rest, at = [], span.start
    for hole in holes:
        if hole.overlaps(span):
            rest.append(Span(at, max(at, hole.start)))
            at = max(at, hole.end)
    return [*rest, Span(at, max(at, span.end))]


def _letters_of(document: Document, spans: Sequence[Span]) -> str:
    return "".join(letters(span.of(document.text)) for span in spans)
