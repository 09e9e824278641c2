"""Who may read and who may edit, over HTTP and on the command line."""

import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import APIRouter

from index.options import DEFAULT_MODEL
from server.access import EDITORS, EVERYTHING, READING, Access, access_on
from server.app import create_app
from server.errors import OpenToAll
from server.keys import KeyFile, Scope
from server.opening import embedded
from server.service import AskService
from tests.real_builds import RealBuilds
from tests.server.test_api_refusals import problem_in
from tests.test_command import belagg, failure

READS = ("/api/documents", "/api/status", "/api/passages/x")


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys.json")


@asynccontextmanager
async def client_of(service: AskService, access: Access) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app with one more route, for editors."""
    app = create_app(service, access=access)
    app.include_router(edited(), dependencies=EDITORS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
        yield client


def edited() -> APIRouter:
    router = APIRouter()

    @router.post("/edited")
    def edit() -> str:
        return "gjort"

    return router


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def test_reading_is_open_and_editing_is_not_unless_said(service: AskService) -> None:
    async with client_of(service, READING) as http:
        assert (await http.get("/api/status")).status_code == 200
        assert problem_in(await http.post("/edited"), 401).startswith("Här behövs en nyckel.")


async def test_nothing_is_read_without_a_key_where_keys_are_needed(service: AskService, keys: KeyFile) -> None:
    secret = keys.add("webben", Scope.READ)
    async with client_of(service, Access(keys, reading_open=False)) as http:
        for path in READS:
            refused = await http.get(path)
            assert problem_in(refused, 401).startswith("Här behövs en nyckel.")
            assert refused.headers["www-authenticate"] == "Bearer"
        for path in ("/api/search", "/api/ask"):
            assert (await http.post(path, json={"query": "x", "question": "x"})).status_code == 401
        assert (await http.get("/api/status", headers=bearing(secret))).status_code == 200
        assert (await http.get("/api/status", headers={"authorization": f"bearer  {secret} "})).status_code == 200


async def test_health_needs_no_key(service: AskService, keys: KeyFile) -> None:
    async with client_of(service, Access(keys, reading_open=False)) as http:
        assert (await http.get("/health/live")).status_code == 200
        assert (await http.get("/health/ready")).status_code == 200


@pytest.mark.parametrize("reading_open", [True, False])
async def test_editing_takes_a_key_that_may_edit(service: AskService, keys: KeyFile, reading_open: bool) -> None:
    reader, editor = keys.add("webben", Scope.READ), keys.add("redaktören", Scope.EDIT)
    async with client_of(service, Access(keys, reading_open=reading_open)) as http:
        assert problem_in(await http.post("/edited"), 401)
        assert problem_in(await http.post("/edited", headers=bearing(reader)), 403).startswith("Nyckeln ger rätt att")
        assert (await http.post("/edited", headers=bearing(editor))).text == '"gjort"'
        assert (await http.get("/api/status", headers=bearing(editor))).status_code == 200


async def test_it_is_logged_who_edits_and_not_who_reads(
    service: AskService, keys: KeyFile, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="server.access")
    editor = keys.add("redaktionen", Scope.EDIT)
    async with client_of(service, Access(keys, reading_open=False)) as http:
        await http.get("/api/status", headers=bearing(editor))
        await http.post("/edited", headers=bearing(editor))
    said = [record.getMessage() for record in caplog.records if record.name == "server.access"]
    assert said == ["POST /edited with the key 'redaktionen'"]


async def test_a_key_that_is_revoked_is_refused_also_where_reading_is_open(service: AskService, keys: KeyFile) -> None:
    secret = keys.add("webben", Scope.READ)
    async with client_of(service, Access(keys, reading_open=True)) as http:
        assert (await http.get("/api/status", headers=bearing(secret))).status_code == 200
        keys.revoke("webben")
        assert problem_in(await http.get("/api/status", headers=bearing(secret)), 401).startswith("Nyckeln gäller inte")


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer åäö", "Bearer " + "x" * 5_000, "Bearer belagg_"])
async def test_what_is_no_key_of_ours_opens_nothing(service: AskService, keys: KeyFile, header: str) -> None:
    keys.add("webben", Scope.EDIT)
    async with client_of(service, Access(keys, reading_open=False)) as http:
        assert problem_in(await http.get("/api/status", headers=[(b"authorization", header.encode())]), 401)


async def test_a_password_for_a_proxy_is_no_key_and_does_no_harm(service: AskService, keys: KeyFile) -> None:
    async with client_of(service, Access(keys, reading_open=True)) as http:
        assert (await http.get("/api/status", headers={"authorization": "Basic YTpi"})).status_code == 200


async def test_keys_that_cannot_be_read_open_nothing(service: AskService, keys: KeyFile) -> None:
    secret = keys.add("webben", Scope.EDIT)
    keys.path.write_text("trasig", encoding="utf-8")
    async with client_of(service, Access(keys, reading_open=False)) as http:
        assert "kan inte läsas" in problem_in(await http.get("/api/status", headers=bearing(secret)), 503)
        assert (await http.get("/api/status")).status_code == 401


async def test_where_everything_is_allowed_a_key_is_not_asked_about(service: AskService) -> None:
    async with client_of(service, EVERYTHING) as http:
        assert (await http.post("/edited", headers=bearing("någons gamla nyckel".encode().hex()))).status_code == 200


async def test_the_description_tells_of_keys_where_they_are_needed(service: AskService, keys: KeyFile) -> None:
    for access, needed in ((READING, False), (Access(keys, reading_open=False), True)):
        async with client_of(service, access) as http:
            described = (await http.get("/openapi.json")).json()
        assert ("security" in described["paths"]["/api/ask"]["post"]) is needed
        assert described["paths"]["/edited"]["post"]["security"] == [{"HTTPBearer": []}]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_reading_is_open_on_this_machine(host: str, keys: KeyFile) -> None:
    assert access_on(host, keys.path, open_to_all=False, always_keys=False).reading_open
    keys.add("webben", Scope.READ)
    assert access_on(host, keys.path, open_to_all=False, always_keys=False).reading_open
    assert not access_on(host, keys.path, open_to_all=False, always_keys=True).reading_open


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "belagg.example.se", ""])
def test_elsewhere_it_takes_keys_or_a_word(host: str, keys: KeyFile) -> None:
    with pytest.raises(OpenToAll, match=r"belagg key add NAMN, eller låt alla läsa med --open\.$"):
        access_on(host, keys.path, open_to_all=False, always_keys=False)
    assert access_on(host, keys.path, open_to_all=True, always_keys=False).reading_open
    keys.add("webben", Scope.READ)
    assert not access_on(host, keys.path, open_to_all=False, always_keys=False).reading_open


def test_keys_are_made_listed_and_revoked_on_the_command_line(tmp_path: Path) -> None:
    place = ("--library", tmp_path)
    made = belagg("key", "add", "webben", "--edit", *place)
    secret = made.stdout.strip()
    assert made.stderr == "Nyckeln webben får läsa och ändra. Den visas bara nu; spara den där den ska användas:\n"
    assert KeyFile(tmp_path / "keys.json").find(secret)
    name, scope, _ = belagg("key", "list", *place).stdout.strip().split("\t")
    assert (name, scope) == ("webben", "läsa och ändra")
    assert secret not in belagg("key", "list", "--json", *place).stdout
    assert belagg("key", "revoke", "webben", *place).stdout == "Nyckeln webben gäller inte längre.\n"
    assert failure("key", "revoke", "webben", *place) == "Det finns ingen nyckel webben. Se belagg key list.\n"


def test_serve_does_not_open_a_library_to_a_network_unasked(tmp_path: Path) -> None:
    told = failure("serve", "--host", "0.0.0.0", "--library", tmp_path)
    assert told.startswith("Servern skulle kräva nycklar på 0.0.0.0, och det finns inga i ")
    assert "--open" in told


@pytest.mark.slow
def test_the_chats_own_server_lets_its_user_edit_where_nobody_else_can_reach_it(
    real_builds: RealBuilds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hundar.md").write_text("# Hundar\n\nVarje hund har rätt till tre promenader.\n", encoding="utf-8")
    library = real_builds.build("eget", [tmp_path / "hundar.md"])
    nowhere = {"generation": "borta"}
    with embedded(library, DEFAULT_MODEL, None) as (url, socket):
        assert socket is not None
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(socket)), base_url=url) as http:
            assert http.post("/api/library/rollback", json=nowhere).status_code == 404
    deep = tmp_path / ("m" * 120)  # too long for a socket, so that others on this machine could come to it
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with embedded(library, DEFAULT_MODEL, None) as (url, socket):
        assert socket is None
        assert httpx.post(f"{url}/api/library/rollback", json=nowhere).status_code == 401
        assert httpx.get(f"{url}/api/status").status_code == 200
        assert httpx.get(f"{url}/api/status", headers={"host": "evil.example"}).status_code == 421
