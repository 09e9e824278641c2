"""Documents, pages, passages and source files over HTTP."""

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

Json = dict[str, Any]

REPORT = "arsrapport-barnets-rattigheter-2023"
CONVENTION = "hundkonventionen"
DOCUMENT = {
    *("doc", "title", "kind", "year", "author", "diarienummer", "publisher", "pages", "passages", "warnings"),
}
PASSAGE = {
    *("passage_id", "doc", "title", "kind", "year", "section", "heading", "path", "page", "page_end", "text"),
    *("page_key", "before", "after", "previous", "next"),
}
SECTION = {"section", "heading", "level", "page", "page_key", "number", "span", "passage_id"}
PAGE = {"doc", "title", "page", "page_key", "text", "passages", "previous", "next"}


async def get(http: httpx.AsyncClient, path: str) -> Json:
    response = await http.get(path)
    assert response.status_code == 200, response.text
    return dict(response.json())


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


async def all_pages(http: httpx.AsyncClient) -> list[Json]:
    labels = (await get(http, f"/api/documents/{REPORT}"))["page_labels"]
    return [await get(http, f"/api/documents/{REPORT}/pages/{label}") for label in labels]


async def all_passages(http: httpx.AsyncClient, doc: str) -> list[Json]:
    """The passages of a document, walked from any of them to both ends."""
    found = (await http.post("/api/search", json={"query": "uppdraget hund", "filters": {"doc": [doc]}})).json()
    passage = await get(http, f"/api/passages/{found['hits'][0]['passage_id']}")
    while passage["previous"]:
        passage = await get(http, f"/api/passages/{passage['previous']}")
    passages = [passage]
    while passage["next"]:
        passage = await get(http, f"/api/passages/{passage['next']}")
        passages.append(passage)
    return passages


async def test_documents_are_listed_with_what_is_known_of_them(http: httpx.AsyncClient) -> None:
    reply = await get(http, "/api/documents")
    assert reply.keys() == {"documents", "total", "library"}
    assert all(document.keys() == DOCUMENT for document in reply["documents"])
    by_id = {document["doc"]: document for document in reply["documents"]}
    assert set(by_id) == {REPORT, "arsrapport-manskliga-rattigheter-2024", CONVENTION}
    report = by_id[REPORT]
    assert (report["author"], report["diarienummer"], report["pages"]) == ("Vera Exempelsson", "0001-2023-TEST", 9)
    convention = by_id[CONVENTION]
    assert (convention["kind"], convention["year"], convention["pages"]) == ("konvention", 1989, 0)
    assert (convention["author"], convention["diarienummer"], convention["publisher"]) == (None, None, None)


async def test_a_document_has_its_section_tree_and_page_labels(http: httpx.AsyncClient) -> None:
    detail = await get(http, f"/api/documents/{REPORT}")
    assert detail.keys() == DOCUMENT | {"sections", "page_labels"}
    assert detail["page_labels"] == [str(number) for number in range(1, 10)]
    assert all(section.keys() == SECTION for section in detail["sections"])
    by_label = {section["section"]: section for section in detail["sections"]}
    told = {key: by_label["3.2"][key] for key in ("heading", "level", "page", "page_key")}
    assert told == {"heading": "3.2 Utbildningar", "level": 2, "page": "5", "page_key": "5"}
    assert by_label["2"]["level"] == 1
    labels = [section["section"] for section in detail["sections"]]
    assert labels.index("2") < labels.index("2.1") < labels.index("3") < labels.index("Bilaga 1")


async def test_a_document_without_pages_has_sections_without_pages(http: httpx.AsyncClient) -> None:
    detail = await get(http, f"/api/documents/{CONVENTION}")
    assert detail["page_labels"] == []
    assert [section["section"] for section in detail["sections"]][1:] == ["Artikel 1", "Artikel 2", "Artikel 3"]
    assert {section["page"] for section in detail["sections"]} == {None}


async def test_a_section_of_the_tree_leads_to_its_text_and_its_first_passage(http: httpx.AsyncClient) -> None:
    sections = (await get(http, f"/api/documents/{REPORT}"))["sections"]
    assert [section["number"] for section in sections] == list(range(len(sections)))
    assert all(one["span"][1] <= other["span"][0] for one, other in pairwise(sections))
    within = next(section for section in sections if section["section"] == "3.2")
    text = (await get(http, f"/api/documents/{REPORT}/sections/{within['number']}"))["text"]
    passage = await get(http, f"/api/passages/{within['passage_id']}")
    assert text.startswith("3.2 Utbildningar")
    assert passage["section"] == "3.2"
    assert squeezed(passage["text"]) in squeezed(text)


