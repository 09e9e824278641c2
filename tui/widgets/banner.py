"""A line across the screen that tells what is wrong for as long as it is."""

from textual.reactive import reactive
from textual.widgets import Static


class Banner(Static):
    """Shown while `message` says something."""

    message: reactive[str] = reactive("")

    def __init__(self) -> None:
        super().__init__(markup=False)
        self.display = False

    def watch_message(self, message: str) -> None:
        """Show it, or go away."""
        self.update(message)
        self.display = bool(message)
