"""The guide to growing: its commands are there, its messages are ours, and its Milvus asks who is there."""

import re
import shlex
from pathlib import Path

import yaml  # type: ignore[import-untyped]  # it has no types
from typer.main import get_command

from tui.command import app

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "skala.md").read_text(encoding="utf-8")


def test_every_command_and_option_named_is_there() -> None:
    verbs = get_command(app).commands  # type: ignore[attr-defined]  # a group
    named = re.findall(r"^(?:\w+=\S+ )?belagg (\w+.*)$|`belagg (\w+[^`]*)`", TEXT, re.MULTILINE)
    assert len(named) > 8
    for verb, *words in (shlex.split(block or inline) for block, inline in named):
        options = {option for each in verbs[verb].params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= options, (verb, words)


def test_every_message_explained_is_one_of_ours() -> None:
    table = TEXT.partition("### Om något går fel")[2].partition("###")[0]
    messages = [row.split(" | ")[0].strip("| ") for row in table.splitlines() if row.startswith("| ")][1:]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "index").glob("*.py"))
    words = re.sub(r"\{[^{}]*\}|\"\s*f?\"", "…", code)
    assert len(messages) > 4
    for message in messages:
        assert all(part.strip() in words for part in message.split("…")), message


def test_the_compose_file_opens_one_port_to_this_machine_alone_and_asks_who_is_there() -> None:
    (body,) = re.findall(r"^```yaml\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
    told = yaml.safe_load(body)
    ports = [port for each in told["services"].values() for port in each.get("ports", ())]
    assert ports == ["127.0.0.1:19530:19530"]
    assert told["services"]["milvus"]["environment"]["COMMON_SECURITY_AUTHORIZATIONENABLED"] == "true"
    kept = {volume.partition(":")[0] for each in told["services"].values() for volume in each["volumes"]}
    assert kept == told["volumes"].keys()
