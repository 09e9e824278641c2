"""One file fetched into its place: resumed where it was cut off, checked, and put there in one step or not at all."""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import BinaryIO

import httpx
import stamina

from ingest.errors import FetchFailed
from ingest.partial_file import PartialFile, Wanted

Progress = Callable[[str, int, int], None]
"""Told a file's name, how many bytes are here, and of how many; 0 where that is not known."""

_PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
_PAGES = ("text/html", "application/xhtml+xml")
_WEB_PAGES = {".html", ".htm"}
_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be, and how long it may take. Times are seconds."""

    most_bytes: int = 200_000_000
    connect_s: float = 15.0
    silent_s: float = 30.0
    """How long the server may be silent."""
    total_s: float = 900.0
    attempts: int = 4
    first_wait_s: float = 0.5

    def timeouts(self) -> httpx.Timeout:
        """The limits that the client itself keeps."""
        return httpx.Timeout(self.silent_s, connect=self.connect_s)


class _PassingTrouble(Exception):
    """The server says that it may go better soon."""


class Download:
    """One file to fetch."""

    def __init__(self, client: httpx.Client, wanted: Wanted, limits: Limits, progress: Progress) -> None:
        self._client = client
        self._wanted = wanted
        self._name = wanted.path.name
        self._limits = limits
        self._progress = progress
        self._part = PartialFile(wanted)
        self._deadline = time.monotonic() + limits.total_s

    def run(self) -> bool:
        """Fetches the file; whether what lies there now is another than before.

        Raises:
            FetchFailed: it could not be fetched, or is not what it should be; what lay there lies there still.
        """
        with self._said(), _hushed():
            self._wanted.path.parent.mkdir(parents=True, exist_ok=True)
            for attempt in stamina.retry_context(
                on=_may_pass,
                attempts=self._limits.attempts,
                timeout=self._limits.total_s,
                wait_initial=self._limits.first_wait_s,
                wait_jitter=self._limits.first_wait_s,
            ):
                with attempt:
                    self._receive()
            self._part.require_right()
            return self._part.put_in_place()

    def _receive(self) -> None:
        """One attempt: takes the rest where the server gives it, else the whole."""
        asked = self._part.headers()
        headers = {"Accept-Encoding": "identity", **asked}
        with self._client.stream("GET", self._wanted.url, headers=headers) as response:
            if asked and response.status_code == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._part.discard()
                raise _PassingTrouble("det som redan kommit var av en annan fil")
            self._require_right_answer(response)
            if not self._continues(response):
                self._part.begin(response)
            with self._part.path.open("ab") as file:
                self._store(response, file)

    def _require_right_answer(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _PASSING or response.is_server_error:
            raise _PassingTrouble(f"servern svarar {status}")
        if not response.is_success:
            told = (
                "sidan finns inte" if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE} else "den lämnar inte ut filen"
            )
            raise FetchFailed(f"{self._name}: servern svarar {status}, {told}. Kontrollera adressen i katalogen.")
        sort = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if sort in _PAGES and self._wanted.path.suffix.lower() not in _WEB_PAGES:
            raise FetchFailed(
                f"{self._name}: på adressen finns en webbsida i stället för filen. Kontrollera adressen i katalogen."
            )

    def _continues(self, response: httpx.Response) -> bool:
        """Whether the answer begins where the part ends."""
        told = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if response.status_code != HTTPStatus.PARTIAL_CONTENT:
            return False
        if told is None or int(told[1]) != self._part.size():
            self._part.discard()
            raise _PassingTrouble("servern svarar med en annan del av filen")
        return True

    def _store(self, response: httpx.Response, file: BinaryIO) -> None:
        size = self._part.size()
        total = size + int(response.headers.get("content-length") or 0)
        self._require_small(total)
        for piece in response.iter_bytes():
            size += len(piece)
            self._require_small(size)
            if time.monotonic() > self._deadline:
                raise FetchFailed(
                    f"{self._name}: hämtningen tar för lång tid. Försök igen; den fortsätter där den slutade."
                )
            file.write(piece)
            self._progress(self._name, size, total)

    def _require_small(self, size: int) -> None:
        if size > self._limits.most_bytes:
            self._part.discard()
            most = self._limits.most_bytes / 1_000_000
            raise FetchFailed(
                f"{self._name}: filen är större än {most:.0f} MB. Är det rätt fil, ange ett högre tal med --max-mb."
            )

    @contextmanager
    def _said(self) -> Iterator[None]:
        """Turns what goes wrong on the way into one sentence of ours."""
        try:
            yield
        except httpx.TimeoutException as error:
            raise FetchFailed(f"{self._name}: servern svarar inte i tid. Försök igen senare.") from error
        except httpx.TooManyRedirects as error:
            raise FetchFailed(f"{self._name}: adressen leder runt i en slinga. Kontrollera den i katalogen.") from error
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise FetchFailed(
                f"{self._name}: adressen leder till något annat än en webbadress. Kontrollera den."
            ) from error
        except httpx.RemoteProtocolError as error:
            raise FetchFailed(
                f"{self._name}: filen kom inte fram hel. Försök igen; den fortsätter där den slutade."
            ) from error
        except httpx.TransportError as error:
            raise FetchFailed(
                f"{self._name}: servern går inte att nå. Kontrollera nätet och adressen {self._wanted.url}."
            ) from error
        except _PassingTrouble as error:
            raise FetchFailed(f"{self._name}: {error}, också efter flera försök. Försök igen senare.") from error
        except OSError as error:
            told = error.strerror or str(error)
            raise FetchFailed(
                f"{self._name} kan inte skrivas i {self._wanted.path.parent} ({told}). "
                "Kontrollera att du får skriva där och att disken inte är full."
            ) from error


def _may_pass(error: Exception) -> bool:
    """Whether it is worth another attempt."""
    passing = isinstance(error, (httpx.TransportError, _PassingTrouble))
    return passing and not isinstance(error, httpx.UnsupportedProtocol)


@contextmanager
def _hushed() -> Iterator[None]:
    """Keeps what the library remarks in English off the terminal where nobody has set up logging."""
    logger, silent = logging.getLogger("stamina"), logging.NullHandler()
    logger.addHandler(silent)
    try:
        yield
    finally:
        logger.removeHandler(silent)
