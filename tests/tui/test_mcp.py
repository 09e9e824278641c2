"""`belagg mcp`, as the programs that start it meet it: the SDK's own client, over standard input and output."""

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters, stdio_client
from mcp.types import CallToolResult, TextContent

from server.access import Access
from server.app import create_app
from server.keys import KeyFile, Scope
from server.service import AskService
from tests.loopback import on_loopback
from tests.real_builds import RealBuilds
from tests.test_command import BELAGG, failure

REPORT = "arsrapport-barnets-rattigheter-2023"


@asynccontextmanager
async def speaking(*words: str | Path) -> AsyncIterator[Client]:
    parameters = StdioServerParameters(command=str(BELAGG), args=["mcp", *map(str, words)])
    async with Client(stdio_client(parameters)) as client:
        yield client


async def told(client: Client, tool: str, **arguments: object) -> dict[str, Any]:
    """What a tool tells, which is the same in its text and in its data."""
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert not result.is_error, result.content
    assert isinstance(result.structured_content, dict)
    return result.structured_content


async def refusal(client: Client, tool: str, **arguments: object) -> str:
    result = await client.call_tool(tool, arguments)
    assert isinstance(result, CallToolResult)
    assert result.is_error
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


async def test_a_program_sees_the_tools_asks_searches_and_reads(service: AskService) -> None:
    with on_loopback(create_app(service)) as url:
        async with speaking("--server", url) as client:
            await see_tools_in_swedish_that_only_read(client)
            await get_an_answer_with_quotes_and_where_they_stand(client)
            await be_told_what_is_nearest_where_the_sources_do_not_say(client)
            await read_a_page_that_a_search_found(client)
            await be_told_in_swedish_what_cannot_be_answered(client)


async def see_tools_in_swedish_that_only_read(client: Client) -> None:
    tools = {tool.name: tool for tool in (await client.list_tools()).tools}
    assert tools.keys() == {"search", "ask", "read_page", "read_passage"}
    assert tools["ask"].description == "Svarar med ordagranna citat ur källorna, eller säger att de inte svarar."
    for tool in tools.values():
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert all(each["description"].endswith(".") for each in tool.input_schema["properties"].values())
        assert tool.output_schema is not None


async def get_an_answer_with_quotes_and_where_they_stand(client: Client) -> None:
    reply = await told(client, "ask", question="Hur många promenader har en hund rätt till?")
    assert reply["answered"] is True
    source = reply["sources"][0]
    assert source["text"] in reply["answer"]
    assert source["reference"].startswith("Konvention om hundars rättigheter")
    around = await told(client, "read_passage", passage_id=source["passage_id"])
    assert source["text"] in around["text"]


async def be_told_what_is_nearest_where_the_sources_do_not_say(client: Client) -> None:
    reply = await told(client, "ask", question="Vad kostar en flygbiljett till månen?")
    assert (reply["answered"], reply["answer"]) == (False, "Det framgår inte av källorna.")
    assert reply["sources"]


async def read_a_page_that_a_search_found(client: Client) -> None:
    hit = (await told(client, "search", query="nätverket träffar", limit=1, doc=[REPORT]))["hits"][0]
    page = await told(client, "read_page", doc=hit["doc"], page=hit["page"])
    assert hit["text"].split(".")[0] in page["text"]


async def be_told_in_swedish_what_cannot_be_answered(client: Client) -> None:
    assert "Dokumentet katt finns inte" in await refusal(client, "read_page", doc="katt", page="1")
    assert "Frågan är tom" in await refusal(client, "ask", question=" ")
    assert "Frågan är för lång" in await refusal(client, "ask", question="å" * 2_001)
    assert "katt" in await refusal(client, "search", query="hund", doc=["katt"])


async def test_a_server_that_needs_a_key_is_given_it(service: AskService, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "keys.json")
    secret = keys.add("mcp", Scope.READ)
    with on_loopback(create_app(service, access=Access(keys, reading_open=False))) as url:
        async with speaking("--server", url) as client:
            assert "Här behövs en nyckel" in await refusal(client, "search", query="hund")
        async with speaking("--server", url, "--key", secret) as client:
            assert (await told(client, "search", query="hund"))["hits"]


@pytest.mark.slow
async def test_the_library_on_this_machine_answers(real_builds: RealBuilds, tmp_path: Path) -> None:
    (tmp_path / "hundar.md").write_text(
        "# Hundar\n\nVarje hund har rätt till tre promenader om dagen.\n", encoding="utf-8"
    )
    library = real_builds.build("mcp", [tmp_path / "hundar.md"])
    async with speaking("--library", library) as client:
        reply = await told(client, "search", query="Hur ofta ska hunden ut?")
    assert reply["hits"][0]["doc"] == "hundar"


def test_a_library_that_is_missing_is_told_before_anything_is_spoken(tmp_path: Path) -> None:
    assert failure("mcp", "--library", tmp_path).startswith("Det finns inget bibliotek i ")


def test_what_it_needs_is_loaded_without_torch() -> None:
    code = "import sys, tui.mcp_server; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
