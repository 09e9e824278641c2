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

from tests.tui.looking import asked, settle
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
from tui.widgets.prompt_input import PromptInput
from tui.widgets.source_list import SourceList

QUESTION = "Hur många kommuner deltog i någon aktivitet inom barnrättsuppdraget under 2023?"
OTHER = "Hur många kommuner nåddes enligt den senaste årsrapporten?"
NARROW = (90, 24)
"""So narrow that the conversation has to be scrolled."""
DIALOGS = (ConfirmScreen, NameScreen, NoteScreen, HelpScreen)


@dataclass(frozen=True)
class Pressed:
    """Keys from where the tour has come, the last of them the one that is tried; and what is there afterwards."""

    name: str
    """The id of the binding; empty where the tour only goes on."""
    keys: str
    then: Callable[[Any], object]
    """True of the screen afterwards, and of a key's effect not before."""


def on(screen: type[Screen[Any]], more: Callable[[Any], object] = bool) -> Callable[[Any], object]:
    return lambda shown: isinstance(shown, screen) and more(shown)


def focused(widget: type) -> Callable[[Any], object]:
    return lambda shown: isinstance(shown.focused, widget)


def clipboard(words: str) -> Callable[[Any], object]:
    return lambda shown: words in shown.app.clipboard


def noticed(words: str) -> Callable[[Any], object]:
    return lambda shown: any(words in notification.message for notification in shown.app._notifications)


def parts(shown: AskScreen) -> float:
    """The lines that the sources have, as a share of those of the conversation; both are as wide as the screen."""
    assert shown.source_list.region.width == shown.transcript.region.width == shown.region.width
    return shown.source_list.region.height / shown.transcript.region.height


def asks(question: str) -> Callable[[Any], object]:
    return lambda shown: shown.prompt.question == question


def turn(number: int) -> Callable[[Any], object]:
    return lambda shown: shown.transcript.current is shown.transcript.turns[number]


def page_of(later: int) -> Callable[[Any], object]:
    """The page of the source that is read, or so many after it."""
    return lambda shown: shown.page is not None and int(shown.page.page) == int(shown.source.page) + later


