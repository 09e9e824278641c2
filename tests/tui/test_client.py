"""What the client says when the server does not answer as it should."""

from collections.abc import Callable

import httpx
import pytest

from server.schema import MAX_QUESTION, Turn
from tests.tui.canned_replies import REPLIES, REPORT
from tests.tui.canned_server import Canned
from tui.client import AskClient, AskFailed


def client_of(answer: Callable[[httpx.Request], httpx.Response]) -> AskClient:
    return AskClient(httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://prov"))


async def failure(answer: Callable[[httpx.Request], httpx.Response]) -> str:
    client = client_of(answer)
    with pytest.raises(AskFailed) as caught:
        await client.status()
    await client.aclose()
    return str(caught.value)


def raising(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def answer(_request: httpx.Request) -> httpx.Response:
        raise error

    return answer


async def test_every_call_gives_its_reply(client: AskClient, canned: Canned) -> None:
    turns = (Turn(question="Förra?", answer="Ja."),)
    assert (await client.ask("Hur många kommuner?", turns)).answered
    assert canned.asked[0].history == turns
    assert len((await client.search("forum", limit=1)).hits) == 1
    assert (await client.page(REPORT, "18")).next == "19"
    assert (await client.passage("forum")).section == "4.1"
    assert (await client.status()).documents == 12


async def test_the_detail_of_a_problem_is_the_sentence(client: AskClient, canned: Canned) -> None:
    canned.failing = "Biblioteket byggs om; försök igen om en minut."
    with pytest.raises(AskFailed, match=r"^Biblioteket byggs om; försök igen om en minut\.$"):
        await client.ask("Hur många?")


async def test_names_are_escaped_in_addresses() -> None:
    paths: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path)
        return httpx.Response(404, json={"detail": "Sidan finns inte."})

    with pytest.raises(AskFailed):
        await client_of(answer).page("a/b", "18~2 å")
    assert paths == [b"/api/documents/a%2Fb/pages/18~2%20%C3%A5"]


async def test_an_error_without_a_sentence_gets_ours() -> None:
    ours = "Servern kunde inte svara (felkod 502); försök igen om en stund."
    assert await failure(lambda _: httpx.Response(502, text="<html>")) == ours
    assert await failure(lambda _: httpx.Response(502, json=["?"])) == ours
    assert await failure(lambda _: httpx.Response(502, json={"detail": [{"msg": "x"}]})) == ours


async def test_a_missing_server_a_late_one_and_a_broken_line_are_told_apart() -> None:
    assert "går inte att nå" in await failure(raising(httpx.ConnectError("x")))
    assert "går inte att nå" in await failure(raising(httpx.ConnectTimeout("x")))
    assert "inte i tid" in await failure(raising(httpx.ReadTimeout("x")))
    assert "bröts" in await failure(raising(httpx.ReadError("x")))


async def test_a_reply_of_another_version_is_told() -> None:
    assert "samma version" in await failure(lambda _: httpx.Response(200, json={"library": "x"}))


async def test_too_long_a_question_is_refused_before_it_is_sent(client: AskClient, canned: Canned) -> None:
    with pytest.raises(AskFailed, match="för lång"):
        await client.ask("x" * (MAX_QUESTION + 1))
    with pytest.raises(AskFailed, match="för lång"):
        await client.search("x" * (MAX_QUESTION + 1))
    assert canned.asked == []


async def test_no_server_behind_a_socket_or_an_address(tmp_path: object) -> None:
    over_socket = AskClient.over_socket(f"{tmp_path}/nej.sock")
    with pytest.raises(AskFailed, match="går inte att nå"):
        await over_socket.status()
    await over_socket.aclose()
    for url in ("127.0.0.1:8000", "prov"):
        elsewhere = AskClient.to(url)
        with pytest.raises(AskFailed, match="går inte att nå"):
            await elsewhere.status()
        await elsewhere.aclose()


async def test_a_key_is_sent_as_a_bearer_token() -> None:
    client = AskClient.to("http://prov", key="hemlig")
    assert client._http.headers["Authorization"] == "Bearer hemlig"
    await client.aclose()


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(AskFailed, match="ingen adress"):
        AskClient.to("http://prov:port")


def sse(*events: tuple[str, str]) -> httpx.Response:
    body = "".join(f"event: {name}\ndata: {data}\n\n" for name, data in events)
    return httpx.Response(200, text=body, headers={"content-type": "text/event-stream"})


async def streamed(response: httpx.Response) -> list[object]:
    client = client_of(lambda _: response)
    try:
        return [event async for event in client.stream("Hur?")]
    finally:
        await client.aclose()


PIECE = ("text", '{"text": "Ja. ", "at": [0, 4]}')


async def test_a_stream_that_ends_too_soon_is_told() -> None:
    with pytest.raises(AskFailed, match="bröts"):
        await streamed(sse(PIECE))


async def test_an_error_in_a_stream_is_its_sentence() -> None:
    problem = '{"title": "Fel", "status": 500, "detail": "Något gick fel."}'
    with pytest.raises(AskFailed, match=r"^Något gick fel\.$"):
        await streamed(sse(PIECE, ("error", problem)))


async def test_a_refused_stream_is_its_sentence() -> None:
    with pytest.raises(AskFailed, match=r"^Frågan är tom\.$"):
        await streamed(httpx.Response(422, json={"detail": "Frågan är tom."}))


async def test_a_stream_that_is_none_and_events_of_another_version_are_told() -> None:
    for response in (httpx.Response(200, json={}), sse(("text", "{}"))):
        with pytest.raises(AskFailed, match="samma version"):
            await streamed(response)


async def test_events_that_are_not_known_are_passed_over() -> None:
    reply = REPLIES["väder"]("Hur?")
    assert await streamed(sse(("nytt", "{}"), ("done", reply.model_dump_json()))) == [reply]
