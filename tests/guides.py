"""What the tests of the guides share: a clone to follow them in, and what they name."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from tests.real_builds import RealBuilds
from tui.command import app

ROOT = Path(__file__).resolve().parents[1]
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


@pytest.fixture
def clone(tmp_path: Path, real_builds: RealBuilds) -> Iterator[Path]:
    """What a clone holds of what the guide names, and the environment that `make run` makes.

    What other tests have embedded is in its library's cache, which saves time and nothing else.
    """
    folder = tmp_path / "belägg här"
    (folder / "library").mkdir(parents=True)
    real_builds.seed(folder / "library")
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=lambda _, names: set(names) - tracked())
    shutil.copytree(ROOT / "tests" / "data", folder / "tests" / "data")
    activate = folder / ".venv" / "bin" / "activate"
    activate.parent.mkdir(parents=True)
    activate.write_text(f'PATH="{Path(sys.executable).parent}:$PATH"\n', encoding="utf-8")
    yield folder
    real_builds.keep(folder / "library")


def tracked() -> set[str]:
    listed = subprocess.run(["git", "ls-files", "-z", "corpus"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {Path(name).name for name in listed.stdout.split("\0")}


def run(folder: Path, script: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BELAGG_")}
    done = subprocess.run(
        ["bash", "-euc", f". .venv/bin/activate\n{script}"],
        cwd=folder,
        env=kept | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    told = done.stdout + done.stderr
    assert done.returncode == 0, f"{script}\n{told}"
    assert "Traceback" not in told
    return told


def code_blocks(text: str) -> list[tuple[str, str]]:
    """The kind and the content of each block."""
    return FENCED.findall(text)


def code_spans(text: str) -> list[str]:
    """What stands as code in running text."""
    return re.findall(r"`([^`\n]+)`", FENCED.sub("", text))


def commands_named(text: str) -> Iterator[list[str]]:
    """Every `belagg …` in the guide, in blocks and in running text."""
    typed = [line for kind, body in code_blocks(text) if kind == "sh" for line in body.splitlines()]
    shown = re.findall(r"^\$ (.*)$", text, re.MULTILINE)
    for line in [*typed, *shown, *code_spans(text)]:
        if line.startswith("belagg "):
            yield shlex.split(line)[1:]


def unknown_options(text: str) -> set[str]:
    """The verbs and options that the guide names and the command does not have."""
    group = get_command(app)
    verbs = group.commands  # type: ignore[attr-defined]  # a group
    unknown = set[str]()
    for words in commands_named(text):
        command = group if words[0].startswith("-") else verbs.get(words[0])
        known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)} if command else {}
        unknown |= {word for word in words if word.startswith("-") and word not in known}
        unknown |= set() if command else {words[0]}
    loose = {span for span in code_spans(text) if re.fullmatch(r"--[\w-]+", span)}
    options = {option for verb in (group, *verbs.values()) for each in verb.params for option in each.opts}
    return unknown | loose - options
