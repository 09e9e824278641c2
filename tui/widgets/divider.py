"""The line between two panels, to be moved with the mouse."""

from dataclasses import dataclass

from textual.events import MouseDown, MouseMove, MouseUp
from textual.message import Message
from textual.widgets import Static


class Divider(Static):
    """Says where it is dragged to; whoever owns the panels moves them."""

    @dataclass
    class Dragged(Message):
        """The line is to stand at this place of the screen."""

        x: int
        y: int

    def on_mouse_down(self, event: MouseDown) -> None:
        """Take hold of the line."""
        event.stop()
        self.add_class("-dragged")
        self.capture_mouse()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Say where it went."""
        if self.has_class("-dragged"):
            self.post_message(self.Dragged(event.screen_x, event.screen_y))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go."""
        event.stop()
        self.remove_class("-dragged")
        self.release_mouse()
