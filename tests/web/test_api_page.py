"""The description of the API as a page: it comes from this server alone, and lists what can be asked."""

from playwright.sync_api import Browser, expect

from tests.web.conftest import open_context


def test_the_description_is_shown_without_the_network(browser: Browser, address: str) -> None:
    with open_context(browser, address) as context:  # which watches for errors, and for requests to elsewhere
        page = context.new_page()
        page.goto("/docs")
        expect(page.get_by_text("/api/ask").first).to_be_visible()
        expect(page.get_by_text("Ställ en fråga").first).to_be_visible()
        page.get_by_text("Ställ en fråga").first.click()
        expect(page.get_by_text("Hur ofta möttes nätverket?").first).to_be_visible()
