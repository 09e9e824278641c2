"""The operator's verb: serve. Wiring only."""

# Heavy modules are imported inside the verb, so that the command starts fast.
# ruff: noqa: PLC0415

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.command import DEFAULT_LIBRARY, DEFAULT_MODEL, CacheOption, LibraryOption, ModelOption, cache_folder
from ingest.errors import ReaderFacingError

if TYPE_CHECKING:
    from server.service import AskService

commands = typer.Typer()


class PortTaken(ReaderFacingError):
    """The address cannot be listened on."""


@commands.command()
def serve(
    host: Annotated[str, typer.Option(help="Adress att lyssna på.", metavar="ADRESS")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port att lyssna på.", min=1, max=65_535, metavar="PORT")] = 8000,
    library: LibraryOption = DEFAULT_LIBRARY,
    model: ModelOption = DEFAULT_MODEL,
    cache: CacheOption = None,
) -> None:
    """Kör servern: sökning och svar över HTTP."""
    import uvicorn

    from server.app import create_app

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    listener = _listener(host, port)  # said before the model is loaded, which takes longer
    service = open_service(library, model, cache)
    typer.echo(f"Belägg svarar på http://{host}:{port} (beskrivning på /docs). Avsluta med Ctrl-C.", err=True)
    config = uvicorn.Config(create_app(service), log_config=None, access_log=False, ws="none")
    uvicorn.Server(config).run(sockets=[listener])


def open_service(library: Path, model: str, cache: Path | None) -> "AskService":
    """The service over the library in a folder.

    Raises:
        ReaderFacingError: no library, of another model, or no model.
    """
    from index.generations import Generations
    from index.models import query_model
    from index.serving import ServedLibrary
    from server.quoting import QuotingAnswerer
    from server.service import AskService

    Generations(library).served()  # said before the model is loaded, which takes longer
    embedder = query_model(model, cache_folder(cache), lambda stage: typer.echo(f"Förbereder: {stage}", err=True))
    return AskService(ServedLibrary(library, embedder), QuotingAnswerer())


@contextmanager
def embedded(library: Path, model: str, cache: Path | None) -> Iterator[tuple[str, Path | None]]:
    """Serves the library in a thread of this process; gives its address, and its socket where there is one."""
    from server.app import create_app
    from server.embedded import serving

    with serving(create_app(open_service(library, model, cache))) as address:
        yield address.url, address.socket


def _listener(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise PortTaken(
            f"Det går inte att lyssna på {host}:{port}: porten är upptagen, kräver större behörighet, eller så finns "
            "adressen inte här. Välj en annan med --port eller --host."
        ) from error
