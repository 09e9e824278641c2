"""Passages: runs of whole sentences of one section, short enough to read and long enough to answer."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, zip_longest

from ingest.document import Block, BlockKind, Document, Locator, Quality, Section, Span, touches
from ingest.sentences import sentence_spans

_LEFT_OUT = {BlockKind.HEADING, BlockKind.CONTENTS, BlockKind.ORIGIN}
_LISTED = {BlockKind.ITEM, BlockKind.ROW}

# what a cut costs, in squared relative deviations from the wanted length
_CUT = {"paragraph": 0.0, "sentence": 0.25, "list": 0.15, "lead": 2.0}


@dataclass(frozen=True, slots=True)
class SplitRule:
    """How long passages are, in words: `wanted` is aimed at, `most` is passed only by a single longer sentence."""

    wanted: int = 130
    most: int = 220


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, list item or table row. `lead`: what a list or table entry hangs on (lead-in, header row)."""

    span: Span
    kind: BlockKind
    lead: Span | None = None
    quality: Quality = Quality.TEXT


@dataclass(frozen=True, slots=True)
class Passage:
    """Whole sentences of one section; `span` covers them in the document's text."""

    id: str
    doc: str
    span: Span
    sentences: tuple[Sentence, ...]
    locator: Locator
    unit: bool = False


def split(document: Document, rule: SplitRule) -> tuple[Passage, ...]:
    """The passages of a document, in text order; never across a section, an article or a paragraph of law.

    Ids are made of the document's id and a digest of the passage's text, so that they outlive changes elsewhere.
    """
    taken: dict[str, int] = {}
    return tuple(
        _passage(document, section, group, taken)
        for section in document.sections
        for group in _section_groups(document, section, rule)
    )


def _passage(document: Document, section: Section, group: Sequence[Sentence], taken: dict[str, int]) -> Passage:
    span = Span(group[0].span.start, group[-1].span.end)
    digest = hashlib.sha256(span.of(document.text).encode()).hexdigest()[:10]
    taken[digest] = taken.get(digest, 0) + 1
    name = digest if taken[digest] == 1 else f"{digest}-{taken[digest]}"
    return Passage(f"{document.id}.{name}", document.id, span, tuple(group), document.locate(span), section.unit)


def _section_groups(document: Document, section: Section, rule: SplitRule) -> Iterator[tuple[Sentence, ...]]:
    if all(block.kind is BlockKind.TITLE for block in section.blocks if block.kind not in _LEFT_OUT):
        return
    for sort, blocks in groupby(section.blocks, key=_sort):
        if sort:
            yield from _grouped(document.text, _sentences(document, list(blocks)), rule)


def _sort(block: Block) -> str:
    """What stands together in passages: running text, or notes; "" is left out and parts what stands around it."""
    return "" if block.kind in _LEFT_OUT else "note" if block.kind is BlockKind.NOTE else "running"


def _sentences(document: Document, blocks: Sequence[Block]) -> list[Sentence]:
    doubted = set(document.unverified)
    sentences: list[Sentence] = []
    lead: Span | None = None
    for block, after in zip_longest(blocks, blocks[1:]):
        spans = [block.span] if block.kind is BlockKind.ROW else sentence_spans(document.text, block.span)
        hangs_on = lead if block.kind in _LISTED else None
        sentences += [Sentence(s, block.kind, hangs_on, _quality(document, s, doubted=s in doubted)) for s in spans]
        if block.kind is BlockKind.CAPTION or (block.kind is BlockKind.PARAGRAPH and spans):
            listed = after is not None and after.kind is BlockKind.ITEM
            lead = spans[-1] if block.kind is BlockKind.CAPTION or _leads(document.text, spans[-1], listed) else None
    return sentences


def _quality(document: Document, span: Span, *, doubted: bool) -> Quality:
    if doubted:
        return Quality.UNVERIFIED
    return Quality.OCR if touches(span, document.scans) else Quality.TEXT


def _leads(text: str, span: Span, listed: bool) -> bool:
    """Whether a sentence hands over to a list: by a colon, or by ending without a stop right before one."""
    last = span.of(text)[-1:]
    return last == ":" or (listed and last not in '.?!”"')


def _grouped(text: str, sentences: Sequence[Sentence], rule: SplitRule) -> Iterator[tuple[Sentence, ...]]:
    """Cuts a run of sentences where it costs least: near the wanted length, and between paragraphs."""
    lengths = [len(s.span.of(text).split()) for s in sentences]
    count = len(sentences)
    cuts = [_cut_cost(text, before, after) for before, after in pairwise(sentences)]
    best = [(0.0, count)] * (count + 1)  # by start: least cost of what follows, and where its first group ends
    for start in reversed(range(count)):
        options, words = [], 0
        for end in range(start + 1, count + 1):
            words += lengths[end - 1]
            if words > rule.most and end > start + 1:
                break
            cut = cuts[end - 1] if end < count else 0.0
            options.append((_length_cost(words, rule, whole=start == 0 and end == count) + cut + best[end][0], end))
        best[start] = min(options)
    start = 0
    while start < count:
        end = best[start][1]
        yield tuple(sentences[start:end])
        start = end


def _length_cost(words: int, rule: SplitRule, *, whole: bool) -> float:
    deviation = (words - rule.wanted) / rule.wanted
    return 0.0 if whole else deviation * deviation


def _cut_cost(text: str, before: Sentence, after: Sentence) -> float:
    if after.lead is not None and before.span == after.lead:
        return _CUT["lead"]
    if after.kind in _LISTED and before.kind in _LISTED:
        return _CUT["lead"] if after.kind is BlockKind.ROW else _CUT["list"]
    between = text[before.span.end : after.span.start]
    return _CUT["paragraph"] if "\n" in between else _CUT["sentence"]
