"""Small corpora, built into libraries with an embedder that counts what it is given."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.build import build
from index.embedder import Counted, Embedder, Matrix, Model
from index.filters import NO_FILTER, Filter
from index.library import Library
from index.report import Report
from index.searching import Mode
from tests.fakes import DIM, WordEmbedder

DATA = Path(__file__).parents[1] / "data"

NETWORK = "Nätverket för barnets rättigheter träffades fem gånger i Granlands län."
NEWSLETTER = "Nyhetsbrevet Barnposten kom ut sex gånger och hade 840 prenumeranter."
SCHOOL = "Varje barn har rätt till grundutbildning som ska vara obligatorisk och kostnadsfri."


def report(title: str, *sentences: str, year: int = 2025) -> str:
    """A short annual report of one section."""
    return f"---\ntitle: {title}\ntype: årsrapport\nyear: {year}\n---\n\n## 1 Arbetet\n\n{' '.join(sentences)}\n"


def put(folder: Path, **files: str) -> Path:
    """Writes Markdown files by id."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def put_three(folder: Path) -> Path:
    """Two reports and a convention."""
    article = f"---\ntitle: Konventionen om skolan\ntype: konvention\nyear: 1989\n---\n\n## Artikel 28\n\n{SCHOOL}\n"
    return put(
        folder,
        granland=report("Rapport om nätverket", NETWORK),
        almark=report("Rapport om brevet", NEWSLETTER, year=2024),
        skolan=article,
    )


@dataclass
class Counting:
    """A model whose loads and texts are counted; `embed` may stand in for its embedding."""

    embed: Callable[[Sequence[str]], Matrix] | None = None
    name: str = WordEmbedder.name
    loads: int = 0
    texts: list[str] = field(default_factory=list)

    @property
    def model(self) -> Model:
        return Model(self.name, DIM, self._load)

    def _load(self, _: int) -> Embedder:
        self.loads += 1
        return _CountingEmbedder(self)


class _CountingEmbedder(WordEmbedder):
    def __init__(self, counting: Counting) -> None:
        self._counting = counting

    def embed_passages(self, texts: Sequence[str], /, progress: Counted | None = None) -> Matrix:
        self._counting.texts += texts
        return self._counting.embed(texts) if self._counting.embed else super().embed_passages(texts, progress)


def built(corpus: Path, library: Path) -> Report:
    return build([corpus], library, Counting().model)


def found(
    library: Library, query: str, filters: Filter = NO_FILTER, mode: Mode = Mode.HYBRID, limit: int = 10
) -> list[str]:
    """The documents of the hits, best first."""
    hits = library.search(library.understand(query), filters, limit, mode)
    return [hit.stored.passage.doc for hit in hits]


def served(folder: Path) -> Library:
    return Library.open(folder, WordEmbedder())


def first_found(folder: Path, query: str) -> str:
    """The document of the best hit in the served library."""
    library = served(folder)
    best = found(library, query)[0]
    library.close()
    return best


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes; a folder ends in a slash."""
    return {
        path.relative_to(folder).as_posix() + "/" * path.is_dir(): b"" if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }
