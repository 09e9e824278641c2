"""The sources of a library: the files that its documents were read from, kept as they were."""

import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

from index.manifest import file_digest

_PART = ".part"


class Sources:
    """The folder of the kept files, each named by the sha256 of what is in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where a kept file lies."""
        return self.folder / digest

    def keep(self, path: Path) -> str:
        """Keeps a copy of a source file, named by the sha256 of what was copied, and returns that."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".", suffix=_PART, dir=self.folder)
        os.close(handle)
        beside = Path(name)
        try:
            shutil.copyfile(path, beside)
            digest = file_digest(beside)
            beside.chmod(0o644)
            beside.replace(self.folder / digest)
        finally:
            beside.unlink(missing_ok=True)
        return digest

    def prune(self, wanted: Collection[str]) -> None:
        """Removes all but these."""
        for source in self.folder.iterdir() if self.folder.is_dir() else ():
            if source.name not in wanted:
                source.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Removes what a build that died left behind; called under the lock."""
        for left in self.folder.glob(f".*{_PART}"):
            left.unlink(missing_ok=True)
