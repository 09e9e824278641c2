"""Whether a generation is as it was written, told without reading all of it through each time."""

from pathlib import Path

from index.errors import LibraryDamaged
from index.manifest import Manifest, Stamp, file_digest, stamp_of


class Integrity:
    """Watches the files of one generation. A file that looks as it did when it was last found whole is not read."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self._folder = folder
        self._digests = manifest.files
        self._whole: dict[str, Stamp] = dict(manifest.stamps)

    def require(self) -> None:
        """Refuses the generation where a file is missing, or is not as it was written.

        Raises:
            LibraryDamaged: names the file.
        """
        for name, digest in self._digests.items():
            try:
                stamp = stamp_of(self._folder / name)
                if self._whole.get(name) != stamp and file_digest(self._folder / name) != digest:
                    raise _damaged(self._folder, f"{name} är inte som den skrevs")
            except OSError as error:
                raise _damaged(self._folder, f"{name} saknas eller kan inte läsas") from error
            self._whole[name] = stamp


def _damaged(folder: Path, what: str) -> LibraryDamaged:
    return LibraryDamaged(f"Biblioteket i {folder} är skadat: {what}. Gå tillbaka med belagg rollback eller bygg om.")
