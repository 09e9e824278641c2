"""What has come of a fetched file so far, beside its place; it survives a run that was broken off."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import httpx

from ingest.errors import FetchFailed
from ingest.signature import FIRST, claimed, found, is_what_it_claims


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to fetch: where it is to lie, its address, and its sha256 or ""."""

    path: Path
    url: str
    sha256: str = ""


class PartialFile:
    """The beginning of a wanted file."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.path = wanted.path.with_name(f".{wanted.path.name}.part")
        self._notes = wanted.path.with_name(f".{wanted.path.name}.part.json")

    def size(self) -> int:
        """Bytes that have come."""
        return self.path.stat().st_size if self.path.exists() else 0

    def headers(self) -> dict[str, str]:
        """What asks the server for the rest only, where it is sure to be the rest of the same file."""
        size, validator = self.size(), self._validator()
        return {"Range": f"bytes={size}-", "If-Range": validator} if size and validator else {}

    def _validator(self) -> str:
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
            return str(notes["validator"]) if notes["url"] == self._wanted.url else ""
        except (OSError, ValueError, LookupError, TypeError):
            return ""

    def begin(self, response: httpx.Response) -> None:
        """Begins anew, and notes what the server calls this version of the file."""
        self.discard()
        tag = response.headers.get("etag", "")
        validator = tag if tag and not tag.startswith("W/") else response.headers.get("last-modified", "")
        self._notes.write_text(json.dumps({"url": self._wanted.url, "validator": validator}), encoding="utf-8")

    def discard(self) -> None:
        """Takes away what has come."""
        self.path.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)

    def require_right(self) -> None:
        """Refuses a whole file that is not what it should be, and takes it away.

        Raises:
            FetchFailed: it is of another sort, or has another checksum.
        """
        wanted = self._wanted
        with self.path.open("rb") as file:
            first = file.read(FIRST)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if not first.strip() or not is_what_it_claims(wanted.path.suffix, first):
            self.discard()
            raise FetchFailed(
                f"{wanted.path.name}: på adressen finns inte {claimed(wanted.path.suffix)}, utan {found(first)}. "
                "Kontrollera adressen i katalogen."
            )
        if wanted.sha256 and digest != wanted.sha256.lower():
            self.discard()
            raise FetchFailed(
                f"{wanted.path.name}: det som hämtades har inte kontrollsumman som står i katalogen. "
                f'Är det en ny utgåva, skriv in sha256 = "{digest}".'
            )

    def put_in_place(self) -> bool:
        """Makes it the file that lies in the place, in one step; whether that is another than before."""
        target = self._wanted.path
        same = target.exists() and target.read_bytes() == self.path.read_bytes()
        with self.path.open("rb") as file:
            os.fsync(file.fileno())
        self.path.chmod(0o644)
        self.path.replace(target)
        self._notes.unlink(missing_ok=True)
        return not same
