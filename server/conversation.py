"""A follow-up made into a question that stands alone, by rules."""

from collections.abc import Sequence

from index.swedish import content_words

_OPENINGS = ("och ", "men ", "då ", "hur då", "varför då", "vilka då", "vem då", "när då")
_FEW = 3  # content words below which a question is taken to lean on the one before


def stand_alone(question: str, earlier: Sequence[str]) -> str:
    """The question with what it leaves unsaid; itself where it leans on nothing.

    Args:
        question: as typed.
        earlier: the questions before it, oldest first.
    """
    if not earlier or not _leans(question):
        return question
    return f"{earlier[-1]} {question}"


def _leans(question: str) -> bool:
    return question.casefold().startswith(_OPENINGS) or len(content_words(question)) <= _FEW
