"""The operator's guide: what can be run of it works as written, and it names only what there is."""

import configparser
import json
import re
import shlex
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from typer.main import get_command

from ingest.catalogue import CATALOGUE
from server.bodies import BodyLimit
from server.limits import USUAL, Limits
from server.protocol import ImpatientProtocol
from tests.guides import clone, run
from tests.test_command import BELAGG
from tui.command import app

__all__ = ["clone"]

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
KEPT = "metodstod-rattighetsbaserat-arbete"
PLACES = {"/srv/belagg/program/.venv/bin/belagg": str(BELAGG), "belagg.example.se": "localhost"}


def blocks(kind: str) -> Iterator[str]:
    return (body for named, body in BLOCKS if named == kind)


def unit() -> configparser.ConfigParser:
    (body,) = blocks("ini")
    parsed = configparser.ConfigParser(interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]  # as its documentation has it
    parsed.read_string(body)
    return parsed


@pytest.fixture
def installed(clone: Path) -> Path:
    """A clone whose corpus is one text, so that it is built soon; what the guide says does not depend on more."""
    corpus = clone / "corpus"
    for text in corpus.glob("*.md"):
        if text.stem not in {KEPT, "LÄSMIG"}:
            text.unlink()
    head, *entries = (corpus / CATALOGUE).read_text(encoding="utf-8").split("[[document]]")
    kept = "".join(f"[[document]]{entry}" for entry in entries if KEPT in entry)
    (corpus / CATALOGUE).write_text(head + kept, encoding="utf-8")
    questions = (corpus / "kontrollfragor.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    asked = "".join(line for line in questions if {gold["doc"] for gold in json.loads(line)["gold"]} == {KEPT})
    (corpus / "kontrollfragor.jsonl").write_text(asked, encoding="utf-8")
    return clone


@pytest.mark.slow
def test_following_the_guide_works_as_written(installed: Path) -> None:
    told = [run(installed, body) for body in blocks("sh")]
    assert "Fyra träffar om året är lagom" in told[0]
    keys = next(each for each in told if "redaktionen" in each)
    assert "webbplatsen\tläsa\t" in keys
    assert "redaktionen\tläsa och ändra\t" in keys
    (copy,) = (installed / "kopior").iterdir()
    listed = subprocess.run(["tar", "-tzf", copy], capture_output=True, text=True, check=True).stdout.splitlines()
    assert {"corpus/catalogue.toml", "library/current", "library/keys.json"} <= set(listed)
    assert not any("embeddings.sqlite" in name or name.endswith(".lock") for name in listed)
    secret = run(installed, "belagg key add prov 2>/dev/null").strip()
    with served_as_the_unit_says(installed) as http:
        for line in asked_of_the_server():
            path, told_key = asked(line)
            headers = {"Authorization": f"Bearer {secret}"} if told_key else {}
            expected = 200 if told_key or path.startswith("/health") else 401
            method = "POST" if "-X POST" in line else "GET"
            assert http.request(method, path, headers=headers).status_code == (403 if method == "POST" else expected)
        figures = http.get("/metrics", headers={"Authorization": f"Bearer {secret}"}).text
        assert named_figures() <= {name for name, _ in samples(figures)}


@contextmanager
def served_as_the_unit_says(folder: Path) -> Iterator[httpx.Client]:
    """The server as the unit begins it, on another port; it ends as systemd ends it, with nothing to complain of."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = unit()["Service"]["ExecStart"]
    for there, here in PLACES.items():
        command = command.replace(there, here)
    words = [*shlex.split(command), "--port", str(port)]
    with (
        subprocess.Popen(words, cwd=folder, stderr=subprocess.PIPE, text=True) as process,
        httpx.Client(base_url=f"http://localhost:{port}", timeout=30) as http,
    ):
        try:
            _wait_for(http)
            yield http
        finally:
            process.send_signal(signal.SIGTERM)
            _, said = process.communicate(timeout=60)
    assert "Traceback" not in said


def _wait_for(http: httpx.Client) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            http.get("/health/ready").raise_for_status()
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server was not ready in time")


def asked_of_the_server() -> Iterator[str]:
    return (line for body in blocks("text") for line in body.splitlines() if line.startswith("curl "))


def asked(line: str) -> tuple[str, bool]:
    """The path that a line of curl asks for, and whether it sends a key."""
    found = re.search(r"https?://[^/\s]+(/\S*)", line)
    assert found
    return found[1], "Authorization: Bearer NYCKEL" in line


def named_figures() -> set[str]:
    table = TEXT.partition("| mätvärde |")[2].partition("\n\n")[0]
    rows = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    return {name for cell in rows for name in re.findall(r"`(\w+)`", cell)}


def samples(figures: str) -> Iterator[tuple[str, float]]:
    for family in text_string_to_metric_families(figures):
        yield from ((sample.name, sample.value) for sample in family.samples)
        yield family.name, 0


def commands_named() -> Iterator[list[str]]:
    """Every `belagg …` in the guide, in blocks and in running text."""
    running = re.sub(r"^```.*?^```", "", TEXT, flags=re.DOTALL | re.MULTILINE)
    lines = [line for kind, body in BLOCKS if kind in {"sh", "text", "console"} for line in body.splitlines()]
    for line in [*lines, *re.findall(r"`([^`\n]+)`", running), unit()["Service"]["ExecStart"]]:
        if found := re.search(r"(?:^|bin/|NYCKEL )belagg ([a-z]+\b.*)", line):
            yield shlex.split(found[1])


def test_every_command_and_option_in_the_guide_is_there() -> None:
    verbs = get_command(app).commands  # type: ignore[attr-defined]  # a group
    named = list(commands_named())
    assert len(named) > 20
    for verb, *rest in named:
        command, words = verbs[verb], rest
        if verb == "key":
            command, words = command.commands[rest[0]], rest[1:]
        options = {option for each in command.params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= options, (verb, words)


def test_every_option_of_the_server_is_in_the_guide() -> None:
    serve = get_command(app).commands["serve"]  # type: ignore[attr-defined]  # a group
    told = set(re.findall(r"--[a-z-]+", TEXT))
    explained_elsewhere = {"--model", "--cache", "--corpus", "--help"}
    assert {option for each in serve.params for option in each.opts} - explained_elsewhere - {"-h"} <= told


def test_the_unit_confines_the_process_and_begins_it_where_it_is_installed() -> None:
    service = unit()["Service"]
    folder = service["WorkingDirectory"]
    assert service["ExecStart"].startswith(f"{folder}/.venv/bin/belagg serve --require-keys")
    assert service["ReadWritePaths"] == f"{folder}/library"
    assert (service["NoNewPrivileges"], service["ProtectSystem"], service["IPAddressDeny"]) == ("yes", "strict", "any")
    assert f"git clone ADRESSEN-TILL-KÄLLKODEN {folder}" in TEXT


def test_the_limits_in_the_guide_are_those_that_hold() -> None:
    table = TEXT.partition("| gräns |")[2].partition("\n\n")[0]
    serve = {each.name: each.default for each in get_command(app).commands["serve"].params}  # type: ignore[attr-defined]  # a group
    assert f"| {serve['per_minute']} (`--per-minute`" in table
    assert f"| {serve['at_once']} (`--at-once`)" in table
    assert f"| {USUAL.body_bytes // 1024} kB |" in table
    assert Limits().body_s == ImpatientProtocol.head_s
    assert f"| {ImpatientProtocol.head_s:g} sekunder |" in table
    assert f"| {ImpatientProtocol.fetch_s:g} sekunder utan" in table
    assert BodyLimit.__module__ == "server.bodies"


def test_every_message_that_the_guide_explains_is_one_of_ours() -> None:
    table = TEXT.partition("## 12.")[2]
    messages = [row.split(" | ")[0].strip("| ") for row in table.splitlines() if row.startswith("| ")][1:]
    code = "\n".join(
        path.read_text(encoding="utf-8") for name in ("index", "server") for path in (ROOT / name).glob("*.py")
    )
    words = re.sub(r"\{[^{}]*\}|\"\s*f?\"", "", code)
    assert len(messages) > 8
    assert [message for message in messages if message not in words] == []


def test_the_proxies_pass_on_what_they_must_and_gather_nothing() -> None:
    (nginx,), (caddy,) = blocks("nginx"), blocks("caddy")
    for line in (
        "proxy_buffering off;",
        "proxy_set_header Host $host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
    ):
        assert line in nginx
    assert "$request " not in nginx  # it holds what follows a `?`
    assert "flush_interval -1" in caddy


def test_the_chapters_are_numbered_one_after_the_other() -> None:
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", TEXT, re.MULTILINE)]
    assert all(after == before + 1 for before, after in pairwise([0, *numbers]))
