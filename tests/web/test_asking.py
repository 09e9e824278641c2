"""Asking in the browser: answers as they come, their sources, follow-ups, and what happens when it goes wrong."""

import json
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from index.library import Library
from index.searching import Hit
from index.understanding import Understood
from ingest.document import Span
from server.access import Access
from server.answer import Answer, Quote, compose
from server.keys import KeyFile, Scope
from server.limits import Limits
from server.quoting import QuotingAnswerer
from tests.clock import within_one_minute
from tests.web.conftest import open_context, serving
from tests.web.texts import BASKET, BASKET_ANSWER, MOON, PANTHER, PANTHER_TITLE, YARDS, YARDS_ANSWER, ask, body_of

ASK = "**/api/ask"


def test_an_answer_stands_with_its_marker_and_its_source_beside_it(page: Page) -> None:
    turn = ask(page, YARDS)
    expect(turn.locator(".answer-text")).to_contain_text(YARDS_ANSWER)
    expect(
        turn.get_by_role("button", name="Källa 1: Årsrapport rastgårdar 2022, avsnitt 2, s. 3").first
    ).to_be_visible()
    card = turn.locator(".sources .card").first
    expect(card).to_contain_text("Årsrapport rastgårdar 2022")
    expect(card).to_contain_text("Årsrapport · avsnitt 2, s. 3 · Resultat")
    expect(page.get_by_role("status").first).to_have_text("Svar klart, 1 källa.")


