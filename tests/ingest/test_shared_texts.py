"""The shared practice texts, read whole."""

import re
from functools import cache
from pathlib import Path

import pytest

from ingest.document import BlockKind, Document, Kind, Metadata
from ingest.markdown import read_markdown
from ingest.plain import read_plain
from ingest.sentences import sentence_spans

pytestmark = pytest.mark.shared


@cache
def read(path: Path) -> Document:
    parsed = (read_plain if path.suffix == ".txt" else read_markdown)(path)
    assert parsed.warnings == ()
    return Document(path.stem, Metadata("T", Kind.OTHER), parsed.text, parsed.blocks, parsed.pages)


def files(shared: Path) -> list[Path]:
    return sorted(path for ending in ("md", "txt") for path in (shared / "corpus").rglob(f"*.{ending}"))


def units(document: Document) -> list[str]:
    return [section.label for section in document.sections if section.unit]


def letters(text: str) -> str:
    return "".join(re.findall(r"[^\W_]+", text))


def test_every_text_is_read_into_blocks_in_order_that_hold_all_of_it(shared: Path) -> None:
    for path in files(shared):
        document = read(path)
        spans = [block.span for block in document.blocks]
        assert spans == sorted(spans), path
        assert "".join("".join(span.of(document.text) for span in spans).split()) == "".join(document.text.split())


def test_no_head_comment_or_mark_up_is_left_in_the_text(shared: Path) -> None:
    for path in files(shared):
        text = read(path).text
        assert not re.search(r"<!--|-->|\[\^|\]\(|\*\*|licence:|^slug|  |^\s*#+ ", text, re.MULTILINE), path


def test_labels_are_unique_within_every_text(shared: Path) -> None:
    for path in files(shared):
        labels = [section.label for section in read(path).sections]
        assert len(labels) == len(set(labels)), path


def test_sentences_of_every_block_cover_it(shared: Path) -> None:
    for path in files(shared):
        document = read(path)
        for block in document.blocks:
            found = sentence_spans(document.text, block.span)
            assert "".join(s.of(document.text) for s in found).replace(" ", "") == block.span.of(document.text).replace(
                " ", ""
            )


@pytest.mark.parametrize("name", ["barnkonventionen", "barnkonventionen-en"])
def test_the_convention_on_the_child_has_its_54_articles(shared: Path, name: str) -> None:
    document = read(shared / "corpus" / "konventioner" / f"{name}.md")
    assert units(document) == [f"Artikel {number}" for number in range(1, 55)]


def test_an_article_of_the_european_convention_keeps_its_heading(shared: Path) -> None:
    document = read(shared / "corpus" / "konventioner" / "europakonventionen.md")
    headings = {section.label: section.heading for section in document.sections}
    assert headings["Artikel 8"].startswith("Artikel 8 – Rätt till")
    assert len(units(document)) == len(set(units(document))) >= 51


def test_articles_of_the_protocols_name_their_protocol(shared: Path) -> None:
    document = read(shared / "corpus" / "konventioner" / "europakonventionen-protokoll.md")
    assert {"Första tilläggsprotokollet (1952), artikel 2", "Protokoll nr 16, artikel 11"} <= set(units(document))
    assert all(", artikel " in label for label in units(document))


def test_sections_of_the_social_services_act_name_their_chapter(shared: Path) -> None:
    path = shared / "corpus" / "lagar" / "socialtjanstlagen.md"
    document = read(path)
    section = next(section for section in document.sections if section.label == "3 kap. 1 §")
    assert section.span.of(document.text).startswith("1 §\n\nVid alla åtgärder som rör barn")
    signs = re.findall(r"^\d+(?: [a-z])? § ", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(units(document)) == len(signs)
    assert all(re.match(r"\d+ kap\. \d+(?: [a-z])? §(?: \(\d\))?$", label) for label in units(document))


def test_a_convention_in_three_languages_has_its_articles_three_times(shared: Path) -> None:
    document = read(shared / "corpus" / "lagar" / "barnkonventionen-sfs-2018-1197-tresprakig.txt")
    assert len(units(document)) == 1 + 3 * 54
    assert {"Part I, artikel 12", "Del I, artikel 12", "Première partie, artikel 12"} <= set(units(document))


@pytest.mark.parametrize("name", ["arsrapport-barnets-rattigheter-2025", "arsrapport-manskliga-rattigheter-2025"])
def test_every_word_of_a_report_stands_on_its_page(shared: Path, name: str) -> None:
    path = shared / "corpus" / f"{name}.md"
    document = read(path)
    source = re.sub(r"\[\^[^\]]+\]:?", " ", path.read_text(encoding="utf-8"))
    source = re.sub(r"\]\([^)]*\)", "]", source)
    pages = re.split(r"<!-- page (\d+) -->", source)
    assert document.page_labels == tuple(pages[1::2])
    for label, words in zip(pages[1::2], pages[2::2], strict=True):
        told = re.sub(r"<!--.*?-->|^\| -.*$", "", words, flags=re.MULTILINE)
        read_back = "".join(span.of(document.text) for span in document.page_spans(label))
        assert sorted(letters(told)) == sorted(letters(read_back)), label


@pytest.mark.parametrize("name", ["arsrapport-barnets-rattigheter-2025", "arsrapport-manskliga-rattigheter-2025"])
def test_a_report_has_the_sections_of_its_list_of_contents_on_the_pages_it_names(shared: Path, name: str) -> None:
    document = read(shared / "corpus" / f"{name}.md")
    listed = [block.span.of(document.text) for block in document.blocks if block.kind is BlockKind.CONTENTS]
    told = {entry.split()[0].rstrip("."): entry.split()[-1] for entry in listed if entry[0].isdigit()}
    starts = {section.label: document.page_at(section.span.start) for section in document.sections}
    assert len(told) > 20
    assert {label: starts[label] for label in told} == told
