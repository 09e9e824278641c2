"""A connection to Milvus, a cluster or the embedded engine; the only import of pymilvus."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import grpc
import numpy as np
from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

from index.address import Address
from index.embedder import Vector
from index.errors import LibraryMissing, StoreRefused, StoreUnreachable
from index.milvus_columns import Column, index_of, sizes

_TIMEOUT_S = 30.0
_READ_S = 10.0  # somebody waits for the answer
_SETTLE_S = 600.0  # a large collection is written to disk, or read into memory
_CONNECT_S = 5.0
_NO_SUCH = {100, 1600}  # no such collection, no such alias
_NOT_LOADED, _NO_DATABASE = 101, 800
_AWAY = {2, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}  # 2: no connection
MOST_FOUND = 16_384
"""What one search or query gives at most."""
_SEARCH_WIDTH = 800  # of a graph; the more the surer

KEY = "number"
"""The key of every collection that is searched."""

Row = Mapping[str, Any]
"""A row's fields by name, as the client gives them."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What a search looks for: the rows of which a column is nearest to a vector; at most so many."""

    column: str
    vector: Vector | Mapping[int, float]
    limit: int


@dataclass(frozen=True, slots=True)
class Found:
    """A row that a search found: its key, its inner product with what was sought, and the fields asked for."""

    key: int
    score: float
    row: Row


