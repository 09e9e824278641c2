"""The server process: where it listens, and how connections are held."""

import logging
import socket
from collections.abc import Sequence
from typing import Final

import uvicorn
from fastapi import FastAPI

from ingest.errors import ReaderFacingError
from server.answering import question_log
from server.protocol import ImpatientProtocol

_CONNECTIONS: Final = 500
_FAREWELL_S: Final = 10  # for requests that are under way when the server is to end; streams may have no end


class PortTaken(ReaderFacingError):
    """The address cannot be listened on."""


def log_to_stderr(*, questions: bool) -> None:
    """Logs what is done; the text of questions only where that is wanted."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    if questions:
        question_log.setLevel(logging.DEBUG)


def listen(host: str, port: int) -> socket.socket:
    """The socket that clients come to.

    Raises:
        PortTaken: the address cannot be listened on.
    """
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


def make_server(
    app: FastAPI, proxies: Sequence[str] = (), protocol: type[ImpatientProtocol] = ImpatientProtocol
) -> uvicorn.Server:
    """The server of an app. What proxies, and this machine, say of a client's address is believed."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=protocol,
            ws="none",
            log_config=None,
            access_log=False,  # it would hold what follows a `?`; server.metrics logs the route
            server_header=False,
            forwarded_allow_ips=["127.0.0.1", "::1", *proxies],
            limit_concurrency=_CONNECTIONS,
            timeout_graceful_shutdown=_FAREWELL_S,
        )
    )
