"""Which years of reports a question means: named outright, or told by how they lie to others."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from index.manifest import DocumentRecord
from index.swedish import tokens

DOCUMENT_WORD = (
    r"(?:(?!(?:från|enligt|om|i|till|för)\b)[\w-]+ ){0,4}?"
    r"[\w-]*(?:rapport|redovisning|skrift|publikation|dokument|metodstöd|report)"
)
"""A word for a document, after what may stand between it and what goes with it."""
_YEAR = re.compile(r"^(?:19|20)\d\d$")
_LATEST = re.compile(
    rf"\b(?:senaste|sista|nyaste|latest) {DOCUMENT_WORD}|\b(?:senaste|nyaste) året\b"
    rf"|(?<!förra )(?<!föregående )\bårets {DOCUMENT_WORD}",
    re.IGNORECASE,
)
_LAST_YEAR = re.compile(r"\bförra årets?\b|\bfjolårets?\b|\bi fjol\b", re.IGNORECASE)
_YEAR_BEFORE = re.compile(rf"\båret (?:innan|före)\b|\bföregående (?:års?\b|{DOCUMENT_WORD})", re.IGNORECASE)
_EARLIER = re.compile(rf"\b(?:tidigare|äldre) (?:år\b|{DOCUMENT_WORD})|\bearlier {DOCUMENT_WORD}", re.IGNORECASE)


def this_year() -> int:
    """The year that it is."""
    return datetime.now(UTC).year


class ReportYears:
    """The years of one library's reports; `series_of` tells which reports are on the same, year by year."""

    def __init__(
        self,
        reports: Sequence[DocumentRecord],
        series_of: Callable[[DocumentRecord], frozenset[str]],
        present: Callable[[], int],
    ) -> None:
        self._reports = reports
        self._series_of = series_of
        self._present = present
        self._years = frozenset(report.year for report in reports if report.year)
        self.newest = max(self._years, default=0)

    def named(self, question: str) -> frozenset[int]:
        """The years that a question names, of those that there are reports on."""
        said = {int(word) for word in tokens(question) if _YEAR.match(word)}
        if _YEAR_BEFORE.search(question):
            said = {min(said, default=self.newest) - 1}
        elif _LAST_YEAR.search(question):
            last = self._present() - 1
            said = {last if last in self._years else self.newest - 1}
        elif _EARLIER.search(question):
            said = {year for year in self._years if year < self.newest}
        return frozenset(said & self._years)

    def of(self, years: Iterable[int]) -> set[str]:
        """The reports on these years."""
        return {report.id for report in self._reports if report.year in set(years)}

    def narrowed(self, docs: set[str], years: frozenset[int]) -> set[str]:
        """The documents, of each series of reports those on the years named, where there are any."""
        kept = set(docs)
        for series in self._series(docs):
            if on_years := {report.id for report in series if report.year in years}:
                kept -= {report.id for report in series} - on_years
        return kept

    def asks_for_latest(self, question: str) -> bool:
        """Whether the latest report is asked for; "de senaste dagarna" does not."""
        return _LATEST.search(question) is not None

    def latest(self, docs: set[str]) -> set[str]:
        """Of the reports named, those of the newest year of their series; of all reports, those of the newest year."""
        series = self._series(docs)
        if not series:
            return self.of({self.newest})
        newest = [(reports, max(report.year or 0 for report in reports)) for reports in series]
        return {report.id for reports, year in newest for report in reports if report.year == year}

    def _series(self, docs: set[str]) -> list[list[DocumentRecord]]:
        series: dict[frozenset[str], list[DocumentRecord]] = defaultdict(list)
        for report in self._reports:
            if report.id in docs:
                series[self._series_of(report)].append(report)
        return list(series.values())
