"""The editor's report as a page: one file, no script, fit for print and for a screen reader."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index import report_words
from index.editors_report import EditorsReport, State
from index.todo import FIELDS, NEEDED, Weight, todo

PAGE = "report.html"
_TEMPLATE = "report.html.j2"


@dataclass(frozen=True, slots=True)
class _Weighing:
    """How a weight is named and coloured."""

    name: str
    css: str


_WEIGHTS = {
    Weight.FAULT: _Weighing("Fel", "fault"),
    Weight.LOOK: _Weighing("Se efter", "look"),
    Weight.FILL_IN: _Weighing("Fyll i", "fill"),
}


def report_page(report: EditorsReport) -> str:
    """The report as HTML."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    control = report.control
    changed = (*control.lost, *control.gained)
    return environment.get_template(_TEMPLATE).render(
        report=report,
        todo=todo(report),
        weights=_WEIGHTS,
        added=report.of_state(State.ADDED),
        changed=report.of_state(State.CHANGED),
        kept=report.of_state(State.KEPT),
        unreadable=[failed for failed in report.failed if not failed.missing],
        doubted=[document for document in report.documents if document.doubted],
        listed=[document for document in report.documents if document.contents.entries],
        tried=[*changed, *(each for each in control.tried if each not in changed)],
        fields=FIELDS,
        needed=NEEDED,
        states=report_words.STATES,
        origins=report_words.ORIGINS,
        verdict=report_words.verdict,
        size=report_words.size,
        control_summary=report_words.control_summary,
        seconds=report_words.seconds,
        moment=report_words.moment,
    )


def write_page(report: EditorsReport, generation: Path) -> None:
    """Writes the page into a generation's folder."""
    (generation / PAGE).write_text(report_page(report), encoding="utf-8")
