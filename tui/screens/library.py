"""The library: what it holds, how it was built; and for editors, building it again and going back."""

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.reactive import reactive
from textual.widgets import Footer, OptionList, Static

from server.schema_library import RebuildJob, StatusReply
from server.schema_reading import SectionEntry
from tui.client import AskClient, AskFailed
from tui.connection import Connection
from tui.plain import hit_of
from tui.screens.asking import ConfirmScreen
from tui.screens.report import ReportScreen
from tui.screens.sections import SectionsScreen
from tui.screens.source import SourceScreen
from tui.screens.view import View
from tui.widgets.build_progress import BuildProgress
from tui.widgets.document_list import DocumentList, details
from tui.widgets.top_bar import TopBar
from tui.words import count, say


class LibraryScreen(View[None]):
    """Documents left, what is known of the marked one right, a build below while there is one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "app.chat", "Tillbaka", id="library.back", tooltip="Tillbaka till samtalet"),
        Binding("tab", "app.focus_next", "Vidare", id="library.next", show=False, tooltip="Gå till nästa fält"),
        Binding("r", "report", "Rapport", id="library.report", tooltip="Läs rapporten från det senaste bygget"),
        Binding("b", "build", "Bygg om", id="library.build", tooltip="Bygg om biblioteket av allt i corpus/"),
        Binding("z", "roll_back", "Gå tillbaka", id="library.rollback", tooltip="Gå tillbaka till versionen före"),
    ]

    job: reactive[RebuildJob | None] = reactive(None, init=False, bindings=True)
    """The build that was begun from here last."""

    def __init__(self, connection: Connection, title: str) -> None:
        super().__init__()
        self._connection = connection
        self._title = title

    @property
    def document_list(self) -> DocumentList:
        """The documents."""
        return self.query_exactly_one(DocumentList)

    @property
    def facts(self) -> Static:
        """Which library is shown."""
        return self.query_exactly_one(".library--facts", Static)

    def compose(self) -> ComposeResult:
        """Line at the top, which library, documents and details, build, keys."""
        yield TopBar(self._title, say("Bibliotek"))
        yield Static(say("Hämtar …"), classes="library--facts", markup=False)
        with Container(classes="library--desk"):
            yield DocumentList()
            with VerticalScroll(classes="library--details"):
                yield Static(markup=False, classes="library--document")
        yield BuildProgress()
        yield Footer(show_command_palette=False, compact=True)

    def on_screen_resume(self) -> None:
        """Show what is served now."""
        self.fetch()

    def on_mount(self) -> None:
        """Name the list."""
        self.document_list.border_title = say("Dokument")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """One build at a time, and nothing else done to the library meanwhile."""
        building = self.job is not None and self.job.state == "running"
        return not building if action in {"build", "roll_back"} else True

    def watch_job(self, job: RebuildJob | None) -> None:
        """Show how far the build has come."""
        self.query_exactly_one(BuildProgress).job = job

    @on(OptionList.OptionHighlighted)
    def show_details(self) -> None:
        """Show what is known of the marked document."""
        document = self.document_list.document
        if document is not None:
            self.query_exactly_one(".library--document", Static).update(details(document))

    @on(DocumentList.Opened)
    def open_document(self, event: DocumentList.Opened) -> None:
        """Show the sections of a document."""
        self.choose_section(event.document.doc)

    @work(exclusive=True, group="library")
    async def fetch(self) -> None:
        """Fetch which library is served, and what it holds."""

        async def fetched(client: AskClient) -> None:
            self.facts.update(_facts(await client.status()))
            self.document_list.documents = (await client.documents()).documents

        await self._attempt(fetched)

    @work(exclusive=True, group="section")
    async def choose_section(self, doc: str) -> None:
        """Let a section be chosen, and open it."""

        async def chosen(client: AskClient) -> None:
            section = await self.app.push_screen_wait(SectionsScreen(await client.document(doc)))
            if section is not None:
                await self._open(client, section)

        await self._attempt(chosen)

    async def _open(self, client: AskClient, section: SectionEntry) -> None:
        if section.passage_id is None:
            self.notify(say("Avsnittet har ingen egen text."), markup=False)
            return
        hit = hit_of(await client.passage(section.passage_id))
        self.app.push_screen(SourceScreen(client, (hit,), 0))

    @work(exclusive=True, group="report")
    async def action_report(self) -> None:
        """Read the editor's report."""

        async def read(client: AskClient) -> None:
            self.app.push_screen(ReportScreen(await client.report()))

        await self._attempt(read)

    @work(exclusive=True, group="edit")
    async def action_build(self) -> None:
        """Build the library again, and show the report when it is done."""
        question = say("Bygga om biblioteket av allt i corpus/? Det som visas nu visas tills det nya är klart.")
        if await self.app.push_screen_wait(ConfirmScreen(question, say("Ja, bygg om"))):
            await self._attempt(self._build)

    async def _build(self, client: AskClient) -> None:
        self.job = begun = await client.rebuild()
        async for job in client.rebuild_events(begun.job):
            self.job = job
        self.fetch()
        report = self.job.report
        if report is not None and (report.documents or report.failed or report.objections):
            self.app.push_screen(ReportScreen(report))

    @work(exclusive=True, group="edit")
    async def action_roll_back(self) -> None:
        """Go back to the generation before, once that is confirmed."""

        async def rolled_back(client: AskClient) -> None:
            listed = [entry.generation for entry in (await client.generations()).generations]
            earlier = listed[: listed.index((await client.status()).library)]
            if not earlier:
                self.notify(say("Det finns ingen tidigare version att gå tillbaka till."), markup=False)
                return
            question = say(
                "Gå tillbaka till version {version}? Alla som använder biblioteket får den.", version=earlier[-1]
            )
            if await self.app.push_screen_wait(ConfirmScreen(question, say("Ja, gå tillbaka"))):
                told = await client.rollback(earlier[-1])
                self.notify(say("Nu visas version {version}.", version=told.library), markup=False)
                self.fetch()

        await self._attempt(rolled_back)

    async def _attempt(self, what: Callable[[AskClient], Awaitable[None]]) -> None:
        """Do it; say so when it cannot be done."""
        try:
            await what(await self._connection.client())
        except AskFailed as error:
            self.notify(str(error), severity="error", markup=False)


def _facts(status: StatusReply) -> str:
    return say(
        "Version {version}, byggd {built} · {documents} dokument, {passages} passager, {sentences} meningar · {model}",
        version=status.library,
        built=status.built[:16].replace("T", " "),
        documents=status.documents,
        passages=count(status.passages),
        sentences=count(status.sentences),
        model=status.model,
    )
