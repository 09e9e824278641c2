"""A check as a person reads it, and as a program does."""

import json
from dataclasses import replace
from io import StringIO

from rich.console import Console
from rich.table import Table

from server.check_figures import Checked, Fault, Figures, Miss, Times
from server.check_report import as_values, change_table, miss_lines, tables, times_line

FIGURES = Figures(
    n=112,
    errors=0,
    hit_at_1=0.9375,
    hit_at_5=1.0,
    mrr=0.9612,
    compare_at_5=None,
    facts=0.8542,
    cited_right=0.9,
    cite_precision=0.75,
    supported=1.0,
    abstain=None,
    false_abstain=0.0417,
    words=38.5,
    words_p90=85.0,
    hit_words_p90=161.0,
)
MISS = Miss("q-7", "who", "Vem?", (Fault.FACTS, Fault.CITED_WRONG), ())
NOW = Checked(
    "nyare", FIGURES, {"unanswerable": FIGURES, "who": FIGURES}, Times(8.94, 20.0), Times(None, None), (MISS,)
)
BEFORE = replace(
    NOW,
    library="äldre",
    total=replace(FIGURES, facts=0.8, words=40.0),
    kinds={"unanswerable": FIGURES, "who": replace(FIGURES, facts=0.9, compare_at_5=0.5)},
)


def shown(table: Table) -> list[str]:
    out = StringIO()
    Console(file=out, width=80).print(table)
    return [line.strip() for line in out.getvalue().splitlines()]


def test_both_tables_fit_in_eighty_characters_with_a_line_a_kind() -> None:
    (search, _), (answers, _) = tables(NOW)
    assert "frågeslag     antal  träff@1  träff@5    mrr  båda@5      p90  fel" in shown(search)
    assert "unanswerable    112    0,938    1,000  0,961       –      161    0" in shown(search)
    assert "alla          0,854  0,900  0,750    1,000       –   0,042   38   85" in shown(answers)


def test_every_heading_is_explained() -> None:
    for table, explained in tables(NOW):
        for column in table.columns[1:]:
            first = str(column.header).split()[0].split("@")[0]
            assert first in explained or first in {"antal", "fel", "avstår"}


def test_times_are_told_and_nothing_where_nothing_was_timed() -> None:
    assert times_line(NOW) == "Sökning 8,9 ms (p95 20,0 ms), svar –. Bibliotek nyare."


def test_the_change_of_every_figure_is_shown_and_of_the_kinds_what_changed() -> None:
    lines = shown(change_table(NOW, BEFORE))
    rows = [line.split() for line in lines if line.startswith(("alla", "who", "unanswerable"))]
    assert lines[0] == "Jämfört med version äldre"
    assert sum(row[0] == "alla" for row in rows) == 15
    assert ["alla", "fakta", "0,854", "0,800", "+0,054"] in rows
    assert ["alla", "ord", "38", "40", "−2"] in rows
    assert ["alla", "mrr", "0,961", "0,961", "–"] in rows
    assert [row for row in rows if row[0] != "alla"] == [
        ["who", "båda@5", "–", "0,500", "–"],
        ["who", "fakta", "0,854", "0,900", "−0,046"],
    ]


def test_a_miss_is_told_with_its_question() -> None:
    failed = replace(MISS, faults=(Fault.FAILED,), errors=("Dokumentet finns inte.",))
    assert list(miss_lines([MISS, failed])) == [
        "q-7  who  Vem?\n    fakta saknas i svaret; inget citat stämmer med facit",
        "q-7  who  Vem?\n    frågan gick inte att ställa; Dokumentet finns inte.",
    ]


def test_the_values_are_one_json_object_with_the_names_of_the_outside_scorer() -> None:
    values = json.loads(json.dumps(as_values(NOW, BEFORE)))
    assert values["all"]["hit@1"] == values["kinds"]["who"]["hit@1"] == 0.9375
    assert values["all"]["compare@5"] is None
    assert values["search_ms"] == {"p50": 8.94, "p95": 20.0}
    assert values["misses"][0]["faults"] == ["facts", "cited_wrong"]
    assert values["against"]["library"] == "äldre"
    assert (values["change"]["all"]["facts"], values["change"]["kinds"]["who"]["facts"]) == (0.0542, -0.0458)
    assert values["change"]["all"]["abstain"] is None
    assert "against" not in as_values(NOW)
