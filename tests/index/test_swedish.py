import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from index.compounds import Vocabulary
from index.spelling import Speller, edits
from index.swedish import content_words, stem, token_spans, tokens

OUR_TEXT = """
Samordningen av barnrätten går genom länsstyrelserna. Varje länsstyrelse har en samordning, ett uppdrag och ett
perspektiv. Kunskap sprids på en konferens. Verksamhet kostar medel. Återrapportering sker i en enkät; enkäten
följs av återrapportering. En kvinna och en flicka deltog i ett samtal om hälsa, frid och frågor om skola och plikt.
Barnrätt är kunskap om barn. Barnets rättigheter gäller alla barn, och barn har rätt till skola. MR-dagarna hölls.
Samverkan gav resultat, och aktören var nöjd. Nätverket träffades: ett nätverk för utbildning och jämställdhet.
Ansökningar kom in i tid. En strategi och en konvention finns. Föräldrar läste balken.
"""


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.of([OUR_TEXT] * 20)


@pytest.fixture(scope="module")
def speller(vocabulary: Vocabulary) -> Speller:
    return Speller(vocabulary)


class TestTokens:
    def test_percent_sign_and_the_word_procent_are_one(self) -> None:
        assert tokens("78 %") == tokens("78%") == tokens("78 procent")

    @pytest.mark.parametrize("space", [" ", "\u00a0", "\u2009", "\u202f"])
    def test_grouped_digits_are_one_number(self, space: str) -> None:
        assert tokens(f"hela 380{space}000 kronor") == ["hela", "380000", "kronor"]

    def test_a_year_before_a_grouped_number_stays_a_year(self) -> None:
        assert tokens("år 2024 380 000 kronor") == ["år", "2024", "380000", "kronor"]

    @pytest.mark.parametrize(
        "word", ["24-nyckeln", "mr-dagarna", "2025/26:12", "1569-2025", "2018:1197", "4.2.1", "3,5"]
    )
    def test_what_belongs_together_stays_together(self, word: str) -> None:
        assert tokens(f"Se {word}.") == ["se", word]

    def test_suffixes_after_a_colon_are_left_out(self) -> None:
        assert tokens("EU:s och LVU:n") == ["eu", "och", "lvu"]

    def test_a_slash_between_words_divides(self) -> None:
        assert tokens("och/eller") == ["och", "eller"]

    def test_decomposed_letters_are_composed(self) -> None:
        assert tokens("A\u030ar, a\u0308r, o\u0308") == ["år", "är", "ö"]

    def test_nothing_gives_no_words(self) -> None:
        assert tokens("") == tokens(" – … ") == []

    @pytest.mark.parametrize("text", ["Länens 380 000 kr", "La\u0308nens barn\u00adrätt", "mr\u2011dagarna, 78 %"])
    def test_spans_cover_the_word_as_written(self, text: str) -> None:
        spans = token_spans(text)
        assert [tokens(text[start:end])[0] for _, start, end in spans] == [word for word, _, _ in spans]

    def test_a_span_counts_characters_of_the_text_as_it_was(self) -> None:
        text = "fo\u0308r barn"
        assert [text[start:end] for _, start, end in token_spans(text)] == ["fo\u0308r", "barn"]


class TestStem:
    @pytest.mark.parametrize(
        "family",
        [
            "barn barnet barnets barnens barns",
            "insats insatser insatsen insatserna",
            "artikel artikeln artiklar artiklarna",
            "medel medlen medlet",
            "konferens konferensen konferenser",
            "program programmet programmen",
            "länsstyrelse länsstyrelsen länsstyrelsernas",
            "skola skolan skolor skolorna",
            "strategi strategin strategier",
            "år året åren årets",
            "land landet länder länderna",
            "rättighet rättigheter rätt",
            "samverkan samverka samverkar",
        ],
    )
    def test_inflections_share_a_stem(self, family: str) -> None:
        assert len({stem(word) for word in family.split()}) == 1

    @pytest.mark.parametrize("pair", ["far får", "kor kör", "mal mål", "lan län", "rad råd", "hal hål", "ar år"])
    def test_rings_and_dots_tell_words_apart(self, pair: str) -> None:
        one, other = pair.split()
        assert stem(one) != stem(other)

    @pytest.mark.parametrize("word", ["budget", "paket", "identitet", "frihet", "plan", "spel", "termin"])
    def test_what_only_looks_like_an_ending_stays(self, word: str) -> None:
        assert stem(word) == word

    def test_numbers_are_their_own_stems(self) -> None:
        assert [stem(number) for number in ("380000", "2025/26:12")] == ["380000", "2025/26:12"]

    def test_threads_agree(self) -> None:
        words = [
            f"{beginning}{ending}" for beginning in "abcdefgh" for ending in ("arbetena", "nätverken", "ordningar")
        ]
        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(stem, words * 20)) == [stem(word) for word in words] * 20


