"""The editors' file of words that mean the same."""

from pathlib import Path

import pytest

from index.synonyms import Synonyms
from ingest.errors import CorpusError
from tests.index.libraries import DATA

SYNONYMS = Synonyms((
    ("mänskliga rättigheter", "MR", "human rights"),
    ("länsstyrelsen", "lst"),
    ("Barnombudsmannen", "BO", "ombudsman for children"),
))


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Vad är MR?", ("mänskliga rättigheter",)),
        ("vad säger mr-rapporten", ("mänskliga rättigheter",)),
        ("What about human rights?", ("mänskliga rättigheter",)),
        ("human and rights", ()),
        ("MR och mänskliga rättigheter", ()),
        ("MR-rapporten och BO", ("mänskliga rättigheter", "Barnombudsmannen")),
        ("EU:s MR:s", ("mänskliga rättigheter",)),
        ("mrsa lstn", ()),
        ("", ()),
    ],
)
def test_full_forms_are_those_of_what_stands_there_and_are_not_there_already(text: str, forms: tuple[str, ...]) -> None:
    assert SYNONYMS.full_forms(text) == forms


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("Får jag bo hos min pappa?", ()),
        ("Bo och do", ()),
        ("Vad gör BO?", ("Barnombudsmannen",)),
        ("BO:s rapport", ("Barnombudsmannen",)),
        ("BO-rapporten", ("Barnombudsmannen",)),
        ("mr och bostaden", ("mänskliga rättigheter",)),
    ],
)
def test_an_abbreviation_that_is_an_ordinary_word_too_counts_as_it_is_written_alone(
    text: str, forms: tuple[str, ...]
) -> None:
    groups = (("mänskliga rättigheter", "MR"), ("Barnombudsmannen", "BO"), ("Diskrimineringsombudsmannen", "DO"))
    assert Synonyms(groups, as_written=("BO", "DO")).full_forms(text) == forms


def test_our_own_file_tells_an_abbreviation_from_the_word() -> None:
    synonyms = Synonyms.read(DATA.parents[1] / "corpus" / "synonymer.toml")
    assert synonyms.full_forms("Var får barnet bo, och hur ser vi, polisen m.fl. att det går bra?") == ()
    assert synonyms.full_forms("Vad gör BO?") == ("Barnombudsmannen",)


def test_two_full_forms_at_most_are_added() -> None:
    assert len(SYNONYMS.full_forms("MR lst BO")) == 2


def test_they_survive_json() -> None:
    synonyms = Synonyms(SYNONYMS.groups, as_written=("BO",))
    assert Synonyms.from_json(synonyms.to_json()) == synonyms


def test_no_file_is_no_synonyms(tmp_path: Path) -> None:
    assert Synonyms.read(tmp_path / "synonymer.toml") == Synonyms()


@pytest.mark.parametrize("text", ["grupper = [", 'grupper = ["MR"]', "grupper = [1]", "grupper = 3", "\xff\xfe"])
def test_a_spoilt_file_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "synonymer.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(CorpusError, match=r"synonymer\.toml kan inte läsas"):
        Synonyms.read(path)


def test_a_group_of_one_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "synonymer.toml"
    path.write_text('grupper = [["ensam"], ["två", "2"]]', encoding="utf-8")
    assert Synonyms.read(path).groups == (("två", "2"),)


def test_our_own_file_gives_no_word_two_meanings() -> None:
    groups = Synonyms.read(DATA.parents[1] / "corpus" / "synonymer.toml").groups
    others = [phrase.casefold() for group in groups for phrase in group[1:]]
    assert len(others) == len(set(others)) > 30


def test_abbreviations_of_a_glossary_count_too_and_join_the_group_of_their_full_form(tmp_path: Path) -> None:
    (tmp_path / "ord.md").write_text(
        "# Ord\n\n- MR: mänskliga rättigheter.\n- SIS: Statens institutionsstyrelse, en myndighet.\n"
        "- Kommun: den lokala nivån.\n",
        encoding="utf-8",
    )
    (tmp_path / "synonymer.toml").write_text(
        'ordlistor = ["ord.md"]\ngrupper = [["mänskliga rättigheter", "human rights"]]\n', encoding="utf-8"
    )
    assert Synonyms.read(tmp_path / "synonymer.toml").groups == (
        ("mänskliga rättigheter", "human rights", "MR"),
        ("Statens institutionsstyrelse", "SIS"),
    )


def test_a_glossary_that_is_gone_is_no_reason_not_to_build(tmp_path: Path) -> None:
    (tmp_path / "synonymer.toml").write_text('ordlistor = ["borta.md"]\ngrupper = [["a b", "ab"]]\n', encoding="utf-8")
    assert Synonyms.read(tmp_path / "synonymer.toml").groups == (("a b", "ab"),)
