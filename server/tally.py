"""How many questions were answered, and for what reasons others were not; never which."""

import threading
from collections import Counter
from collections.abc import Mapping

ANSWERED = "answered"


class Tally:
    """Counts outcomes. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counter({ANSWERED: 0})

    def add(self, outcome: str) -> None:
        """Counts an answer that is given."""
        with self._lock:
            self._counts[outcome] += 1

    def counts(self) -> Mapping[str, int]:
        """Outcomes and how many there were: `answered`, or the reason why not."""
        with self._lock:
            return dict(self._counts)
