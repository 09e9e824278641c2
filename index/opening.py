"""Opens the store that a setting names; the client of Milvus is an extra, and is imported only here, and late."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from index.address import read_address
from ingest.errors import ReaderFacingError

if TYPE_CHECKING:
    from index.engine import Shelf
    from index.milvus_shelf import MilvusShelf


def shelf_of(store: str | None, library: Path) -> "Shelf":
    """The shelf of the store where one is named, else that of the library's folder.

    Raises:
        ReaderFacingError: as `open_shelf`.
    """
    from index.files import FileShelf  # noqa: PLC0415 - late: it loads the engines

    return open_shelf(store) if store else FileShelf(library)


def open_shelf(store: str, *, may_create: bool = False) -> "MilvusShelf":
    """The shelf of a store; who asks is told by the environment alone, as the command line is seen by others.

    Raises:
        ReaderFacingError: it is no address, nobody answers there, or the client is not installed.
    """
    address = read_address(store)
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")  # it would tell on standard error of connections that end
    try:
        from index.milvus import Milvus  # noqa: PLC0415 - late, and an extra
        from index.milvus_shelf import MilvusShelf  # noqa: PLC0415 - late, and an extra
    except ModuleNotFoundError as error:
        raise ReaderFacingError(
            "Det som behövs för Milvus är inte installerat. Kör pip install -c constraints.txt -e '.[milvus]' i "
            "programmets mapp."
        ) from error
    return MilvusShelf(Milvus(address, os.environ.get("BELAGG_STORE_TOKEN", ""), may_create=may_create))
