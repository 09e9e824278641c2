"""The same app in a thread of this process, for the terminal: on a Unix socket, or on loopback where there is none."""

import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI

NAME: Final = "belagg"
"""The name that clients on the socket say; there is none to look up."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the app answers: `socket` is set, or else `url`."""

    url: str
    socket: Path | None


@contextmanager
def serving(app: FastAPI) -> Iterator[Address]:
    """Serves the app while the block runs."""
    with tempfile.TemporaryDirectory(prefix="belagg-") as folder, _listener(Path(folder)) as (listener, address):
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="belagg-server", daemon=True)
        thread.start()
        try:
            yield address
        finally:
            server.should_exit = True
            thread.join(timeout=5)


@contextmanager
def _listener(folder: Path) -> Iterator[tuple[socket.socket, Address]]:
    path = folder / "belagg.sock"
    listener = _unix_listener(path)
    if listener is not None:
        address = Address(f"http://{NAME}", path)
    else:
        listener = socket.create_server(("127.0.0.1", 0))
        address = Address(f"http://127.0.0.1:{listener.getsockname()[1]}", None)
    with listener:
        yield listener, address


def _unix_listener(path: Path) -> socket.socket | None:
    """None where there are no such sockets, or where the path is longer than they allow (some hundred bytes)."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
    except OSError:
        listener.close()
        return None
    listener.listen(64)
    return listener
