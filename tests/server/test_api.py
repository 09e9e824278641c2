"""Search and questions over HTTP: the contract that tools outside rely on, field by field."""

import re
from typing import Any

import httpx
import pytest

from index.swedish import stem

Json = dict[str, Any]

REPORT_2023 = "arsrapport-barnets-rattigheter-2023"
REPORT_2024 = "arsrapport-manskliga-rattigheter-2024"
CONVENTION = "hundkonventionen"

HIT = {
    *("rank", "passage_id", "doc", "title", "kind", "year", "section", "heading", "page", "page_end", "text"),
    *("page_key", "score", "scores", "highlights", "quality", "also_in"),
}
CITATION = {
    *("id", "marker", "at", "doc", "title", "kind", "year", "section", "heading", "page", "page_end", "quote"),
    *("page_key", "focus", "passage_id", "quality", "also_in"),
}
ASK_REPLY = {
    *("answer", "answered", "reason", "missing", "understood", "focus", "notes", "citations", "hits", "confidence"),
    *("answerer", "took_ms", "library"),
}

WALKS = "Har varje hund rätt till en egen korg, till friskt vatten och till minst tre promenader om dagen?"
MEETING = (
    "Vid höstens möte i Norrvik bestämdes att varje träff ska börja med att en kommun berättar om ett ärende som gick "
    "fel, eftersom det hade visat sig ge de bästa samtalen om vad barnkonventionen kräver i praktiken?"
)
MOON = "Vad kostar en flygbiljett till månen?"


async def search(http: httpx.AsyncClient, **body: object) -> Json:
    response = await http.post("/api/search", json=body)
    assert response.status_code == 200, response.text
    return dict(response.json())


async def ask(http: httpx.AsyncClient, question: str, **body: object) -> Json:
    response = await http.post("/api/ask", json={"question": question, **body})
    assert response.status_code == 200, response.text
    return dict(response.json())


async def test_a_search_replies_with_the_fields_of_the_contract(http: httpx.AsyncClient) -> None:
    reply = await search(http, query="nyhetsbrevet Barnposten", limit=3)
    assert reply.keys() == {"query", "hits", "understood", "took_ms", "library"}
    assert all(hit.keys() == HIT for hit in reply["hits"])
    assert reply["query"] == "nyhetsbrevet Barnposten"
    assert reply["understood"] == {
        "query": "nyhetsbrevet Barnposten",
        "filters": {"doc": [], "kind": [], "year": []},
        "scope": [],
    }
    assert reply["took_ms"] > 0
    assert reply["library"] == (await http.get("/api/status")).json()["library"]


async def test_the_passage_that_answers_best_comes_first_and_says_where_it_stands(http: httpx.AsyncClient) -> None:
    best = (await search(http, query="prenumeranter på nyhetsbrevet Barnposten"))["hits"][0]
    told = {key: best[key] for key in ("rank", "doc", "kind", "year", "section", "page", "page_end", "quality")}
    assert told == {
        "rank": 1,
        "doc": REPORT_2023,
        "kind": "årsrapport",
        "year": 2023,
        "section": "2.2",
        "page": "5",
        "page_end": "5",
        "quality": "text",
    }
    assert "840 prenumeranter" in best["text"]
    assert best["title"] == "Årsrapport barnets rättigheter 2023 (påhittad)"


async def test_a_document_without_pages_has_no_page_label(http: httpx.AsyncClient) -> None:
    best = (await search(http, query="korg vatten promenader"))["hits"][0]
    assert (best["doc"], best["section"]) == (CONVENTION, "Artikel 2")
    assert (best["page"], best["page_end"]) == (None, None)


@pytest.mark.parametrize("limit", [1, 4, 50])
async def test_hits_are_as_many_as_asked_for_ranked_by_score(http: httpx.AsyncClient, limit: int) -> None:
    hits = (await search(http, query="kommuner och regioner", limit=limit))["hits"]
    assert len(hits) == min(limit, len(hits))
    assert limit == 50 or len(hits) == limit
    assert [hit["rank"] for hit in hits] == list(range(1, len(hits) + 1))
    scores = [hit["score"] for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit["passage_id"] for hit in hits}) == len(hits)


@pytest.mark.parametrize(
    ("mode", "rankings"), [("dense", {"dense", "sentence"}), ("words", {"words", "ngrams"}), ("hybrid", None)]
)
async def test_scores_name_the_rankings_of_the_mode(
    http: httpx.AsyncClient, mode: str, rankings: set[str] | None
) -> None:
    hits = (await search(http, query="rådgivning om tolk", mode=mode))["hits"]
    assert hits
    named = {name for hit in hits for name in hit["scores"]}
    assert named == (rankings or {"dense", "sentence", "words", "ngrams"})
    assert all(isinstance(score, float | int) for hit in hits for score in hit["scores"].values())


