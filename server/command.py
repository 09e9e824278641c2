"""The operator's verbs: serve, check. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.options import (
    DEFAULT_LIBRARY,
    DEFAULT_MODEL,
    DEFAULT_QUESTIONS,
    DEFAULT_SYNONYMS,
    DEFAULT_TOLERANCE,
    CacheOption,
    LibraryOption,
    ModelOption,
    cache_folder,
)
from ingest.command import DEFAULT_CORPUS, CorpusOption
from ingest.errors import ReaderFacingError
from server.options import KeysOption, keys_file

if TYPE_CHECKING:
    from index.embedder import QueryEmbedder
    from index.generations import Generations
    from index.library import Library
    from server.check_figures import Checked
    from server.check_questions import CheckQuestion
    from server.rebuilding import Rebuilding
    from server.service import AskService

commands = typer.Typer()


class PortTaken(ReaderFacingError):
    """The address cannot be listened on."""


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="Adress att lyssna på.", metavar="ADRESS")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port att lyssna på.", min=1, max=65_535, metavar="PORT")] = 8000,
    keys: KeysOption = None,
    open_to_all: Annotated[bool, typer.Option("--open", help="Låt alla läsa utan nyckel, på alla adresser.")] = False,
    require_keys: Annotated[
        bool, typer.Option("--require-keys", help="Kräv nyckel för att läsa, också på den egna datorn.")
    ] = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    corpus: CorpusOption = DEFAULT_CORPUS,
) -> None:
    """Kör servern: sökning och svar över HTTP."""
    import uvicorn

    from server.access import access_on
    from server.app import create_app

    access = access_on(host, keys_file(keys, library), open_to_all=open_to_all, always_keys=require_keys)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    listener = _listener(host, port)  # said before the model is loaded, which takes longer
    service = open_service(library, model, cache)
    typer.echo(f"Belägg svarar på http://{host}:{port} (beskrivning på /docs). Avsluta med Ctrl-C.", err=True)
    app = create_app(service, access=access, editing=_rebuilding(library, model, cache, corpus))
    config = uvicorn.Config(app, log_config=None, access_log=False, ws="none")
    uvicorn.Server(config).run(sockets=[listener])


def open_service(library: Path, model: str, cache: Path | None) -> "AskService":
    """The service over the library in a folder.

    Raises:
        ReaderFacingError: no library, of another model, or no model.
    """
    from index.generations import Generations

    Generations(library).served()  # said before the model is loaded, which takes longer
    return _service(library, _embedder(model, cache))


def _embedder(model: str, cache: Path | None) -> "QueryEmbedder":
    from index.models import query_model

    return query_model(model, cache_folder(cache), lambda stage: typer.echo(f"Förbereder: {stage}", err=True))


def _service(library: Path, embedder: "QueryEmbedder") -> "AskService":
    from index.serving import ServedLibrary
    from server.quoting import QuotingAnswerer
    from server.service import AskService

    return AskService(ServedLibrary(library, embedder), QuotingAnswerer())


@contextmanager
def embedded(library: Path, model: str, cache: Path | None) -> Iterator[tuple[str, Path | None]]:
    """Serves the library in a thread of this process; gives its address, and its socket where there is one."""
    from server.access import EVERYTHING
    from server.app import create_app
    from server.embedded import serving

    app = create_app(open_service(library, model, cache), editing=_rebuilding(library, model, cache, DEFAULT_CORPUS))
    with serving(app) as address:
        if address.socket:  # only who runs this process can reach it; loopback is reached by all on this machine
            app.state.access = EVERYTHING
        yield address.url, address.socket


def _rebuilding(library: Path, model: str, cache: Path | None, corpus: Path) -> "Rebuilding":
    """What the command `build` does where nothing else is said, for editors over HTTP."""
    from index.building import Order
    from server.rebuilding import Rebuilding

    tolerance = DEFAULT_TOLERANCE / 100
    return Rebuilding(
        Order((corpus,), library, model, cache_folder(cache), DEFAULT_SYNONYMS, DEFAULT_QUESTIONS, tolerance)
    )


def _listener(host: str, port: int) -> socket.socket:
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise PortTaken(
            f"Det går inte att lyssna på {host}:{port}: porten är upptagen, kräver större behörighet, eller så finns "
            "adressen inte här. Välj en annan med --port eller --host."
        ) from error
    # connections inherit it: without it a client that keeps its connection waits 40 ms for every answer
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@commands.command()
def check(
    file: Annotated[Path, typer.Argument(help="Frågor med facit, ett JSON-objekt på varje rad.", metavar="FIL")],
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
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
    generations = Generations(library)
    generations.served()  # said before the model is loaded, which takes longer
    other = _version(generations, against) if against else None
    embedder = _embedder(model, cache)
    before = None
    with closing(_service(library, embedder)) as service:
        with service.served.borrow() as served:
            now = _checked(service, served, questions)
        if other:
            with closing(Library(other, embedder)) as earlier:
                before = _checked(service, earlier, questions)
    if as_json:
        typer.echo(json.dumps(as_values(now, before), ensure_ascii=False, indent=2))
    else:
        _show_check(now, before, misses)


def _version(generations: "Generations", name: str) -> Path:
    from index.errors import LibraryMissing

    if name not in generations.history():
        raise LibraryMissing(f"Det finns inte någon version {name} i {generations.folder}. Se belagg history.")
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
