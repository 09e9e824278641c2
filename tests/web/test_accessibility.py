"""Every state is free of what axe finds, in light and dark, narrow and wide; and nothing scrolls sideways."""

from itertools import product
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.web.states import STATES, State
from tests.web.texts import BASKET, ask

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LOOKS = tuple(product((320, 1440), SCHEMES))


def faults(page: Page) -> list[str]:
    """What axe finds: the rule, and the elements that break it."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    return [f"{fault['id']}: {node['html'][:120]}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_state_has_no_fault_that_axe_finds(page: Page, state: State) -> None:
    state(page)
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        found += [f"{width} {scheme}: {fault}" for fault in faults(page)]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert found == []


def test_wider_text_spacing_pushes_nothing_out_of_a_narrow_page(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    ask(page, BASKET)
    page.evaluate(
        """() => {
            const wide = { "line-height": "1.5", "letter-spacing": "0.12em", "word-spacing": "0.16em" };
            for (const one of document.querySelectorAll("body *")) {
                for (const [name, value] of Object.entries(wide)) one.style.setProperty(name, value, "important");
            }
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    expect(page.get_by_role("button", name="Kopiera svaret")).to_be_visible()


def test_axe_does_find_faults(page: Page) -> None:
    page.evaluate("document.querySelector('#question-label').remove()")
    assert any(fault.startswith("label") for fault in faults(page))


def test_the_page_and_its_english_quotes_say_their_language(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    english = ask(page, "What is the right of the child to walks in this convention?")
    expect(english.get_by_role("heading", level=2)).to_have_attribute("lang", "en")
    swedish = ask(page, BASKET)
    assert swedish.locator(".answer-text [lang]").count() == 0


def test_nothing_moves_for_those_who_ask_for_that(page: Page) -> None:
    moving = (
        "[...document.querySelectorAll('*')].filter((one) => getComputedStyle(one).animationName !== 'none').length"
    )
    page.route("**/api/ask", lambda _: None)  # never answered
    page.get_by_label("Din fråga").fill(BASKET)
    page.get_by_label("Din fråga").press("Enter")
    expect(page.locator(".waiting")).to_be_visible()
    assert page.evaluate(moving) == 0