async def test_highlights_are_words_of_the_query_within_the_text(http: httpx.AsyncClient) -> None:
    hits = (await search(http, query="kommuner tolk"))["hits"]
    marked = [hit["text"][start:end] for hit in hits for start, end in hit["highlights"]]
    assert marked
    assert {stem(word.casefold())[:4] for word in marked} <= {"komm", "tolk"}
    assert all(0 <= start < end <= len(hit["text"]) for hit in hits for start, end in hit["highlights"])


@pytest.mark.parametrize(
    ("filters", "docs"),
    [
        ({"doc": [CONVENTION]}, {CONVENTION}),
        ({"doc": [CONVENTION, REPORT_2024]}, {CONVENTION, REPORT_2024}),
        ({"kind": ["konvention"]}, {CONVENTION}),
        ({"year": [2023]}, {REPORT_2023}),
        ({"year": [1989, 2024]}, {CONVENTION, REPORT_2024}),
        ({"kind": ["årsrapport"], "year": [2024, 1989]}, {REPORT_2024}),
        ({"kind": ["konvention"], "year": [2023]}, set()),
        ({"doc": [], "kind": [], "year": []}, {CONVENTION, REPORT_2023, REPORT_2024}),
    ],
)
async def test_a_filter_lets_through_any_of_its_values_and_all_filters_must_hold(
    http: httpx.AsyncClient, filters: dict[str, list[object]], docs: set[str]
) -> None:
    for mode in ("hybrid", "dense", "words"):
        query = "rätt till stöd för hund och kommun under året"
        reply = await search(http, query=query, filters=filters, limit=50, mode=mode)
        assert {hit["doc"] for hit in reply["hits"]} == docs
        assert reply["understood"]["filters"] == {"doc": [], "kind": [], "year": []} | {
            name: sorted(values, key=str) for name, values in filters.items()
        }


async def test_a_slip_is_mended_and_told(http: httpx.AsyncClient) -> None:
    reply = await ask(http, "Hur ofta möttes nätvärket?")
    assert reply["understood"]["question"] == "Hur ofta möttes nätverket?"
    assert reply["understood"]["corrections"] == [["nätvärket", "nätverket"]]


async def test_only_the_query_is_required(http: httpx.AsyncClient) -> None:
    bare = await search(http, query="nätverket")
    given = await search(http, query="nätverket", limit=10, mode="hybrid", filters={})
    assert len(bare["hits"]) == 10
    assert bare["hits"] == given["hits"]


async def test_space_around_a_query_is_not_searched(http: httpx.AsyncClient) -> None:
    assert (await search(http, query="  nätverket \n"))["query"] == "nätverket"


async def test_an_answer_has_the_fields_of_the_contract(http: httpx.AsyncClient) -> None:
    reply = await ask(http, WALKS, limit=5)
    assert reply.keys() == ASK_REPLY
    assert all(citation.keys() == CITATION for citation in reply["citations"])
    assert all(hit.keys() == HIT for hit in reply["hits"])
    assert reply["understood"].keys() == {"question", "filters", "corrections", "scope"}
    assert (reply["answered"], reply["reason"], reply["missing"]) == (True, None, None)
    assert reply["answerer"] == "quoting"
    assert 0.5 < reply["confidence"] <= 1
    assert reply["took_ms"] > 0
    assert reply["library"] == (await http.get("/api/status")).json()["library"]
    assert len(reply["hits"]) == 5


async def test_every_character_of_an_answer_is_quoted_or_a_marker(http: httpx.AsyncClient) -> None:
    reply = await ask(http, WALKS)
    answer, citations = reply["answer"], reply["citations"]
    assert [citation["marker"] for citation in citations] == list(range(1, len(citations) + 1))
    rest = answer
    for citation in reversed(citations):
        start, end = citation["at"]
        assert answer[end:].lstrip().startswith(f"[{citation['marker']}]")
        assert answer[start:end] == citation["quote"]
        rest = rest[:start] + rest[end:]
    assert re.sub(r"\[\d+\]", "", rest).strip() == ""
    assert "tre promenader om dagen" in citations[0]["quote"]
    assert citations[0]["section"] == "Artikel 2"


async def test_a_quote_stands_on_the_pages_that_it_names(http: httpx.AsyncClient) -> None:
    citation = (await ask(http, MEETING))["citations"][0]
    assert (citation["doc"], citation["page"], citation["page_end"]) == (REPORT_2023, "4", "5")
    pages = [(await http.get(f"/api/documents/{REPORT_2023}/pages/{label}")).json()["text"] for label in ("4", "5")]
    assert citation["quote"] in " ".join(pages)
    assert all(citation["quote"] not in page for page in pages)


async def test_a_quote_stands_in_its_passage(http: httpx.AsyncClient) -> None:
    for citation in (await ask(http, WALKS))["citations"]:
        passage = (await http.get(f"/api/passages/{citation['passage_id']}")).json()
        assert citation["quote"] in passage["before"] + passage["text"] + passage["after"]
        assert passage["doc"] == citation["doc"]


