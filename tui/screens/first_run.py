"""Before there is a library: what it is, and building it."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.reactive import reactive
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from server.schema_library import RebuildJob
from tui.client import AskFailed
from tui.connection import FirstBuild
from tui.widgets.build_progress import BuildProgress
from tui.words import say

TOLD = (
    "Belägg svarar ur ett bibliotek som byggs av dokumenten i mappen corpus/. "
    "Här finns inget bibliotek än. Det tar någon minut att bygga; är dokumenten många tar det längre."
)


class FirstRunScreen(ModalScreen[RebuildJob | None]):
    """Builds the library and shows how far it has come; gives the finished job, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Inte nu", id="first.no", tooltip="Bygg inte nu"),
        Binding("b", "build", "Bygg", id="first.build", tooltip="Bygg biblioteket"),
    ]

    building: reactive[bool] = reactive(False, init=False)

    def __init__(self, first_build: FirstBuild) -> None:
        super().__init__()
        self._first_build = first_build

    def compose(self) -> ComposeResult:
        """What is missing, how far it has come, and the button."""
        with Vertical(classes="dialog") as box:
            box.border_title = say("Välkommen till Belägg")
            box.border_subtitle = say("Esc väntar med det")
            yield Static(say(TOLD), markup=False)
            yield BuildProgress()
            yield Button(say("Bygg biblioteket"), variant="primary", compact=True)

    def watch_building(self, building: bool) -> None:
        """One build at a time."""
        self.query_exactly_one(Button).display = not building

    @on(Button.Pressed)
    def action_build(self) -> None:
        """Build the library."""
        if not self.building:
            self.build()

    @work(exclusive=True)
    async def build(self) -> None:
        """Follow the build to its end."""
        self.building = True
        shown = self.query_exactly_one(BuildProgress)
        try:
            async for job in self._first_build():
                shown.job = job
        except AskFailed as error:
            self.notify(str(error), severity="error", markup=False)
        self.building = False
        if shown.job is not None and shown.job.state == "done":
            self.dismiss(shown.job)
