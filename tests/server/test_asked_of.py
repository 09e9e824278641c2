"""What is asked of documents by name: out of that one alone, or out of each by itself."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.build import build
from index.filters import NO_FILTER, Filter, filters_of
from index.library import Library
from index.models import BUNDLED, query_model
from index.options import cache_folder
from server.answer import Answer, Reason
from server.grounding import verify
from server.quoting import QuotingAnswerer
from tests.fakes import WORD_MODEL, WordEmbedder
from tests.index.libraries import DATA, put, report
from tests.real_builds import RealBuilds

WALKS = "Varje hund har rätt till tre långa promenader om dagen."
BASKET = "Varje hund har rätt till en egen korg att sova i."
CAT_WALKS = "Katter bestämmer själva över sina promenader och får vara ute."
MILK = "Varje katt har rätt till mjölk i en ren skål."
BOTH = "Vad säger hundkonventionen och kattkonventionen om promenader?"


def convention(title: str, *articles: str) -> str:
    text = "\n\n".join(f"## Artikel {number}\n\n{article}" for number, article in enumerate(articles, 1))
    return f"---\ntitle: {title}\ntype: konvention\nyear: 1989\n---\n\n{text}\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("asked-of")
    corpus = put(
        folder / "corpus",
        hund=convention("Konvention om hundar (hundkonventionen)", BASKET, WALKS),
        katt=convention("Konvention om katter (kattkonventionen)", MILK, CAT_WALKS),
        lag=convention("Lag (1999:17) om fiskar", "Varje fisk har rätt till rent vatten.").replace("konvention", "lag"),
        rapport=report("Rapport om djur", "Under året fick hundarna mjölk och promenader i Granlands län."),
    )
    put(corpus, växter=report("Rapport om växter", "Under året fick växterna regnvatten ur tunnor."))
    build([corpus], folder / "library", WORD_MODEL)
    opened = Library.open(folder / "library", WordEmbedder())
    yield opened
    opened.close()


def answer(library: Library, question: str, filters: Filter = NO_FILTER) -> Answer:
    asked = library.understand(question)
    hits = library.search(asked, filters, 8)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    return verify(QuotingAnswerer().answer(asked, hits, library), hits, library)


def quoted(given: Answer) -> list[tuple[str, str]]:
    return [(citation.hit.stored.passage.doc, citation.quote) for citation in given.citations]


def test_what_is_asked_of_one_document_is_answered_out_of_it(library: Library) -> None:
    assert quoted(answer(library, "Vad säger kattkonventionen om promenader?")) == [("katt", CAT_WALKS)]


def test_what_that_document_does_not_say_is_not_answered_out_of_another(library: Library) -> None:
    given = answer(library, "Vad säger hundkonventionen om mjölk?")
    assert (given.answered, given.reason) == (False, Reason.NO_SUPPORT)
    assert given.missing is not None
    assert given.missing.startswith("Om det här hittades inget i hundkonventionen.")
    assert answer(library, "Vem fick mjölk under året i Granlands län?").answered


def test_the_hits_of_that_document_come_before_all_others(library: Library) -> None:
    hits = library.search(library.understand("Vad säger hundkonventionen om mjölk?"), limit=8)
    docs = [hit.stored.passage.doc for hit in hits]
    assert docs[:2] == ["hund", "hund"]
    assert "hund" not in docs[2:]
    assert {"katt", "rapport"} <= set(docs[2:])


def test_where_the_filter_leaves_that_document_out_it_is_said(library: Library) -> None:
    given = answer(library, "Vad säger kattkonventionen om promenader?", filters_of(doc=["hund"]))
    assert {doc for doc, _ in quoted(given)} <= {"hund"}
    assert given.notes == ("Urvalet av källor utelämnar kattkonventionen.",)


def test_an_article_that_is_not_there_is_said(library: Library) -> None:
    given = answer(library, "Vad säger artikel 7 i hundkonventionen om promenader?")
    assert (given.answered, given.reason) == (False, Reason.NO_SUPPORT)
    assert given.missing == "Artikel 7 finns inte i hundkonventionen."


def test_a_document_without_a_short_name_is_told_by_its_title(library: Library) -> None:
    given = answer(library, "Vad står det i 9 § i Lag om fiskar?")
    assert given.missing is not None
    assert "Lag (1999:17) om fiskar" in given.missing


def test_each_of_the_documents_compared_is_quoted(library: Library) -> None:
    given = answer(library, BOTH)
    assert quoted(given) == [("hund", WALKS), ("katt", CAT_WALKS)]
    assert given.text == f"{WALKS} [1]\n\n{CAT_WALKS} [2]"
    assert given.notes == ("Källorna citeras var för sig; jämförelsen är din.",)


def test_they_are_quoted_in_the_order_they_are_named(library: Library) -> None:
    given = answer(library, "Hur skiljer sig kattkonventionen från hundkonventionen när det gäller promenader?")
    assert [doc for doc, _ in quoted(given)] == ["katt", "hund"]


def test_reports_are_compared_where_the_difference_is_asked_for(library: Library) -> None:
    given = answer(library, "Hur skiljer sig Rapport om växter från Rapport om djur när det gäller året?")
    assert [doc for doc, _ in quoted(given)] == ["växter", "rapport"]


def test_a_document_that_says_nothing_is_named(library: Library) -> None:
    given = answer(library, "Vad säger hundkonventionen och kattkonventionen om mjölk?")
    assert quoted(given) == [("katt", MILK)]
    assert given.notes == ("Om det här hittades inget i hundkonventionen.",)


def test_where_none_says_anything_it_is_not_answered(library: Library) -> None:
    assert not answer(library, "Vad säger hundkonventionen och kattkonventionen om tandläkare?").answered


def test_a_document_that_the_filter_leaves_out_is_named(library: Library) -> None:
    given = answer(library, BOTH, filters_of(doc=["hund", "rapport"]))
    assert quoted(given) == [("hund", WALKS)]
    assert given.notes == ("Urvalet av källor utelämnar kattkonventionen.",)


def test_where_the_filter_leaves_out_all_of_them_it_is_not_answered(library: Library) -> None:
    assert not answer(library, BOTH, filters_of(doc=["rapport"])).answered


def test_quotes_keep_the_rank_that_their_hit_has_among_all(library: Library) -> None:
    asked = library.understand(BOTH)
    hits = library.search(asked, limit=8)
    given = QuotingAnswerer().answer(asked, hits, library)
    assert all(citation.hit is hits[citation.hit.rank - 1] for citation in given.citations)


def test_in_english_the_notes_are_english(library: Library) -> None:
    asked = replace(library.understand(BOTH), english=True)
    hits = library.search(asked, limit=8)
    notes = QuotingAnswerer().answer(asked, hits, library).notes
    assert "Each is quoted by itself; the comparison is yours." in notes


NAMED = [json.loads(line) for line in (DATA / "ur_en_kalla.jsonl").read_text(encoding="utf-8").splitlines()]
FILES = ("barnkonventionen", "europakonventionen", "allmanna-forklaringen", "spraklagen", "lag-om-barnombudsman")


@pytest.mark.shared
@pytest.mark.slow
def test_a_named_source_is_quoted_rightly_or_it_is_said_that_it_says_nothing(
    shared: Path, real_builds: RealBuilds
) -> None:
    files = [path for folder in ("konventioner", "lagar") for path in sorted((shared / "corpus" / folder).glob("*.md"))]
    folder = real_builds.build("named", [path for path in files if path.stem in FILES])
    library = Library.open(folder, query_model(BUNDLED, cache_folder(None), print))
    given = [(case, answer(library, case["question"])) for case in NAMED]
    sources = [{citation.hit.stored.passage.doc for citation in each.citations} for _, each in given]
    assert all(
        found <= library.understand(case["question"]).scope.source
        for (case, _), found in zip(given, sources, strict=True)
    )
    held = [each for case, each in given if case["doc"]]
    near = [
        any(case["anchor"] in hit.stored.text for hit in library.search(library.understand(case["question"]), limit=5))
        for case in NAMED
        if case["doc"]
    ]
    library.close()
    absent = [each for case, each in given if not case["doc"]]
    assert sum(near) >= 0.8 * len(near)
    assert sum(each.answered for each in held) >= 0.85 * len(held)
    assert sum(not each.answered for each in absent) >= 0.75 * len(absent)
