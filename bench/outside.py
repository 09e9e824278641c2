"""What a build, a question and the server cost, through the public command and HTTP alone."""

import itertools
import time
from collections.abc import Sequence
from json import dumps
from pathlib import Path
from statistics import median

import httpx

from bench.chat import chat_times
from bench.command import NOTE, Command, served
from bench.driving import Call, Target, drive
from bench.figures import Figure, percentiles
from bench.memory import shared_memory

ANSWERED, NOT_IN_SOURCES = 0, 3
CLIENTS = 8
YEARS = range(1500, 2025)


def measure_model(command: Command, folder: Path) -> Figure:
    """The model's preparation: the first build with an empty cache, less the same build with a warm one.

    There is enough text for what runs the model to be chosen, too.
    """
    sources = folder / "small"
    sources.mkdir()
    said = [
        f"Länsstyrelsen har år {year} följt upp hur barnets rättigheter beaktas i länets kommuner.\n" for year in YEARS
    ]
    (sources / "prov.md").write_text(NOTE + "\n".join(said), encoding="utf-8")
    cold = command.build(folder / "first", [sources])
    warm = command.build(folder / "second", [sources])
    return Figure("modellen förbereds (en gång)", cold - warm, "s", f"kallt {cold:.1f} s, varmt {warm:.1f} s")


def measure_builds(command: Command, library: Path, sources: Sequence[Path]) -> list[Figure]:
    """A build into nothing by stage, the same build again, and what it made."""
    took, told = command.build_told(library, sources)
    again = command.build(library, sources)
    seconds: dict[str, float] = told["seconds"]
    pages, passages = sum(each["pages"] for each in told["documents"]), told["passages"]
    size, given = size_mb(library / "generations"), sum(map(size_mb, sources))
    whole = "hela bygget"
    return [
        Figure("bygga ett nytt bibliotek", took, "s", f"{len(told['documents'])} dokument"),
        *(Figure(f"– {stage}", each, "s", "", each / took, whole) for stage, each in seconds.items()),
        Figure("– sidor", pages / took, "/s", f"{pages} sidor"),
        Figure("– passager", passages / took, "/s", f"{passages} passager, {told['sentences']} meningar"),
        Figure("bygga om när inget är ändrat", again, "s", "", again / took, whole),
        Figure("biblioteket på disk", size, "MB", "", size / given if given else None, "källorna"),
    ]


def size_mb(path: Path) -> float:
    """MB of a file, or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def measure_cold_ask(command: Command, library: Path, question: str, runs: int) -> Figure:
    """`belagg ask` from the shell's point of view: start, read the library and the model, answer, exit."""
    arguments = ("ask", question, "--library", str(library))
    times = [command.run(*arguments, accept=(ANSWERED, NOT_IN_SOURCES))[0] for _ in range(runs)]
    return Figure("belagg ask, kallstart", median(times), "s", f"median av {runs}")


def measure_chat(command: Command, library: Path, question: str, runs: int) -> list[Figure]:
    """The chat in a terminal of its own; medians over the runs."""
    arguments = [str(command.path), "--library", str(library)]
    times = [chat_times(arguments, command.environment(), question) for _ in range(runs)]
    note = f"median av {runs}"
    keys = [median(each.keys) for each in times]
    slowest = [max(each.keys) for each in times]
    return [
        Figure("chatten, första bilden", median(each.painted for each in times), "s", note),
        Figure("chatten, till klar", median(each.ready for each in times), "s", note),
        Figure("chatten, tangent under svar", 1000 * median(keys), "ms", note),
        Figure("chatten, långsammaste tangent", 1000 * median(slowest), "ms", note),
    ]


def time_requests(client: httpx.Client, url: str, bodies: Sequence[dict[str, str]]) -> list[float]:
    """Milliseconds of each, one request at a time, after one that is not counted."""
    times_ms = []
    for body in [bodies[0], *bodies]:
        started = time.perf_counter()
        client.post(url, json=body).raise_for_status()
        times_ms.append(1000 * (time.perf_counter() - started))
    return times_ms[1:]


def measure_server(command: Command, library: Path, questions: Sequence[str], seconds: float) -> list[Figure]:
    """Start, answers, searches and memory of one server."""
    with served(command, library, "--per-minute", "0") as (client, pid, ready_s):
        target = Target(client, pid, CLIENTS)
        return [
            Figure("belagg serve, till klar", ready_s, "s"),
            *_requests(target, "/api/ask", "question", questions, seconds),
            *_requests(target, "/api/search", "query", questions, seconds),
            *_memory(pid),
        ]


def _requests(target: Target, url: str, field: str, questions: Sequence[str], seconds: float) -> list[Figure]:
    """One at a time, then from several clients at once for so many seconds."""
    bodies = [{field: question} for question in questions]
    p50, p95 = percentiles(time_requests(target.client, url, bodies))
    rounds = (f"{question} ({turn})" for turn in itertools.count() for question in questions)  # answers are remembered
    calls = (Call(url, dumps({field: text}).encode()) for text in rounds)
    rate = drive(target, calls, seconds).rate
    return [
        Figure(f"POST {url} p50", p50, "ms", f"{len(questions)} frågor, en i taget"),
        Figure(f"POST {url} p95", p95, "ms", "", p95 / p50, "p50"),
        Figure(f"POST {url} från {CLIENTS} samtidigt", rate, "/s", "", rate * p50 / 1000, "en i taget"),
    ]


def _memory(pid: int) -> list[Figure]:
    """What the server holds; nothing where the system does not tell."""
    memory = shared_memory(pid)
    mapped = memory.rss_mb - memory.anonymous_mb
    found = [Figure("serverns eget minne", memory.anonymous_mb, "MB"), Figure("– läst ur filer", mapped, "MB")]
    return found if memory.rss_mb else []
