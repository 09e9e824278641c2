"""Files fetched from a server that does what servers do; what lies in the corpus is whole, or as it was."""

import hashlib
import ipaddress
import json
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ingest.catalogue import CATALOGUE
from ingest.catalogue_file import put_entry
from ingest.download import Limits
from ingest.errors import CorpusError
from ingest.fetching import Choice, Fetched, Outcome, fetch
from ingest.public_address import is_public
from tests.ingest.web import Web, answer, redirect, serving
from tests.pdf_pages import Page, write_pdf

QUICK = Limits(most_bytes=100_000, connect_s=2, silent_s=0.5, total_s=5, attempts=3, first_wait_s=0.01)
OLD = b"%PDF-1.4 den gamla"
FILE = "rapport.pdf"
WHOLE = {FILE, CATALOGUE}


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    return write_pdf(tmp_path / "original.pdf", [Page().line("Nätverket träffades.")]).read_bytes()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        yield web


@pytest.fixture
def corpus(tmp_path: Path, web: Web) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    put_entry(folder, FILE, {"url": web.url("/r"), "year": 2025})
    return folder


def one(corpus: Path, *, again: bool = False, private: bool = True, limits: Limits = QUICK) -> Fetched:
    (fetched,) = fetch(corpus, Choice(again=again), allow_private=private, limits=limits)
    return fetched


def names(corpus: Path) -> set[str]:
    return {path.name for path in corpus.iterdir()}


def test_a_file_is_fetched_into_its_place_and_nothing_is_left_beside_it(corpus: Path, web: Web, pdf: bytes) -> None:
    web.answers["/r"] = answer(pdf)
    assert one(corpus).outcome is Outcome.FETCHED
    assert (corpus / FILE).read_bytes() == pdf
    assert names(corpus) == WHOLE


def test_what_is_there_is_fetched_again_only_when_told(corpus: Path, web: Web, pdf: bytes) -> None:
    (corpus / FILE).write_bytes(OLD)
    web.answers["/r"] = answer(pdf)
    assert one(corpus).outcome is Outcome.THERE
    assert web.asked == []
    assert one(corpus, again=True).outcome is Outcome.FETCHED
    assert one(corpus, again=True).outcome is Outcome.SAME
    assert (corpus / FILE).read_bytes() == pdf


def test_redirects_are_followed_and_a_loop_is_told(corpus: Path, web: Web, pdf: bytes) -> None:
    web.answers |= {"/r": redirect("/s"), "/s": redirect("/t"), "/t": answer(pdf)}
    assert one(corpus).outcome is Outcome.FETCHED
    web.answers["/t"] = redirect("/r")
    assert "slinga" in one(corpus, again=True).reason
    assert (corpus / FILE).read_bytes() == pdf


@pytest.mark.parametrize(
    ("status", "sort", "body", "told", "times"),
    [
        (404, "text/html", b"<html>borta</html>", "404", 1),
        (403, "text/plain", b"nej", "403", 1),
        (503, "text/plain", b"sedan", "503", 3),
        (200, "text/html; charset=utf-8", b"<html>logga in</html>", "webbsida", 1),
        (200, "application/pdf", b"<!doctype html><html>logga in</html>", "inte en PDF, utan en webbsida", 1),
        (200, "application/pdf", b"PK\x03\x04" + b"x" * 5_000, "zip-fil", 1),
        (200, "application/pdf", b"", "utan tom", 1),
        (200, "application/pdf", b"%PDF-" + b"x" * 200_000, "--max-mb", 1),
    ],
)
def test_what_is_not_the_file_is_refused_and_the_old_one_lies_there_still(
    corpus: Path, web: Web, status: int, sort: str, body: bytes, told: str, times: int
) -> None:
    (corpus / FILE).write_bytes(OLD)
    web.answers["/r"] = answer(body, status, sort)
    fetched = one(corpus, again=True)
    assert fetched.outcome is Outcome.FAILED
    assert told in fetched.reason
    assert FILE in fetched.reason
    assert web.times("/r") == times
    assert (corpus / FILE).read_bytes() == OLD
    assert names(corpus) == WHOLE


