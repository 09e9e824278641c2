"""The chat's only way to the server: HTTP, with what goes wrong said in one Swedish sentence."""

import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Literal, Self, TypeVar
from urllib.parse import quote

import httpx
from httpx_sse import EventSource, SSEError
from pydantic import BaseModel, ValidationError

from server.schema import (
    MAX_QUESTION,
    AskReply,
    AskRequest,
    Filters,
    Problem,
    SearchReply,
    SearchRequest,
    Turn,
)
from server.schema_library import (
    GenerationList,
    RebuildJob,
    RebuildRequest,
    RollbackReply,
    RollbackRequest,
    StatusReply,
)
from server.schema_reading import DocumentDetail, DocumentList, PageReply, PassageReply, SectionReply
from server.schema_report import BuildReport
from tui.exchanges import ANSWER, Streamed
from tui.refusals import BROKEN, OTHER_VERSION, refused, unreached
from tui.words import say

TIMEOUT: Final = httpx.Timeout(90.0, connect=5.0)
"""Seconds. A language model may take its time; a server that is not there need not."""
NO_FILTERS: Final = Filters()
Reply = TypeVar("Reply", bound=BaseModel)
_BUILD: Mapping[str, type[RebuildJob]] = {"progress": RebuildJob, "done": RebuildJob}


class AskFailed(Exception):
    """The server could not be asked. `str(exc)` is one Swedish sentence for the person who asked."""

    unreached = False
    """Whether nobody answered at all."""


class ServerGone(AskFailed):
    """Nobody answers, or not in time."""

    unreached = True


class NotBuilt(AskFailed):
    """There is no library to ask."""


