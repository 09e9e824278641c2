"""README and the guides: their links lead somewhere, their pictures are used, and README's answers are real."""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.real_builds import RealBuilds

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "training").glob("*.md"),
    ROOT / "corpus" / "LÄSMIG.md",
])
README = (ROOT / "README.md").read_text(encoding="utf-8")
ASKED = re.findall(r"^```console\n\$ belagg ask (\".*?\")\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def links(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"\]\(([^)\s]+)\)", text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    own = [link.partition("#")[0] for link in links(page) if not re.match(r"\w+:|#", link)]
    assert [link for link in own if not (page.parent / unquote(link)).exists()] == []


def test_every_guide_is_reached_from_the_index_and_the_index_from_readme() -> None:
    reached = {(ROOT / "docs" / unquote(link)).resolve() for link in links(ROOT / "docs" / "index.md")}
    guides = {page for page in (ROOT / "docs").glob("*.md") if page.name != "index.md"}
    assert guides <= reached
    assert "docs/index.md" in links(ROOT / "README.md")


def test_every_picture_is_shown_somewhere() -> None:
    shown = {(page.parent / unquote(link)).resolve() for page in PAGES for link in links(page)}
    assert {path for path in (ROOT / "docs" / "bilder").iterdir() if path not in shown} == set()


@pytest.mark.slow
def test_the_answers_in_readme_are_what_is_answered(real_builds: RealBuilds) -> None:
    library = real_builds.build("readme", [ROOT / "corpus"])
    assert len(ASKED) == 5
    for question, shown in ASKED:
        done = subprocess.run(
            [str(Path(sys.executable).parent / "belagg"), "ask", question.strip('"'), "--library", str(library)],
            env=os.environ | {"COLUMNS": "80", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode in {0, 3}, done.stderr
        assert done.stdout.strip() == shown.strip()
