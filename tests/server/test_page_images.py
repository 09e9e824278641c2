"""Pages of PDFs as pictures: what is marked is what was quoted, and a page that does harm costs itself alone."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from index.build import build
from index.serving import ServedLibrary
from server.app import create_app
from server.page_images import PageImages
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.pdf_pages import HEIGHT, LEADING, WIDTH, Page, write_pdf

DOC = "rapporten"
KENNELS = "Kenneln i Norrvik har nitton hundar och en mycket gammal katt."
FIRST_LINE = 653.2  # the height at which the first line of the first page stands


def pages() -> list[Page]:
    """A page with a word over two lines and a note in the midst of a sentence; one whose number is printed again."""
    first = Page(y=700).heading("1 Kennlar")
    first.lines(
        "Under året besöktes alla kennlar i länet av en samordnare.",
        "Kenneln i Norrvik har nitton hun-",
        "dar och en mycket gammal katt.",
    ).gap().lines("I Almby finns tre hundar^1^ som aldrig har varit ute i regn eller i snö.")
    first.note("1", "Enligt enkäten från hösten.")
    second = Page(y=700).heading("2 Katter").lines("Katterna räknades för sig, och de blev elva stycken i år.")
    return [first, second]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bilder")
    corpus = folder / "corpus"
    corpus.mkdir()
    write_pdf(corpus / f"{DOC}.pdf", pages(), labels="0<</S/D>>1<</S/D>>", info={"Title": "Rapporten"})
    (corpus / "lagen.md").write_text("# Lagen\n\n<!-- page 3 -->\n\nVarje hund ska ha ett namn.\n", encoding="utf-8")
    build([corpus], folder / "library", WORD_MODEL)
    return folder / "library"


@pytest.fixture(scope="module")
def images() -> Iterator[PageImages]:
    images = PageImages("tests.server.builds.drawing_mischief", seconds=3.0)
    yield images
    images.close()


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    with ServedLibrary(folder, WordEmbedder()).borrow() as library:
        return library.document(DOC).text


@pytest.fixture
async def http(folder: Path, images: PageImages) -> AsyncIterator[httpx.AsyncClient]:
    service = AskService(ServedLibrary(folder, WordEmbedder()), QuotingAnswerer())
    app = create_app(service, images=images)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://prov") as http:
        yield http
    service.close()


async def shown(http: httpx.AsyncClient, key: str, mark: str | None = None) -> tuple[Image.Image, str | None]:
    """A page, one pixel to a point, and what is said of the mark."""
    params = {"width": str(WIDTH)} | ({"mark": mark} if mark else {})
    response = await http.get(f"/api/documents/{DOC}/pages/{key}/image", params=params)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "image/png"
    return Image.open(io.BytesIO(response.content)).convert("RGB"), response.headers.get("belagg-mark")


def marked(picture: Image.Image) -> NDArray[np.bool_]:
    """(height, width): whether a pixel is marked."""
    colours = np.asarray(picture).astype(int)
    return np.asarray(colours[:, :, 0] - colours[:, :, 2] > 60)


async def passage_about(http: httpx.AsyncClient, words: str) -> str:
    hits = (await http.post("/api/search", json={"query": words, "limit": 1})).json()["hits"]
    return str(hits[0]["passage_id"])


async def test_a_page_is_as_wide_as_it_is_wanted_and_unmarked(http: httpx.AsyncClient) -> None:
    picture, mark = await shown(http, "1")
    assert picture.size == (WIDTH, HEIGHT)
    assert (bool(marked(picture).any()), mark) == (False, None)
    assert np.asarray(picture).min() < 100  # something is written on it


async def test_a_quote_is_marked_line_by_line_where_it_stands_over_a_hyphen(http: httpx.AsyncClient, text: str) -> None:
    start = text.index(KENNELS)
    picture, mark = await shown(http, "1", f"{DOC}@{start}-{start + len(KENNELS)}")
    assert mark == "found"
    rows = HEIGHT - np.flatnonzero(marked(picture).any(axis=1))
    columns = np.flatnonzero(marked(picture).any(axis=0))
    assert FIRST_LINE - 2 * LEADING - 6 < rows.min() < FIRST_LINE - 2 * LEADING
    assert FIRST_LINE - LEADING < rows.max() < FIRST_LINE - 1
    assert 55 <= columns.min() <= 61
    assert columns.max() <= 60 + 33 * 6 + 4


async def test_a_passage_is_marked_though_the_sign_of_a_note_stands_in_it(http: httpx.AsyncClient) -> None:
    picture, mark = await shown(http, "1", await passage_about(http, "Almby hundar regn snö"))
    assert mark == "found"
    assert marked(picture).any()


async def test_a_page_whose_number_is_printed_again_has_a_name_of_its_own(http: httpx.AsyncClient) -> None:
    detail = (await http.get(f"/api/documents/{DOC}")).json()
    assert detail["page_labels"] == ["1", "1~2"]
    cats = await passage_about(http, "katterna räknades")
    passage = (await http.get(f"/api/passages/{cats}")).json()
    assert (passage["page"], passage["page_key"]) == ("1", "1~2")
    assert (await shown(http, "1~2", cats))[1] == "found"
    picture, mark = await shown(http, "1", cats)
    assert (bool(marked(picture).any()), mark) == (False, "missing")


@pytest.mark.parametrize(
    "mark", ["finns-inte", "lagen@0-5", f"{DOC}@0-99999999", f"{DOC}@9-3", "@1-2", "\x00", "å" * 900]
)
async def test_a_mark_that_means_nothing_gives_the_page_as_it_is(http: httpx.AsyncClient, mark: str) -> None:
    picture, told = await shown(http, "1", mark)
    assert (bool(marked(picture).any()), told) == (False, "missing")


async def detail(http: httpx.AsyncClient, path: str, status: int) -> str:
    response = await http.get(f"/api/documents/{path}")
    assert response.status_code == status, response.text
    return str(response.json()["detail"])


async def test_what_has_no_picture_is_told(http: httpx.AsyncClient) -> None:
    assert (await detail(http, "lagen/pages/3/image", 404)).startswith("Lagen är ingen PDF")
    assert await detail(http, f"{DOC}/pages/7/image", 404) == "Rapporten har ingen sida 7."
    assert (await detail(http, "nej/pages/1/image", 404)).startswith("Dokumentet nej finns inte")
    for wrong in ("width=9", "width=99999", "width=x", "bredd=3"):
        assert (await http.get(f"/api/documents/{DOC}/pages/1/image?{wrong}")).status_code == 422


@pytest.mark.parametrize("width", [666, 667])
async def test_a_page_that_kills_or_hangs_what_draws_it_costs_itself_alone(
    http: httpx.AsyncClient, images: PageImages, width: int
) -> None:
    images._refused.clear()
    for _ in range(2):
        said = await detail(http, f"{DOC}/pages/1/image?width={width}", 503)
        assert said == "Sidan går inte att rita. Läs dess text, eller öppna källfilen."
    assert (await shown(http, "1~2"))[0].size == (WIDTH, HEIGHT)


async def test_a_page_that_was_drawn_is_not_drawn_again(http: httpx.AsyncClient, images: PageImages) -> None:
    first = await http.get(f"/api/documents/{DOC}/pages/1~2/image?width=400")
    images.close()
    again = await http.get(f"/api/documents/{DOC}/pages/1~2/image?width=400")
    assert again.content == first.content
    assert images._process is None


async def test_a_file_that_is_broken_since_it_was_read_is_told(http: httpx.AsyncClient, folder: Path) -> None:
    (source,) = [path for path in (folder / "sources").iterdir() if path.read_bytes().startswith(b"%PDF")]
    whole = source.read_bytes()
    try:
        source.write_bytes(b"%PDF-1.7 nej")
        assert (await detail(http, f"{DOC}/pages/1/image?width=300", 503)).startswith("Sidan går inte att rita.")
    finally:
        source.write_bytes(whole)
