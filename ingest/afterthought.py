"""What is drawn last on a page and stands further up: the markers of a list, a box with the document's number."""

from collections.abc import Sequence

from ingest.runs import Run

_BASELINE = 0.45  # share of the size by which a baseline may differ within a row
_NEAR = 3.0  # sizes between a marker and its text
_FEW = 1 / 3  # share of the letters before it up to which a stretch is an afterthought
_PARAGRAPH = 1.6  # sizes from which on the distance between two lines parts what they belong to


def put_in(runs: Sequence[Run], drawn_later: Sequence[Run]) -> list[Run]:
    """The runs with those drawn later put where they are read, or after them where no such place is found."""
    places = [_marked(runs, run) for run in drawn_later]
    if all(place is not None for place in places):
        told = sorted(zip(places, drawn_later, strict=True), key=lambda each: each[0] or 0)
        return _put(runs, [(place or 0, run) for place, run in told])
    place = _parted(runs, drawn_later)
    return [*runs[:place], *drawn_later, *runs[place:]]


def _put(runs: Sequence[Run], told: Sequence[tuple[int, Run]]) -> list[Run]:
    done: list[Run] = []
    begun = 0
    for place, run in told:
        done += [*runs[begun:place], run]
        begun = place
    return [*done, *runs[begun:]]


def _marked(runs: Sequence[Run], marker: Run) -> int | None:
    """Where the line begins that has this marker on its left."""
    for i, run in enumerate(runs):
        beside = abs(run.y - marker.y) <= _BASELINE * max(run.size, marker.size)
        if beside and run.size > 0 and -0.5 <= (run.x - marker.end) / run.size <= _NEAR:
            return i
    return None


def _parted(runs: Sequence[Run], box: Sequence[Run]) -> int:
    """Before which run the box is read: that below it, if there is space enough above that."""
    letters = sum(len(run.text.strip()) for run in runs)
    bottom = min(run.y - _BASELINE * run.size for run in box)
    place = next((i for i, run in enumerate(runs) if run.y < bottom), len(runs))
    if place in {0, len(runs)} or sum(len(run.text.strip()) for run in box) > _FEW * letters:
        return len(runs)
    above, below = runs[place - 1], runs[place]
    return place if above.y - below.y >= _PARAGRAPH * max(above.size, below.size) else len(runs)
