"""Where the question is typed."""

from dataclasses import dataclass
from typing import ClassVar

from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from tui.words import say


class PromptInput(TextArea):
    """A field that grows with the question; Enter sends it, up and down recall `earlier` questions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Fråga", id="prompt.submit", show=False, tooltip="Skicka frågan"),
        Binding(
            "up", "recall(-1)", "Tidigare fråga", id="prompt.earlier", show=False, tooltip="Hämta en tidigare fråga"
        ),
        Binding("down", "recall(1)", "Senare fråga", id="prompt.later", show=False, tooltip="Hämta en senare fråga"),
    ]

    earlier: reactive[tuple[str, ...]] = reactive(())
    """What was asked before, oldest first."""

    @dataclass
    class Submitted(Message):
        """A question was sent."""

        question: str

    def __init__(self) -> None:
        super().__init__(
            soft_wrap=True,
            compact=True,
            highlight_cursor_line=False,
            placeholder=say("Skriv en fråga och tryck Enter"),
        )
        self._recalled = 0
        """How many steps back the field shows; 0 is what the person typed."""
        self._typed = ""

    @property
    def question(self) -> str:
        """What is in the field, on one line."""
        return " ".join(self.text.split())

    @question.setter
    def question(self, question: str) -> None:
        self.text = question
        self.move_cursor(self.document.end)

    def watch_earlier(self) -> None:
        """Begin again from the newest question."""
        self._recalled = 0

    async def _on_key(self, event: Key) -> None:
        """Take Enter, and a question mark in an empty field, in their turn among the typed characters.

        A priority binding would run before the characters that are still queued.
        """
        if event.key == "enter":
            event.stop().prevent_default()
            self.action_submit()
        elif event.key == "question_mark" and not self.text:
            event.stop().prevent_default()
            await self.run_action("app.help")

    def action_submit(self) -> None:
        """Send what is typed, if anything is."""
        question = self.question
        if question:
            self.text = ""
            self._recalled = 0
            self.post_message(self.Submitted(question))

    def action_cursor_page_up(self) -> None:
        """Leave the key to what is read."""
        raise SkipAction

    def action_cursor_page_down(self) -> None:
        """Leave the key to what is read."""
        raise SkipAction

    def action_recall(self, step: int) -> None:
        """Move in the text, or past its first or last line to an earlier or later question."""
        if step < 0 and not self.navigator.is_first_wrapped_line(self.cursor_location):
            self.action_cursor_up()
        elif step > 0 and not self.navigator.is_last_wrapped_line(self.cursor_location):
            self.action_cursor_down()
        elif 0 <= self._recalled - step <= len(self.earlier):
            self._show_recalled(self._recalled - step)

    def _show_recalled(self, steps_back: int) -> None:
        if not self._recalled:
            self._typed = self.text
        self._recalled = steps_back
        self.question = self.earlier[-steps_back] if steps_back else self._typed
