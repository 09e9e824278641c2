"""Which documents and sections a question names: they are raised in the ranking, nothing is shut out."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.compounds import Vocabulary
from index.manifest import DocumentRecord
from index.store import StoredPassage
from index.swedish import content_words, stem, tokens
from index.synonyms import Synonyms
from ingest.document import Kind

_YEAR = re.compile(r"^(?:19|20)\d\d$")
_EACH = {"respektive", "båda", "bägge", "vardera", "both", "each"}
_COMPARED, _MOST_COMPARED = 2, 4  # how many reports a question may compare
_AS_GOOD = 0.6  # share of the best match from which on another title is named as well
_BRACKETED = re.compile(r"\((\w+)\)")
_LATEST = {"senaste", "sista", "nyaste", "latest"}
_SECTION = re.compile(
    r"\b(?:artikel|article|art\.?)\s*(?P<article>\d+)|(?:(?P<chapter>\d+)\s*kap\.?\s*)?(?P<paragraph>\d+\s?[a-z]?)\s*§"
    r"|\bbilaga\s*(?P<appendix>\d+)|\b(?:avsnitt|kapitel)\s*(?P<section>\d+(?:\.\d+)*)",
    re.IGNORECASE,
)
_KIND_WORDS: Mapping[str, Kind] = {
    stem(word): kind
    for kind, words in {
        Kind.REPORT: "rapport rapporten årsrapport årsrapporten uppdrag uppdraget skrift skriften report",
        Kind.CONVENTION: "konvention konventionen förklaring förklaringen protokoll convention",
        Kind.LAW: "lag lagen förordning förordningen",
        Kind.METHOD: "metodstöd metodstödet metodguide metodhandledning handledning",
        Kind.SUMMARY: "sammanfattning sammanfattningen",
    }.items()
    for word in words.split()
}

# raised by so many deviations of the fused score
_DOCUMENT, _YEAR_RAISE, _SECTION_RAISE, _FOREIGN = 1.5, 1.5, 8.0, -2.0


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question names. `docs`: ids; `sections`: labels, as a section's own or as the end of it."""

    docs: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    sections: tuple[str, ...] = ()
    foreign: frozenset[str] = frozenset()
    """Documents in another language than the question's."""
    compared: frozenset[str] = frozenset()
    """Documents from each of which something is asked for."""

    def raised(self, stored: StoredPassage) -> float:
        """What is added to a passage's fused score."""
        passage = stored.passage
        total = _DOCUMENT * (passage.doc in self.docs)
        total += _YEAR_RAISE * (stored.metadata.year in self.years)
        total += _SECTION_RAISE * self.names(passage.doc, passage.locator.section)
        return total + _FOREIGN * (passage.doc in self.foreign)

    def names(self, doc: str, label: str) -> bool:
        """Whether a section is named, in a document that is named where any is."""
        return self.holds_section(label) and (not self.docs or doc in self.docs)

    def holds_section(self, label: str) -> bool:
        """Whether a section's label is one that is named."""
        folded = label.casefold()
        return any(folded == section or folded.endswith(", " + section) for section in self.sections)


