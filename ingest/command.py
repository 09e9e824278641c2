"""The editor's verbs on the corpus: add, fetch. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()

CorpusOption = Annotated[
    Path, typer.Option("--corpus", help="Mappen med dokumenten och deras katalog.", metavar="MAPP")
]
DEFAULT_CORPUS = Path("corpus")
_TO_BUILD = "Kör belagg build för att ta in det i biblioteket."


@commands.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Filer att lägga till.", metavar="FIL")],
    kind: Annotated[
        str | None,
        typer.Option(help="årsrapport, konvention, lag, metodstöd, sammanfattning eller övrigt.", metavar="SLAG"),
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(help="Året rapporten handlar om, annars då texten antogs.", min=1, max=9999, metavar="ÅR"),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Titeln så som den ska visas.", metavar="TITEL")] = None,
    summarises: Annotated[
        str | None, typer.Option(help="Id för dokumentet som texten sammanfattar.", metavar="DOKUMENT")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Ersätt fil och uppgifter som redan finns.")] = False,
    corpus: CorpusOption = DEFAULT_CORPUS,
) -> None:
    """Lägg en fil i corpus/ och skriv in den i katalogen."""
    from ingest.adding import add_files

    said = {"title": title, "kind": kind, "year": year, "summarises": summarises}
    told = {key: value for key, value in said.items() if value is not None}
    for added in add_files(files, corpus, told, replace=replace):
        done = "Kopierad till" if added.copied else "Ligger redan i"
        typer.echo(f"{added.id}: {done} {added.path}, och inskriven i katalogen.")
    typer.echo(_TO_BUILD, err=True)


@commands.command()
def fetch(
    docs: Annotated[
        list[str] | None, typer.Argument(help="Id för det som ska hämtas; annars allt som saknas.", metavar="DOKUMENT")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Hämta också det som redan finns.")] = False,
    max_mb: Annotated[
        int, typer.Option("--max-mb", help="Största fil som hämtas, i MB.", min=1, max=10_000, metavar="MB")
    ] = 200,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Hämta också från adresser inom det egna nätet.")
    ] = False,
    corpus: CorpusOption = DEFAULT_CORPUS,
) -> None:
    """Hämta de filer som katalogen har en adress till."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

    from ingest.download import Limits
    from ingest.fetching import Choice, Outcome
    from ingest.fetching import fetch as run

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task("Hämtar", total=None)
        fetched = run(
            corpus,
            Choice(tuple(docs or ()), again),
            allow_private=allow_private,
            limits=Limits(most_bytes=max_mb * 1_000_000),
            progress=lambda name, done, total: bars.update(task, description=name, completed=done, total=total or None),
        )
        outcomes = []
        for each in fetched:
            outcomes.append(each.outcome)
            told = f"{each.id}: {each.outcome.value}."
            console.print(
                each.reason or told,
                style="bold red" if each.reason else None,
                markup=False,
                highlight=False,
                soft_wrap=True,
            )
    if Outcome.FETCHED in outcomes:
        console.print(_TO_BUILD)
    raise typer.Exit(Outcome.FAILED in outcomes)
