"""The file that conversations are kept in: SQLite, for the user's eyes alone, with what goes wrong said in Swedish."""

import os
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

VERSION: Final = 1
"""Of the tables, kept in the file; a later version brings an earlier file up to its own."""
BUSY_S: Final = 3.0
"""How long to wait for another chat that writes."""
_NEW: Final = 0

_TABLES: Final = (
    """CREATE TABLE conversations (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL)""",
    """CREATE TABLE turns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
        asked REAL NOT NULL,
        library TEXT NOT NULL,
        question TEXT NOT NULL,
        answer TEXT NOT NULL,
        answered INTEGER NOT NULL,
        folded TEXT NOT NULL,
        diarienummer TEXT NOT NULL,
        reply TEXT NOT NULL)""",
    "CREATE INDEX turns_of_a_conversation ON turns (conversation, id)",
    """CREATE TABLE notes (
        turn INTEGER PRIMARY KEY REFERENCES turns ON DELETE CASCADE,
        verdict TEXT NOT NULL CHECK (verdict IN ('wrong', 'incomplete')),
        why TEXT NOT NULL,
        noted REAL NOT NULL)""",
    f"PRAGMA user_version = {VERSION}",
)


class HistoryFailed(Exception):
    """The history cannot be used. `why` is a Swedish clause with what to do; `str(exc)` a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(f"Historiken kan inte användas: {why}.")
        self.why = why


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """The file to read from; where there is none yet, an empty one that is never written.

    Raises:
        HistoryFailed: the file cannot be read.
    """
    with _told(path):
        if _is_new(path):
            with _connected(":memory:") as db:
                _create(db)
                yield db
        else:
            with _connected(_address(path)) as db:
                _check_version(db, path)
                yield db


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """The file within one transaction; it is made when it is not there, with its folder.

    Raises:
        HistoryFailed: the file cannot be written; then nothing of the transaction is.
    """
    with _told(path):
        _make_private(path)
        with _connected(_address(path)) as db, db:
            db.execute("BEGIN IMMEDIATE")  # two chats that begin at once: the second one sees the tables of the first
            if _version(db) == _NEW:
                _refuse_another_programs(db, path)
                _create(db)
            _check_version(db, path)
            yield db


def shrink(path: Path) -> None:
    """Give the room of what was deleted back to the disk.

    Raises:
        HistoryFailed: the file cannot be written.
    """
    with _told(path), _connected(_address(path)) as db:
        db.execute("VACUUM")


def fold(text: str) -> str:
    """`text` as it is compared: å, ä and ö are letters of their own, and large as small."""
    return unicodedata.normalize("NFC", text).casefold()


@contextmanager
def _connected(address: str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(address, timeout=BUSY_S, isolation_level=None, uri=True)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left in the file
        db.create_function("fold", 1, fold, deterministic=True)
        yield db


def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=rw"


def _make_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def _is_new(path: Path) -> bool:
    """Whether there is nothing to read: no file, or one that was never written."""
    try:
        return path.stat().st_size == 0
    except FileNotFoundError:
        return True


def _create(db: sqlite3.Connection) -> None:
    for statement in _TABLES:
        db.execute(statement)


def _version(db: sqlite3.Connection) -> int:
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    return version


def _check_version(db: sqlite3.Connection, path: Path) -> None:
    if _version(db) > VERSION:
        raise HistoryFailed(f"{path} är skriven av en nyare version av Belägg; uppdatera programmet")
    if _version(db) == _NEW:
        _refuse_another_programs(db, path)


def _refuse_another_programs(db: sqlite3.Connection, path: Path) -> None:
    if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise HistoryFailed(f"{path} är inte Beläggs historik; välj en annan fil med --history-file")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HistoryFailed(_NOT_WRITABLE.format(path=path)) from error
    except sqlite3.Error as error:
        raise HistoryFailed(reason(error, path)) from error


_NOT_WRITABLE: Final = (
    "{path} går inte att läsa och skriva; kontrollera rättigheterna, eller välj en annan fil med --history-file"
)
_BUSY: Final = "{path} används av ett annat program; försök igen om en stund"
_FULL: Final = "det går inte att skriva i {path}; disken är full eller trasig"
_DAMAGED: Final = "{path} är skadad; flytta undan filen, så börjar en ny"
_REASONS: Final = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _NOT_WRITABLE,
    sqlite3.SQLITE_AUTH: _NOT_WRITABLE,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_IOERR: _FULL,
}


def reason(error: sqlite3.Error, path: Path) -> str:
    """What an error of SQLite's means for the file, as a Swedish clause."""
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return _REASONS.get(primary, _DAMAGED).format(path=path)
