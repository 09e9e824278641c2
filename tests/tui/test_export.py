"""What is exported reads as it was said, whatever signs stand in it."""

import pytest
from markdown_it import MarkdownIt

from tests.tui.canned_replies import REPORT, about_markup, about_municipalities, about_networks, about_the_budget, reply
from tui.export import Asked, conversation_markdown

EXPORTED = """\
# Inför mötet

## Hur många kommuner?

På frågan hur många regioner och kommuner som ingått är det sammantagna svaret 113 kommuner. [1] Barnets åsikter ska \
tillmätas betydelse i förhållande till barnets ålder och mognad. [2]

*Siffran gäller hela landet.*

Källor:

- [1] Årsrapport barnets rättigheter 2025, dnr 43-2025, avsnitt 4.1, s. 18, finns även i Årsrapport barnets \
rättigheter 2024, avsnitt 4.1, s. 16

  > ”På frågan hur många regioner och kommuner som ingått är det sammantagna svaret 113 kommuner.”

- [2] Barnkonventionen (1989), Artikel 12, ej dubbelkontrollerad

  > ”Barnets åsikter ska tillmätas betydelse i förhållande till barnets ålder och mognad.”

## Och budgeten för 2031?

*Tolkad som: Vad är budgeten för 2031?*

Källorna svarar inte på frågan.

*Källorna nämner verksamhetsmedel, inte budgeten för 2031.*

Närmast i källorna:
"""


def test_a_conversation_reads_as_it_should() -> None:
    first = Asked("Hur många kommuner?", about_municipalities("Hur många kommuner?"), {REPORT: "43-2025"})
    second = Asked("Och budgeten för 2031?", about_the_budget("Vad är budgeten för 2031?"))
    assert conversation_markdown("Inför mötet", (first, second)).startswith(EXPORTED)


def test_what_was_changed_in_a_question_is_told() -> None:
    text = conversation_markdown("x", [Asked("nätvärk?", about_networks("nätvärk?"))])
    assert "*Tolkad som: Hur många nätverk finns 2025?*" in text
    assert "*”nätvärk” söktes som ”nätverk”.*" in text
    assert "*Sökt bara i: årsrapport, 2025.*" in text


def read(markdown: str) -> list[str]:
    """The text of each paragraph, as a program that knows Markdown shows it."""
    blocks = (token.children or [] for token in MarkdownIt().parse(markdown) if token.type == "inline")
    return ["".join("\n" if child.type == "softbreak" else child.content for child in block) for block in blocks]


@pytest.mark.parametrize(
    "text",
    [
        "Skriv *aldrig* **så** _här_ eller `så` [1]",
        "Se [här](http://exempel) och ![bild](x.png) <b>fet</b> &amp; <http://x> [1]",
        "# ingen rubrik",
        "1. ingen lista",
        "12) ingen lista",
        "- inte heller",
        "+ inte heller",
        "> inget citat",
        "---",
        "===",
        "~~~ ingen kod",
        "snake_case och C:\\mapp \\[ \\* [1]",
        "två stycken\n- med streck\n2. och siffra",
    ],
)
def test_signs_of_markdown_are_shown_as_they_are(text: str) -> None:
    shown = read(conversation_markdown(text.splitlines()[0], [Asked("Fråga?", reply("Fråga?", text, answered=False))]))
    assert shown[0] == text.splitlines()[0]
    assert text in shown


def test_markup_in_a_source_is_shown_as_it_is() -> None:
    asked = about_markup("Fråga?")
    shown = read(conversation_markdown("x", [Asked("Fråga?", asked)]))
    assert asked.answer in shown
    assert f"”{asked.citations[0].quote}”" in shown
