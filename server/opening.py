"""What answers, opened as the command's options say."""

# Heavy modules are imported inside the functions, so that the command starts fast.
# ruff: noqa: PLC0415

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from index.opening import shelf_of
from index.options import DEFAULT_QUESTIONS, DEFAULT_SYNONYMS, DEFAULT_TOLERANCE, cache_folder
from ingest.command import DEFAULT_CORPUS

if TYPE_CHECKING:
    from index.embedder import QueryEmbedder
    from index.engine import Shelf
    from server.reading import Reader
    from server.rebuilding import Rebuilding
    from server.service import AskService


def open_service(  # noqa: PLR0913 - what may be chosen is named where it is called
    library: Path,
    model: str,
    cache: Path | None,
    *,
    reader: bool = False,
    store: str | None = None,
    many: bool = False,
) -> "AskService":
    """The service over the library in a store, otherwise in a folder; with a reader or without, for `many` questions.

    Raises:
        ReaderFacingError: no library, of another model, or no model.
    """
    shelf = shelf_of(store, library)
    shelf.served()  # said before the model is loaded, which takes longer
    return service_of(library, embedder_of(model, cache, many=many), reader_of(model, cache) if reader else None, shelf)


def embedder_of(model: str, cache: Path | None, *, many: bool) -> "QueryEmbedder":
    """The model for questions, for `many` or a few."""
    from index.models import query_model

    return query_model(model, cache_folder(cache), _preparing, many=many)


def _preparing(stage: str) -> None:
    typer.echo(f"Förbereder: {stage}", err=True)


def reader_of(model: str, cache: Path | None) -> "Reader | None":
    """The reader that comes with the program; None for an embedding model whose token vectors it does not know."""
    from index.models import BUNDLED, prepared_model
    from index.reader_model import ReaderModel
    from index.reader_weights import read_reader
    from server.reading import WEIGHTS

    if model != BUNDLED:
        return None
    prepared = prepared_model(cache_folder(cache), _preparing)
    return ReaderModel(prepared, read_reader(WEIGHTS, prepared.fingerprint))


def service_of(library: Path, embedder: "QueryEmbedder", reader: "Reader | None", shelf: "Shelf") -> "AskService":
    """The service over what is served."""
    from index.serving import ServedLibrary
    from server.quoting import QuotingAnswerer
    from server.service import AskService

    return AskService(ServedLibrary(library, embedder, shelf), QuotingAnswerer(reader=reader))


@contextmanager
def embedded(
    library: Path, model: str, cache: Path | None, store: str | None = None, *, reader: bool = False
) -> Iterator[tuple[str, Path | None]]:
    """Serves the library in a thread of this process; gives its address, and its socket where there is one."""
    from server.access import EVERYTHING
    from server.app import create_app
    from server.embedded import NAME, serving
    from server.headers import browsers_on

    app = create_app(
        open_service(library, model, cache, reader=reader, store=store),
        editing=None if store else rebuilding(library, model, cache),
        browsers=browsers_on("127.0.0.1", [NAME], []),
    )
    with serving(app) as address:
        if address.socket:  # only who runs this process can reach it; loopback is reached by all on this machine
            app.state.access = EVERYTHING
        yield address.url, address.socket


def rebuilding(library: Path, model: str, cache: Path | None, corpus: Path = DEFAULT_CORPUS) -> "Rebuilding":
    """What the command `build` does where nothing else is said, for editors over HTTP."""
    from index.building import Order
    from server.rebuilding import Rebuilding

    tolerance = DEFAULT_TOLERANCE / 100
    return Rebuilding(
        Order((corpus,), library, model, cache_folder(cache), DEFAULT_SYNONYMS, DEFAULT_QUESTIONS, tolerance)
    )
