"""Printed page labels: one that a document has more than once is told apart from the others alike (`18`, `18~2`)."""

from collections import Counter
from collections.abc import Iterable
from typing import overload

_SAME = "~"


def told_apart(labels: Iterable[str]) -> tuple[str, ...]:
    """The printed labels of all pages; one that has stood before gets a number: `18`, `18~2`."""
    seen = Counter[str]()
    apart = []
    for label in labels:
        seen[label] += 1
        apart.append(label if seen[label] == 1 else f"{label}{_SAME}{seen[label]}")
    return tuple(apart)


@overload
def printed(label: str) -> str: ...
@overload
def printed(label: None) -> None: ...
def printed(label: str | None) -> str | None:
    """What is printed on a page whose label is told apart from others alike."""
    if label is None:
        return None
    before, same, number = label.rpartition(_SAME)
    return before if same and before and number.isdecimal() else label
