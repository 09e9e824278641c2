"""What an editor wants of a written generation before it is published: control questions tried, a report left in it."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.build import Gate
from index.control import TOLERANCE, Control, ControlQuestion, run_control
from index.editors_report import EditorsReport, editors_report
from index.embedder import Embedder, Model
from index.errors import LibraryMismatch, LibraryMissing
from index.files import STORE
from index.generations import Generations
from index.library import Library
from index.manifest import Manifest
from index.plan import served_manifest
from index.reasons import causes
from index.report import Progress, Report, Verdict
from index.report_page import write_page
from index.store import Store

_TRYING = "Prövar kontrollfrågor"


class Inspection:
    """The editor's part of one build; afterwards `report` is what to show, None where nothing was built."""

    def __init__(
        self,
        library: Generations,
        model: Model,
        questions: Sequence[ControlQuestion] = (),
        tolerance: float = TOLERANCE,
        progress: Progress = lambda stage, done, total: None,
    ) -> None:
        self.report: EditorsReport | None = None
        self._library = library
        self._model = model
        self._questions = questions
        self._progress = progress
        self._control = Control(tolerance=tolerance)

    def gate(self, *, force: bool = False) -> Gate:
        """What the build goes through."""
        return Gate(self._try, self._tell, force)

    def _try(self, written: Path) -> Verdict:
        """Asks the control questions of the written generation, and of the served one."""
        documents = {record.id for record in Manifest.read(written).documents}
        if not self._questions or not documents:
            return Verdict()
        self._progress(_TRYING, 0, 0)
        embedder = self._model.load(0)
        with closing(Library.at(written, embedder)) as now:
            before = self._served(embedder)
            try:
                self._control = run_control(self._questions, now, before, self._control.tolerance)
            finally:
                if before is not None:
                    before.close()
        return Verdict(self._objections(), self._figures())

    def _served(self, embedder: Embedder) -> Library | None:
        """The served library, where it can be searched with this model."""
        try:
            return Library.open(self._library.folder, embedder)
        except (LibraryMissing, LibraryMismatch):
            return None

    def _objections(self) -> tuple[str, ...]:
        control = self._control
        if control.passed:
            return ()
        lost = ", ".join(each.id for each in control.lost)
        return (
            f"Kontrollfrågorna hittar sämre i det nya biblioteket: {len(control.lost)} tappade ({lost}) och "
            f"{len(control.gained)} vunna, och högst {control.allowed} får tappas netto.",
        )

    def _figures(self) -> dict[str, float]:
        control = self._control
        return {
            "control_questions": len(control.tried),
            "control_found": control.found,
            "control_lost": len(control.lost),
            "control_gained": len(control.gained),
        }

    def _tell(self, written: Path, report: Report) -> None:
        """Leaves the report in the generation, as data and as a page."""
        manifest = Manifest.read(written)
        why = causes(report.plan, self._library, served_manifest(self._library), manifest.model)
        with closing(Store(written / STORE)) as store:
            self.report = editors_report(store, manifest, report, why, self._control)
        self.report.write(written)
        write_page(self.report, written)
