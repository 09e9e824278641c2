"""The history on disk: what is kept is found again, and whatever happens to the file is told in one sentence."""

import json
import os
import resource
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.tui.canned_replies import about_municipalities, about_the_budget, reply
from tui.conversations import NAME_CHARS, Conversations, Forgotten, KeptConversation
from tui.history_file import HistoryFailed, reason

BEGUN = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = BEGUN

    def __call__(self) -> datetime:
        return self.now

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Conversations:
    return Conversations(tmp_path / "mapp" / "samtal.sqlite", clock)


def keep(store: Conversations, *questions: str, number: int | None = None) -> int:
    for question in questions:
        number, _ = store.append(number, question, about_municipalities(question))
    assert number is not None
    return number


def names(store: Conversations, words: str = "") -> list[str]:
    return [conversation.name for conversation in store.page(words)]


class TestKeeping:
    def test_a_turn_comes_back_as_it_was(self, store: Conversations) -> None:
        answer = about_municipalities("Hur många kommuner?")
        number, turn = store.append(None, "Hur många kommuner?", answer, {"rapport": "1234-2025"})
        (kept,) = store.turns(number)
        assert kept.id == turn
        assert kept.question == "Hur många kommuner?"
        assert kept.reply == answer
        assert kept.diarienummer == {"rapport": "1234-2025"}
        assert kept.asked == BEGUN
        assert kept.note is None

    def test_a_conversation_is_named_by_its_first_question(self, store: Conversations) -> None:
        keep(store, "Vad  är\nen valp?", "Och en hund?")
        (conversation,) = store.page()
        assert (conversation.name, conversation.turns) == ("Vad är en valp?", 2)

    def test_a_long_question_gives_a_short_name(self, store: Conversations) -> None:
        keep(store, "ord " * 500)
        assert len(names(store)[0]) <= NAME_CHARS
        assert names(store)[0].endswith("ord…")

    def test_turns_come_in_the_order_they_were_asked_and_the_latest_can_be_had(self, store: Conversations) -> None:
        number = keep(store, "ett?", "två?", "tre?")
        assert [turn.question for turn in store.turns(number)] == ["ett?", "två?", "tre?"]
        assert [turn.question for turn in store.turns(number, latest=2)] == ["två?", "tre?"]

    def test_the_conversation_last_asked_in_comes_first(self, store: Conversations) -> None:
        first = keep(store, "ett?")
        keep(store, "två?")
        keep(store, "tre?", number=first)
        assert names(store) == ["ett?", "två?"]

    def test_a_page_holds_as_many_as_asked_for_and_the_next_goes_on(self, store: Conversations) -> None:
        for number in range(7):
            keep(store, f"fråga {number}")
        pages = [[each.name for each in store.page(limit=3, offset=offset)] for offset in (0, 3, 6)]
        assert pages == [
            ["fråga 6", "fråga 5", "fråga 4"],
            ["fråga 3", "fråga 2", "fråga 1"],
            ["fråga 0"],
        ]

    def test_earlier_questions_are_recalled_once_each_the_latest_last(self, store: Conversations) -> None:
        keep(store, "ett?", "två?")
        keep(store, "tre?", "ett?")
        assert store.earlier_questions(10) == ("två?", "tre?", "ett?")
        assert store.earlier_questions(2) == ("tre?", "ett?")

    def test_a_conversation_that_another_chat_deleted_begins_anew(self, store: Conversations) -> None:
        kept = KeptConversation(store)
        kept.keep("ett?", about_municipalities("ett?"))
        first = kept.number
        store.forget()
        kept.keep("två?", about_municipalities("två?"))
        assert kept.number not in {None, first}
        assert names(store) == ["två?"]

    def test_a_reply_of_another_version_keeps_its_words(self, store: Conversations) -> None:
        number = keep(store, "Hur många?", "Och sedan?")
        with closing(sqlite3.connect(store.path)) as db, db:
            later = json.loads(about_municipalities("Hur många?").model_dump_json()) | {"nytt fält": 1}
            db.execute("UPDATE turns SET reply = ? WHERE question = 'Hur många?'", (json.dumps(later),))
            db.execute("UPDATE turns SET reply = '{}' WHERE question = 'Och sedan?'")
        added, lost = store.turns(number)
        assert added.reply == about_municipalities("Hur många?")
        assert lost.reply.answer == about_municipalities("?").answer
        assert lost.reply.citations == ()
        assert "annan version" in lost.reply.notes[0]


