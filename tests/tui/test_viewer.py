"""Opening a source's file in the viewer of the desktop: programs of that name that write down how they were called."""

import time
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from index.build import build
from index.serving import ServedLibrary
from server.app import create_app
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.pdf_pages import Page, write_pdf
from tests.tui.looking import WIDE, asked, notices, settle
from tui.app import make_app
from tui.client import AskClient
from tui.screens.source import SourceScreen
from tui.viewer import NoViewer, open_file


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A desktop where nothing is installed yet, and a home of one's own."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return folder


def install(folder: Path, name: str, script: str) -> Path:
    """A program; what it is called with can be read in the file that is given."""
    program, called = folder / name, folder / f"{name}.called"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" > "{called}.new"; mv "{called}.new" "{called}"\n{script}\n')
    program.chmod(0o755)
    return called


def arguments(called: Path) -> list[str]:
    for _ in range(500):
        if called.exists():
            return called.read_text(encoding="utf-8").splitlines()
        time.sleep(0.02)
    raise AssertionError(f"{called.stem} was not called")


def test_the_default_viewer_is_told_the_page(programs: Path, tmp_path: Path) -> None:
    install(programs, "xdg-mime", "echo org.gnome.Evince.desktop")
    called = install(programs, "evince", "")
    open_file(tmp_path / "a.pdf", 12)
    assert arguments(called) == ["--page-index=12", str(tmp_path / "a.pdf")]


def test_a_viewer_that_is_not_known_opens_the_file(programs: Path, tmp_path: Path) -> None:
    install(programs, "xdg-mime", "echo firefox.desktop")
    called = install(programs, "xdg-open", "")
    open_file(tmp_path / "a.pdf", 12)
    assert arguments(called) == [str(tmp_path / "a.pdf")]


def test_without_a_viewer_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoViewer):
        open_file(tmp_path / "a.pdf", 1)


async def test_the_file_is_opened_at_its_page_in_the_viewer_of_the_desktop(programs: Path, tmp_path: Path) -> None:
    install(programs, "xdg-mime", "echo okularApplication_pdf.desktop; echo okular.desktop")
    called = install(programs, "okular", "")
    (tmp_path / "corpus").mkdir()
    pages = [Page().lines(*lines) for lines in (["Om kor", "En ko ger mjölk."], ["Om hästar", "En häst äter hö."])]
    write_pdf(tmp_path / "corpus" / "djur.pdf", pages)
    build([tmp_path / "corpus"], tmp_path / "library", WORD_MODEL)
    with closing(AskService(ServedLibrary(tmp_path / "library", WordEmbedder()), QuotingAnswerer())) as service:
        transport = httpx.ASGITransport(create_app(service))
        client = AskClient(httpx.AsyncClient(transport=transport, base_url="http://prov"))
        async with make_app(client).run_test(size=WIDE, notifications=True) as pilot:
            await asked(pilot, "Vad äter en häst?")
            await pilot.press("tab", "1")
            await settle(pilot)
            assert isinstance(pilot.app.screen, SourceScreen)
            await pilot.press("o")
            await settle(pilot)
            assert notices(pilot) == ["Öppnar källfilen …"]
    page, path = arguments(called)
    assert page == "--page=2"
    assert Path(path).read_bytes() == (tmp_path / "corpus" / "djur.pdf").read_bytes()