def test_a_file_that_grows_past_the_limit_without_saying_its_size_is_refused(corpus: Path, web: Web) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"%PDF-" + b"x" * 10_000)

    web.answers["/r"] = endless
    assert "--max-mb" in one(corpus).reason
    assert names(corpus) == {CATALOGUE}


class Faltering:
    """Sends the file but breaks off the first times; knows ranges unless told otherwise."""

    def __init__(self, body: bytes, breaks: int, *, ranges: bool = True, tag: str = '"1"') -> None:
        self.body, self.breaks, self.ranges, self.tag = body, breaks, ranges, tag
        self.sent: list[tuple[int, int]] = []

    def __call__(self, handler: BaseHTTPRequestHandler) -> None:
        begin = 0
        asked = handler.headers.get("Range", "")
        if self.ranges and asked and handler.headers.get("If-Range") == self.tag:
            begin = int(asked.removeprefix("bytes=").removesuffix("-"))
        rest = self.body[begin:]
        handler.send_response(206 if begin else 200)
        if begin:
            handler.send_header("Content-Range", f"bytes {begin}-{len(self.body) - 1}/{len(self.body)}")
        handler.send_header("ETag", self.tag)
        handler.send_header("Content-Length", str(len(rest)))
        handler.end_headers()
        if self.breaks:
            self.breaks -= 1
            rest = rest[: len(rest) // 2]
        self.sent.append((begin, len(rest)))
        handler.wfile.write(rest)
        handler.close_connection = True


def test_what_was_cut_off_goes_on_where_it_ended(corpus: Path, web: Web, pdf: bytes) -> None:
    falter = Faltering(pdf, breaks=1)
    web.answers["/r"] = falter
    assert one(corpus).outcome is Outcome.FETCHED
    half = len(pdf) // 2
    assert falter.sent == [(0, half), (half, len(pdf) - half)]
    assert (corpus / FILE).read_bytes() == pdf


def test_a_server_that_knows_no_ranges_sends_the_whole_again(corpus: Path, web: Web, pdf: bytes) -> None:
    web.answers["/r"] = Faltering(pdf, breaks=1, ranges=False)
    assert one(corpus).outcome is Outcome.FETCHED
    assert (corpus / FILE).read_bytes() == pdf


def test_the_next_run_goes_on_where_the_last_one_ended_and_a_new_version_begins_anew(
    corpus: Path, web: Web, pdf: bytes
) -> None:
    web.answers["/r"] = Faltering(pdf, breaks=99)
    failed = one(corpus)
    assert "kom inte fram hel" in failed.reason
    assert not (corpus / FILE).exists()
    again = Faltering(pdf, breaks=0)
    web.answers["/r"] = again
    assert one(corpus).outcome is Outcome.FETCHED
    assert again.sent[0][0] > 0
    web.answers["/r"] = Faltering(pdf, breaks=99)
    one(corpus, again=True)
    newer = Faltering(pdf + b"\n% mer", breaks=0, tag='"2"')
    web.answers["/r"] = newer
    assert one(corpus, again=True).outcome is Outcome.FETCHED
    assert newer.sent == [(0, len(pdf) + 6)]
    assert (corpus / FILE).read_bytes() == pdf + b"\n% mer"
    assert names(corpus) == WHOLE


def test_a_part_that_a_server_does_not_accept_is_begun_anew(corpus: Path, web: Web, pdf: bytes) -> None:
    (corpus / f".{FILE}.part").write_bytes(b"x" * 90_000)
    notes = {"url": web.url("/r"), "validator": '"1"'}
    (corpus / f".{FILE}.part.json").write_text(json.dumps(notes), encoding="utf-8")

    def reply(handler: BaseHTTPRequestHandler) -> None:
        answer(b"", 416)(handler) if handler.headers.get("Range") else answer(pdf)(handler)

    web.answers["/r"] = reply
    assert one(corpus).outcome is Outcome.FETCHED
    assert (corpus / FILE).read_bytes() == pdf


def test_a_silent_server_is_given_up_in_time(corpus: Path, web: Web) -> None:
    web.answers["/r"] = lambda _: time.sleep(1.5)
    begun = time.monotonic()
    assert "svarar inte i tid" in one(corpus).reason
    assert time.monotonic() - begun < 5


def test_a_server_that_drips_is_given_up_in_time(corpus: Path, web: Web) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"%PDF-")
            time.sleep(0.1)

    web.answers["/r"] = drip
    begun = time.monotonic()
    assert "för lång tid" in one(corpus, limits=Limits(silent_s=1, total_s=0.6, attempts=2, first_wait_s=0.01)).reason
    assert time.monotonic() - begun < 4