TOURS: Mapping[str, tuple[Pressed, ...]] = {
    "conversation": (
        Pressed("prompt.earlier", "up", asks(QUESTION)),
        Pressed("prompt.later", "up down", asks(QUESTION)),
        Pressed("", "down", asks("")),
        Pressed("ask.copy", "ctrl+y", clipboard("61 kommuner")),
        Pressed("ask.copy_all", "ctrl+e", clipboard("## ")),
        Pressed("ask.before", "ctrl+up", turn(0)),
        Pressed("ask.after", "ctrl+down", turn(1)),
        Pressed("ask.up", "pageup", lambda shown: shown.transcript.scroll_y == 0),
        Pressed("ask.down", "pagedown", lambda shown: shown.transcript.scroll_y > 0),
        Pressed("ask.wider", "f9", lambda shown: parts(shown) > 0.85),
        Pressed("ask.narrower", "f8 f8", lambda shown: parts(shown) < 0.7),
        Pressed("app.theme", "ctrl+t", lambda shown: shown.app.theme == "belagg-contrast"),
        Pressed("app.help", "f1", on(HelpScreen)),
        Pressed("help.close", "escape", on(AskScreen)),
        Pressed("app.palette", "ctrl+p", on(CommandPalette)),
        Pressed("", "escape", on(AskScreen)),
        Pressed("ask.sources", "tab", focused(SourceList)),
        Pressed("sources.leave", "tab", focused(PromptInput)),
        Pressed("ask.note", "tab f", on(NoteScreen)),
        Pressed("note.no", "escape", on(AskScreen)),
        Pressed("ask.open", "1", on(SourceScreen)),
        Pressed("", "escape tab", focused(PromptInput)),
        Pressed("prompt.submit", "h enter", lambda shown: len(shown.transcript.turns) == 3),
        Pressed("ask.clear", "ctrl+l", lambda shown: not shown.transcript.turns),
        Pressed("ask.examples", "tab", lambda shown: shown.focused is not shown.prompt),
        Pressed("app.interrupt", "ctrl+c", noticed("Ctrl+C en gång till")),
        Pressed("app.quit", "ctrl+q", lambda shown: shown.app._exit),
    ),
    "source": (
        Pressed("sources.open", "tab enter", on(SourceScreen)),
        Pressed("source.copy", "ctrl+y", clipboard("61 kommuner")),
        Pressed("source.page", "s", page_of(0)),
        Pressed("source.next", "right", page_of(1)),
        Pressed("source.previous", "left", page_of(0)),
        Pressed("source.passage", "s", lambda shown: shown.page is None),
        Pressed("source.sections", "t", on(SectionsScreen)),
        Pressed("sections.close", "escape", on(SourceScreen)),
        Pressed("", "t", on(SectionsScreen)),
        Pressed("sections.open", "enter", on(SourceScreen)),
        Pressed("source.number", "1", on(SourceScreen, lambda shown: shown.page is None)),
        Pressed("source.back", "escape", on(AskScreen)),
    ),
    "search": (
        Pressed("app.search", "f3", on(SearchScreen)),
        Pressed("search.next", "$rapport tab", on(SearchScreen, lambda shown: shown.focused is not shown.field)),
        Pressed("search.all", "tab enter down enter ctrl+g", lambda shown: not shown.filter_bar.limited),
        Pressed("search.back", "escape", on(AskScreen)),
        Pressed("search.hits", "f3 shift+tab shift+tab down", focused(HitList)),
        Pressed("search.copy", "ctrl+y", clipboard("(")),
        Pressed("hits.scores", "v", lambda shown: shown.hit_list.scored),
        Pressed("hits.open", "enter", on(SourceScreen)),
        Pressed("source.about", "f", on(AskScreen, lambda shown: shown.filters.doc)),
        Pressed("ask.all", "ctrl+g", on(AskScreen, lambda shown: not shown.filters.doc)),
        Pressed("hits.about", "f3 f", on(AskScreen, lambda shown: shown.filters.doc)),
        Pressed("app.chat", "f3 f2", on(AskScreen)),
    ),
    "library": (
        Pressed("app.library", "f4", on(LibraryScreen)),
        Pressed("documents.open", "enter", on(SectionsScreen)),
        Pressed("", "escape", on(LibraryScreen)),
        Pressed("library.next", "tab", lambda shown: shown.focused is not shown.document_list),
        Pressed("library.report", "r", on(ReportScreen)),
        Pressed("report.close", "escape", on(LibraryScreen)),
        Pressed("library.build", "b", on(ConfirmScreen)),
        Pressed("confirm.no", "escape", on(LibraryScreen)),
        Pressed("library.rollback", "z", noticed("tidigare")),
        Pressed("library.back", "escape", on(AskScreen)),
    ),
    "history": (
        Pressed("app.history", "ctrl+l ctrl+o", on(HistoryScreen)),
        Pressed("history.list", "down", lambda shown: shown.focused is shown.listed),
        Pressed("history.rename", "f2", on(NameScreen)),
        Pressed("name.no", "escape", on(HistoryScreen)),
        Pressed("history.delete", "ctrl+d", on(ConfirmScreen)),
        Pressed("", "escape", on(HistoryScreen)),
        Pressed("history.back", "escape", on(AskScreen, lambda shown: not shown.transcript.turns)),
        Pressed("history.choose", "ctrl+o enter", on(AskScreen, lambda shown: len(shown.transcript.turns) == 2)),
    ),
}
"""Each begins in a conversation of two questions, and goes on from key to key."""
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
    tried = [step.name for tour in TOURS.values() for step in tour if step.name]
    assert sorted(str(binding.id) for binding in all_bindings()) == sorted((*tried, *ELSEWHERE))
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert [name for name in ELSEWHERE.values() if f"def {name}(" not in tests] == []


async def press(pilot: Pilot[Any], key: str) -> None:
    """`$word` is typed, the rest are keys."""
    await pilot.press(*(key[1:] if key.startswith("$") else (key,)))
    for _ in range(400):
        await pilot.pause(0.01)
        if waits_for_an_answer(pilot) or all(worker.is_finished for worker in pilot.app.workers):
            break
    await pilot.pause()


def waits_for_an_answer(pilot: Pilot[Any]) -> bool:
    """Whether a worker waits for what is on the screen."""
    return isinstance(pilot.app.screen, (*DIALOGS, SectionsScreen, HistoryScreen, CommandPalette))


@pytest.mark.parametrize("tour", TOURS)
async def test_every_key_does_what_it_says(tour: str, real: RealServer, tmp_path: Path) -> None:
    app = make_app(real.connect(), store=Conversations(tmp_path / "samtal.sqlite"))
    async with app.run_test(size=NARROW, notifications=True) as pilot:
        await settle(pilot)
        for question in (OTHER, QUESTION):
            await asked(pilot, question)
        for step in TOURS[tour]:
            *before, tried = step.keys.split()
            for key in before:
                await press(pilot, key)
            assert not there(app, step), step.name
            await press(pilot, tried)
            assert there(app, step), (step.name, app.screen)


def there(app: BelaggApp, step: Pressed) -> bool:
    """Whether the step's effect shows; one that is looked for on another screen does not."""
    try:
        return bool(step.then(app.screen))
    except AttributeError:
        return False
