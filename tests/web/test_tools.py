"""What stands around the answers: filters, earlier questions, links, copying, the key, light and dark, the keyboard."""

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from server.access import Access
from server.keys import KeyFile, Scope
from tests.web.conftest import open_context, serving
from tests.web.texts import BASKET, BASKET_ANSWER, MOON, YARDS, YARDS_ANSWER, ask, body_of

ASK = "**/api/ask"


def test_filters_limit_what_is_searched_and_are_told_and_taken_away(page: Page) -> None:
    page.get_by_role("button", name="Begränsa källorna").click()
    dialog = page.get_by_role("dialog", name="Begränsa källorna")
    dialog.get_by_label("Konvention", exact=True).check()
    dialog.get_by_label("2022", exact=True).check()
    dialog.get_by_role("button", name="Rensa").click()
    expect(dialog.get_by_label("Konvention", exact=True)).not_to_be_checked()
    dialog.get_by_label("Konvention", exact=True).check()
    dialog.get_by_role("button", name="Klar").click()
    expect(page.get_by_role("button", name="Begränsa källorna")).to_be_focused()
    with page.expect_request(ASK) as sent:
        turn = ask(page, YARDS)
    assert body_of(sent.value)["filters"] == {"doc": [], "kind": ["konvention"], "year": []}
    assert "rastgårdar" not in turn.locator(".sources").inner_text()
    turn.get_by_role("button", name="Fråga i alla källor").click()
    expect(turn.locator(".answer-text")).to_contain_text(YARDS_ANSWER)
    expect(page.locator(".chip")).to_have_count(0)


def test_a_chip_takes_its_filter_away(page: Page) -> None:
    page.get_by_role("button", name="Begränsa källorna").click()
    page.get_by_role("dialog").get_by_label("Årsrapport rastgårdar 2022").check()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ta bort begränsningen Årsrapport rastgårdar 2022").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.get_by_role("button", name="Begränsa källorna")).to_be_focused()


def test_earlier_conversations_are_opened_again_without_asking_and_forgotten(page: Page) -> None:
    ask(page, BASKET)
    ask(page, MOON)
    page.get_by_role("button", name="Nytt samtal").click()
    ask(page, YARDS)
    page.reload()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Tidigare frågor").click()
    dialog = page.get_by_role("dialog", name="Tidigare frågor")
    expect(dialog).to_contain_text("Sparas bara i den här webbläsaren.")
    expect(dialog.locator(".kept-open")).to_have_count(2)
    dialog.locator(".kept-open", has_text=BASKET).click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn").first).to_contain_text(BASKET_ANSWER)
    expect(page.get_by_role("heading", name=BASKET)).to_be_focused()
    assert not [url for url in asked if url.endswith("/api/ask")]
    page.get_by_role("button", name="Tidigare frågor").click()
    dialog.get_by_role("button", name=f"Ta bort ”{YARDS}”").click()
    expect(dialog.locator(".kept-open")).to_have_count(1)
    dialog.get_by_role("button", name="Ta bort alla").click()
    dialog.get_by_role("button", name="Ja, ta bort").click()
    expect(dialog).to_contain_text("Här samlas frågorna du ställer.")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_answer_out_of_an_earlier_library_says_so(page: Page) -> None:
    ask(page, BASKET)
    page.evaluate("localStorage['belagg.samtal'] = localStorage['belagg.samtal'].replaceAll('\"library\":\"', '$&0')")
    page.reload()
    page.get_by_role("button", name="Tidigare frågor").click()
    page.locator(".kept-open").click()
    expect(page.locator(".dated")).to_contain_text("biblioteket har byggts om sedan dess.")
    page.get_by_role("button", name="Fråga igen").click()
    expect(page.locator(".dated")).to_have_count(0)
    expect(page.locator(".answer-text")).to_contain_text(BASKET_ANSWER)


