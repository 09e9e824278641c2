"""Editors build the library again over HTTP, in a process of its own, and go back."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from index import serving as moving
from index.building import Order
from index.generations import Generations
from index.library import Library
from index.serving import ServedLibrary
from server.access import EVERYTHING, READING, Access
from server.app import create_app
from server.quoting import QuotingAnswerer
from server.rebuilding import Rebuilding
from server.schema_library import RebuildJob
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.server.editors import CATS, Editor
from tui.client import AskClient, AskFailed

BUILDS = "tests.server.builds"
QUESTION = '{"id": "k1", "question": "Hur många promenader?", "gold": [{"doc": "hundar", "section": "Artikel 1"}]}'


@asynccontextmanager
async def serving(
    editor: Editor, process: str | None = "plain", access: Access = EVERYTHING
) -> AsyncIterator[AskClient]:
    """A client of an app that lets anybody edit; without a process nothing can be edited."""
    folder = editor.corpus.parent
    order = Order(
        (editor.corpus,),
        editor.library,
        WORD_MODEL.name,
        folder,
        folder / "synonymer.toml",
        folder / "frågor.jsonl",
        tolerance=0,
    )
    editing = Rebuilding(order, f"{BUILDS}.{process}") if process else None
    (folder / "frågor.jsonl").write_text(QUESTION, encoding="utf-8")
    service = AskService(ServedLibrary(editor.library, WordEmbedder()), QuotingAnswerer())
    transport = httpx.ASGITransport(create_app(service, access=access, editing=editing))
    async with httpx.AsyncClient(transport=transport, base_url="http://prov") as http:
        try:
            yield AskClient(http)
        finally:
            if editing:
                editing.close()
            service.close()


async def followed(client: AskClient, job: RebuildJob) -> list[RebuildJob]:
    return [told async for told in client.rebuild_events(job.job)]


async def test_a_build_is_followed_to_its_end_and_then_served(editor: Editor) -> None:
    editor.write("katter", CATS)
    async with serving(editor) as client:
        before = (await client.status()).library
        begun = await client.rebuild()
        assert (begun.state, begun.finished, begun.report) == ("running", None, None)
        told = await followed(client, begun)
        ended = told[-1]
        assert {each.state for each in told[:-1]} <= {"running"}
        assert (ended.state, ended.message) == (
            "done",
            "Biblioteket är utbytt. Det har 2 dokument, 2 passager, 2 meningar.",
        )
        assert ended.report is not None
        assert [(each.id, each.state) for each in ended.report.documents] == [
            ("hundar", "unchanged"),
            ("katter", "added"),
        ]
        assert (await client.status()).library == ended.generation != before
        assert await client.rebuild_job(begun.job) == ended
        assert await client.report() == ended.report
        assert [entry.generation for entry in (await client.generations()).generations] == [before, ended.generation]


async def test_a_library_of_just_the_paths_that_are_named_is_built(editor: Editor) -> None:
    (editor.corpus / "mapp").mkdir()
    editor.write("mapp/katter", CATS)
    async with serving(editor) as client:
        ended = (await followed(client, await client.rebuild(["mapp"])))[-1]
        assert ended.state == "done"
        assert [each.doc for each in (await client.documents()).documents] == ["katter"]


async def test_what_does_not_pass_its_check_is_set_aside_and_told(editor: Editor) -> None:
    editor.write("hundar", "# Hundar\n\n## Artikel 2\n\nVarje hund har rätt till tre promenader.\n")
    async with serving(editor) as client:
        before = (await client.status()).library
        ended = (await followed(client, await client.rebuild()))[-1]
        assert ended.state == "rejected"
        assert "1 tappade (k1)" in ended.message
        assert ended.report is not None
        assert (ended.report.published, ended.report.generation) == (False, ended.generation)
        kept = await client.generations()
        assert (kept.library, kept.rejected) == (before, ended.generation)


async def test_nothing_to_do_is_told(editor: Editor) -> None:
    async with serving(editor) as client:
        ended = (await followed(client, await client.rebuild()))[-1]
        assert (ended.state, ended.generation) == ("done", (await client.status()).library)
        assert ended.message == "Biblioteket är som förut: inget har ändrats."


async def test_a_file_that_cannot_be_read_is_told_and_the_others_are_served(editor: Editor) -> None:
    editor.write("katter", CATS)
    (editor.corpus / "trasig.pdf").write_bytes(b"%PDF-1.4 nej")
    async with serving(editor) as client:
        ended = (await followed(client, await client.rebuild()))[-1]
        assert ended.state == "done"
        assert ended.message.endswith("1 fil kunde inte läsas; se rapporten.")
        assert ended.report is not None
        assert "trasig.pdf" in ended.report.failed[0].reason


async def test_a_build_that_cannot_be_made_leaves_the_library_as_it_was(editor: Editor) -> None:
    (editor.corpus / "tom.md").write_text("", encoding="utf-8")
    async with serving(editor) as client:
        before = (await client.status()).library
        ended = (await followed(client, await client.rebuild(["tom.md"])))[-1]
        assert (ended.state, ended.report, ended.generation) == ("failed", None, None)
        assert ended.message.startswith("Inget dokument kunde läsas, så biblioteket är som förut.")
        assert (await client.status()).library == before


async def test_a_build_that_crashes_is_told_and_another_can_begin(editor: Editor) -> None:
    async with serving(editor, "crashing") as client:
        for _ in range(2):
            ended = (await followed(client, await client.rebuild()))[-1]
            assert (ended.state, ended.message) == (
                "failed",
                "Bygget avbröts innan det var klart. Försök igen, eller säg till den som sköter servern.",
            )
        assert (await client.search("promenader")).hits


async def test_one_build_at_a_time_and_the_other_is_told_of_it(editor: Editor) -> None:
    async with serving(editor, "waiting") as client:
        begun = await client.rebuild()
        with pytest.raises(AskFailed, match=f"Ett bygge pågår redan \\(jobb {begun.job}\\)"):
            await client.rebuild()
        refused = await client._http.post("/api/library/rebuild")
        assert (refused.status_code, refused.headers["location"]) == (409, f"/api/library/rebuild/{begun.job}")
        (editor.corpus.parent / "go").touch()
        assert (await followed(client, begun))[-1].state == "done"
        assert (await client.rebuild()).job != begun.job


async def test_questions_are_answered_while_it_builds(editor: Editor) -> None:
    async with serving(editor, "waiting") as client:
        begun = await client.rebuild()
        assert (await client.search("promenader")).hits
        assert (await client.rebuild_job(begun.job)).state == "running"


async def test_a_server_that_closes_ends_the_build_and_leaves_no_process(editor: Editor) -> None:
    async with serving(editor, "waiting") as client:
        begun = await client.rebuild()
        listening = asyncio.create_task(followed(client, begun))
        await asyncio.sleep(0.3)
        build = editing_of(client)._running
        assert build is not None
        process = build[1]._process
        editing_of(client).close()
        assert (await listening)[-1].state == "failed"
        assert process.returncode is not None
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)


def editing_of(client: AskClient) -> Rebuilding:
    transport = client._http._transport
    assert isinstance(transport, httpx.ASGITransport)
    editing = transport.app.state.editing  # type: ignore[attr-defined]  # an ASGI app of ours
    assert isinstance(editing, Rebuilding)
    return editing


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("../hemligt.md", "ligger utanför corpus/"),
        ("/etc/passwd", "ligger utanför corpus/"),
        ("länk", "ligger utanför corpus/"),
        ("mapp/../../hemligt.md", "ligger utanför corpus/"),
        ("finns-inte.pdf", "finns inte i corpus/"),
        ("a\x00b", "går inte att använda"),
        ("x" * 900, "går inte att använda"),
        ("~/hemligt.md", "finns inte i corpus/"),
    ],
)
async def test_a_path_out_of_the_corpus_folder_is_refused(editor: Editor, path: str, said: str) -> None:
    (editor.corpus.parent / "hemligt.md").write_text(CATS, encoding="utf-8")
    (editor.corpus / "länk").symlink_to(editor.corpus.parent / "hemligt.md")
    async with serving(editor) as client:
        response = await client._http.post("/api/library/rebuild", json={"paths": [path]})
        assert response.status_code == 422
        assert said in response.json()["detail"]
        assert not Generations(editor.library).history()[1:]


async def test_a_build_that_nobody_knows_of_is_told(editor: Editor) -> None:
    async with serving(editor) as client:
        for path in ("nej", "nej/events"):
            response = await client._http.get(f"/api/library/rebuild/{path}")
            assert response.status_code == 404
            assert response.json()["detail"].startswith("Det finns inget bygge nej.")


async def test_going_back_serves_the_generation_before_or_the_one_that_is_named(editor: Editor) -> None:
    old = (Generations(editor.library).history())[-1]
    editor.write("katter", CATS)
    new = editor.build()
    async with serving(editor) as client:
        back = await client.rollback()
        assert (back.library, back.before) == (old, new)
        assert (await client.status()).library == old
        assert [entry.served for entry in (await client.generations()).generations] == [True, False]
        assert (await client.rollback(new)).library == new
        for wanted, said in (("borta", "någon version borta"), ("../..", "någon version ../..")):
            response = await client._http.post("/api/library/rollback", json={"generation": wanted})
            assert response.status_code == 404
            assert said in response.json()["detail"]


async def test_who_has_gone_back_sees_it_at_once_though_others_ask_meanwhile(
    editor: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Library):
        def __init__(self, *told: object) -> None:
            time.sleep(0.2)
            super().__init__(*told)  # type: ignore[arg-type]  # as it was called

    (old,) = Generations(editor.library).history()
    editor.write("katter", CATS)
    new = editor.build()
    async with serving(editor) as client:

        async def ask_on() -> None:
            while True:
                await client.status()

        others = asyncio.create_task(ask_on())
        monkeypatch.setattr(moving, "Library", Slow)
        for wanted in (None, new, old):
            told = (await client.rollback(wanted)).library
            assert (await client.status()).library == told
        others.cancel()


async def test_where_there_is_nothing_to_go_back_to_that_is_told(editor: Editor) -> None:
    async with serving(editor) as client:
        with pytest.raises(AskFailed, match="Det finns inte någon tidigare version"):
            await client.rollback()


async def test_nobody_goes_back_while_another_program_builds(editor: Editor) -> None:
    async with serving(editor) as client:
        with Generations(editor.library).lock():
            response = await client._http.post("/api/library/rollback")
        assert response.status_code == 409
        assert response.json()["detail"].startswith("Ett annat bygge pågår")


EDITING = (("POST", "rebuild"), ("GET", "rebuild/x"), ("GET", "rebuild/x/events"), ("POST", "rollback"))


@pytest.mark.parametrize(("method", "path"), [*EDITING, ("GET", "report")])
async def test_who_only_reads_edits_nothing(editor: Editor, method: str, path: str) -> None:
    async with serving(editor, access=READING) as client:
        assert (await client._http.request(method, f"/api/library/{path}")).status_code == 401
        assert (await client.generations()).generations


@pytest.mark.parametrize(("method", "path"), EDITING)
async def test_where_nothing_can_be_edited_that_is_told(editor: Editor, method: str, path: str) -> None:
    async with serving(editor, None) as client:
        response = await client._http.request(method, f"/api/library/{path}")
        assert response.status_code == 403
        assert response.json()["detail"].startswith("Biblioteket kan inte ändras här.")
