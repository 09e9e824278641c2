"""A library that is replaced while it is lent out."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index import serving as moving
from index.errors import LibraryMismatch, LibraryMissing
from index.files import STORE, WORDS_FOLDER
from index.generations import Generations
from index.library import Library
from index.searching import Hit
from index.serving import ServedLibrary
from tests.fakes import WordEmbedder
from tests.index.libraries import NETWORK, built, found, put, report


@pytest.fixture
def folder(tmp_path: Path, corpus: Path) -> Path:
    built(corpus, tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def serving(folder: Path) -> Iterator[ServedLibrary]:
    opened = ServedLibrary(folder, WordEmbedder())
    yield opened
    opened.close()


def rebuild(corpus: Path, folder: Path, sentence: str) -> str:
    """Publishes a generation in which the report on the network says something else."""
    put(corpus, granland=report("Rapport om nätverket", sentence))
    return built(corpus, folder).generation


def is_open(library: Library) -> bool:
    try:
        return found(library, "nätverket") != []
    except (ValueError, sqlite3.ProgrammingError) as error:
        assert "closed" in str(error)
        return False


def opened_slowly(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Set when a library begins to be opened; and to be set before it goes on."""
    opening, go_on = threading.Event(), threading.Event()

    class Slow(Library):
        def __init__(self, *told: object) -> None:
            opening.set()
            assert go_on.wait(10)
            super().__init__(*told)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(moving, "Library", Slow)
    return opening, go_on


def test_nothing_to_serve_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(LibraryMissing):
        ServedLibrary(tmp_path, WordEmbedder())


def test_the_same_library_is_lent_until_there_is_another(serving: ServedLibrary) -> None:
    with serving.borrow() as one, serving.borrow() as two:
        assert one is two
    with serving.borrow() as three:
        assert three is one


def test_a_new_generation_is_moved_to_between_two_borrowings(
    serving: ServedLibrary, corpus: Path, folder: Path
) -> None:
    with serving.borrow() as library:
        old = library
    new = rebuild(corpus, folder, "Samordnaren besökte Söderö.")
    with serving.borrow() as library:
        assert library.id == new
        assert found(library, "Söderö")[0] == "granland"
    assert not is_open(old)


def test_a_borrowed_one_stays_usable_until_it_is_given_back(serving: ServedLibrary, corpus: Path, folder: Path) -> None:
    with serving.borrow() as old:
        new = rebuild(corpus, folder, "Samordnaren besökte Söderö.")
        with serving.borrow() as library:
            assert library.id == new != old.id
        hit = old.search(old.understand("nätverket träffades fem gånger"))[0]
        assert hit.stored.text == NETWORK
    assert not is_open(old)


def test_one_borrowed_twice_is_closed_with_the_last(serving: ServedLibrary, corpus: Path, folder: Path) -> None:
    with serving.borrow() as old:
        with serving.borrow() as same:
            rebuild(corpus, folder, "Samordnaren besökte Söderö.")
            with serving.borrow():
                pass
            assert same is old
        assert is_open(old)
    assert not is_open(old)


def test_an_error_while_it_is_borrowed_gives_it_back(serving: ServedLibrary, corpus: Path, folder: Path) -> None:
    with pytest.raises(ZeroDivisionError), serving.borrow() as old:
        raise ZeroDivisionError
    rebuild(corpus, folder, "Samordnaren besökte Söderö.")
    with serving.borrow():
        pass
    assert not is_open(old)


@pytest.mark.parametrize("name", ["manifest.json", STORE, "vectors.faiss", f"{WORDS_FOLDER}/meta.json"])
@pytest.mark.parametrize("how", ["spoilt", "gone"])
def test_a_broken_generation_is_not_moved_to_but_the_next_whole_one_is(
    serving: ServedLibrary, corpus: Path, folder: Path, name: str, how: str
) -> None:
    first = Generations(folder).current()
    broken = Generations(folder).path(rebuild(corpus, folder, "Samordnaren besökte Söderö.")) / name
    if how == "gone":
        broken.unlink()
    else:
        broken.write_bytes(b"skadad")
    for _ in range(2):
        with serving.borrow() as library:
            assert library.id == first
            assert found(library, "nätverket träffades")[0] == "granland"
    whole = rebuild(corpus, folder, "Samordnaren besökte Åmark.")
    with serving.borrow() as library:
        assert library.id == whole


