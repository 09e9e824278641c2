"""How the command gets its client: of a server, or of the library served by this process."""

# Heavy modules are imported inside the functions, so that the command starts fast.
# ruff: noqa: PLC0415

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryMissing
from ingest.errors import ReaderFacingError
from server import opening

if TYPE_CHECKING:
    from server.schema_library import RebuildJob
    from tui.client import AskClient
    from tui.connection import FirstBuild

_LOOK_AGAIN_S = 0.2  # between two looks at a build


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers: `server` where it is set, which `key` may open, else the library in `store` or its folder.

    `reader` is whether a reader has its say there; a server has made up its own mind.
    """

    library: Path
    model: str
    cache: Path | None
    server: str | None
    key: str | None = None
    store: str | None = None
    reader: bool = False


def connecting(stack: ExitStack, answering: Answering) -> Callable[[], Awaitable["AskClient"]]:
    """How the chat gets its client: it paints first, and the library opens meanwhile."""

    async def connect() -> "AskClient":
        import asyncio

        from tui.client import AskClient, AskFailed, NotBuilt

        if answering.server:
            return AskClient.to(answering.server, key=answering.key)
        _log_to_file()
        embedded = opening.embedded(
            answering.library, answering.model, answering.cache, answering.store, reader=answering.reader
        )
        try:
            url, socket = await asyncio.to_thread(stack.enter_context, embedded)
        except LibraryMissing as error:
            raise (AskFailed if answering.store else NotBuilt)(str(error)) from error  # a store is filled elsewhere
        except ReaderFacingError as error:
            raise AskFailed(str(error)) from error
        return AskClient.over_socket(str(socket)) if socket else AskClient.to(url)

    return connect


def first_build(answering: Answering) -> "FirstBuild | None":
    """How the chat builds a library where there is none; not for a server or a store, which have their own."""
    if answering.server or answering.store:
        return None

    async def build() -> AsyncIterator["RebuildJob"]:
        import asyncio

        from server.wire_library import rebuild_job

        rebuilding = opening.rebuilding(answering.library, answering.model, answering.cache)
        job = rebuilding.start(())
        try:
            while job.outcome is None:
                yield rebuild_job(job)
                await asyncio.sleep(_LOOK_AGAIN_S)
                job = rebuilding.job(job.id)
            yield rebuild_job(job)
        finally:
            rebuilding.close()

    return build


@asynccontextmanager
async def connected(answering: Answering) -> AsyncIterator["AskClient"]:
    """The client for as long as the block runs.

    Raises:
        ReaderFacingError: there is nobody to answer, or what was asked failed.
    """
    from tui.client import AskFailed

    with ExitStack() as stack:
        try:
            client = await connecting(stack, answering)()
            try:
                yield client
            finally:
                await client.aclose()
        except AskFailed as error:
            raise ReaderFacingError(str(error)) from error


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
