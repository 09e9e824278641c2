"""What crosses the wire of a build: the editor's report, as it lies in the generation."""

from typing import Literal

from server.schema import Wire


class KnownField(Wire):
    """A field of a document's metadata, and where it was found; null is unknown."""

    field: str
    value: str | None
    origin: Literal["catalogue", "file", "title_page", "guessed"] | None


class ListedHeading(Wire):
    """An entry of a list of contents, and the printed label of the page that it names."""

    title: str
    page: str


class ComparedContents(Wire):
    """A list of contents held against the headings: what is missing, and what is on another page, with its label."""

    entries: int
    missing: tuple[ListedHeading, ...]
    moved: tuple[tuple[ListedHeading, str], ...]


class ReportRemark(Wire):
    """What was noticed in a file; `pages` are printed labels, `confidence` that of OCR, 0 to 1."""

    subject: str
    pages: tuple[str, ...]
    text: str
    confidence: float | None


class DoubtedSentence(Wire):
    """A sentence that the second extraction does not hold."""

    page: str | None
    text: str


class ReportDocument(Wire):
    """One document: what was done with it and why, and all that an editor may want to mend."""

    id: str
    title: str
    kind: str
    year: int | None
    pages: int
    passages: int
    state: Literal["added", "changed", "unchanged", "kept"]
    """`kept`: its file could not be read, and the version read earlier stays."""
    why: str
    known: tuple[KnownField, ...]
    contents: ComparedContents
    remarks: tuple[ReportRemark, ...]
    doubted: tuple[DoubtedSentence, ...]
    doubted_count: int
    file: str
    warnings: tuple[str, ...]


class ReportFailure(Wire):
    """A file that could not be read, or is `missing`; `kept`: the version read earlier is still in the library."""

    file: str
    reason: str
    kept: bool
    missing: bool


class ReportRemoval(Wire):
    """A document that is no longer in the library, and why."""

    id: str
    why: str


class AlikePair(Wire):
    """Two documents, and the share of the shorter one's sentences that stand in the other."""

    one: str
    other: str
    share: float


class GoldPlace(Wire):
    """A document and the label of one of its sections; "" is any of them."""

    doc: str
    section: str


class TriedQuestion(Wire):
    """A control question: the rank of what answers it, now and before; null: not among the first hits."""

    id: str
    question: str
    gold: tuple[GoldPlace, ...]
    now: int | None
    before: int | None
    compared: bool
    """Whether the earlier library held its documents too, so that `before` says something."""


class ControlResult(Wire):
    """What came of the control questions; `left_out`: their documents are not in the library."""

    tried: tuple[TriedQuestion, ...]
    left_out: tuple[str, ...]
    tolerance: float
    """Share of the questions that may be lost, 0 to 1."""


class BuildReport(Wire):
    """The editor's report of one build: answer of `GET /api/library/report`.

    `generation` is what was built, whether or not it was `published`; `whole` is why all was built anew; `objections`
    spoke against publishing. All sentences are Swedish.
    """

    generation: str
    built: str
    model: str
    published: bool
    passages: int
    sentences: int
    documents: tuple[ReportDocument, ...]
    removed: tuple[ReportRemoval, ...]
    failed: tuple[ReportFailure, ...]
    whole: tuple[str, ...]
    objections: tuple[str, ...]
    alike: tuple[AlikePair, ...]
    control: ControlResult
    seconds: dict[str, float]
    """By stage."""
