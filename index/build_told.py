"""A plan or a build told to whoever asked: to a person on standard error, to a program as JSON on standard output."""

import typer
from rich.console import Console

from index.editors_report import EditorsReport, missing_files, nothing_built
from index.generations import Generations
from index.plan import Plan, served_manifest
from index.reasons import causes, plan_as_json
from index.report import Report
from index.report_table import show_failed, show_nothing, show_plan, show_report


def tell_plan(console: Console, plan: Plan, generations: Generations, model: str, *, as_json: bool) -> None:
    """Tells what a build would do, and why."""
    why = causes(plan, generations, served_manifest(generations), model)
    if as_json:
        typer.echo(plan_as_json(plan, why))
    else:
        show_plan(console, plan, why)
        show_failed(console, missing_files(plan))


def tell_build(
    console: Console, report: Report, told: EditorsReport | None, generations: Generations, *, as_json: bool
) -> None:
    """Tells what a build did; `told` is None where it found nothing to do."""
    if as_json:
        typer.echo((told or nothing_built(report)).to_json(), nl=False)
    elif told is None:
        show_nothing(console, nothing_built(report))
    else:
        show_report(console, told, report.aside or generations.path(told.generation))
