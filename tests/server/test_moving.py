"""A library that is built again while it is served."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from index.generations import Generations
from index.serving import ServedLibrary
from server.app import create_app
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.fakes import WordEmbedder
from tests.server.editors import CATS, DOGS, Editor


@pytest.fixture
async def http(editor: Editor) -> AsyncIterator[httpx.AsyncClient]:
    service = AskService(ServedLibrary(editor.library, WordEmbedder()), QuotingAnswerer())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(service)), base_url="http://prov") as http:
        yield http
    service.close()


async def served(http: httpx.AsyncClient) -> str:
    return str((await http.get("/api/status")).json()["library"])


async def best(http: httpx.AsyncClient, query: str) -> str:
    return str((await http.post("/api/search", json={"query": query})).json()["hits"][0]["doc"])


async def test_a_new_generation_is_served_from_the_next_request_on(editor: Editor, http: httpx.AsyncClient) -> None:
    before = await served(http)
    assert await best(http, "solig fönsterbräda katt") == "hundar"
    editor.write("katter", CATS)
    after = editor.build()
    assert after != before
    assert await served(http) == after
    assert await best(http, "solig fönsterbräda katt") == "katter"
    assert (await http.post("/api/ask", json={"question": "katt?"})).json()["library"] == after


async def test_another_library_is_another_answer_at_once(editor: Editor, http: httpx.AsyncClient) -> None:
    question = {"question": "Hur många promenader har varje hund rätt till?"}
    tag = (await http.get("/api/documents")).headers["etag"]
    old = (await http.post("/api/ask", json=question)).json()
    editor.write("hundar", DOGS.replace("tre promenader", "fyra promenader"))
    editor.build()
    new = (await http.post("/api/ask", json=question)).json()
    assert ("tre" in str(old["hits"]), "fyra" in str(old["hits"])) == (True, False)
    assert ("tre" in str(new["hits"]), "fyra" in str(new["hits"])) == (False, True)
    assert new["library"] != old["library"]
    assert (await http.get("/api/documents", headers={"if-none-match": tag})).status_code == 200


async def test_status_says_so_where_another_generation_is_served_than_was_meant(editor: Editor) -> None:
    before = Generations(editor.library).current()
    editor.write("katter", CATS)
    damaged = editor.build()
    store = Generations(editor.library).path(damaged) / "passages.sqlite"
    store.write_bytes(store.read_bytes()[:-1])
    service = AskService(ServedLibrary(editor.library, WordEmbedder()), QuotingAnswerer())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(create_app(service)), base_url="http://prov") as http:
        status = (await http.get("/api/status")).json()
    service.close()
    assert status["library"] == before
    assert status["notice"] == f"Version {damaged} av biblioteket är skadad, så version {before} visas i stället."


async def test_a_generation_that_is_rolled_back_to_is_served_again(editor: Editor, http: httpx.AsyncClient) -> None:
    before = await served(http)
    editor.write("katter", CATS)
    editor.build()
    assert (await http.get("/api/documents/katter")).status_code == 200
    Generations(editor.library).roll_back()
    assert await served(http) == before
    assert (await http.get("/api/documents/katter")).status_code == 404


async def test_a_link_to_a_passage_that_is_gone_says_why(editor: Editor, http: httpx.AsyncClient) -> None:
    editor.write("katter", CATS)
    editor.build()
    hits = (await http.post("/api/search", json={"query": "fönsterbräda"})).json()["hits"]
    link = f"/api/passages/{hits[0]['passage_id']}"
    assert (await http.get(link)).status_code == 200
    (editor.corpus / "katter.md").unlink()
    editor.build()
    gone = await http.get(link)
    assert gone.status_code == 404
    assert "byggts om" in gone.json()["detail"]


async def test_a_source_file_outlives_its_change_in_the_corpus(editor: Editor, http: httpx.AsyncClient) -> None:
    editor.write("hundar", CATS)
    assert (await http.get("/api/documents/hundar/file")).text == DOGS
    editor.build()
    assert (await http.get("/api/documents/hundar/file")).text == CATS


async def test_a_build_that_fails_changes_nothing_that_is_served(editor: Editor, http: httpx.AsyncClient) -> None:
    before = await served(http)
    (editor.library / "current").write_text("finns-inte\n", encoding="utf-8")
    assert await served(http) == before
    assert await best(http, "promenader") == "hundar"


async def test_no_request_is_dropped_while_generations_change(editor: Editor, http: httpx.AsyncClient) -> None:
    built = {await served(http)}
    seen: set[str] = set()
    done = asyncio.Event()

    async def ask_on_and_on() -> None:
        while not done.is_set():
            reply = await http.post("/api/ask", json={"question": "Vad har varje hund rätt till?"})
            assert reply.status_code == 200, reply.text
            seen.add(reply.json()["library"])
            await asyncio.sleep(0.02)  # leaves the build its share of the processor

    asking = [asyncio.create_task(ask_on_and_on()) for _ in range(2)]
    for number in range(2):
        editor.write("katter", CATS + f"\n## Artikel 2\n\nVarje katt får {number} möss.\n")
        built.add(await asyncio.to_thread(editor.build))
    done.set()
    await asyncio.gather(*asking)
    assert seen <= built
    assert len(seen) > 1