class Milvus:
    """Collections under names of their own. Safe to use from several threads."""

    def __init__(self, address: Address, token: str = "", *, may_create: bool = False) -> None:
        """Connects.

        Raises:
            LibraryMissing: the file is not there, and may not be made.
            StoreUnreachable: nobody answers.
            StoreRefused: the token is not accepted.
        """
        self.address = address
        if address.file and not may_create and not address.file.exists():
            raise LibraryMissing(f"Filen {address.given} finns inte. Gör den med belagg export --to {address.given}.")
        logging.getLogger("pymilvus").setLevel(logging.CRITICAL)  # it logs what it raises
        logging.getLogger("milvus_lite").setLevel(logging.CRITICAL)
        self._connected = False
        with self._spoken():
            self._client = MilvusClient(address.uri, token=token, db_name=address.database, timeout=_CONNECT_S)
        self._connected = True

    def close(self) -> None:
        """Lets go of the connection."""
        self._client.close()

    def names(self) -> tuple[str, ...]:
        """The collections that there are."""
        with self._spoken():
            return tuple(self._client.list_collections(timeout=_TIMEOUT_S))

    def create(self, name: str, columns: Sequence[Column], rows: int) -> None:
        """Makes a collection for about so many rows, or what is missing of it."""
        schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
        for at, column in enumerate(columns):
            schema.add_field(column.name, _TYPES[column.kind], is_primary=at == 0, **sizes(column))
        with self._spoken():
            if not self._client.has_collection(name, timeout=_TIMEOUT_S):
                self._client.create_collection(name, schema=schema, timeout=_TIMEOUT_S)
            indexed = set(self._client.list_indexes(name, timeout=_TIMEOUT_S))
            for column in columns[1:]:
                if column.searched and column.name not in indexed:
                    self._index(name, column, rows)
            self._client.load_collection(name, timeout=_SETTLE_S)

    def _index(self, name: str, column: Column, rows: int) -> None:
        told = self._client.prepare_index_params()
        told.add_index(column.name, index_name=column.name, **index_of(column, rows))
        self._client.create_index(name, told, timeout=_TIMEOUT_S, sync=False)  # there is nothing to wait for yet

    def drop(self, name: str) -> None:
        """Removes a collection for good."""
        with self._spoken():
            self._client.drop_collection(name, timeout=_TIMEOUT_S)

    def put(self, name: str, rows: Sequence[Row]) -> None:
        """Writes rows; those with the same keys are replaced."""
        with self._spoken():
            self._client.upsert(name, [dict(row) for row in rows], timeout=_TIMEOUT_S)

    def delete(self, name: str, condition: str) -> None:
        """Removes the rows that a condition names."""
        with self._spoken():
            self._client.delete(name, filter=condition, timeout=_TIMEOUT_S)

    def settle(self, name: str) -> None:
        """Makes what was written last."""
        with self._spoken():
            self._client.flush(name, timeout=_SETTLE_S)

    def count(self, name: str, condition: str = "", *, settled: bool = False) -> int:
        """How many rows there are, of those that a condition names; `settled` waits for what was written last."""
        wanted = {"consistency_level": "Strong"} if settled else {}
        told = self._read(
            name,
            lambda: self._client.query(name, filter=condition, output_fields=["count(*)"], timeout=_READ_S, **wanted),
        )
        return int(told[0]["count(*)"])

    def rows(self, name: str, condition: str, fields: Sequence[str]) -> list[Row]:
        """The rows that a condition names, in no order."""
        found = self._read(
            name,
            lambda: self._client.query(
                name, filter=condition, output_fields=list(fields), limit=MOST_FOUND, timeout=_READ_S
            ),
        )
        return list(found)

    def nearest(self, name: str, sought: Sought, condition: str = "", fields: Sequence[str] = ()) -> list[Found]:
        """The rows with the largest inner products, largest first."""
        if sought.limit < 1 or not len(sought.vector):
            return []
        dense = isinstance(sought.vector, np.ndarray)
        wide = {"ef": max(_SEARCH_WIDTH, sought.limit)} if dense else {}
        found = self._read(
            name,
            lambda: self._client.search(
                name,
                [sought.vector if dense else dict(sought.vector)],
                anns_field=sought.column,
                limit=min(sought.limit, MOST_FOUND),
                filter=condition,
                output_fields=[KEY, *fields],  # none would mean all
                search_params={"metric_type": "IP", "params": wide},
                timeout=_READ_S,
            ),
        )
        return [Found(int(each[KEY]), float(each["distance"]), each["entity"]) for each in found[0]]

    def _read(self, name: str, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - the client has no types
        """Reads from a collection; one that is not in memory, as after a restart, is put there first."""
        with self._spoken():
            try:
                return read()
            except MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
            self._client.load_collection(name, timeout=_SETTLE_S)
            return read()

    def aliased(self, alias: str) -> str | None:
        """The collection that an alias names; None where there is no such alias."""
        try:
            with self._spoken():
                return str(self._client.describe_alias(alias, timeout=_TIMEOUT_S)["collection_name"])
        except LibraryMissing:
            return None

    def point(self, alias: str, name: str) -> None:
        """Lets an alias name a collection, in one step."""
        move = self._client.create_alias if self.aliased(alias) is None else self._client.alter_alias
        with self._spoken():
            move(name, alias, timeout=_TIMEOUT_S)

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """What the client raises is said in one sentence."""
        try:
            yield
        except MilvusException as error:
            behind = error.__context__  # of a connection that fails the client does not say why
            code = behind.code() if isinstance(behind, grpc.RpcError) else error.code
            raise self._said(code, error.message) from error
        except grpc.RpcError as error:
            raise self._said(error.code(), str(error.details())) from error

    def _said(self, code: object, message: str) -> Exception:
        given = self.address.given
        if code == grpc.StatusCode.UNAUTHENTICATED or "auth check failure" in message:
            return StoreRefused(
                f"Milvus på {given} godtar inte inloggningen. Ange rätt nyckel i miljövariabeln BELAGG_STORE_TOKEN."
            )
        if code == _NO_DATABASE:
            return LibraryMissing(f"Databasen {self.address.database} finns inte på {given}. Skapa den i Milvus först.")
        if code in _NO_SUCH:
            return LibraryMissing(f"Det finns inte något bibliotek på {given}. Lägg dit ett med belagg export.")
        if code not in _AWAY and self._connected:
            return StoreUnreachable(
                f"Milvus på {given} kunde inte göra det som behövdes (felkod {code}). Försök igen, och se annars dess "
                "logg."
            )
        if self.address.file:
            return StoreUnreachable(
                f"{given} går inte att öppna. Kontrollera att mappen finns, att du får skriva i den och att inget "
                "annat program har filen öppen."
            )
        return StoreUnreachable(
            f"Milvus på {given} svarar inte. Kontrollera adressen, och att tjänsten är igång och nås härifrån."
        )


_TYPES = {
    "number": DataType.INT64,
    "year": DataType.INT64,
    "name": DataType.VARCHAR,
    "text": DataType.VARCHAR,
    "dense": DataType.FLOAT_VECTOR,
    "sparse": DataType.SPARSE_FLOAT_VECTOR,
}
