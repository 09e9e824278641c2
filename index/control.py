"""Control questions: a build may not lose what the served library finds of them."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import BadQuestions, UnknownFilter
from index.filters import NO_FILTER, Filter, filters_of
from index.library import Library
from index.question_lines import read_lines
from index.searching import Hit

TOLERANCE = 0.05
"""Share of the compared questions that a build may lose, net of what it gains; rounded up to whole questions."""
_READ = 5  # hits among which the gold must be


@dataclass(frozen=True, slots=True)
class Place:
    """A document and the label of one of its sections; "" is any of them."""

    doc: str
    section: str


@dataclass(frozen=True, slots=True)
class ControlQuestion:
    """A question that the sources answer, and the places that do."""

    id: str
    question: str
    gold: tuple[Place, ...]
    filters: Filter = NO_FILTER


@dataclass(frozen=True, slots=True)
class Tried:
    """One question: the rank of its gold among the first hits, now and before; None: not among them."""

    id: str
    question: str
    gold: tuple[Place, ...]
    now: int | None
    before: int | None = None
    compared: bool = False
    """Whether the earlier library held its documents too, so that `before` says something."""


@dataclass(frozen=True, slots=True)
class Control:
    """What came of the control questions. `left_out` are those whose documents are not in the library."""

    tried: tuple[Tried, ...] = ()
    left_out: tuple[str, ...] = ()
    tolerance: float = TOLERANCE

    @property
    def lost(self) -> tuple[Tried, ...]:
        """What was found before and is not now."""
        return tuple(each for each in self.tried if each.compared and each.before and not each.now)

    @property
    def gained(self) -> tuple[Tried, ...]:
        """What was not found before and is now."""
        return tuple(each for each in self.tried if each.compared and each.now and not each.before)

    @property
    def found(self) -> int:
        """How many are found now."""
        return sum(each.now is not None for each in self.tried)

    @property
    def allowed(self) -> int:
        """How many questions may be lost, net."""
        return math.ceil(self.tolerance * sum(each.compared for each in self.tried))

    @property
    def passed(self) -> bool:
        """Whether no more is lost than is allowed."""
        return len(self.lost) - len(self.gained) <= self.allowed


def read_control_questions(path: Path) -> tuple[ControlQuestion, ...]:
    """The questions of a file that sources answer; those that none does say nothing of what is found.

    Raises:
        BadQuestions: it cannot be read, or a line is no question.
    """
    return tuple(
        _question(value, f"{path}, rad {number}:", number)
        for number, value in read_lines(path)
        if value.get("answerable", True) and value.get("gold") and not value.get("history")
    )


def control_questions(path: Path, ordinary: Path) -> tuple[ControlQuestion, ...]:
    """The questions of a file; the one that is ordinarily read may be wanting, one that was named may not.

    Raises:
        BadQuestions: it cannot be read, or a line is no question.
    """
    return () if path == ordinary and not path.exists() else read_control_questions(path)


def _question(value: Mapping[str, object], where: str, number: int) -> ControlQuestion:
    try:
        places = tuple(Place(str(each["doc"]), str(each.get("section", ""))) for each in _list(value["gold"]))
        return ControlQuestion(str(value.get("id") or f"rad {number}"), str(value["question"]), places, _filter(value))
    except (AttributeError, LookupError, TypeError, ValueError) as error:
        raise BadQuestions(
            f"{where} facit går inte att läsa. Varje post i gold ska ha doc (dokumentets id), och gärna section."
        ) from error


def _filter(value: Mapping[str, object]) -> Filter:
    told = value.get("filters") or {}
    if not isinstance(told, Mapping):
        raise TypeError("filters is no object")
    doc, kind, year = (_list(told.get(name, [])) for name in ("doc", "kind", "year"))
    return filters_of(map(str, doc), map(str, kind), map(int, year))


def _list(value: object) -> list:  # type: ignore[type-arg]  # JSON, whose parts are looked at one by one
    """A list as it is, and any other value as a list of one."""
    return value if isinstance(value, list) else [value]


def run_control(
    questions: Sequence[ControlQuestion], now: Library, before: Library | None, tolerance: float = TOLERANCE
) -> Control:
    """Searches the questions in the new library and in the earlier one."""
    originals = _originals(now) | (_originals(before) if before else {})
    tried = []
    for question in questions:
        places = tuple(_with_originals(question.gold, originals))
        if not _held(places, now):
            continue
        compared = before is not None and _held(places, before)
        earlier = _rank(question, places, before) if before and compared else None
        tried.append(
            Tried(question.id, question.question, question.gold, _rank(question, places, now), earlier, compared)
        )
    left_out = {question.id for question in questions} - {each.id for each in tried}
    return Control(tuple(tried), tuple(sorted(left_out)), tolerance)


def _originals(library: Library) -> dict[str, str]:
    """By the id of each summary, that of the document which it summarises."""
    told = {record.id: library.store.metadata(record.id).summarises for record in library.manifest.documents}
    return {doc: original for doc, original in told.items() if original}


def _with_originals(gold: Sequence[Place], originals: Mapping[str, str]) -> Iterator[Place]:
    """The gold, and for what stands in a summary the same section of its original."""
    for place in gold:
        yield place
        if place.doc in originals:
            yield Place(originals[place.doc], place.section)


def _held(places: Sequence[Place], library: Library) -> bool:
    documents = {record.id for record in library.manifest.documents}
    return any(place.doc in documents for place in places)


def _rank(question: ControlQuestion, places: Sequence[Place], library: Library) -> int | None:
    try:
        hits = library.search(library.understand(question.question), question.filters, _READ)
    except UnknownFilter:
        return None
    return next((hit.rank for hit in hits if any(_holds(hit, place) for place in places)), None)


def _holds(hit: Hit, place: Place) -> bool:
    """Whether a hit stands in the place, itself or by its twin in another document."""
    locators = [stored.passage.locator for stored in (hit.stored, *hit.also_in)]
    return any(
        place.doc == locator.doc and place.section.casefold() in {"", locator.section.casefold()}
        for locator in locators
    )
