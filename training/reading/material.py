"""What the reader is trained on and what it is held against: which documents, titles and near misses."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from index.reader_tokens import ReaderTokenizer
from training.reading.examples import (
    CALIBRATION_TITLES,
    TEST_TITLES,
    Example,
    read_own,
    read_passages,
    read_squad,
)
from training.reading.near_misses import misplaced, swapped

_SWAPPED, _MISPLACED, _MISPLACED_OWN = 0.5, 0.25, 1.0
"""Shares of the answerable questions that become near misses."""
_REPORTS = sorted(Path("tests/data").glob("arsrapport-*.md"))
_OWN_TIMES = 2
"""How often our own questions are seen for once that one of squad-sv is."""


@dataclass(frozen=True, slots=True)
class Material:
    """`train`; `calibration` and `test`, whole titles of squad-sv; `own`, our own questions on documents kept out."""

    train: list[Example]
    calibration: list[Example]
    test: list[Example]
    own: list[Example]


_KEPT_OUT = "arsrapport-manskliga-rattigheter-2024"


def kept_out(doc: str) -> bool:
    """Whether a document of ours is kept out of training, so that weights of answers can be fitted on it.

    Two of five, and one of the two made-up reports.
    """
    return doc == _KEPT_OUT or crc32(doc.encode()) % 5 < 2


def read_material(shared: Path, questions: Sequence[Path], tokenizer: ReaderTokenizer, seed: int) -> Material:
    """Reads all of it and splits it; the same seed gives the same material."""
    chance = random.Random(seed)
    squad = read_squad(shared / "train" / "squad-sv", tokenizer)
    corpus = shared / "corpus"
    laws = sorted((corpus / "lagar").glob("*.md"))
    folders = [corpus / "konventioner", *laws, corpus / "myndighetstext", Path("corpus"), *_REPORTS]
    passages = read_passages(folders, tokenizer)
    own = read_own(questions, passages)
    held = CALIBRATION_TITLES | TEST_TITLES
    seen = [example for example in squad if example.group not in held]
    seen_own = [example for example in own if not kept_out(example.group)]
    near = swapped(seen + seen_own, _SWAPPED, chance)
    apart = misplaced(seen, _MISPLACED, chance) + misplaced(seen_own, _MISPLACED_OWN, chance) * _OWN_TIMES
    return Material(
        seen + seen_own * _OWN_TIMES + near + apart,
        [example for example in squad if example.group in CALIBRATION_TITLES],
        [example for example in squad if example.group in TEST_TITLES],
        _with_others([example for example in own if kept_out(example.group)], chance),
    )


def _with_others(examples: list[Example], chance: random.Random) -> list[Example]:
    """The examples, and their questions with a passage of the same document that does not answer."""
    return examples + misplaced(examples, 1.0, chance)


def counted(examples: Sequence[Example]) -> str:
    """How many of each source answer and how many do not."""
    counts = Counter((example.source, example.answerable) for example in examples)
    sources = sorted({source for source, _ in counts})
    return ", ".join(f"{each} {counts[each, True]} + {counts[each, False]}" for each in sources)
