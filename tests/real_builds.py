"""Builds with the real model, which embeds a text once however many libraries hold it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from index.build import build
from index.generations import Generations
from index.models import BUNDLED, build_model
from index.options import cache_folder
from index.plan import Recipe
from index.synonyms import Synonyms

SYNONYMS = Path(__file__).resolve().parents[1] / "corpus" / "synonymer.toml"


class RealBuilds:
    """Libraries in one folder, each beginning with what the ones before have embedded."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._embedded: list[Path] = []

    def build(self, name: str, sources: Sequence[Path]) -> Path:
        """Builds a library with the synonyms that come with the program, and returns its folder."""
        folder = self._folder / name
        folder.mkdir()
        for embedded in self._embedded[-1:]:
            shutil.copyfile(embedded, Generations(folder).embeddings)
        recipe = Recipe(synonyms=Synonyms.read(SYNONYMS))
        report = build(sources, folder, build_model(BUNDLED, cache_folder(None), print), recipe=recipe)
        assert not report.failures
        self._embedded.append(Generations(folder).embeddings)
        return folder