class HeldAnswerer(QuotingAnswerer):
    """Answers as the other does, once it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.let = threading.Event()

    def answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        assert self.let.wait(60)
        return super().answer(question, hits, library)


class SentenceBySentence(QuotingAnswerer):
    """Quotes the first two sentences of what was found first, each for itself."""

    def answer(self, question: Understood, hits: Sequence[Hit], library: Library) -> Answer:
        first, second, *_ = hits[0].stored.passage.sentences
        return compose([Quote(hits[0], first.span, (Span(0, 5),)), Quote(hits[0], second.span)], library, 0.9)


def test_quotes_of_one_place_share_a_card_and_a_bracket_in_a_quote_is_no_marker(
    browser: Browser, web_library: Path
) -> None:
    with serving(web_library, SentenceBySentence()) as url, open_context(browser, url) as context:
        page = context.new_page()
        page.goto("/")
        turn = ask(page, PANTHER)
        expect(turn.locator(".answer-text")).to_have_text(
            "Pantern [2] vilar 🐆 under dagen. 1 […] Den jagar på natten. 2"
        )
        expect(turn.locator(".answer-text strong")).to_have_text("Pante")
        expect(turn.locator(".answer-text .marker")).to_have_count(2)
        expect(turn.locator(".sources .cards").first.get_by_role("button")).to_have_accessible_name(
            f"Källa 1 och 2: {PANTHER_TITLE}"
        )
        turn.locator(".marker").nth(1).click()
        expect(page.get_by_role("dialog").locator("mark")).to_have_text("Den jagar på natten.")


@pytest.fixture
def held(web_library: Path) -> Iterator[tuple[HeldAnswerer, str]]:
    answerer = HeldAnswerer()
    with serving(web_library, answerer) as url:
        yield answerer, url


def test_what_was_found_is_told_before_the_answer_is_there(browser: Browser, held: tuple[HeldAnswerer, str]) -> None:
    answerer, url = held
    with open_context(browser, url) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Din fråga").fill(BASKET)
        page.get_by_role("button", name="Fråga", exact=True).click()
        expect(page.locator(".waiting")).to_contain_text("Läser 8 passager")
        answerer.let.set()
        expect(page.locator(".answer-text")).to_contain_text(BASKET_ANSWER)


def test_an_answer_on_its_way_can_be_stopped_and_asked_for_again(
    browser: Browser, held: tuple[HeldAnswerer, str]
) -> None:
    answerer, url = held
    with open_context(browser, url) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Din fråga").fill(BASKET)
        page.get_by_role("button", name="Fråga", exact=True).click()
        page.get_by_role("button", name="Avbryt").click()
        expect(page.locator(".failure")).to_have_text("Frågan avbröts.")
        expect(page.get_by_label("Din fråga")).to_have_value(BASKET)
        answerer.let.set()
        page.get_by_role("button", name="Fråga igen").click()
        expect(page.locator(".answer-text")).to_contain_text(BASKET_ANSWER)
        expect(page.get_by_label("Din fråga")).to_have_value("")


def test_a_new_conversation_does_not_wait_for_the_answer_of_the_old_one(
    browser: Browser, held: tuple[HeldAnswerer, str]
) -> None:
    answerer, url = held
    with open_context(browser, url) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_label("Din fråga").fill(BASKET)
        page.get_by_label("Din fråga").press("Enter")
        expect(page.locator(".waiting")).to_contain_text("Läser")
        page.get_by_role("button", name="Nytt samtal").click()
        expect(page.get_by_label("Din fråga")).to_have_value("")
        answerer.let.set()
        expect(ask(page, YARDS).locator(".answer-text")).to_contain_text(YARDS_ANSWER)
        expect(page.locator(".turn")).to_have_count(1)


def test_a_stream_that_breaks_off_gives_way_to_the_answer_in_one_piece(page: Page) -> None:
    bodies: list[dict[str, object]] = []

    def break_off(route: Route) -> None:
        bodies.append(body_of(route.request))
        if bodies[-1]["stream"]:
            route.fulfill(content_type="text/event-stream", body='event: text\ndata: {"text":"Varje","at":[0,5]}\n\n')
        else:
            route.continue_()

    page.route(ASK, break_off)
    turn = ask(page, BASKET)
    expect(turn.locator(".answer-text")).to_contain_text(BASKET_ANSWER)
    assert [body["stream"] for body in bodies] == [True, False]


def test_an_abstention_looks_different_and_shows_what_is_missing_and_what_is_near(page: Page) -> None:
    turn = ask(page, MOON)
    expect(turn).to_have_attribute("data-state", "abstained")
    expect(turn.locator(".answer-text")).to_contain_text("Det framgår inte av källorna.")
    expect(turn.locator(".answer-text")).to_contain_text("De närmaste passagerna nämner inte ”kostar”, ”flygbiljett”.")
    expect(turn.locator(".sources")).to_contain_text("Närmast i källorna")
    assert turn.locator(".sources .cards").first.locator(".card").count() == 3
    expect(turn.locator(".marker")).to_have_count(0)
    expect(page.get_by_role("status").first).to_contain_text("Källorna svarar inte på frågan.")


def test_a_follow_up_sends_what_was_said_and_tells_how_it_was_read(page: Page) -> None:
    ask(page, BASKET)
    with page.expect_request(ASK) as sent:
        turn = ask(page, "Och varje valp?")
    body = body_of(sent.value)
    assert [one["question"] for one in body["history"]] == [BASKET]
    assert BASKET_ANSWER in body["history"][0]["answer"]
    expect(turn.locator(".understood")).to_contain_text("Frågan lästes som ”")
    expect(page.locator(".turn")).to_have_count(2)


def test_a_slip_is_told(page: Page) -> None:
    turn = ask(page, "Hur många rastgårdarr byggdes i Lövköping?")
    expect(turn.locator(".understood")).to_contain_text("”rastgårdarr” söktes som ”rastgårdar”.")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (503, {"detail": "Biblioteket byggs."}, "Biblioteket byggs."),
        (502, None, "Servern går inte att nå just nu."),
        (422, {"detail": "Dokumentet finns inte."}, "Dokumentet finns inte."),
    ],
)
def test_a_refusal_is_said_and_the_question_is_kept(
    page: Page, status: int, body: dict[str, str] | None, said: str
) -> None:
    text = json.dumps(body) if body else "<html>Bad gateway</html>"
    page.route(ASK, lambda route: route.fulfill(status=status, body=text))
    turn = ask(page, BASKET)
    expect(turn.get_by_role("alert")).to_have_text(f"{said} Frågan står kvar i rutan.")
    expect(page.get_by_label("Din fråga")).to_have_value(BASKET)
    page.unroute(ASK)
    turn.get_by_role("button", name="Försök igen").click()
    expect(turn.locator(".answer-text")).to_contain_text(BASKET_ANSWER)
    expect(page.get_by_label("Din fråga")).to_have_value("")


def test_too_many_questions_are_told_when_to_come_back(browser: Browser, web_library: Path, tmp_path: Path) -> None:
    within_one_minute(15)
    keys = KeyFile(tmp_path / "nycklar.json")
    secret = keys.add(
        "webben", Scope.READ
    )  # whoever asks from this machine without a key may ask as often as they like
    with (
        serving(web_library, access=Access(keys, reading_open=True), limits=Limits(per_minute=2)) as url,
        open_context(browser, url) as context,
    ):
        context.add_init_script(f"sessionStorage['belagg.nyckel'] = '{secret}'")
        page = context.new_page()
        page.goto("/")
        expect(page.locator("#welcome-library h3")).to_be_visible()
        ask(page, BASKET)
        turn = ask(page, YARDS)
        expect(turn.get_by_role("alert")).to_contain_text("Du har frågat för ofta: högst 2 gånger i minuten.")
        expect(page.get_by_label("Din fråga")).to_have_value(YARDS)


@pytest.mark.parametrize(("seconds", "told"), [("17", "Vänta. Det går igen om 17 sekunder."), ("1", "Vänta.")])
def test_when_to_come_back_is_told_in_seconds(page: Page, seconds: str, told: str) -> None:
    body = json.dumps({"detail": "Vänta."})
    page.route(ASK, lambda route: route.fulfill(status=429, headers={"Retry-After": seconds}, body=body))
    expect(ask(page, BASKET).get_by_role("alert")).to_have_text(f"{told} Frågan står kvar i rutan.")


def test_a_server_that_is_not_there_is_said(page: Page) -> None:
    page.route(ASK, lambda route: route.abort())
    turn = ask(page, BASKET)
    expect(turn.get_by_role("alert")).to_contain_text("Servern går inte att nå.")
    expect(page.get_by_label("Din fråga")).to_have_value(BASKET)


def test_an_empty_and_an_endless_question_are_not_sent(page: Page) -> None:
    page.get_by_role("button", name="Fråga", exact=True).click()
    expect(page.locator("#question-problem")).to_have_text("Skriv en fråga först.")
    page.get_by_label("Din fråga").fill("hund " * 401)
    page.get_by_role("button", name="Fråga", exact=True).click()
    expect(page.locator("#question-problem")).to_contain_text("2004 tecken lång")
    expect(page.locator(".turn")).to_have_count(0)


def test_a_library_that_is_not_there_is_said_at_once(page: Page) -> None:
    said = "Det finns inget bibliotek. Bygg ett med belagg build."
    page.route("**/api/documents", lambda route: route.fulfill(status=503, json={"detail": said}))
    page.reload()
    expect(page.locator("#welcome").get_by_role("alert")).to_have_text(said)