class TestSearching:
    def test_words_of_questions_and_answers_are_found(self, store: Conversations) -> None:
        keep(store, "Hur många kommuner?")
        store.append(None, "Vad kostar det?", about_the_budget("?"))
        assert names(store, "många") == ["Hur många kommuner?"]
        assert names(store, "källorna svarar") == ["Vad kostar det?"]
        assert names(store, "finns inte alls") == []

    def test_large_and_small_letters_are_the_same_and_swedish_letters_are_their_own(self, store: Conversations) -> None:
        keep(store, "Vad gör ÄLVDALENS kommun åt örlogsstaden?")
        for words in ("älvdalens", "ÄLV", "Åt ÖRLOG", "örlogsstaden GÖR", "a\u030at"):
            assert names(store, words), words
        for words in ("alvdalens", "orlog", "gor"):
            assert not names(store, words), words

    def test_part_of_a_compound_is_enough(self, store: Conversations) -> None:
        keep(store, "Vad gör barnrättsstrategen?")
        assert names(store, "strateg") == ["Vad gör barnrättsstrategen?"]

    def test_signs_of_the_query_language_are_only_signs(self, store: Conversations) -> None:
        keep(store, "100 % av 'alla' _ \"eller\" *?")
        for words in ("100 %", "'alla'", '"eller"', "*", "_"):
            assert len(names(store, words)) == 1, words
        assert names(store, "' OR 1=1 --") == []

    def test_the_name_is_searched_too(self, store: Conversations) -> None:
        number = keep(store, "Hur många kommuner?")
        store.rename(number, "Årsrapporten  inför mötet")
        assert names(store) == ["Årsrapporten inför mötet"]
        assert names(store, "ÅRSRAPPORTEN kommuner") == ["Årsrapporten inför mötet"]

    def test_an_empty_name_changes_nothing(self, store: Conversations) -> None:
        store.rename(keep(store, "ett?"), "  ")
        assert names(store) == ["ett?"]


class TestForgetting:
    def test_one_conversation_goes_with_its_turns_and_notes(self, store: Conversations) -> None:
        number = keep(store, "ett?", "två?")
        keep(store, "tre?")
        store.note(store.turns(number)[0].id, "wrong", "Det är 114.")
        assert store.would_forget(number) == Forgotten(1, 2, 1)
        store.forget(number)
        assert names(store) == ["tre?"]
        assert store.noted() == ()
        assert store.turns(number) == ()

    def test_what_is_old_goes_and_what_was_asked_in_since_stays(self, store: Conversations, clock: Clock) -> None:
        gone, kept = keep(store, "gammalt?"), keep(store, "återupptaget?")
        clock.pass_days(40)
        keep(store, "nytt?", number=kept)
        assert store.would_forget(older_than=timedelta(days=30)) == Forgotten(1, 1, 0)
        store.forget(older_than=timedelta(days=30))
        assert store.turns(gone) == ()
        assert names(store) == ["återupptaget?"]

    def test_nothing_of_what_was_forgotten_is_left_in_the_file(self, store: Conversations) -> None:
        keep(store, "En hemlig fråga om Örlogsstaden?")
        assert "Örlogsstaden".encode() in store.path.read_bytes()
        store.forget()
        assert "Örlogsstaden".encode() not in store.path.read_bytes()
        assert names(store) == []

    def test_where_nothing_was_kept_there_is_nothing_to_forget_and_no_file_is_made(self, store: Conversations) -> None:
        assert store.would_forget() == Forgotten(0, 0, 0)
        store.forget()
        assert store.page() == ()
        assert not store.path.exists()

    def test_a_number_is_never_used_again(self, store: Conversations) -> None:
        first = keep(store, "ett?")
        store.forget()
        assert keep(store, "två?") > first


class TestNotes:
    def test_a_note_is_kept_changed_and_taken_back(self, store: Conversations) -> None:
        number = keep(store, "ett?", "två?")
        turn = store.turns(number)[1].id
        store.note(turn, "incomplete", " Artikel 3 saknas. ")
        (noted,) = store.noted()
        assert noted.note is not None
        assert (noted.question, noted.note.verdict, noted.note.why) == ("två?", "incomplete", "Artikel 3 saknas.")
        store.note(turn, "wrong", "")
        assert [each.note.verdict for each in store.noted() if each.note] == ["wrong"]
        store.drop_note(turn)
        assert store.noted() == ()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


class TestTheFile:
    def test_the_file_is_for_the_user_alone(self, store: Conversations) -> None:
        before = os.umask(0)
        try:
            keep(store, "ett?")
        finally:
            os.umask(before)
        assert mode(store.path) == 0o600
        assert mode(store.path.parent) == 0o700

    def test_a_file_that_others_may_read_is_closed_to_them(self, store: Conversations) -> None:
        keep(store, "ett?")
        store.path.chmod(0o644)
        keep(store, "två?")
        assert mode(store.path) == 0o600

    def test_two_chats_keep_side_by_side(self, store: Conversations) -> None:
        def chat(name: str) -> None:
            kept = KeptConversation(Conversations(store.path))
            for turn in range(20):
                kept.keep(f"{name} {turn}", about_the_budget("?"))

        chats = [threading.Thread(target=chat, args=(name,)) for name in ("ena", "andra")]
        for each in chats:
            each.start()
        for each in chats:
            each.join()
        assert sorted((each.name, each.turns) for each in store.page()) == [("andra 0", 20), ("ena 0", 20)]

    def test_a_missing_file_is_not_made_by_reading(self, store: Conversations) -> None:
        assert store.earlier_questions(5) == ()
        assert not store.path.exists()


