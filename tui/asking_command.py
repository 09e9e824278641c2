"""The verbs that ask once: ask, search. Wiring only."""

# Heavy modules are imported inside the verbs, so that the command starts fast.
# ruff: noqa: PLC0415

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from index.options import (
    DEFAULT_LIBRARY,
    DEFAULT_MODEL,
    CacheOption,
    LibraryOption,
    ModelOption,
    ReaderOption,
    StoreOption,
)
from ingest.errors import ReaderFacingError
from tui.connecting import Answering, connected
from tui.options import DocOption, JsonOption, KeyOption, KindOption, PlainOption, ServerOption, YearOption
from tui.swedish_help import Misused

if TYPE_CHECKING:
    from server.schema import AskReply, Filters
    from tui.client import AskClient

NOT_IN_SOURCES = 3
"""Exit status when the sources do not answer."""
_WIDTH = 100

commands = typer.Typer()
Question = Annotated[str | None, typer.Argument(help="Annars läses den från standard in.", metavar="FRÅGA")]


@commands.command()
def ask(
    question: Question = None,
    doc: DocOption = None,
    kind: KindOption = None,
    year: YearOption = None,
    as_json: JsonOption = False,
    stream: Annotated[
        bool, typer.Option("--stream", help="Med --json: ett objekt på varje rad, allteftersom svaret blir till.")
    ] = False,
    plain: PlainOption = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    server: ServerOption = None,
    key: KeyOption = None,
    store: StoreOption = None,
    reader: ReaderOption = False,
) -> None:
    """Ställ en fråga och få ett svar med källor. Avslutar med 3 när källorna inte svarar.

    --json skriver ett objekt. --json --stream skriver {"event": …, "data": …} på varje rad: hits, text, citation och
    sist done, som är hela svaret.
    """
    import asyncio

    from tui.plain import answer_lines

    if stream and not as_json:
        raise Misused("Valet --stream hör ihop med --json.")
    asked, filters = _given(question), _filters(doc, kind, year)

    async def run() -> bool:
        async with connected(Answering(library, model, cache, server, key, store, reader)) as client:
            reply = await (_streamed(client, asked, filters) if stream else client.ask(asked, filters=filters))
        if not as_json:
            typer.echo("\n".join(answer_lines(reply, _width(plain))))
        elif not stream:
            typer.echo(reply.model_dump_json(indent=2))
        return reply.answered

    if not asyncio.run(run()):
        raise typer.Exit(NOT_IN_SOURCES)


async def _streamed(client: "AskClient", question: str, filters: "Filters") -> "AskReply":
    """Prints what comes, as it comes; the last of it is the reply."""
    from contextlib import aclosing

    from server.schema import AskReply
    from tui.client import AskFailed
    from tui.exchanges import event_line
    from tui.refusals import BROKEN

    async with aclosing(client.stream(question, filters=filters)) as events:
        async for told in events:
            typer.echo(event_line(told))
            if isinstance(told, AskReply):
                return told
    raise AskFailed(BROKEN)


@commands.command()
def search(
    query: Question = None,
    doc: DocOption = None,
    kind: KindOption = None,
    year: YearOption = None,
    limit: Annotated[int, typer.Option(help="Antal träffar.", min=1, max=50, metavar="ANTAL")] = 5,
    as_json: JsonOption = False,
    plain: PlainOption = False,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    server: ServerOption = None,
    key: KeyOption = None,
    store: StoreOption = None,
) -> None:
    """Sök passager."""
    import asyncio

    from tui.plain import search_lines

    wanted = _given(query)

    async def run() -> None:
        async with connected(Answering(library, model, cache, server, key, store)) as client:
            reply = await client.search(wanted, limit, filters=_filters(doc, kind, year))
        if as_json:
            typer.echo(reply.model_dump_json(indent=2))
        else:
            typer.echo("\n".join(search_lines(reply, _width(plain))))

    asyncio.run(run())


@commands.command()
def mcp(
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
    server: ServerOption = None,
    key: KeyOption = None,
    store: StoreOption = None,
    reader: ReaderOption = False,
) -> None:
    """Låt ett AI-program fråga Belägg: svara på MCP över standard in och ut. Startas av programmet, inte för hand."""
    import asyncio

    from tui.mcp_server import make_server

    async def run() -> None:
        async with connected(Answering(library, model, cache, server, key, store, reader)) as client:
            await make_server(client).run_stdio_async()

    asyncio.run(run())


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


def _width(plain: bool) -> int:
    """Where lines break: nowhere for those who have their text read to them, or wrapped by something else."""
    import shutil

    from tui.plain import UNWRAPPED

    if plain or os.environ.get("TERM") == "dumb":
        return UNWRAPPED
    return min(_WIDTH, shutil.get_terminal_size().columns)
