"""Where a store of libraries is: a file of the embedded engine, or a cluster."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from index.errors import BadAddress

_PORT = 19_530
_SCHEMES = {"milvus": "http", "http": "http", "https": "https"}


@dataclass(frozen=True, slots=True)
class Address:
    """An address as it was given, and as the client takes it; `file` where it is a file of this computer."""

    given: str
    uri: str
    database: str = ""
    file: Path | None = None


def read_address(given: str) -> Address:
    """An address as people write it: a path that ends in .db, milvus://host:port or https://host:port/database.

    Raises:
        BadAddress: it is no such address, or it holds a password.
    """
    if "://" not in given:
        if not given.endswith(".db"):
            raise _bad(given, "det är varken en fil som slutar på .db eller en adress")
        return Address(given, given, file=Path(given))
    try:
        parts = urlsplit(given)
        host, port, scheme = parts.hostname, parts.port, _SCHEMES.get(parts.scheme)
    except ValueError as error:
        raise _bad(given, "värden eller porten går inte att läsa") from error
    if parts.username or parts.password:
        told = f"{parts.scheme}://{host}"
        raise BadAddress(f"Skriv inte lösenord i adressen {told}. Ange dem i miljövariabeln BELAGG_STORE_TOKEN.")
    if scheme is None or host is None:
        raise _bad(given, "den ska börja med milvus://, http:// eller https://")
    shown = f"[{host}]" if ":" in host else host
    return Address(given, f"{scheme}://{shown}:{port or (443 if scheme == 'https' else _PORT)}", parts.path.strip("/"))


def _bad(given: str, why: str) -> BadAddress:
    return BadAddress(
        f"Lagret {given} går inte att använda: {why}. Skriv till exempel milvus://milvus.example.se:19530, eller "
        "bibliotek.db för en fil på den här datorn."
    )
