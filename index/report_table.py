"""The editor's report in a terminal."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from index import report_words
from index.editors_report import EditorsReport, FailedFile, State
from index.plan import Plan
from index.reasons import Causes
from index.report_page import PAGE
from index.todo import Todo, Weight, todo

NOTHING = "Ingenting att göra: biblioteket är byggt av just de här dokumenten."
_MOST = 12  # things of one sort that are told one by one; of more, the number, and where to read on
_WEIGHTS = {Weight.FAULT: ("Fel", "bold red"), Weight.LOOK: ("Se efter", "yellow"), Weight.FILL_IN: ("Fyll i", "cyan")}


def show_report(console: Console, report: EditorsReport, folder: Path) -> None:
    """Prints the report; `folder` is where its page lies."""
    console.print(Text(report_words.verdict(report), "bold green" if report.published else "bold red"))
    taken = report_words.seconds(sum(report.seconds.values()))
    _line(console, f"{report_words.size(report)}. Det tog {taken}. Version {report.generation}.")
    _show_changes(console, report)
    if told := report_words.control_summary(report):
        _line(console, f"Kontrollfrågor: {told}")
        for each in report.control.lost:
            _line(console, f"  Tappad: {each.id} ”{each.question}”")
    _show_todo(console, todo(report))
    if report.objections and not report.published:
        _line(console, "Rätta det som är fel och bygg igen, eller ta bygget i bruk ändå med --force.")
    _line(console, f"Rapporten: {folder / PAGE}")


def _show_changes(console: Console, report: EditorsReport) -> None:
    for reason in report.whole:
        _line(console, f"Hela biblioteket är byggt på nytt: {reason}.")
    if rows := list(_changes(report)):
        console.print(_table(rows))
    for removed in report.removed[:_MOST]:
        _line(console, f"Borttagen: {removed.id} ({removed.why})")
    if len(report.removed) > _MOST:
        _line(console, f"… och {len(report.removed) - _MOST} borttagna till.")
    if unchanged := len(report.of_state(State.UNCHANGED)):
        _line(console, f"Som förut: {unchanged} dokument.")


def _changes(report: EditorsReport) -> Iterator[tuple[str, ...]]:
    for document in report.of_state(State.ADDED, State.CHANGED, State.KEPT):
        yield (
            document.title,
            document.kind,
            str(document.year or "–"),
            str(document.pages or "–"),
            str(document.passages),
            report_words.what_happened(document),
        )


def _table(rows: list[tuple[str, ...]]) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("Dokument", "Slag", "År"):
        table.add_column(name, overflow="fold")
    for name in ("Sidor", "Passager"):
        table.add_column(name, justify="right")
    table.add_column("Vad som hänt", overflow="fold")
    for row in rows[:_MOST]:
        table.add_row(*map(Text, row))  # a title is text: what stands in brackets in it is no markup
    if len(rows) > _MOST:
        table.add_row(Text(f"… och {len(rows) - _MOST} till; alla står i rapporten", "dim"))
    return table


def _show_todo(console: Console, every: tuple[Todo, ...]) -> None:
    if not every:
        return
    console.print()
    console.print(Text("Att göra", "bold"))
    for each in every[:_MOST]:
        name, style = _WEIGHTS[each.weight]
        told = [each.about, each.matter, each.remedy]
        if Path(each.about).name in each.matter:  # it says itself what it is about
            del told[0]
        console.print(Text.assemble((f"{name}: ", style), told[0]), soft_wrap=True)
        for sentence in filter(None, told[1:]):
            console.print(Padding(Text(sentence), (0, 0, 0, 4)))
    if len(every) > _MOST:
        _line(console, f"… och {len(every) - _MOST} saker till; alla står i rapporten.")


def show_nothing(console: Console, report: EditorsReport) -> None:
    """Prints what came of a build that found nothing to do."""
    show_failed(console, report.failed)
    unread = any(not each.missing for each in report.failed)
    _line(console, "Inget annat har ändrats, så biblioteket är som förut." if unread else NOTHING)


def show_failed(console: Console, failed: Iterable[FailedFile]) -> None:
    """Prints what could not be read, and what is not there."""
    for each in failed:
        kept = " Den tidigare versionen ligger kvar." if each.kept else ""
        name, style = _WEIGHTS[Weight.LOOK if each.missing else Weight.FAULT]
        console.print(Text.assemble((f"{name}: ", style), f"{each.reason}{kept}"), soft_wrap=True)


def show_plan(console: Console, plan: Plan, causes: Causes) -> None:
    """Prints what a build would do, and why."""
    if plan.settled:
        _line(console, NOTHING)
        return
    groups = (
        ("Läggs till", plan.added),
        ("Ändras", plan.changed),
        ("Tas bort", plan.removed),
        ("Lika", plan.unchanged),
    )
    for name, docs in groups:
        for doc in docs:
            why = causes.documents.get(doc)
            line = Text.assemble(f"{name:<10}  {doc}", (f"  ({why})", "dim") if why else "")
            console.print(line, soft_wrap=True)
    for reason in causes.whole:
        _line(console, f"Hela biblioteket skulle byggas på nytt: {reason}.")


def _line(console: Console, text: str) -> None:
    console.print(text, markup=False, highlight=False, soft_wrap=True)
