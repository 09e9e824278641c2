"""The repository as a whole: what its texts promise, what is pinned, what must not be committed."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Written in halves so that this file does not hold what it looks for.
MACHINE_PATHS = re.compile(rb"(?<![\w.])/(?:work|root|opt)/(?=[\w.])")
HOSTS = [
    left.encode() + right.encode()
    for left, right in [
        ("huggingface", ".co"),
        ("//hf", ".co"),
        ("modelscope", ".cn"),
        ("download.pytorch", ".org"),
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("registry.npmjs", ".org"),
        ("deb.debian", ".org"),
    ]
]
UNCODED = re.compile(r"#\s*noqa(?!:\s*[A-Z]+\d)|type:\s*ignore(?!\[[a-z])")


def committed() -> list[Path]:
    """Every file that git holds and that is there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def code_in(markdown: str) -> list[str]:
    """What stands as code in a Markdown text: fenced blocks first, then spans."""
    fence = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
    return fence.findall(markdown) + re.findall(r"`([^`\n]+)`", fence.sub("", markdown))


def requirement_name(line: str) -> str:
    """The distribution that a requirement names, spelt the one way (PEP 503)."""
    found = re.match(r"[A-Za-z0-9._-]+", line)
    assert found, line
    return re.sub(r"[-_.]+", "-", found.group()).lower()


def pins() -> dict[str, str]:
    """Distribution → the line of constraints.txt that pins it."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return {requirement_name(line): line for line in lines if line and not line.startswith("#")}


def make_targets() -> set[str]:
    """The targets that the Makefile offers."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"])
def test_every_make_command_in_the_texts_is_a_target(name: str) -> None:
    code = "\n".join(code_in((ROOT / name).read_text(encoding="utf-8")))
    named = set(re.findall(r"\bmake ([a-z]+)", code))
    assert named <= make_targets()
    assert name != "README.md" or {"run", "test"} <= named


def test_every_target_is_listed_by_help() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^  ([a-z]+) ", shown, re.MULTILINE)) == make_targets()


def test_every_dependency_is_pinned_exactly() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    assert {requirement_name(line) for line in wanted} <= pins().keys()
    assert [line for line in pins().values() if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def test_the_makefile_installs_the_torch_that_is_pinned() -> None:
    assert f"TORCH = {pins()['torch']}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_no_committed_file_names_this_machine_or_a_host_of_models_or_packages() -> None:
    found = []
    for path in committed():
        content = path.read_bytes()
        needles = [*MACHINE_PATHS.findall(content), *(host for host in HOSTS if host in content)]
        found += [(path.relative_to(ROOT).as_posix(), needle) for needle in needles]
    assert found == []


def test_every_silenced_check_says_which() -> None:
    bare = []
    for path in committed():
        if path.suffix == ".py":
            tokens = tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
            comments = (token for token in tokens if token.type == tokenize.COMMENT)
            bare += [f"{path.name}:{token.start[0]}" for token in comments if UNCODED.search(token.string)]
    assert bare == []


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_no_text_has_a_dead_link(name: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    inside = [link.partition("#")[0] for link in links if not link.startswith("https://")]
    assert [link for link in inside if not (ROOT / link).exists()] == []


def test_architecture_is_one_page() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert len(text.split()) <= 700


def test_architecture_names_only_what_exists() -> None:
    spans = re.findall(r"`([^`\n]+)`", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
    paths = [span for span in spans if re.fullmatch(r"[\w.-]+(/[\w.-]*)*(/|\.(py|md|toml|txt|jsonl))", span)]
    assert len(paths) > 10
    assert [path for path in paths if not (ROOT / path).exists()] == []


SKIPPING = {
    "test_own_reason.py": "import pytest\ndef test_it() -> None:\n    pytest.skip('tmux saknas')\n",
    "test_marked.py": "import pytest\n@pytest.mark.skipif(True, reason='inte här')\ndef test_it() -> None: ...\n",
    "test_module.py": "import pytest\npytest.skip('hela filen', allow_module_level=True)\n",
    "test_shared.py": "import pytest\ndef test_it(shared) -> None: ...\n",
    "test_expected.py": "import pytest\n@pytest.mark.xfail\ndef test_it() -> None:\n    assert 0\n",
}


def run_skipping(folder: Path, name: str, *, no_skip: bool) -> subprocess.CompletedProcess[str]:
    """Run one of the tests above under our conftest.py, in a folder with no ../shared beside it."""
    tests = folder / "repo" / "tests"
    tests.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "conftest.py", tests)
    (tests / name).write_text(SKIPPING[name], encoding="utf-8")
    environment = os.environ | {
        "BELAGG_NO_SKIP": "1" if no_skip else "",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", f"--rootdir={tests}", str(tests)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, cwd=tests)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("test_own_reason.py", "tmux saknas"), ("test_marked.py", "inte här"), ("test_module.py", "hela filen")],
)
def test_a_skip_is_a_failure_in_ci_and_says_why(tmp_path: Path, name: str, reason: str) -> None:
    run = run_skipping(tmp_path, name, no_skip=True)
    assert run.returncode != 0
    assert f"testet hoppades över: {reason}" in run.stdout


@pytest.mark.parametrize("name", ["test_shared.py", "test_expected.py"])
def test_missing_shared_and_expected_failures_pass_in_ci(tmp_path: Path, name: str) -> None:
    run = run_skipping(tmp_path, name, no_skip=True)
    assert run.returncode == 0, run.stdout


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    run = run_skipping(tmp_path, "test_own_reason.py", no_skip=False)
    assert run.returncode == 0
    assert "1 skipped" in run.stdout


STAND_IN = """
import os
import sys
import tty
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.rfile.read(int(self.headers.get("content-length") or 0))
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET


if sys.argv[1] == "serve":
    HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Handler).serve_forever()
elif sys.argv[-1] == "--json":
    print('{"documents": [{"pages": 3}], "passages": 9, "sentences": 20, "seconds": {"läsning": 0.1}}')
elif sys.argv[1] == "--library":
    tty.setraw(0)
    print("Skriv en fråga", "3 passager", flush=True)
    while (key := sys.stdin.buffer.read(1)) != b"\\x11":
        os.write(1, key)
"""


def test_bench_measures_whatever_keeps_to_the_public_command(tmp_path: Path) -> None:
    command, output, questions = tmp_path / "belagg", tmp_path / "out" / "latest.json", tmp_path / "q.jsonl"
    command.write_text(f"#!/usr/bin/env python3\n{STAND_IN}", encoding="utf-8")
    command.chmod(0o755)
    questions.write_text('{"question": "Vad är barnrätt?"}\n', encoding="utf-8")
    options = [
        "--command",
        command,
        "--questions",
        questions,
        "--output",
        output,
        "--runs",
        "1",
        "--seconds",
        "0.1",
        "--outside",
    ]
    run = [sys.executable, "-m", "bench.run", str(tmp_path), *map(str, options)]
    shown = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [figure["name"] for figure in json.loads(output.read_text(encoding="utf-8"))["figures"]]
    assert {"POST /api/ask p95", "chatten, första bilden", "chatten, tangent under svar"} <= set(names)
    assert [name for name in names if name not in shown] == []