def test_a_library_that_is_broken_from_the_start_is_said_to_be(folder: Path) -> None:
    (Generations(folder).served() / STORE).write_bytes(b"skadad")
    with pytest.raises(LibraryMismatch):
        ServedLibrary(folder, WordEmbedder())


def test_a_library_that_disappears_is_served_on(serving: ServedLibrary, folder: Path) -> None:
    (folder / "current").unlink()
    with serving.borrow() as library:
        assert found(library, "nätverket träffades")[0] == "granland"


def test_rolling_back_is_moved_to(serving: ServedLibrary, corpus: Path, folder: Path) -> None:
    first = Generations(folder).current()
    rebuild(corpus, folder, "Samordnaren besökte Söderö.")
    with serving.borrow() as library:
        assert library.id != first
    Generations(folder).roll_back()
    with serving.borrow() as library:
        assert library.id == first


def test_threads_search_while_generations_come_and_go(serving: ServedLibrary, corpus: Path, folder: Path) -> None:
    done = threading.Event()
    seen: set[str] = set()

    def ask(_: int) -> int:
        asked = 0
        while not done.is_set():
            with serving.borrow() as library:
                assert found(library, "obligatorisk grundutbildning")[0] == "skolan"
                seen.add(library.id)
                asked += 1
        return asked

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, number) for number in range(4)]
        try:
            made = [rebuild(corpus, folder, f"Nyhet nummer {i}.") for i in range(6)]
        finally:
            done.set()
        assert all(future.result() > 0 for future in asking)
    with serving.borrow() as library:
        assert library.id == made[-1]
    assert len(seen) > 1


def test_no_answer_is_lost_or_wrong_across_twenty_swaps(serving: ServedLibrary, corpus: Path, folder: Path) -> None:
    queries = ("nätverket träffades", "obligatorisk grundutbildning", "nyhetsbrevet Barnposten", "Söderö")
    names = [Generations(folder).served().name, rebuild(corpus, folder, "Samordnaren besökte Söderö.")]
    expected: dict[tuple[str, str], tuple[Hit, ...]] = {}
    for name in names:
        Generations(folder).roll_back(name)
        with serving.borrow() as library:
            assert library.id == name
            expected |= {(name, query): library.search(library.understand(query)) for query in queries}
    assert expected[names[0], queries[0]] != expected[names[1], queries[0]]
    done = threading.Event()

    def ask(number: int) -> tuple[int, int]:
        asked = wrong = 0
        while not done.is_set():
            query = queries[(asked + number) % len(queries)]
            with serving.borrow() as library:
                wrong += library.search(library.understand(query)) != expected[library.id, query]
            asked += 1
        return asked, wrong

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, number) for number in range(4)]
        try:
            for swap in range(20):
                Generations(folder).roll_back(names[swap % 2])
                with serving.borrow():
                    time.sleep(0.02)
        finally:
            done.set()
        told = [future.result() for future in asking]
    assert sum(asked for asked, _ in told) > 40
    assert sum(wrong for _, wrong in told) == 0


def test_while_one_request_opens_the_new_one_others_are_answered_by_the_old(
    serving: ServedLibrary, corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Generations(folder).current()
    new = rebuild(corpus, folder, "Samordnaren besökte Söderö.")
    opening, go_on = opened_slowly(monkeypatch)

    def first() -> str:
        with serving.borrow() as library:
            return library.id

    with ThreadPoolExecutor(1) as pool:
        moved = pool.submit(first)
        assert opening.wait(10)
        with serving.borrow() as library:
            assert library.id == old
        go_on.set()
        assert moved.result() == new


def test_who_must_have_the_new_one_waits_until_another_has_opened_it(
    serving: ServedLibrary, corpus: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = rebuild(corpus, folder, "Samordnaren besökte Söderö.")
    opening, go_on = opened_slowly(monkeypatch)

    def first() -> None:
        with serving.borrow():
            pass

    def told() -> str:
        serving.catch_up()
        with serving.borrow() as library:
            return library.id

    with ThreadPoolExecutor(2) as pool:
        pool.submit(first)
        assert opening.wait(10)
        waiting = pool.submit(told)
        time.sleep(0.05)
        assert not waiting.done()
        go_on.set()
        assert waiting.result(10) == new
