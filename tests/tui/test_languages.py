"""Swedish in the code, English in a table: whole, without leftovers, and switched while one talks."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.tui.looking import WIDE, desk, seen_flat, settle
from tests.tui.real_server import RealServer
from tests.tui.test_bindings import OTHER, all_bindings
from tui.app import make_app
from tui.english import ENGLISH
from tui.export import VERDICT_WORDS
from tui.refusals import BROKEN, OTHER_VERSION
from tui.screens.first_run import TOLD
from tui.screens.help import PARTS
from tui.screens.report import STATES
from tui.screens.waiting import LOADING, SEARCHING
from tui.widgets.build_progress import OUTCOMES
from tui.widgets.filter_bar import MODES
from tui.widgets.hit_list import RANKINGS
from tui.widgets.welcome import GREETING
from tui.words import say, speak

FOLDER = Path(__file__).resolve().parents[2] / "tui"
NAMED = (
    *VERDICT_WORDS.values(),
    *STATES.values(),
    *OUTCOMES.values(),
    *MODES.values(),
    *RANKINGS.values(),
    *PARTS,
    "Överallt",
    "Bläddra",
    "Ljust tema",
    "Mörkt tema",
    "Hög kontrast",
    BROKEN,
    OTHER_VERSION,
    TOLD,
    LOADING,
    SEARCHING,
    GREETING,
)
"""What is said by another name than its words."""


def said() -> Iterator[str]:
    """All that stands in `say("…")`, and what the bindings say."""
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[ast.Constant(value=str(swedish))]):
                    yield swedish
    for binding in all_bindings():
        yield from filter(None, (binding.description, binding.tooltip))


def test_all_that_is_said_is_said_in_english_too_and_nothing_else() -> None:
    assert sorted({*said(), *NAMED} - ENGLISH.keys()) == []
    assert sorted(ENGLISH.keys() - {*said(), *NAMED}) == []


def test_values_have_the_same_names_in_both_languages() -> None:
    def names(sentence: str) -> set[str]:
        return {piece.partition("}")[0] for piece in sentence.split("{")[1:]}

    assert [swedish for swedish, english in ENGLISH.items() if names(swedish) != names(english)] == []


async def test_the_language_is_that_of_what_begins_after_it() -> None:
    assert say("Källor") == "Källor"
    speak("en")
    assert say("Källor") == "Sources"


async def test_the_language_is_changed_while_one_talks_and_the_conversation_stays(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        await settle(pilot)
        desk(pilot).prompt.question = OTHER
        await pilot.press("enter")
        await settle(pilot)
        await pilot.app.run_action("speak('en')")
        await settle(pilot)
        shown = seen_flat(desk(pilot))
        assert "Sources" in shown
        assert "Tab Sources" in shown
        assert "73 kommuner" in shown
        assert "· p. " in shown
        await pilot.press("f3")
        await settle(pilot)
        assert "Type what you look for" in seen_flat(pilot.app.screen)
        await pilot.app.run_action("speak('sv')")
        await settle(pilot)
        assert "Tab Källor" in seen_flat(desk(pilot))
