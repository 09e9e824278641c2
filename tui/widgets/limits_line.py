"""What the next questions are limited to."""

from textual.reactive import reactive
from textual.widgets import Static

from tui.words import say


class LimitsLine(Static):
    """Shown while only one document is asked."""

    document: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.display = False

    def watch_document(self, document: str) -> None:
        """Show the limit, or go away."""
        self.display = bool(document)
        self.update(say("Frågar bara i: {document} (Ctrl+G frågar allt)", document=document))