def test_a_server_that_is_busy_is_tried_again(corpus: Path, web: Web, pdf: bytes) -> None:
    replies = [answer(b"", 503), answer(b"", 429), answer(pdf)]

    def next_reply(handler: BaseHTTPRequestHandler) -> None:
        replies.pop(0)(handler)

    web.answers["/r"] = next_reply
    assert one(corpus).outcome is Outcome.FETCHED


def test_the_checksum_in_the_catalogue_decides(corpus: Path, web: Web, pdf: bytes) -> None:
    (corpus / FILE).write_bytes(OLD)
    web.answers["/r"] = answer(pdf)
    put_entry(corpus, FILE, {"sha256": "0" * 64})
    digest = hashlib.sha256(pdf).hexdigest()
    assert digest in one(corpus, again=True).reason
    assert ((corpus / FILE).read_bytes(), names(corpus)) == (OLD, WHOLE)
    put_entry(corpus, FILE, {"sha256": digest.upper()})
    assert one(corpus, again=True).outcome is Outcome.FETCHED


def test_an_address_inside_the_own_network_is_refused_unless_told(corpus: Path, web: Web, pdf: bytes) -> None:
    web.answers["/r"] = answer(pdf)
    refused = one(corpus, private=False)
    assert "--allow-private" in refused.reason
    assert web.asked == []
    assert one(corpus).outcome is Outcome.FETCHED


def test_a_redirect_into_the_own_network_is_refused(
    corpus: Path, web: Web, pdf: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One name stands for a public server: the look-up says so once, as one that changes its mind would."""
    web.answers |= {"/r": redirect(web.url("/inne")), "/inne": answer(pdf)}
    put_entry(corpus, FILE, {"url": f"http://arkiv.example:{web.port}/r"})
    real, looked = socket.getaddrinfo, list[str]()

    def look_up(host: str, port: int, *rest: object, **options: object) -> object:
        looked.append(str(host))
        return real("127.0.0.1" if host == "arkiv.example" else host, port, type=socket.SOCK_STREAM)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr("ingest.public_address.is_public", lambda _: looked == ["arkiv.example"])
    refused = one(corpus, private=False)
    assert "--allow-private" in refused.reason
    assert [path for path, _ in web.asked] == ["/r"]
    assert web.asked[0][1]["Host"] == f"arkiv.example:{web.port}"
    assert looked.count("arkiv.example") == 1  # looked up once: the connection goes to what was looked at


def self_signed(folder: Path, name: str) -> ssl.SSLContext:
    """A certificate for one name, which `SSL_CERT_FILE` may point at."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509
        .CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@pytest.mark.parametrize(("name", "outcome"), [("arkiv.example", Outcome.FETCHED), ("annan.example", Outcome.FAILED)])
def test_a_certificate_is_held_against_the_name_though_the_address_was_looked_up_here(
    corpus: Path, tmp_path: Path, pdf: bytes, monkeypatch: pytest.MonkeyPatch, name: str, outcome: Outcome
) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, *_, **__: real("127.0.0.1", port, type=socket.SOCK_STREAM)
    )
    monkeypatch.setattr("ingest.public_address.is_public", lambda _: True)
    with serving(self_signed(tmp_path, "arkiv.example")) as web:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
        web.answers["/r"] = answer(pdf)
        put_entry(corpus, FILE, {"url": f"https://{name}:{web.port}/r"})
        assert one(corpus, private=False).outcome is outcome


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "::",
    ],
)
def test_what_is_no_public_address(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["193.180.23.13", "2a00:1450:400f:80d::200e", "64:ff9b::c1b4:170d"])
def test_what_is_a_public_address(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://example.se/a.pdf", "data:text/plain,hej", "//example.se", "http://", "http://[1"],
)
@pytest.mark.parametrize("private", [True, False])
def test_what_is_no_web_address_is_refused(corpus: Path, url: str, *, private: bool) -> None:
    put_entry(corpus, FILE, {"url": url})
    assert "adressen" in one(corpus, private=private).reason.lower()


