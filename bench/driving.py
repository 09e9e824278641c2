"""A bounded load generator: some clients, each with a connection that it keeps, for so long."""

import itertools
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import httpx

from bench.figures import Figure, percentiles

TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request: without a body it is a GET."""

    path: str
    body: bytes | None = None


@dataclass
class Tally:
    """What came of the calls. Times are milliseconds."""

    times: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0
    server_s: float = 0.0
    """Processor time of the server: what it would take on a machine that does nothing else."""

    @property
    def rate(self) -> float:
        """Calls a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def figures(self, name: str, note: str) -> list[Figure]:
        """The tally as rows."""
        p50, p95 = percentiles(self.times)
        return [
            Figure(f"{name}, i sekunden", self.rate, "/s", note),
            Figure(f"{name} p50", p50, "ms"),
            Figure(f"{name} p95", p95, "ms"),
            Figure(f"{name}, processortid", 1000 * self.server_s / max(1, len(self.times)), "ms"),
            Figure(f"{name}, fel", self.failed, ""),
        ]


@dataclass(frozen=True, slots=True)
class Target:
    """The server that is measured, and from how many clients."""

    client: httpx.Client
    pid: int
    clients: int

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.client.base_url.port or 80

    def processor_s(self) -> float:
        """Seconds of processor time that it has used; 0 where the system does not tell."""
        stat = Path(f"/proc/{self.pid}/stat")
        fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split() if stat.exists() else ["0"] * 14
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def drive(target: Target, calls: Iterator[Call], seconds: float, rate: float | None = None) -> Tally:
    """Sends calls from so many clients for so long, as fast as they are answered or at a steady rate."""
    tally, turn = Tally(), threading.Lock()
    begun, before = time.perf_counter(), target.processor_s()
    slots = itertools.count()

    def client() -> None:
        connection = HTTPConnection("127.0.0.1", target.port, timeout=TIMEOUT_S)
        while time.perf_counter() - begun < seconds:
            with turn:
                call, slot = next(calls), next(slots)
            if rate:
                time.sleep(max(0.0, begun + slot / rate - time.perf_counter()))
            took = send(connection, call)
            with turn:
                tally.failed += took is None
                tally.times += [] if took is None else [took]
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(target.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tally.seconds, tally.server_s = time.perf_counter() - begun, target.processor_s() - before
    return tally


def send(connection: HTTPConnection, call: Call) -> float | None:
    """Milliseconds that a call takes; None where it fails."""
    started = time.perf_counter()
    try:
        headers = {"Content-Type": "application/json"}
        connection.request("POST" if call.body else "GET", call.path, call.body, headers)
        response = connection.getresponse()
        response.read()
    except (OSError, HTTPException):
        connection.close()
        return None
    return 1000 * (time.perf_counter() - started) if response.status == 200 else None
