"""The editor's verbs: build, status, documents, history, rollback. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from index.plan import Plan
    from index.report import Report

commands = typer.Typer()

LibraryOption = Annotated[
    Path, typer.Option("--library", envvar="BELAGG_LIBRARY", help="Bibliotekets mapp.", metavar="MAPP")
]
ModelOption = Annotated[
    str,
    typer.Option(
        "--model", envvar="BELAGG_MODEL", help="”bundled”, eller en sentence-transformers-modell.", metavar="MODELL"
    ),
]
CacheOption = Annotated[
    Path | None, typer.Option("--cache", envvar="BELAGG_CACHE", help="Mapp för förberedda modeller.", metavar="MAPP")
]
_MOST_NAMED = 12  # documents named one by one in the report; of more, the number is told
DEFAULT_LIBRARY = Path("library")
DEFAULT_MODEL = "bundled"


def cache_folder(given: Path | None) -> Path:
    """The folder of prepared models."""
    import platformdirs

    return given or platformdirs.user_cache_path("belagg")


@commands.command()
def build(
    paths: Annotated[list[Path] | None, typer.Argument(help="Filer och mappar; annars corpus/.", metavar="FIL")] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    synonyms: Annotated[
        Path, typer.Option("--synonyms", help="Fil med ord som betyder detsamma.", metavar="FIL")
    ] = Path("corpus/synonymer.toml"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Visa bara vad som skulle göras.")] = False,
    minutes: Annotated[
        float | None,
        typer.Option(
            "--minutes-per-file",
            envvar="BELAGG_MINUTES_PER_FILE",
            help="Så länge får en fil ta att läsa; annars 2 minuter, och mer för en stor fil.",
            min=0.01,
            metavar="MINUTER",
        ),
    ] = None,
    memory: Annotated[
        int | None,
        typer.Option(
            "--memory-per-file",
            envvar="BELAGG_MEMORY_PER_FILE",
            help="Så mycket minne får en fil kräva; annars 1000 MB.",
            min=100,
            metavar="MB",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Publicera även det som inte klarar sin kontroll.")] = False,
) -> None:
    """Bygg om biblioteket av just de dokument som anges."""
    from rich.console import Console

    from index.build import Gate
    from index.build import build as run
    from index.generations import Generations
    from index.models import build_model
    from index.plan import Recipe, plan_build
    from index.synonyms import Synonyms
    from ingest.isolation import Limits

    console = Console(stderr=True)
    recipe = Recipe(synonyms=Synonyms.read(synonyms))
    with _bars(console) as bars:
        made_of = build_model(model, cache_folder(cache), lambda stage: bars.stage(f"Förbereder: {stage}", 0, 0))
        if dry_run:
            plan = plan_build(paths or [Path("corpus")], Generations(library), made_of.name, recipe)
        else:
            report = run(
                paths or [Path("corpus")],
                library,
                made_of,
                recipe=recipe,
                progress=bars.stage,
                limits=Limits.of(minutes, memory),
                gate=Gate(force=force),
            )
    if dry_run:
        _show_plan(console, plan)
    else:
        _show_report(console, report)
        raise typer.Exit(1 if report.failures or report.objections else 0)


class _Bars:
    """One bar a stage."""

    def __init__(self, progress: "Progress") -> None:
        self._progress = progress
        self._tasks = dict[str, object]()

    def stage(self, name: str, done: int, total: int) -> None:
        """Shows how far a stage has come."""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total or None)
        self._progress.update(self._tasks[name], completed=done, total=total or None)  # type: ignore[arg-type]  # a TaskID


@contextmanager
def _bars(console: "Console") -> Iterator[_Bars]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield _Bars(progress)


def _show_plan(console: "Console", plan: "Plan") -> None:
    if plan.settled:
        console.print("Ingenting att göra: biblioteket är byggt av just de här dokumenten.")
        return
    groups = (
        ("Läggs till", plan.added),
        ("Ändras", plan.changed),
        ("Tas bort", plan.removed),
        ("Lika", plan.unchanged),
    )
    for name, docs in groups:
        for doc in docs:
            console.print(f"{name:<10}  {doc}", markup=False, highlight=False)
    if not (plan.added or plan.changed or plan.removed):
        console.print("Dokumenten är lika, men modellen, reglerna eller synonymerna har ändrats: biblioteket byggs om.")


def _show_report(console: "Console", report: "Report") -> None:
    if report.aside:
        _show_objections(console, report)
        return
    if not report.published:
        _show_failures(console, report)
        nothing = "Ingenting att göra: biblioteket är byggt av just de här dokumenten."
        console.print("Inget annat har ändrats, så biblioteket är som förut." if report.failures else nothing)
        return
    _show_published(console, report)


def _show_published(console: "Console", report: "Report") -> None:
    console.print(_documents_table(report))
    held = {record.id for record in report.documents}
    for name, docs in (
        ("Nya", report.plan.added),
        ("Ändrade", report.plan.changed),
        ("Borttagna", report.plan.removed),
    ):
        if read := [doc for doc in docs if doc in held or name == "Borttagna"]:
            told = ", ".join(read) if len(read) <= _MOST_NAMED else f"{len(read)} dokument"
            console.print(f"{name}: {told}", markup=False, highlight=False)
    for record in report.documents:
        for warning in record.warnings:
            console.print(f"Obs! {record.id}: {warning}", markup=False, highlight=False)
    if report.unverified:
        console.print(f"Obs! {report.unverified} meningar återfanns inte vid dubbelkontrollen och är märkta.")
    _show_failures(console, report)
    for objection in report.objections:
        console.print(f"Publicerat ändå: {objection}", style="bold red", markup=False, highlight=False)
    seconds = sum(report.seconds.values())
    console.print(
        f"Klart på {seconds:.1f} s: {len(report.documents)} dokument, {report.passages} passager, "
        f"{report.sentences} meningar. Bibliotek {report.generation}.",
        markup=False,
        highlight=False,
    )


def _show_objections(console: "Console", report: "Report") -> None:
    for objection in report.objections:
        console.print(f"Fel: {objection}", style="bold red", markup=False, highlight=False)
    console.print(
        f"Det nya biblioteket klarade inte sin kontroll och är inte publicerat; det som visas är som förut. "
        f"Det underkända ligger i {report.aside}. Publicera det ändå med --force.",
        markup=False,
        highlight=False,
    )


def _show_failures(console: "Console", report: "Report") -> None:
    for failure in report.failures:
        kept = " Den tidigare versionen ligger kvar." if failure.kept else ""
        console.print(f"Fel: {failure.reason}{kept}", style="bold red", markup=False, highlight=False)


def _documents_table(report: "Report") -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table(title="Biblioteket", title_justify="left")
    for name in ("Dokument", "Slag", "År"):
        table.add_column(name, overflow="fold")
    for name in ("Sidor", "Passager"):
        table.add_column(name, justify="right")
    for record in report.documents:
        table.add_row(  # a title is text: what stands in brackets in it is no markup
            Text(record.title), record.kind, str(record.year or "–"), str(record.pages or "–"), str(record.passages)
        )
    return table


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
    if damaged := manifest.damaged(served):
        typer.echo(
            f"Obs! Biblioteket är skadat: {damaged[0]} är inte som den skrevs. Den senaste hela versionen visas i "
            "stället. Bygg om med belagg build."
        )
        raise typer.Exit(1)


@commands.command()
def documents(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Räkna upp dokumenten i biblioteket."""
    from index.generations import Generations
    from index.manifest import Manifest

    for record in Manifest.read(Generations(library).served()).documents:
        typer.echo(f"{record.id}\t{record.kind}\t{record.year or '–'}\t{record.title}")


@commands.command()
def history(library: LibraryOption = DEFAULT_LIBRARY) -> None:
    """Räkna upp de versioner av biblioteket som finns kvar, den äldsta först."""
    from index.generations import Generations

    generations = Generations(library)
    served = generations.served().name
    for name in generations.history():
        mark = "*" if name == served else " "
        typer.echo(f"{mark} {name}  {_summary(generations.path(name))}")


def _summary(generation: Path) -> str:
    """When a generation was built and of how much; one that cannot be read must not hide the others."""
    from index.errors import LibraryMismatch
    from index.manifest import Manifest

    try:
        manifest = Manifest.read(generation)
    except LibraryMismatch:
        return "kan inte läsas av den här versionen av programmet"
    return f"{manifest.built}  {len(manifest.documents)} dokument"


@commands.command()
def rollback(
    generation: Annotated[str | None, typer.Argument(help="Annars den närmast föregående.", metavar="VERSION")] = None,
    library: LibraryOption = DEFAULT_LIBRARY,
) -> None:
    """Gå tillbaka till en tidigare version av biblioteket."""
    from index.generations import Generations

    generations = Generations(library)
    with generations.lock():
        typer.echo(f"Biblioteket visar nu version {generations.roll_back(generation)}.")
