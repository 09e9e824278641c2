"""Whoever changes a corpus and builds."""

from pathlib import Path

from index.build import build
from tests.fakes import WORD_MODEL

CATS = "# Katter\n\n## Artikel 1\n\nVarje katt har rätt till en solig fönsterbräda.\n"
DOGS = "# Hundar\n\n## Artikel 1\n\nVarje hund har rätt till tre promenader.\n"


class Editor:
    """Whoever changes the corpus and builds."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.library = folder / "library"
        self.corpus.mkdir(exist_ok=True)

    def write(self, name: str, text: str) -> None:
        (self.corpus / f"{name}.md").write_text(text, encoding="utf-8")

    def build(self) -> str:
        return build([self.corpus], self.library, WORD_MODEL).generation