def failure(store: Conversations) -> str:
    """The one sentence that both reading and writing fail with."""
    with pytest.raises(HistoryFailed) as written:
        keep(store, "ett?")
    with pytest.raises(HistoryFailed) as read:
        store.page()
    assert str(read.value) == str(written.value)
    return str(written.value)


class TestWhatGoesWrong:
    def test_a_damaged_file_is_told(self, store: Conversations) -> None:
        keep(store, "ett?")
        store.path.write_bytes(b"inte en databas" * 500)
        told = failure(store)
        assert told == (f"Historiken kan inte användas: {store.path} är skadad; flytta undan filen, så börjar en ny.")

    def test_a_file_damaged_in_the_middle_is_told(self, store: Conversations) -> None:
        keep(store, *(f"fråga {number}" for number in range(50)))
        data = bytearray(store.path.read_bytes())
        data[4096:] = b"\xff" * (len(data) - 4096)
        store.path.write_bytes(data)
        assert "är skadad" in failure(store)

    def test_a_file_of_another_program_is_left_alone(self, store: Conversations) -> None:
        store.path.parent.mkdir()
        with closing(sqlite3.connect(store.path)) as db:
            db.execute("CREATE TABLE recept (namn TEXT)")
        before = store.path.read_bytes()
        assert "är inte Beläggs historik" in failure(store)
        assert store.path.read_bytes() == before

    def test_a_file_of_a_later_version_is_left_alone(self, store: Conversations) -> None:
        keep(store, "ett?")
        with closing(sqlite3.connect(store.path)) as db:
            db.execute("PRAGMA user_version = 99")
        assert "nyare version" in failure(store)

    def test_a_place_where_no_file_can_be_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "fil").write_text("", encoding="utf-8")
        store = Conversations(tmp_path / "fil" / "samtal.sqlite")
        assert "--history-file" in failure(store)
        assert "--history-file" in failure(Conversations(tmp_path))

    def test_a_file_that_another_program_holds_is_told_and_works_afterwards(
        self, store: Conversations, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(store, "ett?")
        monkeypatch.setattr("tui.history_file.BUSY_S", 0.05)
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            assert "används av ett annat program" in failure(store)
            other.execute("ROLLBACK")
        keep(store, "två?")
        assert names(store) == ["två?", "ett?"]

    def test_a_full_disk_is_told_and_what_was_kept_stays(self, store: Conversations) -> None:
        keep(store, "ett?")
        with no_file_larger_than(store.path.stat().st_size), pytest.raises(HistoryFailed, match="disken är full"):
            store.append(None, "två? " * 10_000, reply("?", "x" * 100_000))
        assert names(store) == ["ett?"]

    def test_a_file_that_may_only_be_read_is_told(self, store: Conversations) -> None:
        keep(store, "ett?")
        reader = sqlite3.connect(f"{store.path.as_uri()}?mode=ro", uri=True)
        with closing(reader), pytest.raises(sqlite3.OperationalError) as refused:
            reader.execute("DELETE FROM turns")
        assert "kontrollera rättigheterna" in reason(refused.value, store.path)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As on a full disk: no file of this process can grow beyond `size`."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_two_thousand_turns_stay_quick(store: Conversations) -> None:
    answer = about_municipalities("?")
    answer = answer.model_copy(update={"hits": about_the_budget("?").hits * 4})
    number = keep(store, "Hur började det?")
    with closing(sqlite3.connect(store.path)) as db, db:  # as `append` would, but for waiting for the disk each time
        columns = "conversation, asked, library, question, answer, answered, folded, diarienummer, reply"
        row = db.execute(f"SELECT {columns} FROM turns").fetchone()
        rows = [
            (number + place // 20, 1.0, "b", f"Fråga {place}?", *row[4:8], answer.model_dump_json())
            for place in range(2_000)
        ]
        db.executemany("INSERT OR IGNORE INTO conversations VALUES (?, ?)", {(each[0], "namn") for each in rows})
        db.executemany(f"INSERT INTO turns ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    begun = time.perf_counter()
    assert len(store.page()) == 50
    assert len(store.page("finns inte")) == 0
    assert len(store.earlier_questions(200)) == 200
    assert len(store.turns(number + 99)) == 20
    keep(store, "Och nu?", number=number)
    assert time.perf_counter() - begun < 2  # measured: 0.06 s; the limit is for a busy machine