def test_a_link_asks_its_question_of_its_sources_and_no_server_sees_it_in_an_address(page: Page) -> None:
    page.get_by_role("button", name="Begränsa källorna").click()
    page.get_by_role("dialog").get_by_label("Konvention", exact=True).check()
    page.keyboard.press("Escape")
    ask(page, BASKET).get_by_role("button", name="Kopiera länk").click()
    expect(page.locator(".said")).to_contain_text("Länken är kopierad.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"/#fråga={quote(BASKET)}&slag=konvention")
    addresses: list[str] = []
    other = page.context.new_page()
    other.on("request", lambda request: addresses.append(request.url.partition("#")[0]))
    other.goto(link)
    expect(other.locator(".turn")).to_contain_text(BASKET_ANSWER)
    expect(other.locator(".chip")).to_have_text("Konvention")
    assert not [address for address in addresses if "promenader" in address]


def test_a_copied_answer_has_its_references(page: Page) -> None:
    ask(page, "Hur många ärenden följdes upp i prövningen av barnets bästa?").get_by_role(
        "button", name="Kopiera svaret"
    ).click()
    expect(page.locator(".said")).to_have_text("Svaret är kopierat med sina källor.")
    question, _, rest = page.evaluate("navigator.clipboard.readText()").partition("\n\n")
    assert question == "Hur många ärenden följdes upp i prövningen av barnets bästa?"
    assert re.search(
        r"\n\nKällor\n\[1\] Årsrapport barnets rättigheter 2023 \(påhittad\), Prövning av barnets bästa, avsnitt 3\.3, "
        r"s\. 6, dnr 0001-2023-TEST\.",
        rest,
    )


def test_a_server_that_wants_a_key_gets_it_for_everything(browser: Browser, web_library: Path, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "nycklar.json")
    secret = keys.add("webben", Scope.READ)
    with (
        serving(web_library, access=Access(keys, reading_open=False)) as url,
        open_context(browser, url) as context,
    ):
        page = context.new_page()
        page.goto(f"/#fråga={YARDS}")
        field = page.get_by_role("dialog", name="Nyckel behövs").get_by_label("Nyckel", exact=True)
        expect(field).to_be_focused()
        field.fill("fel")
        field.press("Enter")
        expect(page.get_by_role("dialog")).to_contain_text("Nyckeln gäller inte.")
        field.fill(secret)
        field.press("Enter")
        expect(page.locator(".answer-text")).to_contain_text(YARDS_ANSWER)
        expect(page.locator("#welcome-library li").first).to_be_attached()
        page.locator(".marker").first.click()
        expect(page.locator("canvas")).to_be_visible()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Öppna källfilen").click()
        assert saved.value.suggested_filename == "rastgardar.pdf"
        assert page.evaluate("JSON.stringify(sessionStorage)").count(secret) == 1
        assert page.evaluate("JSON.stringify(localStorage)").count(secret) == 0


@pytest.mark.parametrize("late", ["documents", "ask"])
def test_a_late_refusal_of_an_old_key_does_not_ask_for_one_again(
    browser: Browser, web_library: Path, tmp_path: Path, late: str
) -> None:
    keys = KeyFile(tmp_path / "nycklar.json")
    secret = keys.add("webben", Scope.READ)
    with (
        serving(web_library, access=Access(keys, reading_open=False)) as url,
        open_context(browser, url) as context,
    ):
        page = context.new_page()
        held: list[Route] = []
        page.route(f"**/api/{late}", lambda route: route.continue_() if held else held.append(route))
        page.goto(f"/#fråga={YARDS}")
        field = page.get_by_role("dialog", name="Nyckel behövs").get_by_label("Nyckel", exact=True)
        field.fill(secret)
        field.press("Enter")
        expect(page.locator("#welcome-library li").first).to_be_attached()
        with page.expect_response(lambda response: response.url.endswith(f"/api/{late}") and response.ok):
            held[0].continue_()
        expect(page.locator(".answer-text")).to_contain_text(YARDS_ANSWER)
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_light_and_dark_are_switched_and_remembered(page: Page) -> None:
    def paper() -> str:
        return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))

    light = paper()
    page.get_by_role("button", name="Mörkt läge").click()
    dark = paper()
    assert dark != light
    page.reload()
    assert paper() == dark
    page.get_by_role("button", name="Ljust läge").click()
    assert paper() == light


def test_everything_is_done_with_the_keyboard_alone(page: Page) -> None:
    press = page.keyboard.press
    expect(page.get_by_label("Din fråga")).to_be_focused()
    page.keyboard.type("a/b")
    expect(page.get_by_label("Din fråga")).to_have_value("a/b")
    press("Shift+Enter")
    expect(page.get_by_label("Din fråga")).to_have_value("a/b\n")
    press("Control+a")
    page.keyboard.type(YARDS)
    press("Enter")
    expect(page.locator(".turn")).to_have_attribute("aria-busy", "false")
    page.get_by_role("link", name="Hoppa till frågerutan").focus()
    expect(page.get_by_role("link", name="Hoppa till frågerutan")).to_be_in_viewport()
    for _ in range(5):  # over the name and the three tools, to the first marker
        press("Tab")
    expect(page.locator(".marker").first).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("mark").first).to_be_visible()
    while not dialog.get_by_role("button", name="Föregående sida").evaluate("one => one === document.activeElement"):
        press("Tab")
    press("Space")
    expect(dialog.locator(".dialog-subtitle")).to_have_text("Sidan 2")
    press("Escape")
    expect(page.locator(".marker").first).to_be_focused()
    press("/")
    expect(page.get_by_label("Din fråga")).to_be_focused()
    expect(page.get_by_label("Din fråga")).to_have_value("")
