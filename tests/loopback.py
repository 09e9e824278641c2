"""An app behind the real server on a port of this machine."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI

from server.protocol import ImpatientProtocol
from server.running import make_server


@contextmanager
def on_loopback(app: FastAPI, protocol: type[ImpatientProtocol] = ImpatientProtocol) -> Iterator[str]:
    """The address of the app, while the block runs; what the app holds is not closed with it."""
    server = make_server(app, protocol=protocol)
    server.config.lifespan = "off"
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=5)
