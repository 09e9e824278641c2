"""The chat's only way to the server: HTTP, with what goes wrong said in one Swedish sentence."""

from typing import Final, Literal, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from server.schema import (
    MAX_QUESTION,
    AskReply,
    AskRequest,
    DocumentList,
    Filters,
    PageReply,
    PassageReply,
    SearchReply,
    SearchRequest,
    StatusReply,
    Turn,
)

TIMEOUT: Final = httpx.Timeout(90.0, connect=5.0)
"""Seconds. A language model may take its time; a server that is not there need not."""
NO_FILTERS: Final = Filters()

Reply = TypeVar("Reply", bound=BaseModel)


class AskFailed(Exception):
    """The server could not be asked. `str(exc)` is one Swedish sentence for the person who asked."""


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
            raise AskFailed(f"”{url}” är ingen adress; skriv den som http://127.0.0.1:8000.") from error

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
        return await self._get("/api/documents", DocumentList)

    async def page(self, doc: str, label: str) -> PageReply:
        """The text of one page, by its printed label."""
        return await self._get(f"/api/documents/{_segment(doc)}/pages/{_segment(label)}", PageReply)

    async def passage(self, passage_id: str) -> PassageReply:
        """A passage with the text around it."""
        return await self._get(f"/api/passages/{_segment(passage_id)}", PassageReply)

    async def status(self) -> StatusReply:
        """Which library is served."""
        return await self._get("/api/status", StatusReply)

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
            raise AskFailed(_unreached(error)) from error
        if not response.is_success:
            raise AskFailed(_refused(response))
        try:
            return reply.model_validate_json(response.content)
        except ValidationError as error:
            raise AskFailed(
                "Servern svarade på ett sätt som programmet inte förstår; kontrollera att båda är av samma version."
            ) from error


def _segment(name: str) -> str:
    return quote(name, safe="")


def _refuse_too_long(question: str) -> None:
    if len(question.strip()) > MAX_QUESTION:
        longest = f"{MAX_QUESTION:,}".replace(",", "\N{NO-BREAK SPACE}")
        raise AskFailed(f"Frågan är för lång; korta den till högst {longest} tecken.")


def _unreached(error: httpx.RequestError) -> str:
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.UnsupportedProtocol):
        return "Servern går inte att nå; kontrollera att den är igång och att adressen stämmer."
    if isinstance(error, httpx.TimeoutException):
        return "Servern svarade inte i tid; försök igen om en stund."
    return "Förbindelsen med servern bröts; försök igen."


def _refused(response: httpx.Response) -> str:
    try:
        problem = response.json()
    except ValueError:
        problem = None
    detail = problem.get("detail") if isinstance(problem, dict) else None
    if isinstance(detail, str) and detail:
        return detail
    return f"Servern kunde inte svara (felkod {response.status_code}); försök igen om en stund."
