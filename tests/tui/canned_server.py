"""A small library behind a real FastAPI app."""

import asyncio
from dataclasses import dataclass, field

import httpx
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from server.schema import (
    AskRequest,
    Problem,
    SearchReply,
    SearchRequest,
    UnderstoodQuery,
)
from server.schema_library import StatusReply
from server.schema_reading import DocumentEntry, DocumentList, PagePassage, PageReply, PassageReply
from server.streaming import MEDIA_TYPE, reply_events
from tests.tui.canned_replies import ARTICLE, ARTICLE_PLACE, FORUM, MARKUP, PAGES, REPLIES, REPORT, TITLE, hit

PASSAGES = {"forum": FORUM, "artikel12": ARTICLE, "markup": MARKUP}


@dataclass
class Canned:
    """What the app was asked, and how it is to behave."""

    asked: list[AskRequest] = field(default_factory=list)
    failing: str = ""
    """The Swedish sentence to fail with; empty while all is well."""
    gone: bool = False
    """Whether the line is cut instead of anything being answered."""
    release: asyncio.Event = field(default_factory=asyncio.Event)
    """What the question `långsamt` waits for."""
    notice: str = ""
    """What the status says of the library."""


class Failing(Exception):
    """The app is told to fail."""


def canned_app(canned: Canned) -> FastAPI:
    app = FastAPI()
    app.add_exception_handler(Failing, _say_it)

    @app.post("/api/ask", response_model=None)
    async def ask(request: AskRequest) -> Response:
        canned.asked.append(request)
        _fail_if_told(canned)
        if "långsamt" in request.question:
            await canned.release.wait()
        key = next(word for word in REPLIES if word in request.question.lower())
        reply = REPLIES[key](request.question)
        if request.stream:
            return Response(b"".join(reply_events(reply)), media_type=MEDIA_TYPE)
        return Response(reply.model_dump_json(), media_type="application/json")

    @app.post("/api/search")
    async def search(request: SearchRequest) -> SearchReply:
        hits = (hit(1, FORUM), hit(2, ARTICLE, **ARTICLE_PLACE))[: request.limit]
        understood = UnderstoodQuery(query=request.query, filters=request.filters)
        return SearchReply(query=request.query, hits=hits, understood=understood, took_ms=3.0, library="prov")

    @app.get("/api/status")
    async def status() -> StatusReply:
        return StatusReply(
            library="prov",
            built="2025-11-20T10:00:00Z",
            documents=12,
            passages=1432,
            sentences=9000,
            model="prov",
            version="0",
            notice=canned.notice,
        )

    _add_reading(app, canned)
    return app


def _add_reading(app: FastAPI, canned: Canned) -> None:
    @app.get("/api/documents")
    async def documents() -> DocumentList:
        _fail_if_told(canned)
        return DocumentList(documents=(_entry(REPORT, "4321-2025"), _entry("barnkonventionen", None)), library="prov")

    @app.get("/api/documents/{doc}/pages/{label}")
    async def page(doc: str, label: str) -> PageReply:
        _fail_if_told(canned)
        labels = list(PAGES)
        place = labels.index(label)
        text = PAGES[label]
        on_page = (PagePassage(passage_id="forum", section="4.1", at=(0, len(text))),) if label == "18" else ()
        return PageReply(
            doc=doc,
            title=TITLE,
            page=label,
            text=text,
            passages=on_page,
            previous=labels[place - 1] if place else None,
            next=labels[place + 1] if place + 1 < len(labels) else None,
        )

    @app.get("/api/passages/{passage_id}")
    async def passage(passage_id: str) -> PassageReply:
        _fail_if_told(canned)
        return PassageReply(
            passage_id=passage_id,
            doc=REPORT,
            title=TITLE,
            kind="årsrapport",
            year=2025,
            section="4.1",
            heading="Regional samverkan",
            path=(),
            page="18",
            page_end="18",
            text=PASSAGES[passage_id],
            before="De regionala forumen samlar olika aktörer.",
            after="Sedan 2022 har frågan formulerats likadant [sic].",
            previous=None,
            next=None,
        )


def _entry(doc: str, diarienummer: str | None) -> DocumentEntry:
    return DocumentEntry(
        doc=doc,
        title=doc,
        kind="övrigt",
        year=None,
        author=None,
        diarienummer=diarienummer,
        publisher=None,
        pages=1,
        passages=1,
        warnings=(),
    )


def _fail_if_told(canned: Canned) -> None:
    if canned.gone:
        raise httpx.ConnectError("avbrutet")
    if canned.failing:
        raise Failing(canned.failing)


async def _say_it(_request: object, error: Exception) -> JSONResponse:
    problem = Problem(title="Fel", status=503, detail=str(error))
    return JSONResponse(problem.model_dump(), 503, media_type="application/problem+json")
