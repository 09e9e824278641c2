"""The tokenizer of common pieces gives the tokens that the whole one gives."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.bundled_model import PreparedModel
from index.models import prepared_model
from index.options import cache_folder
from index.tokenizer_file import MASK, PAD, UNKNOWN, common_vocabulary
from index.tokenizing import TextTokenizer
from index.weights_file import Vocabulary

MOST = 512
TEXTS = [
    "Hur många länsstyrelser deltog i nätverket år 2025?",
    "query: Vad säger artikel 12.2 (b) – ”barnets åsikter” – om §§ 3–4?",
    "What does the Convention say about children’s rights…",
    "Čapek, Łódź, Škoda och Ærø, 50 % av 1 000 kr = 500 € · ½",
    "ﬁnansiering och oﬃciell",
    "<mask> <unk> <s>\u00a0\u00ad\u200b\t\n  x ",
    "Ответ на вопрос",
    "子どもの権利条約",
    "En 🦊 i länet, α och β ≥ 3",
    "",
    " ",
]
slow = pytest.mark.slow


@pytest.fixture(scope="module")
def prepared() -> PreparedModel:
    return prepared_model(cache_folder(None), print)


@pytest.fixture(scope="module")
def common(prepared: PreparedModel) -> TextTokenizer:
    return TextTokenizer(prepared, MOST)


@pytest.fixture(scope="module")
def whole(prepared: PreparedModel) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(prepared.tokenizer))
    tokenizer.enable_truncation(MOST)
    return tokenizer


def assert_same(text: str, common: TextTokenizer, whole: Tokenizer) -> None:
    own, expected = common.read(text), whole.encode(text)
    assert (own.ids, own.offsets) == (expected.ids, expected.offsets)


@slow
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_has_the_tokens_it_has_by_all_pieces(text: str, common: TextTokenizer, whole: Tokenizer) -> None:
    assert_same(text, common, whole)


@slow
@given(text=st.text(st.characters(max_codepoint=0x2100, exclude_categories=["Cs"]), max_size=60))
@settings(max_examples=400, deadline=None)
def test_so_has_any_text(text: str, common: TextTokenizer, whole: Tokenizer) -> None:
    assert_same(text, common, whole)


@slow
@pytest.mark.shared
def test_so_has_every_paragraph_of_the_sources(shared: Path, common: TextTokenizer, whole: Tokenizer) -> None:
    corpus = shared / "corpus"
    for file in [*corpus.glob("*.md"), *(corpus / "konventioner").glob("*.md")]:
        for paragraph in file.read_text(encoding="utf-8").split("\n\n"):
            assert_same(paragraph, common, whole)


@slow
def test_swedish_and_english_need_no_other_pieces(prepared: PreparedModel, tmp_path: Path) -> None:
    class Elsewhere(PreparedModel):
        @property
        def tokenizer(self) -> Path:
            return tmp_path / "saknas.json"

    tokenizer = TextTokenizer(Elsewhere(prepared.folder), MOST)
    for text in TEXTS[:4]:
        assert tokenizer.read(text).ids
    with pytest.raises(Exception, match="No such file"):
        tokenizer.read("Ответ")


def test_what_is_kept_is_special_or_made_of_common_characters() -> None:
    pieces = ["<s>", PAD, "</s>", UNKNOWN, "\u2581", "a", "å", "\u2581aå", "д", "\u2581дa", "aæ", MASK]
    vocabulary = Vocabulary(pieces, [-float(i) for i in range(len(pieces))], 0, 2, 1, 3)
    common, ids = common_vocabulary(vocabulary)
    assert common.pieces == ["<s>", PAD, "</s>", UNKNOWN, "\u2581", "a", "å", "\u2581aå", MASK]
    assert list(ids) == [0, 1, 2, 3, 4, 5, 6, 7, 11]
    assert common.scores == [-float(i) for i in ids]
    assert (common.start, common.pad, common.end, common.unknown) == (0, 1, 2, 3)
