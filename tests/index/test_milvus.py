"""What is Milvus' own: exports that break off, what is checked before it is served, who may ask, and who answers."""

import sys
import time
from base64 import b64decode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import grpc
import numpy as np
import pytest
from milvus_lite.adapter.grpc.servicer import MilvusServicer
from milvus_lite.db import MilvusLite
from pymilvus.grpc_gen import milvus_pb2_grpc
from typer.testing import CliRunner, Result

from index import models
from index.address import read_address
from index.errors import ExportFailed, LibraryDamaged, LibraryMissing, StoreRefused, StoreUnreachable
from index.exporting import export
from index.generations import Generations
from index.library import Library
from index.milvus import Milvus, Sought
from index.milvus_columns import Column
from index.milvus_layout import collections_of, generation_of, pieces, text_rows
from index.milvus_shelf import MilvusShelf
from index.opening import open_shelf
from ingest.errors import ReaderFacingError
from tests.index.libraries import NETWORK, found, put, put_three, report
from tests.index.stores import EMBEDDER, InFiles, InMilvus, opened
from tui.command import app

TOKEN = "belagg:hemligt"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return put_three(tmp_path / "corpus")


@pytest.fixture
def stored(tmp_path: Path) -> InMilvus:
    return InMilvus(tmp_path / "l", tmp_path / "l.db")


class Interrupted(Exception):
    pass


def interrupt_after(documents: int) -> Callable[[str, int, int], None]:
    def progress(stage: str, done: int, _: int) -> None:
        if stage == "Skickar" and done == documents:
            raise Interrupted

    return progress


def test_an_export_that_broke_off_is_not_served_and_goes_on_where_it_was(stored: InMilvus, corpus: Path) -> None:
    generation = InFiles(stored.folder).publish(corpus)
    folder = Generations(stored.folder).served()
    with pytest.raises(Interrupted):
        export(folder, stored.shelf, EMBEDDER, 2, interrupt_after(2))
    assert (stored.shelf.begun(), stored.shelf.history(), stored.shelf.named()) == ((generation,), (), None)
    with pytest.raises(LibraryDamaged, match=r"inte helt.*belagg export"):
        stored.shelf.open(generation, EMBEDDER.name)
    done = stored.export()
    assert (done.documents, done.sent, stored.shelf.named()) == (3, 1, generation)
    assert stored.export().sent == 0


def test_what_lies_there_with_other_vectors_is_not_served(stored: InMilvus, corpus: Path) -> None:
    generation = InFiles(stored.folder).publish(corpus)
    with pytest.raises(Interrupted):
        export(Generations(stored.folder).served(), stored.shelf, EMBEDDER, 2, interrupt_after(3))
    name = collections_of(generation).sentences
    (row,) = stored.milvus.rows(name, "number in [1]", ("number", "passage", "doc", "kind", "year", "dense"))
    stored.milvus.put(name, [{**row, "dense": np.roll(row["dense"], 1)}])
    with pytest.raises(ExportFailed, match="andra vektorer"):
        stored.export()
    assert stored.shelf.named() is None


def test_a_passage_that_no_field_holds_is_named(stored: InMilvus, tmp_path: Path) -> None:
    words = " ".join(f"x{number:05d}" for number in np.random.default_rng(7).permutation(60_000)[:30_000])
    InFiles(stored.folder).publish(put(tmp_path / "c", lang=report("Rapport om allt", f"Alla är {words}.")))
    with pytest.raises(ExportFailed, match=r"En passage i Rapport om allt är för lång för Milvus \(210\d{3} tecken\)"):
        stored.export()
    assert stored.shelf.named() is None


def test_no_more_generations_are_kept_than_wanted_and_never_half_ones(stored: InMilvus, corpus: Path) -> None:
    InFiles(stored.folder).publish(corpus)
    with pytest.raises(Interrupted):
        export(Generations(stored.folder).served(), stored.shelf, EMBEDDER, 2, interrupt_after(1))
    stored.publish(put(corpus, ny=report("Rapport om nytt", "Ett.")))
    assert len(stored.shelf.begun()) == 2
    stored.export(keep=1)
    assert stored.shelf.begun() == stored.shelf.history()
    assert set(stored.milvus.names()) == set(collections_of(stored.shelf.served()).all)


def test_other_collections_are_let_alone(stored: InMilvus, corpus: Path) -> None:
    stored.milvus.create("grannens", (Column("number", "number"), Column("dense", "dense", dim=2)), 1)
    stored.publish(corpus)
    stored.export(keep=1)
    assert "grannens" in stored.milvus.names()
    assert generation_of("grannens") is None


