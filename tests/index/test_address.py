"""Addresses of stores, as people write them."""

from pathlib import Path

import pytest

from index.address import Address, read_address
from index.errors import BadAddress


@pytest.mark.parametrize(
    ("given", "uri", "database"),
    [
        ("milvus://milvus.example.se", "http://milvus.example.se:19530", ""),
        ("milvus://10.0.0.7:1234/rapporter", "http://10.0.0.7:1234", "rapporter"),
        ("http://localhost:19530", "http://localhost:19530", ""),
        ("https://milvus.example.se", "https://milvus.example.se:443", ""),
        ("milvus://[::1]:19530/", "http://[::1]:19530", ""),
    ],
)
def test_a_cluster_is_given_by_host_port_and_database(given: str, uri: str, database: str) -> None:
    assert read_address(given) == Address(given, uri, database)


def test_a_path_that_ends_in_db_is_a_file() -> None:
    assert read_address("mapp/bibliotek.db").file == Path("mapp/bibliotek.db")


@pytest.mark.parametrize(
    "given", ["", "bibliotek", "ftp://milvus.example.se", "milvus://", "milvus://värd:port", "milvus://a:99999"]
)
def test_what_is_no_address_is_said_to_be_none(given: str) -> None:
    with pytest.raises(BadAddress, match=r"går inte att använda: .*milvus://milvus\.example\.se:19530"):
        read_address(given)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadAddress, match="BELAGG_STORE_TOKEN") as refused:
        read_address("https://rot:hemligt@milvus.example.se")
    assert "hemligt" not in str(refused.value)
