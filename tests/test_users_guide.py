"""The user's guide: its questions are answered as shown, and it names only keys and commands that there are."""

import os
import re
import shlex
import subprocess
from itertools import pairwise

import pytest
from textual.binding import Binding
from typer.main import get_command

from tests.guides import ROOT, code_blocks, code_spans, commands_named, unknown_options
from tests.real_builds import RealBuilds
from tests.test_command import BELAGG
from tests.tui.pictures import PICTURES
from tui.app import BelaggApp, make_app
from tui.client import AskClient
from tui.command import app
from tui.plain_chat import COMMANDS
from tui.screens.help import PARTS

GUIDE = ROOT / "docs" / "anvandare.md"
TEXT = GUIDE.read_text(encoding="utf-8")
KEY = re.compile(r"Ctrl\+.|F\d+|Esc|Tab|Enter|PgUp|PgDn|[←→↑↓]|[A-ZÅÄÖ]|\d")
NOT_IN_SOURCES = 3
_MOST_LINES = 200
_MOST_BYTES = 200_000


async def _never() -> AskClient:
    raise AssertionError


def keys() -> dict[str, set[str]]:
    """What each binding is called on the keyboard, by its id; those without one share a name."""
    chat = make_app(_never)
    found: dict[str, set[str]] = {}
    for bindings in (BelaggApp.BINDINGS, *PARTS.values()):
        for binding in bindings:
            assert isinstance(binding, Binding)
            for single in Binding.make_bindings([binding]):
                shown = {chat.get_key_display(single), single.key.upper() if len(single.key) == 1 else ""}
                found.setdefault(single.id or "", set()).update(shown)
    return found


def test_every_key_in_the_guide_is_a_binding() -> None:
    named = {span for span in code_spans(TEXT) if KEY.fullmatch(span)}
    assert len(named) > 25
    assert named - set().union(*keys().values()) == set()


def test_every_binding_that_help_lists_has_a_key_in_the_guide() -> None:
    named = {*code_spans(TEXT.replace("`1`–`9`", "`1–9`")), "Enter"}
    assert {name for name, shown in keys().items() if name and not shown & named} == set()


def test_every_command_and_option_in_the_guide_is_there() -> None:
    assert len(list(commands_named(TEXT))) > 15
    assert unknown_options(TEXT) == set()


def test_every_setting_in_the_guide_is_read() -> None:
    group = get_command(app)
    verbs = group.commands  # type: ignore[attr-defined]  # a group
    read = {str(each.envvar) for verb in (group, *verbs.values()) for each in verb.params}
    assert set(re.findall(r"BELAGG_\w+", TEXT)) <= read


def test_the_commands_of_the_plain_chat_are_all_there() -> None:
    assert set(re.findall(r"`:(\w+)", TEXT)) == set(COMMANDS)


@pytest.mark.slow
def test_what_is_asked_in_the_guide_is_answered_as_shown(real_builds: RealBuilds) -> None:
    library = real_builds.build("användarens", [ROOT / "corpus"])
    shown = [body.splitlines() for kind, body in code_blocks(TEXT) if kind == "console"]
    assert len(shown) == 4
    for command, *lines in shown:
        done = subprocess.run(
            [str(BELAGG), *shlex.split(command)[2:], "--library", str(library)],
            env=os.environ | {"COLUMNS": "80", "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode in {0, NOT_IN_SOURCES}, done.stderr
        whole = "…" not in lines
        told = done.stdout.strip().splitlines()
        assert (told if whole else told[: len(lines) - 1]) == (lines if whole else lines[:-1])


def test_the_pictures_are_there_are_small_fetch_nothing_and_are_described() -> None:
    pictures = re.findall(r"!\[(.*?)\]\((.*?)\)", TEXT)
    assert {name for _, name in pictures} == {f"bilder/{name}.svg" for name in PICTURES}
    for description, name in pictures:
        path = GUIDE.parent / name
        assert len(description) > 30
        assert path.stat().st_size < _MOST_BYTES
        drawn = path.read_text(encoding="utf-8")
        assert drawn.startswith("<svg")
        assert re.findall(r"url\((?!#)|href=|@import", drawn) == []


def test_the_guide_is_short_and_its_chapters_are_numbered_one_after_the_other() -> None:
    assert len(TEXT.splitlines()) <= _MOST_LINES
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE)]
    assert all(after == before + 1 for before, after in pairwise([0, *numbers]))
