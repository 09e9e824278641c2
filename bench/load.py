"""`make load`: how much a server bears, from a bounded load generator on the same machine, over HTTP alone.

    python -m bench.load --library library --seconds 10
    python -m bench.load --library library --soak 10

Questions are made of the headings of the library, so that hardly any two are alike. The soak asks for that many minutes
at 80 % of what was measured just before, and says how memory grew.
"""

import argparse
import itertools
import random
import sys
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPConnection
from json import dumps
from pathlib import Path

import httpx
import platformdirs

from bench.command import ROOT, BenchFailed, Command, served
from bench.driving import TIMEOUT_S, Call, Tally, Target, drive, send
from bench.figures import Figure, percentiles, show, write
from bench.memory import memory_mb
from bench.soak import BELAGG

RESULTS = ROOT / "bench" / "results" / "load.json"
SHARE = 0.8  # of what was measured: the rate of the soak
TEMPLATES = (
    "Vad står det om {}?",
    "Hur beskrivs {} i rapporten?",
    "Vilka slutsatser dras om {}?",
    "Vem ansvarar för {}?",
    "Hur många kommuner berörs av {}?",
    "När började arbetet med {}?",
)


def questions(client: httpx.Client) -> Iterator[str]:
    """Questions about the library's headings, again and again in other words, in an order that is always the same."""
    docs = [document["doc"] for document in client.get("/api/documents").json()["documents"]]
    headings = [
        f"{section['heading'].strip(' .0123456789')} i avsnitt {section['section']}".lower()
        for doc in docs
        for section in client.get(f"/api/documents/{doc}").json()["sections"]
        if len(section["heading"]) > 6
    ]
    if not headings:
        raise BenchFailed("the library has no headings to ask about")
    made = [template.format(heading) for template in TEMPLATES for heading in headings]
    random.Random(7).shuffle(made)
    for round_ in itertools.count():
        yield from (f"{question} {'Och mer?' * round_}".strip() for question in made)


def posting(path: str, name: str, texts: Iterator[str]) -> Iterator[Call]:
    """Calls with each text as the field of this name."""
    return (Call(path, dumps({name: text}).encode()) for text in texts)


def first_events(client: httpx.Client, texts: Iterator[str], count: int) -> list[float]:
    """Milliseconds until the first event of streamed answers, one at a time."""
    times = []
    for text in itertools.islice(texts, count):
        started = time.perf_counter()
        with client.stream("POST", "/api/ask", json={"question": text, "stream": True}) as response:
            response.raise_for_status()
            for number, _ in enumerate(response.iter_raw()):
                if number == 0:
                    times.append(1000 * (time.perf_counter() - started))
    return times


def pictures(client: httpx.Client) -> list[Call]:
    """Some pages of the documents that can be drawn."""
    found = []
    for document in client.get("/api/documents").json()["documents"]:
        labels = client.get(f"/api/documents/{document['doc']}").json()["page_labels"]
        calls = [Call(f"/api/documents/{document['doc']}/pages/{label}/image") for label in labels[:20]]
        if calls and client.get(calls[0].path).is_success:
            found += calls[1:]
    return found


def draw(target: Target, calls: Sequence[Call]) -> list[Figure]:
    """The same pages drawn, and again."""
    connection = HTTPConnection("127.0.0.1", target.port, timeout=TIMEOUT_S)
    cold, warm = ([send(connection, call) or TIMEOUT_S * 1000 for call in calls] for _ in range(2))
    connection.close()
    note = f"{len(calls)} sidor"
    return [
        Figure("sida som bild, ny p95", percentiles(cold)[1], "ms", note),
        Figure("sida som bild, igen p95", percentiles(warm)[1], "ms", note),
    ]


def mixed(client: httpx.Client) -> Iterator[Call]:
    """What many people do at once: two answers and a search, then a look at a page."""
    asks = posting("/api/ask", "question", questions(client))
    searches = posting("/api/search", "query", questions(client))
    pages = itertools.cycle([*pictures(client), Call("/api/documents")])
    while True:
        yield from (next(asks), next(searches), next(asks), next(pages))


def soak(target: Target, minutes: float, rate: float) -> list[Figure]:
    """Mixed load for some minutes, after one that fills what is remembered; errors, and how memory grew."""
    calls = mixed(target.client)
    drive(target, calls, min(60.0, minutes * 60), rate)
    before = memory_mb(target.pid)
    tally = drive(target, calls, minutes * 60, rate)
    grown = 100 * (memory_mb(target.pid) / before - 1) if before else 0.0
    return [
        *tally.figures("blandad last", f"{minutes:g} min, {rate:.0f}/s"),
        Figure("minnet har vuxit", grown, "%", f"från {before:.0f} MB"),
    ]


def measure(target: Target, seconds: float, minutes: float) -> list[Figure]:
    """All figures, in the order in which they are shown."""
    texts, figures = questions(target.client), list[Figure]()

    def told(new: Sequence[Figure]) -> None:
        figures.extend(new)
        for figure in new:
            show(figure)

    def driven(name: str, calls: Iterator[Call]) -> Tally:
        drive(target, calls, min(3.0, seconds / 3))
        tally = drive(target, calls, seconds)
        told(tally.figures(name, f"{target.clients} klienter"))
        return tally

    driven("sökning, olika frågor", posting("/api/search", "query", texts))
    asked = driven("svar, olika frågor", posting("/api/ask", "question", texts))
    for name, path, key in (("sökning", "/api/search", "query"), ("svar", "/api/ask", "question")):
        driven(f"{name}, samma fråga", itertools.repeat(next(posting(path, key, texts))))
    told([Figure("första händelsen p95", percentiles(first_events(target.client, texts, 30))[1], "ms", "en i taget")])
    if found := pictures(target.client):
        told(draw(target, found))
    if minutes:
        told(soak(target, minutes, SHARE * asked.rate))
    return figures


def main() -> int:
    """Measures a server of its own, writes the table, and fails where a call failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", type=Path, default=ROOT / "library")
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes of mixed load afterwards")
    options = parser.parse_args()
    command = Command(BELAGG, platformdirs.user_cache_path("belagg"))
    with served(command, options.library) as (client, pid, _):
        figures = measure(Target(client, pid, options.clients), options.seconds, options.soak)
    write(figures, RESULTS)
    return 1 if any(figure.value for figure in figures if figure.name.endswith("fel")) else 0


if __name__ == "__main__":
    sys.exit(main())
