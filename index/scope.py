"""Which documents and sections a question names: they are raised in the ranking, nothing is shut out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from index.asked_out_of import Mention, asked_out_of, what_belongs
from index.comparing import Side, asks_difference, read_comparison
from index.compounds import Vocabulary
from index.document_names import DocumentNames, KindNamed
from index.manifest import DocumentRecord
from index.passages import StoredPassage
from index.report_years import DOCUMENT_WORD, ReportYears, this_year
from index.section_names import Wanted, wanted_sections
from index.swedish import content_words
from index.synonyms import Synonyms
from ingest.document import TITLE_PAGE, Kind

_EACH = re.compile(
    r"\brespektive\b|\b(?:båda|bägge|vardera|both|each)(?: (?:de|två|av|of|the|two))*(?:$|[?.!]"
    r"| \w*(?:rapport|uppdrag|redovisning|report)\w*)",
    re.IGNORECASE,
)
_PUBLICATION = re.compile(
    rf"\b(?:diarienummer|diarienr|dnr|isbn|issn|omslagsbild\w*|omslag\w*|utgivningsår\w*|utgivare\w*|författare\w*)\b"
    rf"|\b(?:skrivit|författat|skrev|kontakta om|kontaktperson(?:en)? för|gett ut|gav ut|står bakom) {DOCUMENT_WORD}"
    rf"|\b(?:gavs|kom|trycktes|publicerades|släpptes) {DOCUMENT_WORD}"
    rf"|{DOCUMENT_WORD}\w*(?: \w+)? (?:utgiven|tryckt|publicerad)"
    rf"|\bwho wrote {DOCUMENT_WORD}",
    re.IGNORECASE,
)
_ANOTHER = re.compile(rf"{DOCUMENT_WORD}\w* (?:som|från|till|vid|[”“\"»])", re.IGNORECASE)
"""A report that is told apart by more than its name is one that the sources tell of."""
_TITLE_PAGE_LABEL = TITLE_PAGE.casefold()
_COMPARED, _MOST_COMPARED = 2, 4  # how many reports a question may compare
_MOST_TOLD = 3  # documents or sections that are told of
_BY_ADOPTION = {Kind.CONVENTION, Kind.LAW}
"""Kinds whose year is no year that their text is about."""
_KIND_NAMES = {Kind.REPORT: "årsrapporterna", Kind.CONVENTION: "konventionerna", Kind.LAW: "lagar och förordningar"}

# raised by so many deviations of the fused score; what is named by number goes before all else
_DOCUMENT, _OUT_OF_DOCUMENT, _YEAR_RAISE, _KIND, _FOREIGN = 1.5, 5.0, 2.5, 0.75, -2.0
_SECTION_RAISE, _BELOW = 40.0, 32.0
_TITLE_PAGE, _TITLE_PAGE_UNASKED = 32.0, -1.5


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a library holds: its documents, and by document the language and the casefolded labels of the sections."""

    records: Sequence[DocumentRecord]
    languages: Mapping[str, str]
    sections: Mapping[str, Sequence[str]]
    summarised: Mapping[str, str] = field(default_factory=dict)
    """The original of each summary."""
    originals: Mapping[str, str] = field(default_factory=dict)
    """The original's title by summary: a summary goes by its original's name where that is not held."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question names. `docs` are ids; `sections` and `below` are pairs of document and casefolded label."""

    docs: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    """Kinds that are named where no document of theirs is."""
    required: frozenset[str] = frozenset()
    """Documents out of which the answer is asked for: "enligt MR-rapporten", "i barnkonventionen"."""
    source: frozenset[str] = frozenset()
    """Those of which alone it is asked for, and what belongs to them: an answer out of another document is none."""
    sections: frozenset[tuple[str, str]] = frozenset()
    below: frozenset[tuple[str, str]] = frozenset()
    """Sections that lie under one that is named."""
    title_pages: frozenset[str] = frozenset()
    """Documents whose author, number or the like is asked for."""
    foreign: frozenset[str] = frozenset()
    """Documents in another language than the question's."""
    compared: frozenset[str] = frozenset()
    """Reports from each of which something is asked for."""
    sides: tuple[Side, ...] = ()
    """What is asked of each of several documents that are compared."""
    absent: tuple[str, ...] = ()
    """Sections that are asked for by number and that the source, of which every section is numbered, does not have."""
    topic: str = ""
    """The question without the names of its source."""
    told: tuple[str, ...] = ()
    """What is named, in Swedish, as it is told to the reader."""

    def raised(self, stored: StoredPassage) -> float:
        """What is added to a passage's fused score."""
        doc, metadata = stored.passage.doc, stored.metadata
        place = doc, stored.passage.locator.section.casefold()
        total = _OUT_OF_DOCUMENT if doc in self.required else _DOCUMENT * (doc in self.docs)
        total += _YEAR_RAISE * (metadata.year in self.years and metadata.kind not in _BY_ADOPTION)
        total += _KIND * (metadata.kind in self.kinds)
        total += _SECTION_RAISE * (place in self.sections) + _BELOW * (place in self.below)
        if place[1] == _TITLE_PAGE_LABEL:
            total += _TITLE_PAGE if doc in self.title_pages else _TITLE_PAGE_UNASKED
        return total + _FOREIGN * (doc in self.foreign)

    def names(self, doc: str, label: str) -> bool:
        """Whether a section is named, or lies under one that is."""
        place = doc, label.casefold()
        return place in self.sections or place in self.below

    @property
    def places(self) -> frozenset[tuple[str, str]]:
        """All sections that are to be looked at, however badly they rank."""
        return self.sections | self.below | {(doc, _TITLE_PAGE_LABEL) for doc in self.title_pages}


