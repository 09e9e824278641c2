"""An order to build, carried out: the same for the command, and for a process that a server begins."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from index.build import build
from index.control import control_questions
from index.editors_report import EditorsReport, nothing_built
from index.embedder import Model
from index.generations import Generations
from index.inspection import Inspection
from index.options import DEFAULT_QUESTIONS
from index.plan import Recipe
from index.report import Progress, Report
from index.synonyms import Synonyms
from ingest.limits import DEFAULT_LIMITS, Limits

Said = Callable[[str], None]
ModelOf = Callable[[str, Path, Said], Model]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built, of what and with what. `tolerance` is the share of control questions that may be lost."""

    paths: tuple[Path, ...]
    library: Path
    model: str
    cache: Path
    synonyms: Path
    questions: Path
    tolerance: float
    limits: Limits = DEFAULT_LIMITS
    force: bool = False

    @property
    def recipe(self) -> Recipe:
        """What besides the documents decides what becomes of it."""
        return Recipe(synonyms=Synonyms.read(self.synonyms))

    def load_model(self, progress: Progress, model_of: ModelOf) -> Model:
        """The model that it is built with; preparing it is a stage of its own."""
        return model_of(self.model, self.cache, lambda stage: progress(f"Förbereder: {stage}", 0, 0))


@dataclass(frozen=True, slots=True)
class Built:
    """What came of an order; `written` is None where there was nothing to do."""

    report: Report
    written: EditorsReport | None

    @property
    def told(self) -> EditorsReport:
        """What the editor is told."""
        return self.written or nothing_built(self.report)


def carry_out(order: Order, progress: Progress, model_of: ModelOf) -> Built:
    """Builds what is ordered, tries it, and publishes it if it passes.

    Raises:
        ReaderFacingError: a path is wrong, nothing could be read, another build runs, or nothing can be written.
    """
    questions = control_questions(order.questions, DEFAULT_QUESTIONS)
    recipe = order.recipe
    model = order.load_model(progress, model_of)
    inspection = Inspection(Generations(order.library), model, questions, order.tolerance, progress)
    report = build(
        order.paths,
        order.library,
        model,
        recipe=recipe,
        progress=progress,
        limits=order.limits,
        gate=inspection.gate(force=order.force),
    )
    return Built(report, inspection.report)
