"""Filters: which documents of a library a search may find."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.errors import UnknownFilter
from index.manifest import DocumentRecord

_SPOKEN = {"doc": "dokumentet", "kind": "slaget", "year": "året"}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents may be found; an empty set lets every value through."""

    doc: frozenset[str] = frozenset()
    kind: frozenset[str] = frozenset()
    year: frozenset[int] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether everything passes."""
        return not (self.doc or self.kind or self.year)

    def allows(self, doc: str, kind: str, year: int | None) -> bool:
        """Whether a passage of such a document may be found; one of unknown year passes no filter on years."""
        return (
            (not self.doc or doc in self.doc)
            and (not self.kind or kind in self.kind)
            and (not self.year or year in self.year)
        )


NO_FILTER = Filter()


def filters_of(doc: Iterable[str] = (), kind: Iterable[str] = (), year: Iterable[int] = ()) -> Filter:
    """A filter from plain values."""
    return Filter(frozenset(doc), frozenset(kind), frozenset(year))


def values_held(documents: Iterable[DocumentRecord]) -> Mapping[str, frozenset[str | int]]:
    """The values that filters may take, by field."""
    values: dict[str, set[str | int]] = defaultdict(set)
    for record in documents:
        values["doc"].add(record.id)
        values["kind"].add(record.kind)
        values["year"] |= {record.year} - {None}  # type: ignore[arg-type]  # None is taken out
    return {name: frozenset(values[name]) for name in _SPOKEN}


def require_known(filters: Filter, documents: Iterable[DocumentRecord]) -> None:
    """Refuses filter values that no document has.

    Raises:
        UnknownFilter: names the value, and those that there are.
    """
    held = values_held(documents)
    for name, wanted in (("doc", filters.doc), ("kind", filters.kind), ("year", filters.year)):
        unknown = sorted(map(str, wanted - held[name]))
        if unknown:
            known = ", ".join(map(str, sorted(held[name], key=str)))
            raise UnknownFilter(
                f"Biblioteket har inget med {_SPOKEN[name]} {', '.join(unknown)}. Det som finns är: {known}."
            )