class Scoping:
    """Reads the scope of questions to one library."""

    def __init__(
        self,
        holdings: Holdings,
        vocabulary: Vocabulary,
        synonyms: Synonyms,
        present: Callable[[], int] = this_year,
    ) -> None:
        held = {record.id for record in holdings.records}
        alone = {doc: title for doc, title in holdings.originals.items() if holdings.summarised.get(doc) not in held}
        named = [replace(record, title=alone.get(record.id, record.title)) for record in holdings.records]
        self.names = DocumentNames(named, vocabulary, synonyms)
        self._records = holdings.records
        self._titles = {record.id: record.title for record in holdings.records}
        self._sections = holdings.sections
        self._synonyms = synonyms
        self._english = frozenset(doc for doc, language in holdings.languages.items() if language == "en")
        self._belonging = what_belongs(holdings.records, holdings.summarised)
        self._reports = [record for record in holdings.records if record.kind == Kind.REPORT]
        self._years = ReportYears(self._reports, self.names.series, present)

    def read(self, question: str, *, english: bool) -> Scope:
        """The scope that a question names."""
        kinds = self.names.kinds(question)
        named = self._named(question, kinds)
        docs = {doc for each in named for doc in each.docs}
        sides = self._sides(question, kinds, named, english=english)
        years = self._years.named(question)
        if self._years.asks_for_latest(question):
            docs, years = self._years.latest(docs), frozenset()
        elif self._each(question, docs, years):
            docs = self._years.of(years or {self._years.newest})
        docs = self._years.narrowed(docs, years)
        all_of = frozenset(each.kind for each in kinds if each.collective) - {
            r.kind for r in self._records if r.id in docs
        }
        wanted = wanted_sections(question)
        sections, below = self._places(wanted, docs)
        out_of = asked_out_of(question, named, docs, self._belonging)
        compared = frozenset[str]() if sides else self._compared(docs, years)
        return Scope(
            frozenset(docs),
            years,
            all_of,
            out_of.docs,
            out_of.source,
            sections,
            below,
            self._title_pages(question, docs, years, all_of),
            frozenset() if english else self._english - docs,
            compared,
            sides,
            self._absent(out_of.source, wanted, sections | below),
            question if compared else out_of.topic,
            tuple(self._told(docs, years, all_of, wanted, sections | below)),
        )

    def _sides(
        self, question: str, kinds: Sequence[KindNamed], named: Sequence[Mention], *, english: bool
    ) -> tuple[Side, ...]:
        """Documents put beside each other.

        Where a report is named it is what tells of the others, unless the difference between reports is asked for.
        """
        reports = {record.id for record in self._reports}
        told = any(each.kind is Kind.REPORT for each in kinds) or any(each.docs & reports for each in named)
        if told and not (asks_difference(question) and all(each.docs and each.docs <= reports for each in named)):
            return ()
        return read_comparison(question, named, english=english)

    def _named(self, question: str, kinds: Sequence[KindNamed]) -> list[Mention]:
        """Documents with where they are named: by name, or by a kind that they are alone of or match best by title."""
        named = self.names.find(self._synonyms.masked(question))
        rest = "".join(" " if any(n.span.start <= i < n.span.end for n in named) else c for i, c in enumerate(question))
        free = [each for each in kinds if not any(each.span.overlaps(other.span) for other in named)]
        found = [Mention(each.docs, each.span, sure=True) for each in named]
        return found + [self._meant(each, question, rest) for each in free]

    def _meant(self, kind: KindNamed, question: str, rest: str) -> Mention:
        """What a word for a kind means: by itself, as "MR-rapporten", else by the rest of the question."""
        word = kind.span.of(question)
        own = self.names.meant(kind, word, self._keys(word)) if kind.compound else set()
        docs = own or self.names.meant(kind, word, self._keys(rest))
        alone = not kind.compound and sum(record.kind == kind.kind for record in self._records) == 1
        return Mention(frozenset(docs), kind.span, sure=alone or self._is_name(word, own))

    def _is_name(self, word: str, docs: Set[str]) -> bool:
        """Whether all that a compound says before its last part stands in the titles of these documents."""
        before = " ".join(self.names.parts(word)[:-1])
        spelled = " ".join(self._synonyms.full_forms(before)) or before
        parts = [part for one in content_words(spelled) for part in self.names.parts(one)]
        titles = [self.names.title_keys(doc) for doc in docs]
        return bool(parts and titles) and all(self.names.keys(part) & title for part in parts for title in titles)

    def _keys(self, text: str) -> set[str]:
        return self.names.keys(" ".join((text, *self._synonyms.full_forms(text))))

    def _each(self, question: str, docs: set[str], years: frozenset[int]) -> bool:
        """Whether something is asked of several reports without their names."""
        return len(docs) < _COMPARED and (len(years) >= _COMPARED or bool(_EACH.search(question)))

    def _compared(self, docs: set[str], years: frozenset[int]) -> frozenset[str]:
        """The reports named, where there are several: the question asks for something from each.

        Of a series of which no years are named the newest alone.
        """
        reports = {record.id for record in self._reports} & docs
        each = reports if len(years) >= _COMPARED or not reports else self._years.latest(reports)
        return frozenset(each) if _COMPARED <= len(each) <= _MOST_COMPARED else frozenset()

    def _places(
        self, wanted: Sequence[Wanted], docs: set[str]
    ) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """The library's own sections that are meant, and those under them, in the documents named where any are.

        A protocol is looked for everywhere: it goes by the name of the convention that it is added to.
        """
        each = [
            (one, doc, label)
            for one in wanted
            for doc, labels in self._sections.items()
            if not docs or doc in docs or one.within
            for label in labels
        ]
        named = bool(docs)
        sections = frozenset((doc, label) for one, doc, label in each if one.is_label(label, document_named=named))
        below = frozenset((doc, label) for one, doc, label in each if one.is_above(label))
        return sections, below - sections

    def _absent(self, source: Set[str], wanted: Sequence[Wanted], places: Set[tuple[str, str]]) -> tuple[str, ...]:
        """What is asked for by number, where the source has none of it and consists of numbered sections."""
        kinds = {record.kind for record in self._records if record.id in source}
        if not kinds or kinds - _BY_ADOPTION or places:
            return ()
        return tuple(dict.fromkeys(one.said for one in wanted))

    def _title_pages(
        self, question: str, docs: set[str], years: frozenset[int], kinds: frozenset[Kind]
    ) -> frozenset[str]:
        if not _PUBLICATION.search(question) or _ANOTHER.search(question):
            return frozenset()
        reports = {record.id for record in self._reports} if Kind.REPORT in kinds or not docs else set()
        return frozenset(docs or (self._years.of(years) if years else reports))

    def _told(
        self,
        docs: set[str],
        years: frozenset[int],
        kinds: frozenset[Kind],
        wanted: Sequence[Wanted],
        places: frozenset[tuple[str, str]],
    ) -> Iterator[str]:
        yield from sorted(self._titles[doc] for doc in docs)[:_MOST_TOLD]
        if years and not docs:
            yield f"rapporter om {', '.join(map(str, sorted(years)))}"
        yield from sorted(_KIND_NAMES[kind] for kind in kinds if kind in _KIND_NAMES)
        for one in list({one.said: one for one in wanted}.values())[:_MOST_TOLD]:
            held = any(one.is_label(label, document_named=bool(docs)) or one.is_above(label) for _, label in places)
            if held or not one.named_only:
                yield one.said if held else f"{one.said} (finns inte där)"
