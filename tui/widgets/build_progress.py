"""How far a build has come, and what came of it."""

from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.reactive import reactive
from textual.widgets import ProgressBar, Static

from server.schema_library import RebuildJob
from tui.words import say

OUTCOMES: Final = {
    "running": "Bygger …",
    "done": "Klart.",
    "rejected": "Det nya biblioteket klarade inte sin kontroll och visas inte. Det gamla är kvar.",
    "failed": "Bygget gick inte att genomföra. Det som visas är som förut.",
}


class BuildProgress(Vertical):
    """Shows `job`; takes no room while there is none."""

    job: reactive[RebuildJob | None] = reactive(None)

    def compose(self) -> ComposeResult:
        """What is done now, how much of it, and what was said at the end."""
        yield Static(classes="build--stage", markup=False)
        yield ProgressBar(show_eta=False, classes="build--bar")
        yield Static(classes="build--message", markup=False)

    def watch_job(self, job: RebuildJob | None) -> None:
        """Show the new state."""
        self.display = job is not None
        if job is None or not self.is_mounted:
            return
        running = job.state == "running"
        self.set_class(job.state in {"rejected", "failed"}, "-failed")
        self.query_exactly_one(".build--stage", Static).update(job.stage or say(OUTCOMES[job.state]))
        bar = self.query_exactly_one(ProgressBar)
        bar.display = running
        bar.update(total=job.total or None, progress=job.done)
        message = self.query_exactly_one(".build--message", Static)
        message.display = not running
        message.update(job.message)
        if not running:
            self.query_exactly_one(".build--stage", Static).update(say(OUTCOMES[job.state]))
