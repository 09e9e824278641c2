"""Replies of every kind that the schema allows, out of a small library."""

from collections.abc import Callable

from server.schema import (
    AskReply,
    Citation,
    Filters,
    Place,
    SearchHit,
    UnderstoodQuestion,
)

REPORT = "arsrapport-barnets-rattigheter-2025"
PAGES = {
    "17": "4.1 Regional samverkan\n\nDe regionala forumen samlar olika aktörer.",
    "18": (
        "Mest vanligt förekommande är kommuner men även regioner och civilsamhället. På frågan hur många regioner "
        "och kommuner som ingått är det sammantagna\nsvaret 113 kommuner. 17 regioner har tillika ingått i de "
        "regionala barnrättsnätverken.\n\nSedan 2022 har frågan formulerats likadant vilket möjliggör jämförelse."
    ),
    "19": "Länsstyrelserna svarar att samverkansforumet i stor utsträckning har bidragit till erfarenhetsutbyte.",
}
FORUM = (
    "På frågan hur många regioner och kommuner som ingått är det sammantagna svaret 113 kommuner. "
    "17 regioner har tillika ingått i de regionala barnrättsnätverken."
)
QUOTE = "På frågan hur många regioner och kommuner som ingått är det sammantagna svaret 113 kommuner."
ARTICLE = "Barnets åsikter ska tillmätas betydelse i förhållande till barnets ålder och mognad."
MARKUP = "Skriv [bold]aldrig[/bold] [@click=app.quit]så här[/] eller [red på rad 3."
TITLE = "Årsrapport barnets rättigheter 2025"


def citation(marker: int, quote: str, **changed: object) -> Citation:
    fields: dict[str, object] = {
        "id": f"c{marker}",
        "marker": marker,
        "at": (0, 10),
        "doc": REPORT,
        "title": TITLE,
        "kind": "årsrapport",
        "year": 2025,
        "section": "4.1",
        "heading": "Regional samverkan",
        "page": "18",
        "page_end": "18",
        "quote": quote,
        "passage_id": "forum",
    }
    return Citation.model_validate(fields | changed)


def hit(rank: int, text: str, **changed: object) -> SearchHit:
    fields: dict[str, object] = {
        "rank": rank,
        "passage_id": "forum",
        "doc": REPORT,
        "title": TITLE,
        "kind": "årsrapport",
        "year": 2025,
        "section": "4.1",
        "heading": "Regional samverkan",
        "page": "18",
        "page_end": "19",
        "text": text,
        "score": 1.0 / rank,
    }
    return SearchHit.model_validate(fields | changed)


ARTICLE_PLACE: dict[str, object] = {
    "doc": "barnkonventionen",
    "title": "Barnkonventionen",
    "kind": "konvention",
    "year": 1989,
    "section": "Artikel 12",
    "heading": "",
    "page": None,
    "page_end": None,
    "passage_id": "artikel12",
}


def reply(question: str, answer: str, *cited: Citation, **changed: object) -> AskReply:
    fields: dict[str, object] = {
        "answer": answer,
        "answered": bool(cited),
        "understood": UnderstoodQuestion(question=question, filters=Filters()),
        "citations": cited,
        "hits": (),
        "confidence": 0.9,
        "answerer": "quoting",
        "took_ms": 12.0,
        "library": "prov",
    }
    return AskReply.model_validate(fields | changed)


def about_municipalities(question: str) -> AskReply:
    answer = f"{QUOTE} [1] {ARTICLE} [2]"
    start = answer.index("113 kommuner")
    also = Place(doc="gammal", title="Årsrapport barnets rättigheter 2024", section="4.1", page="16")
    return reply(
        question,
        answer,
        citation(1, QUOTE, focus=[(QUOTE.index("113"), len(QUOTE) - 1)], also_in=[also, also]),
        citation(2, ARTICLE, **ARTICLE_PLACE, quality="unverified"),
        focus=[(start, start + len("113 kommuner"))],
        notes=["Siffran gäller hela landet."],
    )


def about_markup(question: str) -> AskReply:
    return reply(
        question,
        f"{MARKUP} [1]",
        citation(1, MARKUP, title="Rapport [b]nu[/b]", passage_id="markup", quality="ocr", page=None, page_end=None),
        notes=["Se [i]bilaga[/i] [x."],
    )


def about_the_budget(question: str) -> AskReply:
    return reply(
        question,
        "Källorna svarar inte på frågan.",
        answered=False,
        reason="no_support",
        missing="Källorna nämner verksamhetsmedel, inte budgeten för 2031.",
        hits=(hit(1, FORUM, highlights=[(14, 18)]), hit(2, ARTICLE, **ARTICLE_PLACE)),
    )


def about_the_weather(question: str) -> AskReply:
    return reply(question, "Källorna svarar inte på frågan.", answered=False, reason="out_of_scope")


def about_networks(question: str) -> AskReply:
    understood = UnderstoodQuestion(
        question="Hur många nätverk finns 2025?",
        filters=Filters(kind=("årsrapport",), year=(2025,)),
        corrections=(("nätvärk", "nätverk"),),
    )
    return reply(question, f"{QUOTE} [1]", citation(1, QUOTE), understood=understood)


REPLIES: dict[str, Callable[[str], AskReply]] = {
    "nätvärk": about_networks,
    "budget": about_the_budget,
    "väder": about_the_weather,
    "märk": about_markup,
    "": about_municipalities,
}
