"""The looks and the language that were chosen last."""

from pathlib import Path

from tests.tui.looking import settle
from tui.app import make_app
from tui.client import AskClient
from tui.preferences import PreferenceFile, Preferences


async def test_what_was_chosen_in_the_chat_is_there_the_next_time(client: AskClient, tmp_path: Path) -> None:
    preferences = PreferenceFile(tmp_path / "new" / "val.json")
    async with make_app(client, preferences=preferences).run_test() as pilot:
        await settle(pilot)
        await pilot.press("ctrl+t")
        await pilot.app.run_action("speak('en')")
        await settle(pilot)
    assert preferences.read() == Preferences(theme="contrast", language="en")


def test_what_the_command_line_asks_for_is_not_kept(client: AskClient, tmp_path: Path) -> None:
    preferences = PreferenceFile(tmp_path / "val.json")
    make_app(client, preferences=preferences).wear("light")
    assert preferences.read() == Preferences()


def test_a_file_that_is_spoilt_or_cannot_be_written_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "val.json"
    file.write_text('{"theme": "rosa"}', encoding="utf-8")
    assert PreferenceFile(file).read() == Preferences()
    PreferenceFile(tmp_path).keep_theme("light")  # a folder stands in the way
    assert PreferenceFile(tmp_path).read() == Preferences()
