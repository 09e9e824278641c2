"""The library view, against the real app: reading, building, going back; and the first run."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets import OptionList

from server.schema_library import RebuildJob
from server.wire_library import rebuild_job
from tests.tui.looking import WIDE, desk, notices, seen_flat, settle, until
from tests.tui.real_server import RealServer
from tui.app import make_app
from tui.client import AskClient, NotBuilt
from tui.screens.first_run import FirstRunScreen
from tui.screens.library import LibraryScreen
from tui.screens.report import ReportScreen
from tui.screens.sections import SectionsScreen
from tui.screens.source import SourceScreen


async def library(pilot: Pilot[Any]) -> LibraryScreen:
    await settle(pilot)
    await pilot.press("f4")
    await settle(pilot)
    assert isinstance(pilot.app.screen, LibraryScreen)
    return pilot.app.screen


async def test_documents_are_listed_with_what_is_known_of_them(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await library(pilot)
        shown = seen_flat(screen)
        assert "3 dokument" in shown
        assert "Konvention om hundars rättigheter (1989)" in shown
        assert "Årsrapport barnets rättigheter 2023" in shown
        assert "Slag" in shown


async def test_a_section_is_chosen_and_read(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE) as pilot:
        screen = await library(pilot)
        docs = [document.doc for document in screen.document_list.documents]
        screen.document_list.focus()
        screen.document_list.highlighted = docs.index("hundkonventionen")
        await pilot.press("enter")
        await asked_back(pilot)
        assert isinstance(pilot.app.screen, SectionsScreen)
        listed = pilot.app.screen.query_one(OptionList)
        listed.highlighted = [each.section for each in pilot.app.screen._document.sections].index("Artikel 3")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, SourceScreen)
        assert "hundens bästa" in seen_flat(pilot.app.screen)
        await pilot.press("left")
        await settle(pilot)
        assert "minst tre promenader" in seen_flat(pilot.app.screen)


async def asked_back(pilot: Pilot[Any]) -> None:
    """Wait for a dialog that takes keys; its worker waits for an answer, so it cannot be waited for."""
    await until(pilot, lambda: isinstance(pilot.app.screen, ModalScreen) and pilot.app.focused is not None)


async def dialog(pilot: Pilot[Any], key: str, *answer: str) -> None:
    await pilot.press(key)
    await asked_back(pilot)
    await pilot.press(*answer)
    await settle(pilot)
    await settle(pilot)  # what was done is followed by a look at what is there now


async def test_the_library_is_built_from_here_and_gone_back(edited: RealServer) -> None:
    async with make_app(edited.connect()).run_test(size=WIDE, notifications=True) as pilot:
        screen = await library(pilot)
        (edited.corpus / "katter.md").write_text(
            "# Katter\n\nEn katt sover sexton timmar om dygnet.\n", encoding="utf-8"
        )
        await dialog(pilot, "b", "tab", "enter")
        assert isinstance(pilot.app.screen, ReportScreen)
        assert "Katter nytt" in seen_flat(pilot.app.screen)
        await pilot.press("escape")
        await settle(pilot)
        await until(pilot, lambda: "· 4 dokument" in seen_flat(screen))
        assert "Klart." in seen_flat(screen)
        await dialog(pilot, "z", "tab", "enter")
        await until(pilot, lambda: "· 3 dokument" in seen_flat(screen))
        assert notices(pilot)[-1].startswith("Nu visas version 000001-")


async def test_nothing_is_done_by_a_hasty_enter(edited: RealServer) -> None:
    async with make_app(edited.connect()).run_test(size=WIDE, notifications=True) as pilot:
        screen = await library(pilot)
        await dialog(pilot, "b", "enter")
        assert screen.job is None
        await pilot.press("z")
        await settle(pilot)
        assert notices(pilot) == ["Det finns ingen tidigare version att gå tillbaka till."]


async def test_who_may_not_edit_is_told_so(edited: RealServer) -> None:
    async def connect() -> AskClient:
        from server.app import create_app  # noqa: PLC0415 - an app that lets nobody edit

        transport = httpx.ASGITransport(create_app(edited.service))
        return AskClient(httpx.AsyncClient(transport=transport, base_url="http://prov"))

    async with make_app(connect).run_test(size=WIDE, notifications=True) as pilot:
        await library(pilot)
        await dialog(pilot, "b", "tab", "enter")
        assert len(notices(pilot)) == 1


async def test_the_report_of_the_last_build_is_read(real: RealServer) -> None:
    async with make_app(real.connect()).run_test(size=WIDE, notifications=True) as pilot:
        await library(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReportScreen) or notices(pilot)


async def test_the_first_run_builds_the_library_and_goes_on(edited: RealServer) -> None:
    built: list[Path] = []

    async def connect() -> AskClient:
        if not built:
            raise NotBuilt("Det finns inget bibliotek.")
        return await edited.connect()()

    async def first_build() -> AsyncIterator[RebuildJob]:
        job = edited.editing.start(())
        while job.outcome is None:
            yield rebuild_job(job)
            await asyncio.sleep(0.05)
            job = edited.editing.job(job.id)
        built.append(edited.folder)
        yield rebuild_job(job)

    async with make_app(connect, first_build=first_build).run_test(size=WIDE) as pilot:
        await settle(pilot)
        assert isinstance(pilot.app.screen, FirstRunScreen)
        await pilot.press("b")
        await settle(pilot)
        await settle(pilot)
        assert "3 dokument" in seen_flat(desk(pilot).top_bar)


async def test_the_first_build_can_wait(real: RealServer) -> None:
    async def connect() -> AskClient:
        raise NotBuilt("Det finns inget bibliotek.")

    async def first_build() -> AsyncIterator[RebuildJob]:
        yield rebuild_job(real.editing.start(()))

    async with make_app(connect, first_build=first_build).run_test(size=WIDE) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert "Biblioteket är inte byggt. Ctrl+R försöker igen." in seen_flat(desk(pilot))
