"""The figures of a check as tables for a person, and as plain values for a program."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from server.check_figures import Checked, Fault, Figures, Miss, Times

_SEARCH: Mapping[str, str] = {
    "n": "antal",
    "hit@1": "träff@1",
    "hit@5": "träff@5",
    "mrr": "mrr",
    "compare@5": "båda@5",
    "hit_words_p90": "passage p90",
    "errors": "fel",
}
_ANSWERS: Mapping[str, str] = {
    "facts": "fakta",
    "cited_right": "rätt källa",
    "cite_precision": "rätta citat",
    "supported": "belagda citat",
    "abstain": "avstår rätt",
    "false_abstain": "avstår fel",
    "words": "ord",
    "words_p90": "ord p90",
}
_LABELS = {**_SEARCH, **_ANSWERS}
_EXPLAINED_SEARCH = (
    "träff@1, @5: facit står i den första, i någon av de fem första träffarna · mrr: medel av 1/rang · "
    "båda@5: facit ur varje dokument som jämförs · passage p90: nio av tio passager är högst så många ord"
)
_EXPLAINED_ANSWERS = (
    "fakta: allt som efterfrågas står i svaret · rätt källa: besvarade med minst ett citat som stämmer med facit · "
    "rätta citat: andelen av deras citat · belagda citat: står ordagrant på sin sida · avstår rätt, fel: utan svar "
    "där källorna saknar, respektive har, svaret · ord: svarens längd, median"
)
_COUNTS = {"n", "errors", "words", "words_p90", "hit_words_p90"}
_FAULTS: Mapping[Fault, str] = {
    Fault.FAILED: "frågan gick inte att ställa",
    Fault.NO_HIT: "facit finns inte bland träffarna",
    Fault.NOT_ALL_DOCS: "träffar saknas ur något av dokumenten",
    Fault.ABSTAINED: "avstod fast källorna svarar",
    Fault.FACTS: "fakta saknas i svaret",
    Fault.CITED_WRONG: "inget citat stämmer med facit",
    Fault.UNSUPPORTED: "ett citat står inte på sin sida",
    Fault.ANSWERED: "svarade fast källorna inte gör det",
}
_ALL = "alla"
_KIND = "frågeslag"
_WIDEST = 13  # characters of a kind's name that are kept on one line


def as_values(now: Checked, before: Checked | None = None) -> dict[str, object]:
    """One object; with an earlier generation also its figures, and each figure's change since."""
    if before is None:
        return _values(now)
    changes = {
        "all": _changes(now.total, before.total),
        "kinds": {kind: _changes(now.kinds[kind], before.kinds[kind]) for kind in now.kinds},
    }
    return _values(now) | {"against": _values(before), "change": changes}


def _values(found: Checked) -> dict[str, object]:
    return {
        "library": found.library,
        "all": found.total.named(),
        "kinds": {kind: each.named() for kind, each in found.kinds.items()},
        "search_ms": asdict(found.search),
        "ask_ms": asdict(found.ask),
        "misses": [asdict(miss) for miss in found.misses],
    }


def _changes(now: Figures, before: Figures) -> dict[str, float | None]:
    earlier = before.named()
    return {name: _change(value, earlier[name]) for name, value in now.named().items()}


def _change(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None else round(now - before, 4)


def tables(found: Checked) -> tuple[tuple[Table, str], ...]:
    """What was found by searching, and what was answered, by kind and for all; each with what its headings mean."""
    return (
        (_table("Sökning", _SEARCH, found), _EXPLAINED_SEARCH),
        (_table("Svar", _ANSWERS, found), _EXPLAINED_ANSWERS),
    )


def _table(title: str, headings: Mapping[str, str], found: Checked) -> Table:
    table = _plain_table(title)
    longest = max(map(len, (*found.kinds, _KIND)))
    table.add_column(_KIND, overflow="fold", min_width=min(longest, _WIDEST))
    for heading in headings.values():
        table.add_column(heading.replace(" ", "\n"), justify="right", no_wrap=True)
    for kind, each in found.kinds.items():
        table.add_row(Text(kind), *_cells(each, headings))
    table.add_section()
    table.add_row(_ALL, *_cells(found.total, headings))
    return table


def _plain_table(title: str) -> Table:
    """A table of which nine columns of figures fit in 80 characters."""
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 0, 0, 1), show_edge=False)


def _cells(figures: Figures, names: Mapping[str, str]) -> list[str]:
    values = figures.named()
    return [_shown(name, values[name]) for name in names]


def _shown(name: str, value: float | None, sign: str = "") -> str:
    if value is None:
        return "–"
    text = f"{value:{sign}.0f}" if name in _COUNTS else f"{value:{sign}.3f}"
    return text.replace(".", ",").replace("-", "−")


def times_line(found: Checked) -> str:
    """How long searches and answers took."""
    return f"Sökning {_times(found.search)}, svar {_times(found.ask)}. Bibliotek {found.library}."


def _times(times: Times) -> str:
    if times.p50 is None or times.p95 is None:
        return "–"
    return f"{times.p50:.1f} ms (p95 {times.p95:.1f} ms)".replace(".", ",")


def change_table(now: Checked, before: Checked) -> Table:
    """Each figure of all questions beside the earlier generation's, and those of the kinds that changed."""
    table = _plain_table(f"Jämfört med version {before.library}")
    table.add_column(_KIND, overflow="fold")
    table.add_column("mått")
    for heading in ("nu", "då", "skillnad"):
        table.add_column(heading, justify="right")
    for row in _change_rows(_ALL, now.total, before.total, unchanged=True):
        table.add_row(*row)
    for kind, each in now.kinds.items():
        table.add_section()
        for row in _change_rows(kind, each, before.kinds[kind], unchanged=False):
            table.add_row(*row)
    return table


def _change_rows(kind: str, now: Figures, before: Figures, *, unchanged: bool) -> Iterator[tuple[Text, ...]]:
    earlier, changes = before.named(), _changes(now, before)
    for name, value in now.named().items():
        if unchanged or value != earlier[name]:
            cells = (_shown(name, value), _shown(name, earlier[name]), _shown(name, changes[name] or None, "+"))
            yield tuple(Text(cell) for cell in (kind, _LABELS[name], *cells))


def miss_lines(misses: Sequence[Miss]) -> Iterator[str]:
    """Each question that was missed, and how."""
    for miss in misses:
        told = "; ".join((*(_FAULTS[fault] for fault in miss.faults), *miss.errors))
        yield f"{miss.id}  {miss.kind}  {miss.question}\n    {told}"
