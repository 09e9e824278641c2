"""Tools for programs that speak MCP: what they may ask of Belägg, and what they are told, in Swedish."""

from collections.abc import Awaitable
from importlib.metadata import version
from typing import Annotated, Final, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from server.schema import MAX_LIMIT, MAX_TURNS, Filters, Turn
from tui.client import AskClient, AskFailed
from tui.mcp_schema import Answered, FoundPassages, PageText, PassageText, answered, found, page_text, passage_text

_Reply = TypeVar("_Reply")
_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS: Final = (
    "Belägg svarar ur en samling årsrapporter, konventioner, lagar och metodstöd om barnets och mänskliga rättigheter. "
    "Allt som lämnas är ordagranna citat med källa. Svara bara med det som står i citaten och ange källan; står det "
    "att källorna inte svarar, säg det och gissa inte."
)

Docs = Annotated[tuple[str, ...], Field(description="Bara i de här dokumenten: deras id, som träffarnas doc.")]
Kinds = Annotated[
    tuple[str, ...],
    Field(description="Bara de här slagen: årsrapport, konvention, lag, metodstöd, sammanfattning, övrigt."),
]
Years = Annotated[tuple[int, ...], Field(description="Bara de här åren: det år rapporten gäller eller texten antogs.")]
Doc = Annotated[str, Field(description="Dokumentets id: doc i en träff eller en källa.")]


def make_server(client: AskClient) -> MCPServer:
    """The server whose tools ask `client`."""
    server = MCPServer(
        "belagg", title="Belägg", version=version("belagg"), instructions=_INSTRUCTIONS, log_level="WARNING"
    )
    tools = Tools(client)
    for tool, title, description in (
        (tools.search, "Sök passager", "Söker i källorna och ger de närmaste passagerna, ordagrant och med plats."),
        (tools.ask, "Ställ en fråga", "Svarar med ordagranna citat ur källorna, eller säger att de inte svarar."),
        (tools.read_page, "Läs en sida", "Ger texten på en tryckt sida i ett dokument som har sidor."),
        (tools.read_passage, "Läs en passage", "Ger en passage med texten före och efter, också där sidor saknas."),
    ):
        server.add_tool(tool, title=title, description=description, annotations=_READS)
    return server


class Tools:
    """What may be asked. Each tool's arguments are described where they are declared."""

    def __init__(self, client: AskClient) -> None:
        self._client = client

    async def search(
        self,
        query: Annotated[str, Field(description="Ord eller en fråga, helst på svenska.")],
        limit: Annotated[int, Field(description="Antal träffar.", ge=1, le=MAX_LIMIT)] = 5,
        doc: Docs = (),
        kind: Kinds = (),
        year: Years = (),
    ) -> FoundPassages:
        """The passages nearest to a query."""
        _require(query)
        return found(await _asked(self._client.search(query, limit, filters=Filters(doc=doc, kind=kind, year=year))))

    async def ask(
        self,
        question: Annotated[str, Field(description="Frågan, på svenska eller engelska.")],
        earlier: Annotated[
            tuple[str, ...],
            Field(description="Tidigare frågor i samtalet, den äldsta först, om detta är en följdfråga."),
        ] = (),
        doc: Docs = (),
        kind: Kinds = (),
        year: Years = (),
    ) -> Answered:
        """An answer with its sources, or that there is none."""
        _require(question)
        history = tuple(Turn(question=each) for each in earlier if each.strip())[-MAX_TURNS:]
        return answered(await _asked(self._client.ask(question, history, Filters(doc=doc, kind=kind, year=year))))

    async def read_page(
        self, doc: Doc, page: Annotated[str, Field(description="Sidan, som den står i en träff eller en källa.")]
    ) -> PageText:
        """The text of a page."""
        return page_text(await _asked(self._client.page(doc, page)))

    async def read_passage(
        self, passage_id: Annotated[str, Field(description="Passagens id, ur en träff eller en källa.")]
    ) -> PassageText:
        """A passage with what stands around it."""
        return passage_text(await _asked(self._client.passage(passage_id)))


def _require(question: str) -> None:
    if not question.strip():
        raise ToolError("Frågan är tom. Skriv en fråga.")


async def _asked(reply: Awaitable[_Reply]) -> _Reply:
    try:
        return await reply
    except AskFailed as error:
        raise ToolError(str(error)) from error
