"""What is sent along with a question, and what comes of it piece by piece."""

import json
from collections.abc import Mapping, Sequence
from typing import Final

from server.schema import AskReply, Citation, FoundHits, TextPiece, Turn

HISTORY_TURNS: Final = 10
"""How many earlier turns are sent along with a question."""

Streamed = FoundHits | TextPiece | Citation | AskReply
"""What comes of a streamed answer: what was found, pieces of text, what backs each, and at last the whole."""
ANSWER: Final[Mapping[str, type[Streamed]]] = {
    "hits": FoundHits,
    "text": TextPiece,
    "citation": Citation,
    "done": AskReply,
}
"""What each event of a streamed answer holds."""


def as_history(turns: Sequence[tuple[str, AskReply]]) -> tuple[Turn, ...]:
    """The latest of the turns, oldest first, as they are sent along with the next question."""
    return tuple(
        Turn(question=question, answer=reply.answer if reply.answered else None)
        for question, reply in turns[-HISTORY_TURNS:]
    )


def event_line(told: Streamed) -> str:
    """An event of a streamed answer as one line of JSON: `{"event": "text", "data": {…}}`."""
    name = next(name for name, kind in ANSWER.items() if isinstance(told, kind))
    return json.dumps({"event": name, "data": told.model_dump(mode="json")}, ensure_ascii=False)
