"""The operator's verbs: serve, check. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.opening import shelf_of
from index.options import (
    DEFAULT_LIBRARY,
    DEFAULT_MODEL,
    CacheOption,
    LibraryOption,
    ModelOption,
    ReaderOption,
    StoreOption,
)
from ingest.command import DEFAULT_CORPUS, CorpusOption
from server.opening import embedder_of, open_service, reader_of, rebuilding, service_of
from server.options import (
    AtOnceOption,
    KeysOption,
    LogQuestionsOption,
    NamesOption,
    OpenOption,
    OriginsOption,
    PerMinuteOption,
    ProxiesOption,
    RequireKeysOption,
    keys_file,
)

if TYPE_CHECKING:
    from index.generations import Generations
    from index.library import Library
    from server.check_figures import Checked
    from server.check_questions import CheckQuestion
    from server.service import AskService

commands = typer.Typer()


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="Adress att lyssna på.", metavar="ADRESS")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port att lyssna på.", min=1, max=65_535, metavar="PORT")] = 8000,
    keys: KeysOption = None,
    open_to_all: OpenOption = False,
    require_keys: RequireKeysOption = False,
    names: NamesOption = None,
    origins: OriginsOption = None,
    proxies: ProxiesOption = None,
    per_minute: PerMinuteOption = 300,
    at_once: AtOnceOption = 64,
    log_questions: LogQuestionsOption = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    reader: ReaderOption = False,
    corpus: CorpusOption = DEFAULT_CORPUS,
    store: StoreOption = None,
) -> None:
    """Kör servern: webbsidan, och sökning och svar över HTTP."""
    from server.access import access_on
    from server.app import create_app
    from server.headers import browsers_on
    from server.limits import Limits
    from server.page_images import PageImages
    from server.running import listen, log_to_stderr, make_server

    access = access_on(host, keys_file(keys, library), open_to_all=open_to_all, always_keys=require_keys)
    log_to_stderr(questions=log_questions)
    listener = listen(host, port)  # said before the model is loaded, which takes longer
    service = open_service(library, model, cache, reader=reader, store=store, many=True)
    said = f"Belägg svarar på http://{host}:{port} – öppna adressen i en webbläsare. API:et beskrivs på /docs."
    typer.echo(f"{said} Avsluta med Ctrl-C.", err=True)
    images = PageImages()
    threading.Thread(target=images.warm, daemon=True).start()
    app = create_app(
        service,
        access=access,
        editing=None if store else rebuilding(library, model, cache, corpus),
        images=images,
        limits=Limits(per_minute or None, at_once),
        browsers=browsers_on(host, names or (), origins or ()),
    )
    make_server(app, proxies or ()).run(sockets=[listener])


@commands.command()
def check(
    file: Annotated[Path, typer.Argument(help="Frågor med facit, ett JSON-objekt på varje rad.", metavar="FIL")],
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    reader: ReaderOption = False,
    store: StoreOption = None,
    against: Annotated[
        str | None, typer.Option("--against", help="Jämför med en annan version av biblioteket.", metavar="VERSION")
    ] = None,
    misses: Annotated[bool, typer.Option("--misses", help="Visa varje fråga som blev fel, och hur.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON.")] = False,
) -> None:
    """Pröva biblioteket med frågor som har facit: vad som hittas, vad som svaras och om citaten håller."""
    import json
    from contextlib import closing

    from index.generations import Generations
    from index.library import Library
    from server.check_questions import read_questions
    from server.check_report import as_values

    questions = read_questions(file)
    generations, shelf = Generations(library), shelf_of(store, library)
    shelf.served()  # said before the model is loaded, which takes longer
    other = _version(generations, against) if against else None
    embedder = embedder_of(model, cache, many=True)
    before = None
    with closing(service_of(library, embedder, reader_of(model, cache) if reader else None, shelf)) as service:
        with service.served.borrow() as served:
            now = _checked(service, served, questions)
        if other:
            with closing(Library.at(other, embedder)) as earlier:
                before = _checked(service, earlier, questions)
    if as_json:
        typer.echo(json.dumps(as_values(now, before), ensure_ascii=False, indent=2))
    else:
        _show_check(now, before, misses)


def _version(generations: "Generations", name: str) -> Path:
    from index.errors import UnknownGeneration

    if name not in generations.history():
        raise UnknownGeneration(f"Det finns inte någon version {name} i {generations.folder}. Se belagg history.")
    return generations.path(name)


def _checked(service: "AskService", library: "Library", questions: "Sequence[CheckQuestion]") -> "Checked":
    """Runs the questions; how far it has come is shown where someone sees it."""
    from rich.console import Console
    from rich.progress import Progress

    from server.check import run_questions
    from server.check_figures import checked

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("Prövar", total=None)
        outcomes = run_questions(
            service, library, questions, lambda done, total: progress.update(task, completed=done, total=total)
        )
    return checked(library.id, outcomes)


def _show_check(now: "Checked", before: "Checked | None", misses: bool) -> None:
    from rich.console import Console

    from server.check_report import change_table, miss_lines, tables, times_line

    console = Console()
    for table, explained in tables(now):
        console.print(table)
        console.print(f"{explained}\n", style="dim", markup=False, highlight=False)
    console.print(times_line(now), markup=False, highlight=False, soft_wrap=True)
    if before:
        console.print()
        console.print(change_table(now, before))
    for line in miss_lines(now.misses) if misses else ():
        console.print(line, markup=False, highlight=False, soft_wrap=True)
