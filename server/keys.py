"""Keys to the API: shown once when they are made, and kept as digests in a file inside the library's folder."""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from ingest.one_step import in_one_step
from server.errors import KeyTrouble

KEYS = "keys.json"
"""The file's name in the library's folder."""
_PREFIX = "belagg_"  # so that a key is known for one where it has come astray
_SECRET_BYTES = 32


class Scope(StrEnum):
    """What a key allows; who may edit may read."""

    READ = "read"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is kept: never the key itself. `made` is ISO 8601, UTC."""

    name: str
    scope: Scope
    made: str
    sha256: str

    def opens(self, scope: Scope) -> bool:
        """Whether it allows this."""
        return scope in {Scope.READ, self.scope}


_KEPT = TypeAdapter(tuple[Key, ...])


class KeyFile:
    """The keys of one library. A server that is running follows what is added and revoked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seen: tuple[tuple[int, ...], tuple[Key, ...]] | None = None

    def held(self) -> tuple[Key, ...]:
        """All keys, the oldest first; none where there is no file.

        Raises:
            KeyTrouble: the file cannot be read.
        """
        try:
            seen = os.stat(self.path)
            state = (seen.st_mtime_ns, seen.st_size, seen.st_ino)
            if self._seen is None or self._seen[0] != state:
                self._seen = state, _KEPT.validate_json(self.path.read_bytes())
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as error:
            raise KeyTrouble(
                f"Filen med nycklar, {self.path}, kan inte läsas. Rätta behörigheten, eller ta bort den och gör nya."
            ) from error
        return self._seen[1]

    def find(self, secret: str) -> Key | None:
        """The key whose secret this is; it takes the same time whichever it is.

        A plain digest does: a secret of 256 random bits cannot be guessed, however fast one may try.
        """
        digest = _digest(secret)
        found = [key for key in self.held() if hmac.compare_digest(key.sha256, digest)]
        return found[0] if found else None

    def add(self, name: str, scope: Scope) -> str:
        """Makes a key, and gives its secret, which is kept nowhere.

        Raises:
            KeyTrouble: the name is taken or empty, or the file cannot be written.
        """
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        with self._writing() as keys:
            if not name.strip():
                raise KeyTrouble("Nyckeln behöver ett namn, till exempel webbplatsen.")
            if any(key.name == name for key in keys):
                raise KeyTrouble(f"Det finns redan en nyckel {name}. Välj ett annat namn, eller återkalla den först.")
            keys.append(Key(name, scope, made, _digest(secret)))
        return secret

    def revoke(self, name: str) -> None:
        """Takes a key away, at once also from a server that is running.

        Raises:
            KeyTrouble: there is no such key, or the file cannot be written.
        """
        with self._writing() as keys:
            left = [key for key in keys if key.name != name]
            if len(left) == len(keys):
                raise KeyTrouble(f"Det finns ingen nyckel {name}. Se belagg key list.")
            keys[:] = left

    @contextmanager
    def _writing(self) -> Iterator[list[Key]]:
        """The keys, to be changed in place by one at a time, and written when the block ends."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_suffix(".lock")):
                keys = list(self.held())
                yield keys
                with in_one_step(self.path, mode=0o600) as beside:
                    beside.write_bytes(_KEPT.dump_json(tuple(keys), indent=1))
        except OSError as error:
            raise KeyTrouble(f"Filen med nycklar, {self.path}, kan inte skrivas. Rätta behörigheten.") from error


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
