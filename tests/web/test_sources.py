"""A source opened from its marker: the page, turning it, and back; and that nothing in a source is markup."""

from playwright.sync_api import Browser, Page, expect

from tests.web.conftest import open_context
from tests.web.texts import BASKET, BASKET_ANSWER, MARKED_QUESTION, MARKED_TITLE, OUNCE, YARDS, YARDS_ANSWER, ask


def test_a_marker_opens_its_page_with_the_quote_marked_and_gets_the_focus_back(page: Page) -> None:
    turn = ask(page, YARDS)
    marker = turn.locator(".marker").first
    marker.click()
    dialog = page.get_by_role("dialog", name="Årsrapport rastgårdar 2022")
    expect(dialog.locator(".dialog-subtitle")).to_have_text("Sidan 3")
    expect(dialog.locator("mark")).to_contain_text(YARDS_ANSWER)
    expect(dialog.get_by_role("heading", name="2 Resultat")).to_be_visible()
    expect(dialog.get_by_role("link", name="Öppna källfilen på sidan 3")).to_have_attribute(
        "href", "api/documents/rastgardar/file#page=3"
    )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(marker).to_be_focused()


def test_the_page_is_drawn_beside_its_text_with_the_quote_marked_and_made_larger(page: Page) -> None:
    ask(page, YARDS).locator(".marker").first.click()
    canvas = page.get_by_role("dialog").get_by_role("img", name="Sidan 3 som bild.")
    expect(canvas).to_be_visible()
    yellow = canvas.evaluate(
        """canvas => {
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let count = 0;
            for (let at = 0; at < data.length; at += 4) count += data[at] - data[at + 2] > 60;
            return count;
        }"""
    )
    assert yellow > 500
    before = canvas.bounding_box()
    page.get_by_role("button", name="Förstora").click()
    after = canvas.bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.3 * before["width"]
    page.get_by_role("button", name="Förminska").click()
    assert canvas.bounding_box() == before


def test_pages_are_turned_to_the_first_and_the_last(page: Page) -> None:
    ask(page, YARDS).locator(".marker").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Nästa sida")).to_be_disabled()
    dialog.get_by_role("button", name="Föregående sida").click()
    expect(dialog.locator(".dialog-subtitle")).to_have_text("Sidan 2")
    expect(dialog.locator(".reading")).to_contain_text("fyra påhittade kommuner")
    expect(dialog.locator("mark")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Föregående sida")).to_be_focused()
    expect(dialog.get_by_role("status")).to_contain_text("Sidan 2.")
    dialog.get_by_role("button", name="Nästa sida").click()
    expect(dialog.locator("mark")).to_contain_text(YARDS_ANSWER)


def test_a_document_without_pages_shows_the_passage_in_its_surroundings(page: Page) -> None:
    ask(page, BASKET).locator(".card button").first.click()
    dialog = page.get_by_role("dialog", name="Konvention om hundars rättigheter (1989)")
    expect(dialog.locator("mark")).to_have_text(BASKET_ANSWER)
    expect(dialog.locator(".around").first).to_be_visible()
    dialog.get_by_role("button", name="Nästa stycke").click()
    expect(dialog.locator(".own").last).to_contain_text("hundens bästa")
    dialog.get_by_role("button", name="Stäng").click()
    expect(dialog).to_be_hidden()


def test_markup_in_a_question_a_title_and_a_text_is_shown_as_it_stands(page: Page) -> None:
    asked = ask(page, MARKED_QUESTION)
    expect(asked.get_by_role("heading", level=2)).to_have_text(MARKED_QUESTION)
    turn = ask(page, OUNCE)
    expect(turn.locator(".answer-text")).to_contain_text("<b onclick=alert(5)>fet</b>")
    expect(turn.locator(".card").first).to_contain_text(MARKED_TITLE)
    turn.locator(".marker").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", level=2)).to_contain_text(MARKED_TITLE)
    expect(dialog.locator("mark")).to_contain_text("<script>alert(4)</script>")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Begränsa källorna").click()
    expect(page.get_by_role("dialog").get_by_text(MARKED_TITLE)).to_be_visible()
    assert page.locator("main img, main script, dialog img, dialog script, [onerror], [onclick]").count() == 0


def test_a_source_that_is_gone_is_said_and_its_quote_still_shown(page: Page) -> None:
    turn = ask(page, BASKET)
    gone = {"status": 404, "json": {"detail": "Passagen finns inte i biblioteket."}}
    page.route("**/api/passages/*", lambda route: route.fulfill(**gone))
    turn.locator(".marker").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_have_text("Passagen finns inte i biblioteket.")
    expect(dialog.locator("blockquote")).to_have_text(BASKET_ANSWER)


def test_a_source_file_that_is_a_web_page_runs_nothing(browser: Browser, address: str) -> None:
    dialogs: list[str] = []
    with open_context(browser, address) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialogs.append(dialog.message))
        page.goto("/api/documents/lodjur/file")
        expect(page.get_by_text("Lodjur.")).to_be_visible()
    assert not dialogs
