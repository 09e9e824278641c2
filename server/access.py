"""Who may read and who may edit: a value of the app, and what the routes ask of it."""

import ipaddress
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request, Security
from fastapi.params import Depends
from fastapi.security import HTTPBearer

from server.errors import KeyNeeded, NotAllowed, OpenToAll
from server.keys import Key, KeyFile, Scope
from server.schema import Problem

logger = logging.getLogger(__name__)

REFUSED: dict[int | str, dict[str, Any]] = {401: {"model": Problem}, 403: {"model": Problem}}
"""What a route for editors may answer besides."""
_BEARER = "bearer"


@dataclass(frozen=True, slots=True)
class Access:
    """What is allowed without a key, and the keys that allow the rest."""

    keys: KeyFile | None
    reading_open: bool
    editing_open: bool = False

    def key_in(self, authorization: str) -> Key | None:
        """The key in an `Authorization` header; None where it holds none, as where a proxy has its own passwords.

        Raises:
            KeyNeeded: the key is not one of ours.
            KeyTrouble: the file of keys cannot be read.
        """
        scheme, _, secret = authorization.partition(" ")
        if self.keys is None or scheme.lower() != _BEARER:
            return None
        key = self.keys.find(secret.strip())
        if key is None:
            raise KeyNeeded("Nyckeln gäller inte. Den kan vara återkallad; be den som sköter servern om en ny.")
        return key

    def is_open(self, scope: Scope) -> bool:
        """Whether this is allowed without a key."""
        return self.editing_open if scope is Scope.EDIT else self.reading_open


READING = Access(None, reading_open=True)
"""Everybody reads, nobody edits."""
EVERYTHING = Access(None, reading_open=True, editing_open=True)
"""Everything is allowed: where only who runs the process can reach it."""


def require_read(request: Request) -> None:
    """Lets those through who may read.

    Raises:
        KeyNeeded: no key, or not a valid one.
        NotAllowed: the key does not allow it.
    """
    _require(request, Scope.READ)


def require_edit(request: Request) -> None:
    """Lets those through who may edit.

    Raises:
        KeyNeeded: no key, or not a valid one.
        NotAllowed: the key does not allow it.
    """
    _require(request, Scope.EDIT)


def _require(request: Request, scope: Scope) -> None:
    access: Access = request.app.state.access
    key = access.key_in(request.headers.get("authorization", ""))
    if access.is_open(scope) or (key and key.opens(scope)):
        if key and scope is Scope.EDIT:
            logger.info("%s %s with the key %r", request.method, request.url.path, key.name)
        return
    if key:
        raise NotAllowed("Nyckeln ger rätt att läsa men inte att ändra biblioteket. Be om en med rätten edit.")
    raise KeyNeeded("Här behövs en nyckel. Skicka den som Authorization: Bearer NYCKEL.")


_KEY = Security(HTTPBearer(auto_error=False, description="En nyckel från den som sköter servern (belagg key add)."))
EDITORS = [_KEY, Security(require_edit)]
"""Dependencies of routes for editors."""


def readers(access: Access) -> list[Depends]:
    """Dependencies of routes for readers; that a key is needed is told in the description only where it is."""
    return [Security(require_read), *([] if access.reading_open else [_KEY])]


def access_on(host: str, keys: Path, *, open_to_all: bool, always_keys: bool) -> Access:
    """Access to a server on this address: open for reading where only this machine reaches it, or where that is said.

    Raises:
        OpenToAll: others can reach it, there is no key, and nobody said that it should be open.
        KeyTrouble: the file of keys cannot be read.
    """
    file = KeyFile(keys)
    held = file.held()  # one that cannot be read is told at once
    reading_open = open_to_all or (is_loopback(host) and not always_keys)
    if not reading_open and not held:
        raise OpenToAll(
            f"Servern skulle kräva nycklar på {host}, och det finns inga i {keys}. Gör en med belagg key add NAMN, "
            "eller låt alla läsa med --open."
        )
    return Access(file, reading_open)


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