def test_a_redirect_to_a_file_is_refused(corpus: Path, web: Web) -> None:
    web.answers["/r"] = redirect("file:///etc/passwd")
    assert one(corpus).outcome is Outcome.FAILED


@pytest.mark.parametrize("file", ["../utanför.pdf", "README.md", "a.exe"])
def test_a_name_that_lies_elsewhere_or_is_never_read_is_refused(corpus: Path, web: Web, file: str, pdf: bytes) -> None:
    web.answers["/x"] = answer(pdf)
    put_entry(corpus, file, {"url": web.url("/x")})
    results = {each.path.name: each for each in fetch(corpus, allow_private=True, limits=QUICK)}
    assert "raden file" in results[Path(file).name].reason
    assert not (corpus / file).exists()
    assert web.times("/x") == 0


def test_one_that_fails_stops_none_of_the_others(corpus: Path, web: Web, pdf: bytes) -> None:
    put_entry(corpus, "djupt/andra.pdf", {"url": web.url("/a")})
    put_entry(corpus, "tredje.pdf", {"url": web.url("/t"), "excluded": True})
    put_entry(corpus, "utan.pdf", {"year": 2025})
    web.answers |= {"/r": answer(b"", 404), "/a": answer(pdf)}
    told = {each.id: each.outcome for each in fetch(corpus, allow_private=True, limits=QUICK)}
    assert told == {"rapport": Outcome.FAILED, "andra": Outcome.FETCHED}
    assert (corpus / "djupt" / "andra.pdf").read_bytes() == pdf


def test_only_what_is_named_is_fetched_and_an_unknown_name_is_told(corpus: Path, web: Web, pdf: bytes) -> None:
    put_entry(corpus, "andra.pdf", {"url": web.url("/a")})
    web.answers["/a"] = answer(pdf)
    (fetched,) = fetch(corpus, Choice(("andra",)), allow_private=True, limits=QUICK)
    assert fetched.outcome is Outcome.FETCHED
    with pytest.raises(CorpusError, match="ingen adress"):
        list(fetch(corpus, Choice(("okänd",))))
    put_entry(corpus, FILE, {"url": None})
    put_entry(corpus, "andra.pdf", {"url": None})
    with pytest.raises(CorpusError, match="Ingen post"):
        list(fetch(corpus))


def test_a_corpus_that_cannot_be_written_in_is_told(corpus: Path, web: Web, pdf: bytes) -> None:
    web.answers["/r"] = answer(pdf)
    (corpus / f".{FILE}.part.json").mkdir()
    assert "kan inte skrivas" in one(corpus).reason


def test_a_server_that_is_not_there_is_told(corpus: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    put_entry(corpus, FILE, {"url": f"http://127.0.0.1:{port}/r"})
    assert "går inte att nå" in one(corpus).reason
