"""Builds with the real model, which embeds a text once however many libraries hold it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from index.build import build
from index.generations import Generations
from index.models import BUNDLED, build_model
from index.options import cache_folder
from index.plan import Recipe
from index.synonyms import Synonyms

SYNONYMS = Path(__file__).resolve().parents[1] / "corpus" / "synonymer.toml"


class RealBuilds:
    """Libraries in one folder, each beginning with what the ones before have embedded, in other processes too."""

    def __init__(self, folder: Path, embedded: Path) -> None:
        """`embedded` is the file where all processes of a run of tests keep what they have embedded."""
        self._folder = folder
        self._embedded = embedded
        self._lock = FileLock(embedded.with_suffix(".lock"))

    def build(self, name: str, sources: Sequence[Path]) -> Path:
        """Builds a library with the synonyms that come with the program, and returns its folder."""
        folder = self._folder / name
        folder.mkdir()
        self.seed(folder)
        recipe = Recipe(synonyms=Synonyms.read(SYNONYMS))
        report = build(sources, folder, build_model(BUNDLED, cache_folder(None), print), recipe=recipe)
        assert not report.failures
        self.keep(folder)
        return folder

    def seed(self, library: Path) -> None:
        """Gives a library that is not built yet what has been embedded so far."""
        with self._lock:
            if self._embedded.exists():
                shutil.copyfile(self._embedded, Generations(library).embeddings)

    def keep(self, library: Path) -> None:
        """Keeps what a library has embedded, unless more is kept already."""
        made = Generations(library).embeddings
        with self._lock:
            if not self._embedded.exists() or made.stat().st_size > self._embedded.stat().st_size:
                shutil.copyfile(made, self._embedded)