class AskClient:
    """Asks a Belägg server. Every method raises `AskFailed` and nothing else when the server cannot answer."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    @classmethod
    def to(cls, url: str, *, key: str | None = None) -> Self:
        """A client of the server at `url`; `key` is sent as a bearer token."""
        headers = {"Authorization": f"Bearer {key}"} if key else None
        try:
            return cls(httpx.AsyncClient(base_url=url, headers=headers, timeout=TIMEOUT))
        except httpx.InvalidURL as error:
            told = say("”{url}” är ingen adress; skriv den som http://127.0.0.1:8000.", url=url)
            raise AskFailed(told) from error

    @classmethod
    def over_socket(cls, path: str) -> Self:
        """A client of the server that listens on the Unix socket `path`."""
        transport = httpx.AsyncHTTPTransport(uds=path)
        return cls(httpx.AsyncClient(transport=transport, base_url="http://belagg", timeout=TIMEOUT))

    async def ask(self, question: str, history: tuple[Turn, ...] = (), filters: Filters = NO_FILTERS) -> AskReply:
        """The answer to `question`; `history` holds the earlier turns, oldest first."""
        _refuse_too_long(question)
        body = AskRequest(question=question, history=history, filters=filters)
        return await self._post("/api/ask", body, AskReply)

    async def stream(
        self, question: str, history: tuple[Turn, ...] = (), filters: Filters = NO_FILTERS
    ) -> AsyncGenerator[Streamed]:
        """The answer to `question` as it is made; the last that comes is the whole `AskReply`."""
        _refuse_too_long(question)
        body = AskRequest(question=question, history=history, filters=filters, stream=True)
        request = self._http.build_request("POST", "/api/ask", json=body.model_dump(mode="json"))
        async for told in self._events(request, ANSWER):
            yield told

    async def search(
        self,
        query: str,
        limit: int = 10,
        mode: Literal["hybrid", "dense", "words"] = "hybrid",
        filters: Filters = NO_FILTERS,
    ) -> SearchReply:
        """The passages nearest to `query`."""
        _refuse_too_long(query)
        body = SearchRequest(query=query, limit=limit, mode=mode, filters=filters)
        return await self._post("/api/search", body, SearchReply)

    async def documents(self) -> DocumentList:
        """What the library holds."""
        listed = await self._get("/api/documents", DocumentList)
        while len(listed.documents) < listed.total:
            more = await self._get(f"/api/documents?offset={len(listed.documents)}", DocumentList)
            if not more.documents:
                break  # another library is served by now
            listed = more.model_copy(update={"documents": (*listed.documents, *more.documents)})
        return listed

    async def document(self, doc: str) -> DocumentDetail:
        """One document with its section tree."""
        return await self._get(f"/api/documents/{_segment(doc)}", DocumentDetail)

    async def section(self, doc: str, number: int) -> SectionReply:
        """The text of one section, by its number in the section tree."""
        return await self._get(f"/api/documents/{_segment(doc)}/sections/{number}", SectionReply)

    async def page(self, doc: str, key: str) -> PageReply:
        """The text of one page, by its key: its printed label, where no other page of the document has the same."""
        return await self._get(f"/api/documents/{_segment(doc)}/pages/{_segment(key)}", PageReply)

    async def passage(self, passage_id: str) -> PassageReply:
        """A passage with the text around it."""
        return await self._get(f"/api/passages/{_segment(passage_id)}", PassageReply)

    async def file(self, doc: str, folder: Path) -> Path:
        """Writes the source file of a document into `folder`, and gives its path."""
        request = self._http.build_request("GET", f"/api/documents/{_segment(doc)}/file")
        async with self._opened(request) as response:
            ending = re.search(r"\.[a-z]+(?=\"?$)", response.headers.get("Content-Disposition", ""))
            path = folder / f"{_segment(doc)}{ending[0] if ending else ''}"
            with path.open("wb") as file:
                async for piece in response.aiter_bytes():
                    file.write(piece)
        return path

    async def status(self) -> StatusReply:
        """Which library is served."""
        return await self._get("/api/status", StatusReply)

    async def generations(self) -> GenerationList:
        """The generations of the library that are kept, the oldest first."""
        return await self._get("/api/library/generations", GenerationList)

    async def report(self) -> BuildReport:
        """The editor's report of the build that is served."""
        return await self._get("/api/library/report", BuildReport)

    async def rebuild(self, paths: Sequence[str] = ()) -> RebuildJob:
        """Begins to build the library of just these paths under the corpus folder, or of all of it."""
        return await self._post("/api/library/rebuild", RebuildRequest(paths=tuple(paths)), RebuildJob)

    async def rebuild_job(self, job: str) -> RebuildJob:
        """How far a build has come."""
        return await self._get(f"/api/library/rebuild/{_segment(job)}", RebuildJob)

    async def rebuild_events(self, job: str) -> AsyncGenerator[RebuildJob]:
        """How far a build has come, each time that it comes farther; the last is when it is over."""
        request = self._http.build_request("GET", f"/api/library/rebuild/{_segment(job)}/events")
        async for told in self._events(request, _BUILD):
            yield told

    async def rollback(self, generation: str | None = None) -> RollbackReply:
        """Serves an earlier generation: this one, or the one before."""
        return await self._post("/api/library/rollback", RollbackRequest(generation=generation), RollbackReply)

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def _get(self, path: str, reply: type[Reply]) -> Reply:
        return await self._send(self._http.build_request("GET", path), reply)

    async def _post(self, path: str, body: BaseModel, reply: type[Reply]) -> Reply:
        return await self._send(self._http.build_request("POST", path, json=body.model_dump(mode="json")), reply)

    async def _send(self, request: httpx.Request, reply: type[Reply]) -> Reply:
        try:
            response = await self._http.send(request)
        except httpx.RequestError as error:
            raise ServerGone(unreached(error)) from error
        if not response.is_success:
            raise AskFailed(refused(response))
        return _parsed(response.content, reply)

    async def _events(self, request: httpx.Request, kinds: Mapping[str, type[Reply]]) -> AsyncGenerator[Reply]:
        """The events of these kinds until `done`; others are passed over, for a later server may tell more."""
        async with self._opened(request) as response:
            try:
                async for event in EventSource(response).aiter_sse():
                    if event.event == "error":
                        raise AskFailed(_parsed(event.data, Problem).detail)
                    if event.event in kinds:
                        yield _parsed(event.data, kinds[event.event])
                    if event.event == "done":
                        return
            except SSEError as error:
                raise AskFailed(say(OTHER_VERSION)) from error
        raise ServerGone(say(BROKEN))

    @asynccontextmanager
    async def _opened(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        """A response that is no refusal, to be read as it comes."""
        try:
            response = await self._http.send(request, stream=True)
            try:
                if not response.is_success:
                    await response.aread()
                    raise AskFailed(refused(response))
                yield response
            finally:
                await response.aclose()
        except httpx.RequestError as error:
            raise ServerGone(unreached(error)) from error


def _parsed(body: str | bytes, reply: type[Reply]) -> Reply:
    try:
        return reply.model_validate_json(body)
    except ValidationError as error:
        raise AskFailed(say(OTHER_VERSION)) from error


def _segment(name: str) -> str:
    return quote(name, safe="")


def _refuse_too_long(question: str) -> None:
    if len(question.strip()) > MAX_QUESTION:
        longest = f"{MAX_QUESTION:,}".replace(",", "\N{NO-BREAK SPACE}")
        raise AskFailed(say("Frågan är för lång; korta den till högst {longest} tecken.", longest=longest))
