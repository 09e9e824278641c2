"""The line at the top: what this is, and how the library is doing."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.widgets import Static


class TopBar(Horizontal):
    """The program's name to the left, the state of the library to the right."""

    status: reactive[str] = reactive("")

    def __init__(self, title: str, status: str = "") -> None:
        super().__init__()
        self._title = title
        self.set_reactive(TopBar.status, status)

    def compose(self) -> ComposeResult:
        """The two halves of the line."""
        yield Static(self._title, classes="top-bar--title", markup=False)
        yield Static(self.status, classes="top-bar--status", markup=False)

    def watch_status(self, status: str) -> None:
        """Show the new state."""
        for half in self.query(".top-bar--status").results(Static):
            half.update(status)
