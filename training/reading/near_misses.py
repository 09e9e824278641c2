"""Examples whose passage does not answer, made out of those whose passage does."""

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.swedish import tokens
from server.evidence import COUNTIES
from training.reading.examples import Example

_YEAR = re.compile(r"\b(?:1[0-9]|20)\d\d\b")
_NUMBER = re.compile(r"\b\d[\d.,]*\b")
_COUNTY = re.compile(rf"\b(?:{'|'.join(COUNTIES)})\w*", re.IGNORECASE)
_NAME = re.compile(r"(?<!^)(?<![.?!:”\"] )\b[A-ZÅÄÖ][\w-]+(?: [A-ZÅÄÖ][\w-]+)*")
_KINDS = (_YEAR, _NUMBER, _COUNTY, _NAME)
_LIKE = 5  # other passages of the same document, most like the question, of which one is taken


def swapped(examples: Sequence[Example], share: float, chance: random.Random) -> list[Example]:
    """Questions with a year, number, county or name of theirs changed for one that their passage does not name."""
    named = _named(examples)
    found = [_swapped(example, named[example.group], chance) for example in examples if example.answerable]
    return [example for example in found if example and chance.random() < share]


def _named(examples: Sequence[Example]) -> Mapping[str, Mapping[re.Pattern[str], list[str]]]:
    """What the passages of each document name, by kind."""
    texts: dict[str, set[str]] = defaultdict(set)
    for example in examples:
        texts[example.group].add(example.passage)
    return {
        group: {kind: sorted({name for text in held for name in kind.findall(text)}) for kind in _KINDS}
        for group, held in texts.items()
    }


def _swapped(example: Example, named: Mapping[re.Pattern[str], list[str]], chance: random.Random) -> Example | None:
    for kind in _KINDS:
        for match in kind.finditer(example.question):
            others = [name for name in named[kind] if name.casefold() not in example.passage.casefold()]
            if others and match.group() in example.passage:
                question = example.question[: match.start()] + chance.choice(others) + example.question[match.end() :]
                return replace(example, question=question, spans=(), source="swapped")
    return None


def misplaced(examples: Sequence[Example], share: float, chance: random.Random) -> list[Example]:
    """Questions with another passage of the same document, one that is like the question and lacks the answer."""
    passages: dict[str, dict[str, str]] = defaultdict(dict)
    for example in examples:
        passages[example.group][example.passage] = example.heading
    words = {text: frozenset(tokens(text)) for held in passages.values() for text in held}
    chosen = [example for example in examples if example.answerable and chance.random() < share]
    found = [_misplaced(example, passages[example.group], words, chance) for example in chosen]
    return [example for example in found if example]


def _misplaced(
    example: Example, passages: Mapping[str, str], words: Mapping[str, frozenset[str]], chance: random.Random
) -> Example | None:
    answers = [example.passage[start:end].casefold() for start, end in example.spans]
    others = [
        text
        for text in passages
        if text != example.passage and not any(answer in text.casefold() for answer in answers)
    ]
    asked = frozenset(tokens(example.question))
    nearest = sorted(others, key=lambda text: -len(asked & words[text]) / (len(words[text]) + 20) ** 0.5)[:_LIKE]
    if not nearest:
        return None
    passage = chance.choice(nearest)
    return replace(example, passage=passage, heading=passages[passage], spans=(), source="misplaced")
