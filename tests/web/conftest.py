"""The page in a real browser, before a real server over texts of our own, and watched for what must not be."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from index.build import build
from index.serving import ServedLibrary
from server.access import READING, Access
from server.answer import Answerer
from server.app import create_app
from server.limits import USUAL, Limits
from server.page_images import PageImages
from server.quoting import QuotingAnswerer
from server.service import AskService
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.loopback import on_loopback
from tests.web.texts import write_texts

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOADING = 30_000  # milliseconds: a machine that does other things as well may be slow


@pytest.fixture(scope="session")
def web_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("webb")
    build([write_texts(folder / "corpus")], folder / "library", WORD_MODEL)
    return folder / "library"


@contextmanager
def serving(
    library: Path, answerer: Answerer | None = None, access: Access = READING, limits: Limits = USUAL
) -> Iterator[str]:
    """The address of an app over the library."""
    service = AskService(ServedLibrary(library, WordEmbedder()), answerer or QuotingAnswerer())
    with (
        closing(service),
        closing(PageImages()) as images,
        on_loopback(create_app(service, access=access, images=images, limits=limits)) as url,
    ):
        yield url


@pytest.fixture(scope="session")
def address(web_library: Path) -> Iterator[str]:
    with serving(web_library) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, gone before other modules run: Playwright's event loop is in the way of their own."""
    if CHROMIUM is None:
        pytest.skip("chromium saknas")
    expect.set_options(timeout=LOADING)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page did that no page may do."""

    address: str
    seen: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        context.on("dialog", lambda dialog: self._dialog(dialog.message, dialog.dismiss))
        context.on("weberror", lambda error: self.seen.append(f"fel: {error.error}"))
        context.on("console", lambda message: self._console(message.type, message.text))
        context.on("request", lambda request: self._request(request.url))

    def _dialog(self, message: str, dismiss: object) -> None:
        self.seen.append(f"dialogruta: {message}")
        assert callable(dismiss)
        dismiss()

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith("Failed to load resource"):
            self.seen.append(f"{kind}: {text}")

    def _request(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https"} and not url.startswith(self.address):
            self.seen.append(f"begäran till {url}")


def open_context(browser: Browser, address: str) -> BrowserContext:
    """A browser that was never here before."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", locale="sv-SE", base_url=address
    )
    context.set_default_timeout(LOADING)
    return context


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = open_context(browser, address)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    watch = Watch(address)
    watch.over(context)
    yield context
    context.close()
    assert not watch.seen


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    return page
