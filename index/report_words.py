"""The Swedish words in which a report is told, the same in the terminal and on the page."""

from collections.abc import Mapping
from datetime import datetime

from index.editors_report import DocumentTold, EditorsReport, State
from ingest.document import Origin

STATES: Mapping[State, str] = {
    State.ADDED: "ny",
    State.CHANGED: "ändrad",
    State.UNCHANGED: "som förut",
    State.KEPT: "kunde inte läsas, den tidigare ligger kvar",
}
ORIGINS: Mapping[Origin, str] = {
    Origin.CATALOGUE: "katalogen",
    Origin.FILE: "filen",
    Origin.TITLE_PAGE: "titelsidan",
    Origin.GUESSED: "titel eller filnamn",
}


def verdict(report: EditorsReport) -> str:
    """What became of the build, in one sentence."""
    if not report.published and not report.objections:
        return "Biblioteket är som förut: inget har ändrats."
    if not report.published:
        return "Biblioteket är som förut: bygget klarade inte kontrollen och togs inte i bruk."
    if report.objections:
        return "Biblioteket är utbytt, fast bygget inte klarade kontrollen."
    return "Biblioteket är utbytt."


def size(report: EditorsReport) -> str:
    """How much there is."""
    return f"{len(report.documents)} dokument, {number(report.passages)} passager, {number(report.sentences)} meningar"


def what_happened(document: DocumentTold) -> str:
    """What was done with a document, and why where that says more."""
    said = STATES[document.state]
    return f"{said}: {document.why}" if document.state is State.CHANGED and document.why else said


def control_summary(report: EditorsReport) -> str:
    """How the control questions went, in one or two sentences; empty where none were asked."""
    control = report.control
    if not control.tried:
        return ""
    compared = [each for each in control.tried if each.compared]
    told = f"{control.found} av {len(control.tried)} hittar sitt facit bland de fem första träffarna."
    if not compared:
        return f"{told} Det finns inget tidigare bibliotek att jämföra med."
    change = f"Tappade: {len(control.lost)}. Vunna: {len(control.gained)}."
    return f"{told} {change} Högst {control.allowed} får tappas netto."


def seconds(value: float) -> str:
    """A time, with a decimal comma."""
    return f"{value:.1f} s".replace(".", ",") if value < 100 else f"{value / 60:.0f} min {value % 60:.0f} s"


def number(value: int) -> str:
    """A number with its thousands apart."""
    return f"{value:,}".replace(",", "\u00a0")


def percent(share: float) -> str:
    """A share of one in percent."""
    return f"{share * 100:.0f}\u00a0%"


def moment(iso: str) -> str:
    """A moment as a person writes it, in the time of the place."""
    return f"{datetime.fromisoformat(iso).astimezone():%Y-%m-%d kl. %H.%M}"
