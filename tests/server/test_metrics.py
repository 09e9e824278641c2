"""What the figures and the log tell, and what they must not."""

import logging
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.access import Access
from server.answering import question_log
from server.app import create_app
from server.keys import KeyFile, Scope
from server.running import log_to_stderr
from server.service import AskService
from tests.server.test_access import bearing, client_of

SECRET = "Hundrastgårdshemligheten"


async def figures(http: httpx.AsyncClient) -> dict[tuple[str, ...], float]:
    """Name and label values → value."""
    response = await http.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/plain")
    families = text_string_to_metric_families(response.text)
    return {(each.name, *each.labels.values()): each.value for family in families for each in family.samples}


async def test_requests_are_counted_by_route_and_never_by_what_they_name(http: httpx.AsyncClient) -> None:
    for path in ("hundkonventionen", "katten"):
        await http.get(f"/api/documents/{path}")
    await http.get("/api/documents/arsrapport-barnets-rattigheter-2023/pages/5")
    await http.get(f"/{SECRET}?q={SECRET}")
    told = await figures(http)
    assert told["belagg_requests_total", "GET", "/api/documents/{doc}", "200"] == 1
    assert told["belagg_requests_total", "GET", "/api/documents/{doc}", "404"] == 1
    assert told["belagg_requests_total", "GET", "/api/documents/{doc}/pages/{label}", "200"] == 1
    assert told["belagg_requests_total", "GET", "(none)", "404"] == 1
    assert told["belagg_request_seconds_count", "/api/documents/{doc}"] == 2
    assert told["belagg_requests_under_way",] == 1  # the one that asks


async def test_answers_are_counted_with_the_reason_why_others_were_not(http: httpx.AsyncClient) -> None:
    assert (await figures(http))["belagg_answers_total", "answered"] == 0
    for question in ("Hur många promenader har en hund rätt till?", "Vad kostar en flygbiljett till månen?"):
        await http.post("/api/ask", json={"question": question})
        await http.post("/api/ask", json={"question": question, "stream": True})
    told = await figures(http)
    counts = {name[1]: value for name, value in told.items() if name[0] == "belagg_answers_total"}
    assert counts["answered"] == 2
    assert sum(counts.values()) == 4


async def test_the_served_library_is_told(http: httpx.AsyncClient) -> None:
    status = (await http.get("/api/status")).json()
    told = await figures(http)
    assert told["belagg_library_info", status["library"], status["model"]] == 1
    assert told["belagg_library_documents",] == status["documents"]
    assert told["belagg_library_fallback",] == 0
    assert told["belagg_library_built_timestamp_seconds",] > 1.7e9
    assert told["process_resident_memory_bytes",] > 1e6


async def test_no_word_of_a_question_is_in_the_figures(http: httpx.AsyncClient) -> None:
    await http.post("/api/ask", json={"question": SECRET})
    await http.post("/api/search", json={"query": SECRET, "filters": {"doc": [SECRET]}})
    await http.request(SECRET, f"/api/{SECRET}?{SECRET}")
    assert SECRET not in (await http.get("/metrics")).text


async def test_figures_take_a_key_where_reading_does(service: AskService, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    secret = keys.add("övervakningen", Scope.READ)
    async with client_of(service, Access(keys, reading_open=False)) as http:
        assert (await http.get("/metrics")).status_code == 401
        assert (await http.get("/metrics", headers=bearing(secret))).status_code == 200


async def ask_everywhere(http: httpx.AsyncClient) -> None:
    await http.post("/api/ask", json={"question": f"Vad är {SECRET}?", "history": [{"question": SECRET}]})
    await http.post("/api/ask", json={"question": f"Vad är {SECRET}?", "stream": True})
    await http.post("/api/search", json={"query": SECRET})
    await http.post("/api/search", json={"query": SECRET, "mode": SECRET})
    await http.get(f"/?q={SECRET}")
    await http.get(f"/api/passages/{SECRET}")


async def test_the_log_tells_what_was_done_and_not_what_was_asked(
    service: AskService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    transport = httpx.ASGITransport(create_app(service))
    async with httpx.AsyncClient(transport=transport, base_url="http://prov") as http:
        await ask_everywhere(http)
        await http.get("/health/live")
    lines = [record.getMessage() for record in caplog.records if record.name.startswith("server")]
    assert any(line.startswith("POST /api/ask 200, ") for line in lines)
    assert any(line.startswith("GET /api/passages/{passage_id} 404, ") for line in lines)
    assert not any("/health" in line for line in lines)
    assert [line for line in lines if SECRET in line] == []


async def test_what_is_asked_is_logged_where_that_is_wanted(
    http: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    log_to_stderr(questions=True)
    try:
        await http.post("/api/ask", json={"question": f"Vad är {SECRET}?\nINFO påhitt"})
    finally:
        question_log.setLevel(logging.NOTSET)
    (line,) = [record.getMessage() for record in caplog.records if SECRET in record.getMessage()]
    assert line == f"ask: 'Vad är {SECRET}?\\nINFO påhitt'"
