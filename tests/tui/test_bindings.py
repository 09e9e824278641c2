"""Every key of the chat, pressed: the table follows the bindings, and one that is not in it fails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.command import CommandPalette
from textual.pilot import Pilot
from textual.screen import Screen

from tests.tui.looking import WIDE, settle
from tests.tui.real_server import RealServer
from tui.app import BelaggApp, make_app
from tui.conversations import Conversations
from tui.screens.ask import AskScreen
from tui.screens.asking import ConfirmScreen, NameScreen, NoteScreen
from tui.screens.help import PARTS, HelpScreen
from tui.screens.history import HistoryScreen
from tui.screens.library import LibraryScreen
from tui.screens.report import ReportScreen
from tui.screens.search import SearchScreen
from tui.screens.sections import SectionsScreen
from tui.screens.source import SourceScreen
from tui.widgets.hit_list import HitList
from tui.widgets.source_list import SourceList

QUESTION = "Hur många kommuner deltog i någon aktivitet inom barnrättsuppdraget under 2023?"
OTHER = "Hur många kommuner nåddes enligt den senaste årsrapporten?"
DIALOGS = (ConfirmScreen, NameScreen, NoteScreen, HelpScreen)


@dataclass(frozen=True)
class Pressed:
    """Keys from the conversation on, the last of them the one that is tried; and what is there afterwards."""

    keys: str
    then: Callable[[Any], object]
    """True of the screen."""


def on(screen: type[Screen[Any]], more: Callable[[Any], object] = bool) -> Callable[[Any], object]:
    return lambda shown: isinstance(shown, screen) and more(shown)


def focused(widget: type) -> Callable[[Any], object]:
    return lambda shown: isinstance(shown.focused, widget)


def clipboard(words: str) -> Callable[[Any], object]:
    return lambda shown: words in shown.app.clipboard


SOURCE = "tab enter"
SEARCH = "f3 $rapport down"
TABLE: Mapping[str, Pressed] = {
    "app.chat": Pressed("f3 f2", on(AskScreen)),
    "app.search": Pressed("f3", on(SearchScreen)),
    "app.library": Pressed("f4", on(LibraryScreen)),
    "app.palette": Pressed("ctrl+p", on(CommandPalette)),
    "app.theme": Pressed("ctrl+t", lambda shown: shown.app.theme == "belagg-contrast"),
    "app.help": Pressed("f1", on(HelpScreen)),
    "app.interrupt": Pressed("ctrl+c", lambda shown: [*shown.app._notifications]),
    "app.quit": Pressed("ctrl+q", lambda shown: shown.app._exit),
    "app.history": Pressed("ctrl+o", on(HistoryScreen)),
    "prompt.submit": Pressed("h enter", lambda shown: len(shown.transcript.turns) == 3),
    "prompt.earlier": Pressed("up", lambda shown: shown.prompt.question == QUESTION),
    "prompt.later": Pressed("up up down", lambda shown: shown.prompt.question == QUESTION),
    "ask.sources": Pressed("tab", focused(SourceList)),
    "ask.examples": Pressed("ctrl+l tab", lambda shown: shown.focused is not shown.prompt),
    "ask.open": Pressed("tab 1", on(SourceScreen)),
    "ask.copy": Pressed("ctrl+y", clipboard("61 kommuner")),
    "ask.copy_all": Pressed("ctrl+e", clipboard("## ")),
    "ask.clear": Pressed("ctrl+l", lambda shown: not shown.transcript.turns),
    "ask.all": Pressed(f"{SEARCH} f ctrl+g", on(AskScreen, lambda shown: not shown.filters.doc)),
    "ask.before": Pressed("ctrl+up", lambda shown: shown.transcript.current is shown.transcript.turns[0]),
    "ask.after": Pressed("ctrl+up ctrl+down", lambda shown: shown.transcript.current is shown.transcript.turns[1]),
    "ask.up": Pressed("pageup", on(AskScreen)),
    "ask.down": Pressed("pagedown", on(AskScreen)),
    "ask.wider": Pressed("f9", lambda shown: shown.source_list.region.width > shown.region.width * 0.42),
    "ask.narrower": Pressed("f8", lambda shown: shown.source_list.region.width < shown.region.width * 0.38),
    "ask.note": Pressed("tab f", on(NoteScreen)),
    "sources.open": Pressed("tab enter", on(SourceScreen)),
    "sources.leave": Pressed("tab tab", lambda shown: shown.focused is shown.prompt),
    "source.back": Pressed(f"{SOURCE} escape", on(AskScreen)),
    "source.page": Pressed(f"{SOURCE} s", lambda shown: shown.page is not None),
    "source.passage": Pressed(f"{SOURCE} s s", on(SourceScreen, lambda shown: shown.page is None)),
    "source.previous": Pressed(f"{SOURCE} s left", lambda shown: shown.page.page != shown.source.page),
    "source.next": Pressed(f"{SOURCE} s right", lambda shown: shown.page.page != shown.source.page),
    "source.number": Pressed(f"{SOURCE} 1", on(SourceScreen, lambda shown: shown.index == 0)),
    "source.sections": Pressed(f"{SOURCE} t", on(SectionsScreen)),
    "source.about": Pressed(f"{SEARCH} enter f", on(AskScreen, lambda shown: shown.filters.doc)),
    "source.copy": Pressed(f"{SOURCE} ctrl+y", clipboard("61 kommuner")),
    "sections.close": Pressed(f"{SOURCE} t escape", on(SourceScreen)),
    "sections.open": Pressed(f"{SOURCE} t enter", on(SourceScreen, lambda shown: shown.page or shown.passage)),
    "search.back": Pressed("f3 escape", on(AskScreen)),
    "search.next": Pressed("f3 tab", lambda shown: shown.focused is not shown.field),
    "search.hits": Pressed(SEARCH, focused(HitList)),
    "search.copy": Pressed(f"{SEARCH} ctrl+y", clipboard("(")),
    "search.all": Pressed("f3 $rapport tab tab enter down enter ctrl+g", lambda shown: not shown.filter_bar.limited),
    "hits.open": Pressed(f"{SEARCH} enter", on(SourceScreen)),
    "hits.about": Pressed(f"{SEARCH} f", on(AskScreen, lambda shown: shown.filters.doc)),
    "hits.scores": Pressed(f"{SEARCH} v", lambda shown: shown.hit_list.scored),
    "library.back": Pressed("f4 escape", on(AskScreen)),
    "library.next": Pressed("f4 tab", lambda shown: shown.focused is not shown.document_list),
    "library.report": Pressed("f4 r", on(ReportScreen)),
    "library.build": Pressed("f4 b", on(ConfirmScreen)),
    "library.rollback": Pressed("f4 z", lambda shown: [*shown.app._notifications]),
    "documents.open": Pressed("f4 enter", on(SectionsScreen)),
    "report.close": Pressed("f4 r escape", on(LibraryScreen)),
    "history.back": Pressed("ctrl+o escape", on(AskScreen)),
    "history.choose": Pressed("ctrl+l ctrl+o enter", on(AskScreen, lambda shown: len(shown.transcript.turns) == 2)),
    "history.list": Pressed("ctrl+o down", lambda shown: shown.focused is shown.listed),
    "history.rename": Pressed("ctrl+o f2", on(NameScreen)),
    "history.delete": Pressed("ctrl+o ctrl+d", on(ConfirmScreen)),
    "help.close": Pressed("f1 escape", on(AskScreen)),
    "confirm.no": Pressed("f4 b escape", on(LibraryScreen)),
    "name.no": Pressed("ctrl+o f2 escape", on(HistoryScreen)),
    "note.no": Pressed("tab f escape", on(AskScreen)),
}
ELSEWHERE = {
    "ask.cancel": "test_escape_gives_a_waiting_question_back",
    "ask.retry": "test_a_library_that_will_not_come_can_be_tried_again",
    "source.file": "test_the_file_is_opened_at_its_page_in_the_viewer_of_the_desktop",
    "first.no": "test_the_first_build_can_wait",
    "first.build": "test_the_first_run_builds_the_library_and_goes_on",
}
"""Keys that need another beginning, and the test that presses each."""


def all_bindings() -> list[Binding]:
    parts = (BelaggApp.BINDINGS, *PARTS.values(), *(dialog.BINDINGS for dialog in DIALOGS))
    return [binding for part in parts for binding in part if isinstance(binding, Binding) and binding.id]


def test_every_key_is_tried() -> None:
    assert sorted(str(binding.id) for binding in all_bindings()) == sorted((*TABLE, *ELSEWHERE))
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in ELSEWHERE.values() if f"def {name}(" not in tests] == []


async def press(pilot: Pilot[Any], keys: str) -> None:
    """`$word` is typed, the rest are keys."""
    for key in keys.split():
        await pilot.press(*(key[1:] if key.startswith("$") else (key,)))
        if len(pilot.app.screen_stack) > 1 and isinstance(pilot.app.screen, (*DIALOGS, SectionsScreen, HistoryScreen)):
            await pilot.pause(0.2)  # a worker waits for the dialog's answer
        else:
            await waited(pilot)


async def waited(pilot: Pilot[Any]) -> None:
    """Until nothing is fetched any more, or a dialog waits for an answer."""
    for _ in range(400):
        await pilot.pause(0.01)
        busy = [worker for worker in pilot.app.workers if not worker.is_finished]
        if not busy or isinstance(pilot.app.screen, (*DIALOGS, SectionsScreen, HistoryScreen, CommandPalette)):
            break
    await pilot.pause()


@pytest.mark.parametrize("name", TABLE)
async def test_a_key_does_what_it_says(name: str, real: RealServer, tmp_path: Path) -> None:
    app = make_app(real.connect(), store=Conversations(tmp_path / "samtal.sqlite"))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await settle(pilot)
        for question in (OTHER, QUESTION):
            app.screen.prompt.question = question  # type: ignore[attr-defined]
            await pilot.press("enter")
            await settle(pilot)
        tried = TABLE[name]
        await press(pilot, tried.keys)
        assert tried.then(app.screen), app.screen