def test_many_vectors_are_searched_by_a_graph_and_the_nearest_is_still_found(stored: InMilvus) -> None:
    vectors = np.random.default_rng(7).standard_normal((400, 16)).astype(np.float32)
    stored.milvus.create("graf", (Column("number", "number"), Column("dense", "dense", dim=16)), 200_000)
    stored.milvus.put("graf", [{"number": at, "dense": vector} for at, vector in enumerate(vectors)])
    stored.milvus.settle("graf")
    near = stored.milvus.nearest("graf", Sought("dense", vectors[5], 10))
    assert [each.key for each in near] == np.argsort(-(vectors @ vectors[5]))[:10].tolist()


def test_long_texts_lie_in_pieces_that_fields_hold() -> None:
    data = np.random.default_rng(7).bytes(200_000)
    rows = text_rows("långt", data)
    assert len(rows) > 4
    assert max(len(row["body"].encode()) for row in rows) <= 65_535
    assert "".join(pieces("abc" * 50_000)) == "abc" * 50_000


@contextmanager
def cluster(folder: Path, port: int = 0) -> Iterator[str]:
    """The embedded engine behind a port of this computer, which asks who is there as a cluster does."""
    db = MilvusLite(str(folder))
    server = grpc.server(ThreadPoolExecutor(4), interceptors=[_Guard()])
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(MilvusServicer(db), server)
    port = server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    try:
        yield f"milvus://127.0.0.1:{port}"
    finally:
        server.stop(grace=None).wait()
        db.close()


class _Guard(grpc.ServerInterceptor):  # type: ignore[misc]  # it has no types
    def intercept_service(self, goes_on: Callable[[object], object], call: grpc.HandlerCallDetails) -> object:
        given = dict(call.invocation_metadata).get("authorization", "")
        if b64decode(given).decode() == TOKEN:
            return goes_on(call)
        return grpc.unary_unary_rpc_method_handler(_refuse)


def _refuse(_: object, context: grpc.ServicerContext) -> None:
    context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check api key is correct")


def test_over_the_network_a_wrong_token_is_refused_and_who_comes_back_is_answered_again(
    tmp_path: Path, corpus: Path
) -> None:
    files = InFiles(tmp_path / "l")
    files.publish(corpus)
    with cluster(tmp_path / "cluster") as address:
        shelf = MilvusShelf(Milvus(read_address(address), TOKEN))
        export(Generations(files.folder).served(), shelf, EMBEDDER, 2, lambda *_: None)
        library = opened(shelf)
        assert found(library, NETWORK)[0] == "granland"
        with pytest.raises(StoreRefused, match="BELAGG_STORE_TOKEN") as refused:
            Milvus(read_address(address), "belagg:hemlig")
        assert "hemlig" not in str(refused.value)
    with pytest.raises(StoreUnreachable, match=r"Milvus på milvus://127\.0\.0\.1:\d+ svarar inte"):
        library.search(library.understand(NETWORK))
    with cluster(tmp_path / "cluster", int(address.rpartition(":")[2])):
        assert until_answered(library)[0] == "granland"
    shelf.close()


def until_answered(library: Library) -> list[str]:
    """What is found once the client has found its way back, and the engine has the collections in memory again."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(StoreUnreachable):
            return found(library, NETWORK)
        time.sleep(0.2)
    return []


def test_nobody_at_the_address_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachable, match=r"svarar inte\. Kontrollera adressen"):
        Milvus(read_address("milvus://127.0.0.1:1"))
    with pytest.raises(StoreUnreachable, match="mappen finns"):
        Milvus(read_address(str(tmp_path / "borta" / "l.db")), may_create=True)
    with pytest.raises(LibraryMissing, match="belagg export --to"):
        Milvus(read_address(str(tmp_path / "l.db")))


def test_without_the_extra_what_to_install_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "index.milvus", None)
    with pytest.raises(ReaderFacingError, match=r"pip install .*\[milvus\]"):
        open_shelf(str(tmp_path / "l.db"))


def belagg(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(word) for word in words])


def test_the_command_exports_tells_and_goes_back(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "query_model", lambda *_, **__: EMBEDDER)
    files, store = InFiles(tmp_path / "l"), tmp_path / "l.db"
    first = files.publish(corpus)
    told = belagg("export", "--to", store, "--library", files.folder)
    assert f"{store} visar nu version {first}: 3 dokument, 3 passager." in told.output
    assert "3 dokument skickades. 2 av 2 frågor ger samma fem första träffar" in told.output
    second = files.publish(put(corpus, ny=report("Rapport om nytt", "Det nya är nytt.")))
    assert (
        '"sent": 4, "asked": 2, "alike": 2'
        in belagg("export", "--to", store, "--library", files.folder, "--json").output
    )
    assert f"* {second}" in belagg("history", "--store", store).output
    assert f"{store} visar nu version {first}." in belagg("rollback", "--store", store).output
    told = belagg("search", "nätverket", "--store", store, "--json")
    assert (told.exit_code, first in told.output, "granland" in told.output) == (0, True, True)
