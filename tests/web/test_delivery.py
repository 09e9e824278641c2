"""How the page comes: small, soon, whole, and kept no longer than it is true."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import open_context
from tests.web.texts import YARDS, ask

WEB = Path(__file__).resolve().parents[2] / "server" / "web"
MOST = 150_000
SOON = 5_000  # milliseconds; a second is what is meant, on a machine that does nothing else


def test_the_page_with_all_its_parts_is_small(browser: Browser, address: str) -> None:
    got: dict[str, int] = {}
    with open_context(browser, address) as context:
        page = context.new_page()
        page.on("response", lambda response: got.update({response.url: len(response.body())}))
        page.goto("/")
        expect(page.locator("#welcome-library h3")).to_be_visible()
        page.wait_for_load_state("networkidle")
    assert 0 < sum(got.values()) <= MOST
    assert sum(file.stat().st_size for file in WEB.iterdir()) <= MOST


def test_the_page_can_be_used_soon(page: Page) -> None:
    expect(page.locator("#welcome-library h3")).to_be_visible()
    assert page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd") < SOON


def test_every_module_is_fetched_at_once(page: Page) -> None:
    preloaded = page.locator("link[rel=modulepreload]").evaluate_all("all => all.map((one) => one.href)")
    begun = page.locator("script").evaluate_all("all => all.map((one) => one.src)")
    names = [url.rpartition("/")[2] for url in (*preloaded, *begun)]
    assert sorted(names) == sorted(file.name for file in WEB.glob("*.js"))


@pytest.mark.parametrize("path", ["/", "/web/main.js", "/web/base.css"])
def test_a_browser_asks_before_it_uses_what_it_kept(address: str, path: str) -> None:
    first = httpx.get(address + path)
    assert first.headers["cache-control"] == "no-cache"
    assert first.headers["etag"]


@pytest.mark.parametrize(
    "path", ["/web/", "/web/saknas.js", "/web/../pages.py", "/web/%2e%2e/pages.py", "/web/..%2fpages.py"]
)
def test_nothing_but_the_parts_of_the_page_is_served(address: str, path: str) -> None:
    response = httpx.get(httpx.URL(address).copy_with(raw_path=path.encode()))
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_an_answer_is_printed_with_its_sources_and_without_what_is_pressed(page: Page) -> None:
    turn = ask(page, YARDS)
    page.emulate_media(media="print")
    expect(turn.locator(".answer-text")).to_be_visible()
    expect(turn.locator(".card").first).to_be_visible()
    for pressed in (".composer", ".top-tools", ".turn-tools", ".more"):
        expect(page.locator(pressed).first).to_be_hidden()
