"""The editor's verbs on the library: build, report, documents, remove, history, rollback. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.opening import open_shelf, shelf_of
from index.options import (
    DEFAULT_LIBRARY,
    DEFAULT_MODEL,
    DEFAULT_QUESTIONS,
    DEFAULT_SYNONYMS,
    DEFAULT_TOLERANCE,
    CacheOption,
    JsonOption,
    LibraryOption,
    MemoryOption,
    MinutesOption,
    ModelOption,
    PagesOption,
    QuestionsOption,
    StoreOption,
    SynonymsOption,
    ToleranceOption,
    cache_folder,
)
from ingest.command import DEFAULT_CORPUS, CorpusOption

if TYPE_CHECKING:
    from index.engine import Shelf

commands = typer.Typer()


@commands.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="Filer och mappar; annars corpus/.", metavar="FIL")] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    synonyms: SynonymsOption = DEFAULT_SYNONYMS,
    questions: QuestionsOption = DEFAULT_QUESTIONS,
    tolerance: ToleranceOption = DEFAULT_TOLERANCE,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa bara vad som skulle göras, och varför.")] = False,
    minutes: MinutesOption = None,
    memory: MemoryOption = None,
    pages: PagesOption = None,
    force: Annotated[bool, typer.Option("--force", help="Publicera även det som inte klarar sin kontroll.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Bygg om biblioteket av just de dokument som anges."""
    from rich.console import Console

    from index.build_told import tell_build, tell_plan
    from index.building import Order, carry_out
    from index.generations import Generations
    from index.models import build_model
    from index.plan import plan_build
    from index.progress_bars import bars
    from ingest.limits import Limits

    console, generations = Console(stderr=True), Generations(library)
    order = Order(
        tuple(paths or [DEFAULT_CORPUS]),
        library,
        model,
        cache_folder(cache),
        synonyms,
        questions,
        tolerance / 100,
        Limits.of(minutes, memory, pages),
        force,
    )
    with bars(console) as shown:
        if dry_run:
            name = order.load_model(shown.stage, build_model).name
            plan = plan_build(order.paths, generations, name, order.recipe)
        else:
            built = carry_out(order, shown.stage, build_model)
    if dry_run:
        tell_plan(console, plan, generations, name, as_json=as_json)
        return
    tell_build(console, built, generations, as_json=as_json)
    raise typer.Exit(1 if built.report.failures or built.report.objections else 0)


@commands.command()
def status(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Visa vad biblioteket innehåller."""
    from index.generations import Generations
    from index.manifest import Manifest

    served = Generations(library).served()
    manifest = Manifest.read(served)
    typer.echo(f"Bibliotek {manifest.id}, byggt {manifest.built}")
    typer.echo(f"{len(manifest.documents)} dokument, {manifest.passages} passager, {manifest.sentences} meningar")
    typer.echo(f"Modell: {manifest.model}")
    if manifest.embedding:
        typer.echo(f"Räknad med: {manifest.embedding['backend']}")
    if damaged := manifest.damaged(served):
        typer.echo(
            f"Obs! Biblioteket är skadat: {damaged[0]} är inte som den skrevs. Den senaste hela versionen visas i "
            "stället. Bygg om med belagg build."
        )
        raise typer.Exit(1)


@commands.command()
def documents(library: LibraryOption = DEFAULT_LIBRARY, as_json: JsonOption = False) -> None:
    """Räkna upp dokumenten i biblioteket, med tabb mellan fälten där ingen terminal läser dem."""
    from index.documents_listed import as_json as to_json
    from index.documents_listed import as_lines, as_table
    from index.generations import Generations
    from index.manifest import Manifest

    records = Manifest.read(Generations(library).served()).documents
    if as_json:
        typer.echo(to_json(records))
    elif sys.stdout.isatty():
        from rich.console import Console

        Console().print(as_table(records))
    else:
        typer.echo("\n".join(as_lines(records)))


@commands.command()
def report(
    generation: Annotated[str | None, typer.Argument(help="Annars den som visas nu.", metavar="VERSION")] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    as_json: JsonOption = False,
) -> None:
    """Visa rapporten från ett bygge en gång till, och var dess sida ligger."""
    from rich.console import Console

    from index.editors_report import EditorsReport
    from index.generations import Generations
    from index.report_table import show_report

    folder = Generations(library).named_folder(generation)
    told = EditorsReport.read(folder)
    if as_json:
        typer.echo(told.to_json(), nl=False)
    else:
        show_report(Console(), told, folder)


@commands.command()
def remove(
    doc: Annotated[str, typer.Argument(help="Dokumentets id; se belagg documents.", metavar="DOKUMENT")],
    purge: Annotated[
        bool, typer.Option("--purge", help="Ta även bort texten ur sparade versioner, källfiler och mellanlager.")
    ] = False,
    delete_file: Annotated[
        bool, typer.Option("--delete-file", help="Radera även filen i corpus/ och dess post i katalogen.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Fråga inte.")] = False,
    corpus: CorpusOption = DEFAULT_CORPUS,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
) -> None:
    """Ta bort ett dokument ur biblioteket, och se till att nästa bygge inte tar in det igen."""
    from rich.console import Console

    from index.generations import Generations
    from index.inspection import Inspection
    from index.models import build_model
    from index.progress_bars import bars
    from index.removal import Wish
    from index.removal import remove as run
    from index.removal_told import agreed, removal_lines

    wish, generations = Wish(doc, purge, delete_file), Generations(library)
    generations.served()  # said before anything is asked
    if not yes and not agreed(wish):
        typer.echo("Ingenting är borttaget.")
        raise typer.Exit(1)
    with bars(Console(stderr=True)) as shown:
        made_of = build_model(model, cache_folder(cache), lambda stage: shown.stage(f"Förbereder: {stage}", 0, 0))
        done = run(wish, generations, corpus, made_of, Inspection(generations, made_of).gate())
    for line in removal_lines(wish, done):
        typer.echo(line)


@commands.command()
def history(library: LibraryOption = DEFAULT_LIBRARY, store: StoreOption = None) -> None:
    """Räkna upp de versioner av biblioteket som finns kvar, den äldsta först."""
    shelf = shelf_of(store, library)
    served = shelf.served()
    for name in shelf.history():
        mark = "*" if name == served else " "
        typer.echo(f"{mark} {name}  {_summary(shelf, name)}")
    if rejected := shelf.rejected():
        typer.echo(f"Det senaste bygget klarade inte kontrollen. Dess rapport: belagg report {rejected}")


def _summary(shelf: "Shelf", generation: str) -> str:
    """When a generation was built and of how much; one that cannot be read must not hide the others."""
    from index.errors import LibraryMismatch

    try:
        manifest = shelf.manifest(generation)
    except LibraryMismatch:
        return "kan inte läsas av den här versionen av programmet"
    return f"{manifest.built}  {len(manifest.documents)} dokument"


@commands.command()
def rollback(
    generation: Annotated[str | None, typer.Argument(help="Annars den närmast föregående.", metavar="VERSION")] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    store: StoreOption = None,
) -> None:
    """Gå tillbaka till en tidigare version av biblioteket."""
    from index.generations import Generations

    if store:
        typer.echo(f"{store} visar nu version {open_shelf(store).roll_back(generation)}.")
        return
    generations = Generations(library)
    with generations.lock():
        typer.echo(f"Biblioteket visar nu version {generations.roll_back(generation)}.")
