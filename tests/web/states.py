"""Every state that the page can be in, each reached as a person reaches it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.web.texts import BASKET, MOON, YARDS, ask

State = Callable[[Page], None]


def empty(page: Page) -> None:
    expect(page.locator("#welcome-library h3")).to_be_visible()


def waiting(page: Page) -> None:
    page.route("**/api/ask", lambda _: None)  # never answered
    page.get_by_label("Din fråga").fill(BASKET)
    page.get_by_label("Din fråga").press("Enter")
    expect(page.locator(".waiting")).to_be_visible()


def answered(page: Page) -> None:
    ask(page, YARDS)
    page.locator(".more summary").click()


def followed_up(page: Page) -> None:
    ask(page, BASKET)
    ask(page, "Och varje valp?")


def abstained(page: Page) -> None:
    ask(page, MOON)


def page_open(page: Page) -> None:
    ask(page, YARDS).locator(".marker").first.click()
    expect(page.locator(".reading mark").first).to_be_visible()
    expect(page.locator(".drawing")).to_have_count(0)


def passage_open(page: Page) -> None:
    ask(page, BASKET).locator(".marker").first.click()
    expect(page.locator(".reading mark").first).to_be_visible()


def filters_open(page: Page) -> None:
    page.get_by_role("button", name="Begränsa källorna").click()
    page.get_by_role("dialog").get_by_label("Konvention", exact=True).check()


def limited(page: Page) -> None:
    filters_open(page)
    page.keyboard.press("Escape")
    ask(page, MOON)


def history_open(page: Page) -> None:
    ask(page, BASKET)
    page.get_by_role("button", name="Tidigare frågor").click()


def forgetting(page: Page) -> None:
    history_open(page)
    page.get_by_role("button", name="Ta bort alla").click()


def failed(page: Page) -> None:
    page.route("**/api/ask", lambda route: route.fulfill(status=503, json={"detail": "Biblioteket byggs."}))
    ask(page, BASKET)


def key_asked_for(page: Page) -> None:
    page.route("**/api/ask", lambda route: route.fulfill(status=401, json={"detail": "Servern kräver en nyckel."}))
    ask(page, BASKET)
    expect(page.get_by_role("dialog", name="Nyckel behövs")).to_be_visible()


def too_long(page: Page) -> None:
    page.get_by_label("Din fråga").fill("hund " * 401)
    expect(page.locator("#question-problem")).not_to_be_empty()


def printed(page: Page) -> None:
    ask(page, YARDS)
    page.emulate_media(media="print")


STATES: tuple[State, ...] = (
    empty,
    waiting,
    answered,
    followed_up,
    abstained,
    page_open,
    passage_open,
    filters_open,
    limited,
    history_open,
    forgetting,
    failed,
    key_asked_for,
    too_long,
    printed,
)
