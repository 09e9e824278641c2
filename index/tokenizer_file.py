"""The default model's tokenizer as a file of the `tokenizers` library, and the prompts that go before its texts."""

from collections.abc import Sequence
from dataclasses import replace

from index.weights_file import Vocabulary

QUERY_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "
"""What the model was trained to see before a question and before a passage."""

# control characters that vanish, and what counts as a space, as classes of a regular expression
_DROPPED = "\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f"
_SPACES = "\t\n\x0c\r\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2581\u3000\ufeff\ufffd"
_WORD_START = "\u2581"
PAD, UNKNOWN, MASK = "<pad>", "<unk>", "<mask>"
_LATIN, _PUNCTUATION = 0x180, range(0x2010, 0x2070)
_SIGNS = {_WORD_START, "€"}


def tokenizer_description(vocabulary: Vocabulary) -> dict[str, object]:
    """What the `tokenizers` library reads as `tokenizer.json`."""
    pieces = vocabulary.pieces
    start, end = (pieces[i] for i in (vocabulary.start, vocabulary.end))
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": [_special(pieces, piece) for piece in (start, PAD, end, UNKNOWN, MASK)],
        "normalizer": {"type": "Sequence", "normalizers": _normalizers()},
        "pre_tokenizer": _metaspace(),
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                _template("SpecialToken", start),
                _template("Sequence", "A"),
                _template("SpecialToken", end),
            ],
            "pair": [
                *(_template("SpecialToken", start), _template("Sequence", "A"), _template("SpecialToken", end)),
                *(_template("SpecialToken", end), _template("Sequence", "B"), _template("SpecialToken", end)),
            ],
            "special_tokens": {
                piece: {"id": piece, "ids": [i], "tokens": [piece]}
                for piece, i in ((start, vocabulary.start), (end, vocabulary.end))
            },
        },
        "decoder": _metaspace(),
        "model": {
            "type": "Unigram",
            "unk_id": vocabulary.unknown,
            "vocab": list(zip(pieces, vocabulary.scores, strict=True)),
            "byte_fallback": False,
        },
    }


def common_vocabulary(vocabulary: Vocabulary) -> tuple[Vocabulary, Sequence[int]]:
    """The special pieces and those of common characters, and the ids that these have among all.

    A character is common where it is Latin, a sign of punctuation or a space, and a piece by itself: so a text that
    holds another has an unknown token, and one that does not has the pieces that it has among all.
    """
    single = {piece for piece in vocabulary.pieces if len(piece) == 1}
    common = {each for each in single if ord(each) < _LATIN or ord(each) in _PUNCTUATION or each in _SIGNS}
    special = {vocabulary.start, vocabulary.end, vocabulary.pad, vocabulary.unknown, vocabulary.pieces.index(MASK)}
    kept = [i for i, piece in enumerate(vocabulary.pieces) if i in special or common.issuperset(piece)]
    place = {whole: own for own, whole in enumerate(kept)}
    own = replace(
        vocabulary,
        pieces=[vocabulary.pieces[i] for i in kept],
        scores=[vocabulary.scores[i] for i in kept],
        start=place[vocabulary.start],
        end=place[vocabulary.end],
        pad=place[vocabulary.pad],
        unknown=place[vocabulary.unknown],
    )
    return own, kept


def _normalizers() -> list[dict[str, object]]:
    return [
        _replacement(f"[{_DROPPED}]", ""),
        _replacement(f"[{_SPACES}]", " "),
        {"type": "NFKC"},
        {"type": "Strip", "strip_left": True, "strip_right": True},
        _replacement(" {2,}", " "),
    ]


def _replacement(pattern: str, content: str) -> dict[str, object]:
    return {"type": "Replace", "pattern": {"Regex": pattern}, "content": content}


def _metaspace() -> dict[str, object]:
    return {"type": "Metaspace", "replacement": _WORD_START, "prepend_scheme": "always", "split": True}


def _template(kind: str, name: str) -> dict[str, object]:
    return {kind: {"id": name, "type_id": 0}}


def _special(pieces: Sequence[str], content: str) -> dict[str, object]:
    flags = dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
    return {"id": pieces.index(content), "content": content, **flags, "special": True}
