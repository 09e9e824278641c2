"""The editor's report of a build, to be read in the terminal."""

from collections.abc import Iterator
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from server.schema_report import BuildReport, ControlResult, ReportDocument
from tui.words import count, say

STATES: Final = {"added": "nytt", "changed": "ändrat", "unchanged": "oförändrat", "kept": "tidigare version kvar"}


class ReportScreen(ModalScreen[None]):
    """What became of each document, what was noticed, and how the control questions went."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "dismiss", "Stäng", id="report.close", tooltip="Stäng rapporten"),
    ]

    def __init__(self, report: BuildReport) -> None:
        super().__init__()
        self._report = report

    def compose(self) -> ComposeResult:
        """The report as text."""
        with VerticalScroll(classes="dialog -tall") as box:
            box.border_title = say("Rapport från bygget")
            box.border_subtitle = say("Esc stänger")
            yield Static(Content("\n").join(_lines(self._report)), markup=False)


def _lines(report: BuildReport) -> Iterator[Content]:
    yield Content.styled(say("Version {version}", version=report.generation), "bold")
    facts = (
        say("{count} dokument", count=len(report.documents)),
        say("{count} passager", count=count(report.passages)),
        say("{count} meningar", count=count(report.sentences)),
    )
    yield Content(", ".join(facts))
    for objection in report.objections:
        yield Content.styled(objection, "bold $text-error")
    for failure in report.failed:
        yield Content.assemble((f"{failure.file}: ", "bold $text-error"), failure.reason)
    for removal in report.removed:
        yield Content.assemble((f"{say('borttaget')}: ", "$text-warning"), f"{removal.id}: {removal.why}")
    as_before = [document for document in report.documents if document.state == "unchanged" and not document.warnings]
    for document in report.documents:
        if document not in as_before:
            yield Content()
            yield from _document(document)
    yield Content()
    for document in as_before:
        yield from _document(document)
    yield Content()
    yield _control(report.control)


def _document(document: ReportDocument) -> Iterator[Content]:
    yield Content.assemble((document.title, "bold"), (f"  {say(STATES[document.state])}", "$text-accent"))
    if document.why:
        yield Content.styled(f"  {document.why}", "$foreground-muted")
    for warning in document.warnings:
        yield Content.styled(f"  • {warning}", "$text-warning")


def _control(control: ControlResult) -> Content:
    if not control.tried:
        return Content(say("Inga kontrollfrågor prövades."))
    found = sum(question.now is not None for question in control.tried)
    return Content(say("Kontrollfrågor: {found} av {all} hittade det de ska.", found=found, all=len(control.tried)))
