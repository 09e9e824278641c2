"""A library of small documents behind the real app."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from index.build import build
from index.library import Library
from index.searching import Hit
from index.serving import ServedLibrary
from server.app import create_app
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.server.editors import DOGS, Editor

DATA = Path(__file__).resolve().parents[1] / "data"

CONVENTION = """---
title: Konvention om hundars rättigheter
kind: konvention
year: 1989
---

# Konvention om hundars rättigheter

Antagen av hundarnas generalförsamling.

## Artikel 1

Med hund avses i denna konvention varje valp och varje vuxen hund.

## Artikel 2

Varje hund har rätt till en egen korg, till friskt vatten och till minst tre promenader om dagen.

## Artikel 3

Vid alla åtgärder som rör hundar ska i första hand beaktas vad som bedöms vara hundens bästa.
"""


CONTROL = (
    '{"id": "k1", "question": "Vad menas med hund?", "gold": [{"doc": "hundkonventionen", "section": "Artikel 1"}]}'
)
"""A control question that this corpus answers."""


def write_corpus(folder: Path) -> Path:
    """The made-up reports with their pages, and a convention without pages."""
    folder.mkdir()
    for report in DATA.glob("*.md"):
        (folder / report.name).write_bytes(report.read_bytes())
    (folder / "hundkonventionen.md").write_text(CONVENTION, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def corpus_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("källor") / "corpus")


@pytest.fixture(scope="session")
def library_folder(corpus_folder: Path) -> Path:
    folder = corpus_folder.parent / "library"
    build([corpus_folder], folder, WORD_MODEL)
    return folder


@pytest.fixture
def library(library_folder: Path) -> Iterator[Library]:
    library = Library.open(library_folder, WordEmbedder())
    yield library
    library.close()


def hits_for(library: Library, question: str, limit: int = 3) -> tuple[Hit, ...]:
    return library.search(library.understand(question), limit=limit)


@pytest.fixture
def service(library_folder: Path) -> Iterator[AskService]:
    service = AskService(ServedLibrary(library_folder, WordEmbedder()), QuotingAnswerer())
    yield service
    service.close()


@pytest.fixture
def app(service: AskService) -> FastAPI:
    return create_app(service)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://prov") as client:
        yield client


@pytest.fixture(scope="session")
def dogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of one document, and its library."""
    editor = Editor(tmp_path_factory.mktemp("hundar"))
    editor.write("hundar", DOGS)
    editor.build()
    return editor.corpus.parent


@pytest.fixture
def editor(dogs: Path, tmp_path: Path) -> Editor:
    """An editor of a copy of it."""
    return Editor(shutil.copytree(dogs, tmp_path, dirs_exist_ok=True))
