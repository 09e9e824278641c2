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