class TestContentWords:
    def test_swedish_questions_keep_what_they_are_about(self) -> None:
        assert content_words("Hur många barnrättsstrateger har utbildats av länsstyrelserna?") == [
            "barnrättsstrateger",
            "utbildats",
            "länsstyrelserna",
        ]

    def test_english_questions_keep_what_they_are_about(self) -> None:
        assert content_words("What does the report say about children's rights?") == ["report", "children", "rights"]

    def test_a_question_of_function_words_has_none(self) -> None:
        assert content_words("Vad är det som har varit?") == []


class TestParts:
    @pytest.mark.parametrize(
        ("word", "parts"),
        [
            ("barnrättsperspektiv", "barnrätt perspektiv"),
            ("samordningsuppdrag", "samordning uppdrag"),
            ("samordningsuppdraget", "samordning uppdraget"),
            ("kunskapskonferens", "kunskap konferens"),
            ("verksamhetsmedel", "verksamhet medel"),
            ("återrapporteringsenkät", "återrapportering enkät"),
            ("kvinnofrid", "kvinna frid"),
            ("hälsofrågor", "hälsa frågor"),
            ("skolplikt", "skola plikt"),
            ("samverkansaktören", "samverkan aktören"),
            ("utbildningsnätverken", "utbildning nätverken"),
            ("ansökningstid", "ansökningar tid"),
            ("föräldrabalken", "föräldrar balken"),
            ("mr-dagarna", "mr dagarna"),
            ("24-nyckeln", "24 nyckeln"),
        ],
    )
    def test_compounds_are_split_into_words_of_the_library(self, vocabulary: Vocabulary, word: str, parts: str) -> None:
        assert vocabulary.parts(word) == tuple(parts.split())

    @pytest.mark.parametrize("word", ["verksamhet", "utbildningarna", "rättigheterna", "barnens", "380000", "och"])
    def test_other_words_are_not_split(self, vocabulary: Vocabulary, word: str) -> None:
        assert vocabulary.parts(word) == ()

    def test_unknown_parts_make_no_compound(self, vocabulary: Vocabulary) -> None:
        assert vocabulary.parts("barnvagnsdäck") == ()
        assert not vocabulary.knows("barnvagnsdäck")

    def test_it_survives_json(self, vocabulary: Vocabulary) -> None:
        again = Vocabulary.from_json(json.loads(json.dumps(vocabulary.to_json())))
        assert again == vocabulary
        assert again.parts("kunskapskonferens") == vocabulary.parts("kunskapskonferens")

    def test_an_empty_vocabulary_knows_nothing(self) -> None:
        assert Vocabulary.of([]).parts("kunskapskonferens") == ()


class TestSpelling:
    @pytest.mark.parametrize(
        ("slip", "meant"),
        [
            ("nätvärk", "nätverk"),
            ("natverk", "nätverk"),
            ("nettverck", "nätverk"),
            ("enkett", "enkät"),
            ("jemställdhet", "jämställdhet"),
            ("konvension", "konvention"),
            ("samodrning", "samordning"),
            ("aterrapportering", "återrapportering"),
            ("uppdragg", "uppdrag"),
            ("perspecktiv", "perspektiv"),
            ("länstyrelsen", "länsstyrelse"),
        ],
    )
    def test_slips_lead_to_the_word_that_was_meant(self, speller: Speller, slip: str, meant: str) -> None:
        assert stem(speller.candidates(slip)[0]) == stem(meant)

    @pytest.mark.parametrize("word", ["nätverk", "nätverkens", "kunskapskonferens", "och", "380000", "xyzzy", "av"])
    def test_known_words_and_hopeless_ones_are_left_alone(self, speller: Speller, word: str) -> None:
        assert speller.candidates(word) == []

    def test_an_empty_vocabulary_suggests_nothing(self) -> None:
        assert Speller(Vocabulary.of([])).candidates("nätvärk") == []

    @pytest.mark.parametrize(
        ("one", "other", "steps"), [("barn", "barn", 0), ("barn", "bran", 1), ("ca", "abc", 3), ("", "ab", 2)]
    )
    def test_edits_count_swaps_as_one(self, one: str, other: str, steps: int) -> None:
        assert edits(one, other, 5) == steps

    def test_edits_stop_at_the_limit(self) -> None:
        assert edits("nätverk", "konferens", 2) == 3