async def test_a_document_without_pages_is_read_section_by_section(http: httpx.AsyncClient) -> None:
    number: int | None = 0
    sections: list[Json] = []
    while number is not None:
        sections.append(await get(http, f"/api/documents/{CONVENTION}/sections/{number}"))
        assert sections[-1].keys() == SECTION - {"span", "passage_id"} | {"doc", "title", "path", "text"} | {
            *("passages", "previous", "next"),
        }
        number = sections[-1]["next"]
    assert [section["section"] for section in sections][1:] == ["Artikel 1", "Artikel 2", "Artikel 3"]
    assert [section["previous"] for section in sections] == [None, 0, 1, 2]
    for section in sections:
        for passage in section["passages"]:
            shown = section["text"][slice(*passage["at"])]
            assert shown == (await get(http, f"/api/passages/{passage['passage_id']}"))["text"]


@pytest.mark.parametrize("number", [99, -1])
async def test_a_section_that_is_not_there_is_told(http: httpx.AsyncClient, number: int) -> None:
    response = await http.get(f"/api/documents/{CONVENTION}/sections/{number}")
    assert response.status_code == 404
    assert response.json()["detail"] == f"Konvention om hundars rättigheter har inget avsnitt nummer {number}."


async def test_pages_lead_to_each_other_from_the_first_to_the_last(http: httpx.AsyncClient) -> None:
    pages = await all_pages(http)
    assert all(page.keys() == PAGE for page in pages)
    labels = [page["page"] for page in pages]
    assert [page["previous"] for page in pages] == [None, *labels[:-1]]
    assert [page["next"] for page in pages] == [*labels[1:], None]


async def test_a_page_holds_its_own_text_alone(http: httpx.AsyncClient) -> None:
    page = await get(http, f"/api/documents/{REPORT}/pages/5")
    assert page["text"].startswith("samtalen om vad barnkonventionen kräver")
    assert page["text"].endswith("inom tre månader.")
    assert "Prövning av barnets bästa" not in page["text"]


async def test_passages_on_the_pages_make_up_the_whole_passages(http: httpx.AsyncClient) -> None:
    pieces: dict[str, list[str]] = {}
    for page in await all_pages(http):
        for passage in page["passages"]:
            start, end = passage["at"]
            assert 0 <= start < end <= len(page["text"])
            pieces.setdefault(passage["passage_id"], []).append(page["text"][start:end])
    whole = {passage["passage_id"]: passage["text"] for passage in await all_passages(http, REPORT)}
    assert {name: squeezed(" ".join(parts)) for name, parts in pieces.items()} == {
        name: squeezed(text) for name, text in whole.items()
    }
    assert max(len(parts) for parts in pieces.values()) == 2  # one passage lies on two pages


@pytest.mark.parametrize("doc", [REPORT, CONVENTION])
async def test_passages_lead_to_each_other_through_the_whole_document(http: httpx.AsyncClient, doc: str) -> None:
    passages = await all_passages(http, doc)
    assert all(passage.keys() == PASSAGE for passage in passages)
    assert len(passages) == (await get(http, f"/api/documents/{doc}"))["passages"]
    ids = [passage["passage_id"] for passage in passages]
    assert [passage["previous"] for passage in passages] == [None, *ids[:-1]]
    assert len(set(ids)) == len(ids)


async def test_a_passage_stands_between_what_comes_before_and_after_it(http: httpx.AsyncClient) -> None:
    passages = await all_passages(http, CONVENTION)
    preface, first, second, third = passages
    assert preface["before"] == ""
    assert preface["text"].endswith("Antagen av hundarnas generalförsamling.")
    assert second["text"].startswith("Varje hund har rätt")
    assert first["text"] in second["before"]
    assert third["text"] in second["after"]
    assert third["after"].strip() == ""
    assert second["path"] == ["Artikel 2"]


async def test_what_is_cut_around_a_passage_is_cut_between_words(http: httpx.AsyncClient) -> None:
    passages = await all_passages(http, REPORT)
    whole = " ".join(page["text"] for page in await all_pages(http))
    cut = [passage for passage in passages if passage["before"].startswith("… ")]
    assert cut
    for passage in cut:
        assert len(passage["before"]) <= 1_202
        assert passage["before"].split()[1] in whole.split()


async def test_a_source_file_is_given_back_byte_by_byte(http: httpx.AsyncClient, corpus_folder: Path) -> None:
    response = await http.get(f"/api/documents/{REPORT}/file")
    assert response.content == (corpus_folder / f"{REPORT}.md").read_bytes()
    assert response.headers["content-type"].startswith("text/markdown")
    assert response.headers["content-disposition"] == f'inline; filename="{REPORT}.md"'


async def test_a_part_of_a_source_file_is_given_on_its_own(http: httpx.AsyncClient, corpus_folder: Path) -> None:
    source = (corpus_folder / f"{REPORT}.md").read_bytes()
    response = await http.get(f"/api/documents/{REPORT}/file", headers={"range": "bytes=10-29"})
    assert response.status_code == 206
    assert response.content == source[10:30]
    assert response.headers["content-range"] == f"bytes 10-29/{len(source)}"


async def test_a_part_beyond_the_end_of_a_source_file_is_refused(http: httpx.AsyncClient) -> None:
    response = await http.get(f"/api/documents/{REPORT}/file", headers={"range": "bytes=999999-"})
    assert (response.status_code, response.content) == (416, b"")