async def test_focus_lies_in_the_answer_and_in_the_quotes(http: httpx.AsyncClient) -> None:
    reply = await ask(http, WALKS)
    inside = [citation["quote"][a:b] for citation in reply["citations"] for a, b in citation["focus"]]
    assert [reply["answer"][start:end] for start, end in reply["focus"]] == inside


async def test_a_filter_holds_for_answers_too(http: httpx.AsyncClient) -> None:
    reply = await ask(http, WALKS, filters={"kind": ["årsrapport"]})
    assert {hit["kind"] for hit in reply["hits"]} == {"årsrapport"}
    assert all(citation["kind"] == "årsrapport" for citation in reply["citations"])


async def test_what_the_sources_do_not_hold_is_not_answered(http: httpx.AsyncClient) -> None:
    reply = await ask(http, MOON)
    assert reply.keys() == ASK_REPLY
    assert reply["answered"] is False
    assert "källorna" in reply["answer"]
    assert (reply["citations"], reply["focus"]) == ([], [])
    assert reply["reason"] in {"no_support", "out_of_scope"}
    assert reply["missing"] is None or reply["missing"].endswith(".")
    assert 0 <= reply["confidence"] < (await ask(http, WALKS))["confidence"] <= 1
    assert reply["hits"]


async def test_a_follow_up_is_searched_with_what_it_leaves_unsaid(http: httpx.AsyncClient) -> None:
    reply = await ask(http, "Och hur många korgar?", history=[{"question": "Vad har varje hund rätt till?"}])
    assert "hund" in reply["understood"]["question"]
    alone = await ask(http, "Och hur många korgar?")
    assert "hund" not in alone["understood"]["question"]


async def test_history_may_hold_twenty_turns_with_or_without_answers(http: httpx.AsyncClient) -> None:
    turns = [{"question": "Vad är en hund?", "answer": "En valp [1]"}, {"question": "Varför?"}] * 10
    assert (await ask(http, WALKS, history=turns))["answerer"] == "quoting"


async def test_a_question_of_two_thousand_characters_is_answered(http: httpx.AsyncClient) -> None:
    question = "hund " * 399 + "hund?"
    assert len(question) == 2_000
    assert (await ask(http, question))["understood"]["question"] == question


async def test_status_tells_what_is_served(http: httpx.AsyncClient) -> None:
    status = (await http.get("/api/status")).json()
    assert status.keys() == {"library", "built", "documents", "passages", "sentences", "model", "version", "notice"}
    assert (status["documents"], status["model"], status["notice"]) == (3, "ordpåse@1", "")
    documents = (await http.get("/api/documents")).json()["documents"]
    assert status["passages"] == sum(document["passages"] for document in documents)
    assert status["sentences"] > status["passages"]


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
async def test_the_process_and_its_library_are_well(http: httpx.AsyncClient, path: str) -> None:
    response = await http.get(path)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_the_api_is_described(http: httpx.AsyncClient) -> None:
    paths = (await http.get("/openapi.json")).json()["paths"]
    assert {"/api/search", "/api/ask", "/api/documents/{doc}/pages/{label}", "/api/passages/{passage_id}"} <= set(paths)


async def test_everything_in_the_description_is_explained(http: httpx.AsyncClient) -> None:
    described = (await http.get("/openapi.json")).json()
    for name, model in described["components"]["schemas"].items():
        assert model.get("description") or "enum" in model, name
        for field, told in model.get("properties", {}).items():
            assert told.get("description"), f"{name}.{field}"
    operations = [operation for path in described["paths"].values() for operation in path.values()]
    assert len(operations) == 20
    for operation in operations:
        assert operation["summary"], operation
        assert operation["description"], operation["summary"]
        assert all(parameter["description"] for parameter in operation.get("parameters", ())), operation["summary"]
    bodies = [operation["requestBody"]["content"] for operation in operations if "requestBody" in operation]
    named = {name for body in bodies for name in re.findall(r"schemas/(\w+)", str(body))}
    assert named == {"SearchRequest", "AskRequest", "RebuildRequest", "RollbackRequest"}
    assert all(described["components"]["schemas"][name]["examples"] for name in named)
    assert {"FoundHits", "TextPiece"} <= described["components"]["schemas"].keys()


async def test_the_description_has_a_page_that_fetches_nothing_from_elsewhere(http: httpx.AsyncClient) -> None:
    page = await http.get("/docs")
    parts = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(parts) == 4
    for part in parts:
        assert (await http.get(part)).status_code == 200, part
    assert "unsafe-inline" not in page.headers["content-security-policy"].partition("style-src")[0]
    assert (await http.get("/docs/okänt.js")).status_code == 404


async def test_a_section_named_in_another_document_does_not_pass_the_filters(http: httpx.AsyncClient) -> None:
    body = {"query": "Vad säger artikel 2 om korg och promenader?", "filters": {"kind": ["årsrapport"]}}
    reply = (await http.post("/api/search", json=body)).json()
    assert reply["hits"]
    assert {hit["kind"] for hit in reply["hits"]} == {"årsrapport"}
