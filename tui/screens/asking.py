"""Small questions to the user: to confirm, for a name, for what was wrong."""

from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from tui.conversations import Note, Verdict
from tui.export import VERDICT_WORDS
from tui.words import say


class ConfirmScreen(ModalScreen[bool]):
    """Asks before something that cannot be undone; nothing happens by a hasty Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(False)", "Avbryt", id="confirm.no", tooltip="Låt bli"),
    ]

    def __init__(self, question: str, yes: str) -> None:
        super().__init__()
        self._question = question
        self._yes = yes

    def compose(self) -> ComposeResult:
        """The question and its two answers; the one that changes nothing has the focus."""
        with Vertical(classes="dialog--box"):
            yield Static(self._question, markup=False)
            with Horizontal(classes="dialog--buttons"):
                yield Button(say("Avbryt"), id="no", compact=True)
                yield Button(self._yes, id="yes", compact=True, variant="error")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the answer."""
        self.dismiss(event.button.id == "yes")


class NameScreen(ModalScreen[str | None]):
    """Asks for another name; None where the old one is to stay."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Avbryt", id="name.no", tooltip="Behåll namnet"),
    ]

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name

    def compose(self) -> ComposeResult:
        """A field with the name it has."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = say("Byt namn på samtalet")
            box.border_subtitle = say("Enter byter · Esc avbryter")
            yield Input(self._name, compact=True, select_on_focus=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give the name, if it is one."""
        self.dismiss(event.value.strip() or None)


@dataclass(frozen=True, slots=True)
class Remark:
    """What the user says is wrong with an answer; no verdict takes an earlier remark back."""

    verdict: Verdict | None
    why: str


class NoteScreen(ModalScreen[Remark | None]):
    """Asks what was wrong with an answer, and why; None where nothing is to be noted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Avbryt", id="note.no", tooltip="Anmärk inte"),
    ]

    def __init__(self, earlier: Note | None) -> None:
        super().__init__()
        self._earlier = earlier

    def compose(self) -> ComposeResult:
        """A field for the reason, and what it was."""
        with Vertical(classes="dialog--box") as box:
            box.border_title = say("Anmärk på svaret")
            box.border_subtitle = say("Esc avbryter")
            yield Static(
                say("Vad är det som är fel eller saknas? Skriv det, och välj sedan med Tab och Enter."), markup=False
            )
            why = self._earlier.why if self._earlier is not None else ""
            yield Input(why, placeholder=say("Till exempel: siffran gäller hela landet"), compact=True)
            with Horizontal(classes="dialog--buttons"):
                for verdict, word in VERDICT_WORDS.items():
                    yield Button(say(word), id=verdict, compact=True)
                if self._earlier is not None:
                    yield Button(say("Ta tillbaka"), id="back", compact=True)
            hint = say("Anmärkningen sparas på den här datorn. Ingenting skickas; belagg notes skriver ut den.")
            yield Static(hint, classes="dialog--hint", markup=False)

    def on_input_submitted(self) -> None:
        """Go on to what kind of fault it was."""
        self.query(Button).first().focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Give the remark."""
        verdict = next((verdict for verdict in VERDICT_WORDS if verdict == event.button.id), None)
        self.dismiss(Remark(verdict, self.query_exactly_one(Input).value.strip()))