class Scoping:
    """Reads the scope of questions to one library."""

    def __init__(
        self,
        records: Sequence[DocumentRecord],
        languages: Mapping[str, str],
        vocabulary: Vocabulary,
        synonyms: Synonyms,
    ) -> None:
        self._records = records
        self._vocabulary = vocabulary
        self._synonyms = synonyms
        self._english = frozenset(doc for doc, language in languages.items() if language == "en")
        self._names = _distinguishing(records, self._keys)
        self._years = {record.year for record in records if record.kind == Kind.REPORT}

    def read(self, question: str, *, english: bool) -> Scope:
        """The scope that a question names."""
        words = set(tokens(question))
        keys = self._keys(" ".join((question, *self._synonyms.full_forms(question))))
        docs = self._titled(words) or self._named(keys)
        years = {int(word) for word in words if _YEAR.match(word)} & self._years
        if words & _LATEST:
            docs, years = self._latest(docs), set()
        if words & _EACH and len(docs) < _COMPARED:
            docs = self._newest_reports()
        return Scope(
            frozenset(docs),
            frozenset(year for year in years if year),
            tuple(_sections(question)),
            frozenset() if english else self._english,
            self._compared(docs),
        )

    def _compared(self, docs: set[str]) -> frozenset[str]:
        """The reports named, where there are several: the question asks for something from each."""
        reports = {record.id for record in self._records if record.kind == Kind.REPORT} & docs
        return frozenset(reports) if _COMPARED <= len(reports) <= _MOST_COMPARED else frozenset()

    def _keys(self, text: str) -> set[str]:
        """Stems of the words, of their parts and of the parts of these."""
        words = {part for word in content_words(text) for part in (word, *self._vocabulary.parts(word))}
        return {key for word in words for key in self._vocabulary.keys(word)}

    def _titled(self, words: set[str]) -> set[str]:
        """Documents that go by a name of one word: their id, or what stands in brackets in their title."""
        return {record.id for record in self._records if _short_names(record) & words}

    def _named(self, keys: set[str]) -> set[str]:
        """Documents whose kind is named, and that are alone of it, or whose titles match best among their kind."""
        kinds = {kind for word, kind in _KIND_WORDS.items() if word in keys}
        found: set[str] = set()
        for kind in kinds:
            records = [record for record in self._records if record.kind == kind]
            found |= {records[0].id} if len(records) == 1 else self._best_titles(records, keys)
        return found

    def _best_titles(self, records: Sequence[DocumentRecord], keys: set[str]) -> set[str]:
        held = Counter(key for record in records for key in self._names[record.id])
        scores = {r.id: sum(1 / held[key] for key in self._names[r.id] & keys) for r in records}
        best = max(scores.values(), default=0.0)
        return {doc for doc, score in scores.items() if best and score >= _AS_GOOD * best}

    def _newest_reports(self) -> set[str]:
        newest = max((year for year in self._years if year), default=0)
        return {r.id for r in self._records if r.kind == Kind.REPORT and r.year == newest}

    def _latest(self, docs: set[str]) -> set[str]:
        """Of the reports named, else of all reports, those of the newest year of their series."""
        series: dict[frozenset[str], list[DocumentRecord]] = defaultdict(list)
        for record in self._records:
            if record.kind == Kind.REPORT and record.year and (not docs or record.id in docs):
                series[frozenset(self._names[record.id])].append(record)
        newest = {key: max(record.year or 0 for record in records) for key, records in series.items()}
        return {record.id for key, records in series.items() for record in records if record.year == newest[key]}


def _short_names(record: DocumentRecord) -> set[str]:
    return {record.id.casefold(), *(name.casefold() for name in _BRACKETED.findall(record.title) if name.isalpha())}


def _distinguishing(records: Sequence[DocumentRecord], keys_of: Callable[[str], set[str]]) -> dict[str, set[str]]:
    """Stems of each title that do not stand in the titles of most others of its kind."""
    titles = {record.id: keys_of(record.title) for record in records}
    common: dict[str, Counter[str]] = defaultdict(Counter)
    for record in records:
        common[record.kind].update(titles[record.id])
    size = Counter(record.kind for record in records)
    return {
        record.id: {
            key
            for key in titles[record.id]
            if key not in _KIND_WORDS
            and not key.isdigit()
            and common[record.kind][key] <= max(1, size[record.kind] / 2)
        }
        for record in records
    }


def _sections(question: str) -> Iterable[str]:
    for found in _SECTION.finditer(question):
        if found["article"]:
            yield f"artikel {found['article']}"
        elif found["paragraph"]:
            paragraph = f"{found['paragraph'].strip()} §"
            yield f"{found['chapter']} kap. {paragraph}" if found["chapter"] else paragraph
        elif found["appendix"]:
            yield f"bilaga {found['appendix']}"
        elif found["section"]:
            yield found["section"]
