"""The corpus that most of these tests build, and the list of ordinary words, made once for all builds."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index import writing
from index.general_words import write_general_words
from tests.index.libraries import put_three


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return put_three(tmp_path / "corpus")


@pytest.fixture(scope="session")
def general_words(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("words") / "general_words.txt"
    write_general_words(path)
    return path.read_bytes()


@pytest.fixture(scope="module", autouse=True)
def _general_words_made_once(general_words: bytes) -> Iterator[None]:
    def write(path: Path, before: Path | None = None) -> None:
        path.write_bytes(general_words)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "write_general_words", write)
        yield
