"""A plan or a build told to whoever asked: to a person on standard error, to a program as JSON on standard output."""

import typer
from rich.console import Console

from index.building import Built
from index.editors_report import missing_files
from index.generations import Generations
from index.plan import Plan, served_manifest
from index.reasons import causes, plan_as_json
from index.report_table import show_failed, show_nothing, show_plan, show_report


def tell_plan(console: Console, plan: Plan, generations: Generations, model: str, *, as_json: bool) -> None:
    """Tells what a build would do, and why."""
    why = causes(plan, generations, served_manifest(generations), model)
    if as_json:
        typer.echo(plan_as_json(plan, why))
    else:
        show_plan(console, plan, why)
        show_failed(console, missing_files(plan))


def tell_build(console: Console, built: Built, generations: Generations, *, as_json: bool) -> None:
    """Tells what a build did."""
    if as_json:
        typer.echo(built.told.to_json(), nl=False)
    elif built.written is None:
        show_nothing(console, built.told)
    else:
        show_report(console, built.told, built.report.aside or generations.path(built.told.generation))
