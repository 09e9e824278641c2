"""What browsers are told, and the names under which the server is reached."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from server.app import create_app
from server.headers import ANY_NAME, LOCAL_NAMES, Browsers, browsers_on
from server.service import AskService
from tests.server.test_api_refusals import problem_in

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
}


@asynccontextmanager
async def client_of(
    service: AskService, browsers: Browsers = ANY_NAME, base: str = "http://prov"
) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(service, browsers=browsers)
    app.include_router(more())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=base) as client:
        yield client


def more() -> APIRouter:
    """A page of ours, source files of two kinds, and a fault."""
    router = APIRouter()

    @router.get("/sida")
    def page() -> HTMLResponse:
        return HTMLResponse("<!doctype html>")

    @router.get("/api/fil.html")
    def web_page() -> HTMLResponse:
        return HTMLResponse("<script>alert(1)</script>")

    @router.get("/api/fil.pdf")
    def pdf() -> Response:
        return Response(b"%PDF-1.7", media_type="application/pdf")

    @router.get("/api/fel")
    def fault() -> str:
        raise ZeroDivisionError

    return router


def policy(response: httpx.Response) -> set[str]:
    return {each.strip() for each in response.headers["content-security-policy"].split(";")}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/status", 200),
        ("GET", "/sida", 200),
        ("GET", "/finns-inte", 404),
        ("POST", "/api/ask", 422),
        ("DELETE", "/api/ask", 405),
        ("GET", "/api/fel", 500),
        ("GET", "/openapi.json", 200),
        ("GET", "/metrics", 200),
    ],
)
async def test_every_reply_has_the_headers(service: AskService, method: str, path: str, status: int) -> None:
    async with client_of(service) as http:
        response = await http.request(method, path)
    assert response.status_code == status
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["x-frame-options"] == "DENY"
    assert response.headers["referrer-policy"] == "no-referrer"
    assert response.headers["cross-origin-opener-policy"] == "same-origin"
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in response.headers["permissions-policy"]
    assert "frame-ancestors 'none'" in policy(response)


async def test_a_refused_body_has_them_too(service: AskService) -> None:
    async with client_of(service) as http:
        response = await http.post("/api/ask", content=b"x" * 70_000)
    assert response.status_code == 413
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_a_page_runs_only_what_comes_from_the_server(service: AskService) -> None:
    async with client_of(service) as http:
        assert policy(await http.get("/sida")) == STRICT


async def test_nothing_runs_in_a_source_that_is_a_web_page(service: AskService) -> None:
    async with client_of(service) as http:
        assert policy(await http.get("/api/fil.html")) == {"default-src 'none'", "frame-ancestors 'none'", "sandbox"}


async def test_a_pdf_can_be_shown_by_the_browsers_own_viewer(service: AskService) -> None:
    async with client_of(service) as http:
        assert policy(await http.get("/api/fil.pdf")) == {"frame-ancestors 'none'"}


async def test_no_other_site_may_ask_unless_it_is_named(service: AskService) -> None:
    asking = {"origin": "https://intranet.example.se"}
    preflight = asking | {
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
    }
    async with client_of(service) as http:
        assert "access-control-allow-origin" not in (await http.get("/api/status", headers=asking)).headers
        assert (await http.options("/api/ask", headers=preflight)).status_code == 405
    async with client_of(service, Browsers(origins=("https://intranet.example.se",))) as http:
        allowed = await http.get("/api/status", headers=asking)
        assert allowed.headers["access-control-allow-origin"] == "https://intranet.example.se"
        assert allowed.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "access-control-allow-credentials" not in allowed.headers
        assert (await http.options("/api/ask", headers=preflight)).status_code == 200
        other = await http.get("/api/status", headers={"origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers
        assert (await http.options("/api/ask", headers=preflight | {"origin": "null"})).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "LocalHost:8000", "127.0.0.1:8000", "[::1]:8000", "belagg.example.se"])
async def test_this_machine_and_the_names_that_are_given_are_answered(service: AskService, host: str) -> None:
    async with client_of(service, browsers_on("127.0.0.1", ["Belagg.example.se"], [])) as http:
        assert (await http.get("/api/status", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil", "127.1"],
)
async def test_a_name_that_leads_here_from_elsewhere_is_refused(service: AskService, host: str) -> None:
    async with client_of(service, browsers_on("127.0.0.1", [], [])) as http:
        for path in ("/api/status", "/health/live", "/sida"):
            assert "--name" in problem_in(await http.get(path, headers={"host": host}), 421)


def test_elsewhere_any_name_will_do_unless_some_are_given() -> None:
    assert browsers_on("0.0.0.0", [], []).names is None
    known = browsers_on("0.0.0.0", ["belagg.example.se"], []).names
    assert known == LOCAL_NAMES | {"0.0.0.0", "belagg.example.se"}
