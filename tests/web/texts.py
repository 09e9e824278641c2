"""The texts behind the page, and what is asked about them: made up, and one of them meant to do harm."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

from tests.pdf_pages import Page as Sheet
from tests.pdf_pages import write_pdf
from tests.server.conftest import write_corpus

BASKET = "Hur många promenader om dagen har varje hund rätt till?"
BASKET_ANSWER = "Varje hund har rätt till en egen korg, till friskt vatten och till minst tre promenader om dagen."
YARDS = "Hur många hundrastgårdar byggdes i Lövköping?"
YARDS_ANSWER = "Under året byggdes elva hundrastgårdar i Lövköping."
MOON = "Vad kostar en flygbiljett till månen?"
OUNCE = "Vad säger ozeloten om taggade ord?"
MARKED_QUESTION = "Vad är <img src=x onerror=alert(3)> bra för?"
MARKED_TITLE = "<script>alert(1)</script> & <img src=x onerror=alert(2)>"
MARKED = f"""---
title: '{MARKED_TITLE}'
kind: övrigt
year: 2021
---

# Ozeloten

Ozeloten säger att taggade ord som `<script>alert(4)</script>` och `<b onclick=alert(5)>fet</b>` visas som de står 🐆.
"""

PANTHER = "Vad gör pantern om dagen?"
PANTHER_TITLE = "Panterns vanor (2020)"
BRACKETED = """---
title: Panterns vanor
kind: övrigt
year: 2020
---

Pantern [2] vilar 🐆 under dagen. Den jagar på natten.
"""
RUNNING = (
    "<html lang='sv'><head><title>Lodjuret</title></head><body><script>alert(6)</script><p>Lodjur.</p></body></html>"
)


def write_texts(folder: Path) -> Path:
    """The made-up reports and the convention of dogs, a report as PDF, and a text whose title and words are markup."""
    write_corpus(folder)
    (folder / "ozelot.md").write_text(MARKED, encoding="utf-8")
    (folder / "panter.md").write_text(BRACKETED, encoding="utf-8")
    (folder / "lodjur.html").write_text(RUNNING, encoding="utf-8")
    write_pdf(folder / "rastgardar.pdf", _sheets(), info={"Title": "Årsrapport rastgårdar 2022"})
    return folder


def _sheets() -> list[Sheet]:
    first = Sheet().heading("Årsrapport rastgårdar 2022").lines("Påhittad rapport för tester av webbsidan.")
    second = Sheet().heading("1 Inledning")
    second.lines(
        "Rapporten handlar om rastgårdar för hundar i fyra påhittade kommuner.",
        "Den vänder sig till den som planerar parker och vill veta vad som behövs.",
    )
    third = Sheet().heading("2 Resultat")
    third.lines(YARDS_ANSWER, "De flesta ligger nära en skog och har belysning hela natten.")
    sheets = [first, second, third]
    for number, sheet in enumerate(sheets, 1):
        sheet.furniture(head="RASTGÅRDAR", foot=str(number))
    return sheets


def ask(page: Page, question: str) -> Locator:
    """Asks as a person does, and waits until there is an answer; the turn."""
    turns = page.locator(".turn")
    before = turns.count()
    page.get_by_label("Din fråga").fill(question)
    page.get_by_label("Din fråga").press("Enter")
    turn = turns.nth(before)
    expect(turn).to_have_attribute("aria-busy", "false")
    return turn


def body_of(request: Request) -> dict[str, Any]:
    """What was sent."""
    body: dict[str, Any] | None = request.post_data_json
    assert body is not None
    return body
