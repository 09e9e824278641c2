"""Whether hits bear an answer: a probability, and what was asked for and not found."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.library import Hit
from index.swedish import tokens
from server.answer import Documents, Reason

_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Support:
    """Judgement of one question's hits."""

    answers: bool
    confidence: float
    reason: Reason | None = None
    missing: str | None = None


def judge(question: str, hits: Sequence[Hit], documents: Documents) -> Support:
    """Judges whether the hits answer the question."""
    if not hits:
        return Support(answers=False, confidence=0.0, reason=Reason.OUT_OF_SCOPE)
    best = max((max(hit.sentence_scores, default=0.0) for hit in hits[:5]), default=0.0)
    years = [t for t in tokens(question) if _YEAR.match(t)]
    held = {t for hit in hits[:5] for t in tokens(hit.stored.text)} | {str(h.stored.metadata.year) for h in hits[:5]}
    absent = [y for y in years if y not in held]
    confidence = 1 / (1 + math.exp(-40 * (best - 0.835)))
    if absent:
        return Support(False, min(confidence, 0.2), Reason.NO_SUPPORT, f"Källorna nämner inte {absent[0]}.")
    if confidence < 0.3:
        return Support(False, confidence, Reason.OUT_OF_SCOPE)
    return Support(True, confidence)
