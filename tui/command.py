"""`belagg`: joins the verbs of the three folders. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from index import command as index_command
from index.options import DEFAULT_LIBRARY, DEFAULT_MODEL, CacheOption, LibraryOption, ModelOption
from ingest import command as ingest_command
from ingest.errors import ReaderFacingError
from server import command as server_command
from server import key_command
from tui.swedish_help import Misused, SwedishGroup, complaint, in_swedish

if TYPE_CHECKING:
    from server.schema import Filters
    from tui.client import AskClient

NOT_IN_SOURCES = 3
"""Exit status when the sources do not answer."""
_WIDTH = 100

app = typer.Typer(
    cls=SwedishGroup,
    help="Belägg: svar med belägg ur årsrapporter, konventioner och metodstöd. "
    "Utan kommando öppnas samtalet i terminalen.",
    no_args_is_help=False,
    add_completion=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.add_typer(ingest_command.commands)
app.add_typer(index_command.commands)
app.add_typer(server_command.commands)
app.add_typer(key_command.commands, name="key", cls=SwedishGroup)

ServerOption = Annotated[
    str | None, typer.Option("--server", envvar="BELAGG_SERVER", help="Fråga en server i stället.", metavar="URL")
]
DocOption = Annotated[list[str] | None, typer.Option("--doc", help="Sök bara i dokumentet.", metavar="DOKUMENT")]
KindOption = Annotated[list[str] | None, typer.Option("--kind", help="Sök bara i slaget.", metavar="SLAG")]
YearOption = Annotated[list[int] | None, typer.Option("--year", help="Sök bara i året.", metavar="ÅR")]
JsonOption = Annotated[bool, typer.Option("--json", help="Skriv svaret som JSON.")]
Question = Annotated[str | None, typer.Argument(help="Annars läses den från standard in.", metavar="FRÅGA")]


@app.callback(invoke_without_command=True)
def chat(
    context: typer.Context,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    server: ServerOption = None,
) -> None:
    """Öppna samtalet i terminalen."""
    if context.invoked_subcommand is not None:
        _refuse_options_before(context, context.invoked_subcommand)
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ReaderFacingError("Samtalet behöver en terminal. Ställ en fråga med belagg ask, eller se belagg --help.")
    from tui.app import make_app

    with ExitStack() as stack:
        make_app(connect=_connecting(stack, library, model, cache, server)).run()


def _refuse_options_before(context: typer.Context, verb: str) -> None:
    """An option before the verb would be the chat's, and the verb would go on without it."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise Misused(f"Skriv --{name} efter kommandot: belagg {verb} --{name} …")


def _connecting(
    stack: ExitStack, library: Path, model: str, cache: Path | None, server: str | None
) -> Callable[[], Awaitable["AskClient"]]:
    """How the chat gets its client: it paints first, and the library opens meanwhile."""

    async def connect() -> "AskClient":
        import asyncio

        from tui.client import AskClient, AskFailed

        if server:
            return AskClient.to(server)
        _log_to_file()
        try:
            url, socket = await asyncio.to_thread(stack.enter_context, server_command.embedded(library, model, cache))
        except ReaderFacingError as error:
            raise AskFailed(str(error)) from error
        return AskClient.over_socket(str(socket)) if socket else AskClient.to(url)

    return connect


def _log_to_file() -> None:
    """The server in this process shares the user's screen: what it has to report goes to a file."""
    import logging
    from logging.handlers import RotatingFileHandler

    import platformdirs

    try:
        folder = platformdirs.user_log_path("belagg", ensure_exists=True)
        handler: logging.Handler = RotatingFileHandler(
            folder / "belagg.log", maxBytes=1_000_000, backupCount=1, encoding="utf-8", delay=True
        )
    except OSError:  # a home that cannot be written in must not stop a question
        handler = logging.NullHandler()
    logging.basicConfig(
        handlers=[handler], level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )


@app.command()
def ask(
    question: Question = None,
    doc: DocOption = None,
    kind: KindOption = None,
    year: YearOption = None,
    as_json: JsonOption = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    server: ServerOption = None,
) -> None:
    """Ställ en fråga och få ett svar med källor. Avslutar med 3 när källorna inte svarar."""
    import asyncio

    from tui.plain import answer_lines

    asked = _given(question)

    async def run() -> bool:
        async with _client(library, model, cache, server) as client:
            reply = await client.ask(asked, filters=_filters(doc, kind, year))
        if as_json:
            typer.echo(reply.model_dump_json(indent=2))
        else:
            typer.echo("\n".join(answer_lines(reply, _width())))
        return reply.answered

    if not asyncio.run(run()):
        raise typer.Exit(NOT_IN_SOURCES)


@app.command()
def search(
    query: Question = None,
    doc: DocOption = None,
    kind: KindOption = None,
    year: YearOption = None,
    limit: Annotated[int, typer.Option(help="Antal träffar.", min=1, max=50, metavar="ANTAL")] = 5,
    as_json: JsonOption = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    server: ServerOption = None,
) -> None:
    """Sök passager."""
    import asyncio

    from tui.plain import search_lines

    wanted = _given(query)

    async def run() -> None:
        async with _client(library, model, cache, server) as client:
            reply = await client.search(wanted, limit, filters=_filters(doc, kind, year))
        if as_json:
            typer.echo(reply.model_dump_json(indent=2))
        else:
            typer.echo("\n".join(search_lines(reply, _width())))

    asyncio.run(run())


@asynccontextmanager
async def _client(library: Path, model: str, cache: Path | None, server: str | None) -> AsyncIterator["AskClient"]:
    from tui.client import AskFailed

    with ExitStack() as stack:
        try:
            client = await _connecting(stack, library, model, cache, server)()
            try:
                yield client
            finally:
                await client.aclose()
        except AskFailed as error:
            raise ReaderFacingError(str(error)) from error


def _given(question: str | None) -> str:
    text = question if question is not None else _piped()
    if not text.strip():
        raise ReaderFacingError("Frågan är tom. Skriv en fråga.")
    return text.encode(errors="replace").decode()  # what the shell could not read as text must not stop the question


def _piped() -> str:
    if sys.stdin is None or sys.stdin.isatty():
        return ""
    return sys.stdin.buffer.read().decode(errors="replace")


def _filters(doc: list[str] | None, kind: list[str] | None, year: list[int] | None) -> "Filters":
    from server.schema import Filters

    return Filters(doc=tuple(doc or ()), kind=tuple(kind or ()), year=tuple(year or ()))


def _width() -> int:
    import shutil

    return min(_WIDTH, shutil.get_terminal_size().columns)


def main() -> None:
    """Runs the command; what went wrong is one sentence on standard error: exit status 1, or 2 for the command line."""
    # numpy's own threads and those of the model for questions would wait for each other: a question takes twice as long
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        status = in_swedish(app)(standalone_mode=False)
    except ReaderFacingError as error:
        _fail(str(error), 1)
    except typer.TyperException as error:
        _fail(complaint(error), error.exit_code)
    else:
        sys.exit(status)


def _fail(sentence: str, status: int) -> NoReturn:
    typer.secho(sentence, err=True, fg=typer.colors.RED)
    sys.exit(status)
