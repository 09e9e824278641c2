"""What the server has done, for Prometheus and for the log: by route, never by question."""

import logging
import time
from collections.abc import Iterator
from datetime import datetime

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import ReaderFacingError
from server.service import AskService

logger = logging.getLogger(__name__)

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5, 15)
_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
_NOWHERE = "(none)"  # the route of what has none, and what it says must not be told
_GONE = 499  # who asked did not wait for the answer
_OFTEN = ("/health", "/metrics")  # asked by machines every few seconds, and not worth a line

metrics_route = APIRouter(tags=["Drift"])


class Metrics:
    """The figures of one app."""

    def __init__(self, service: AskService) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "belagg_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "belagg_request_seconds",
            "Seconds until a reply began.",
            ["route"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.under_way = Gauge("belagg_requests_under_way", "Requests not yet answered.", registry=self.registry)
        self.registry.register(_ServiceCollector(service))
        ProcessCollector(registry=self.registry)


class _ServiceCollector(Collector):
    """Asks the service when it is asked."""

    def __init__(self, service: AskService) -> None:
        self._service = service

    def collect(self) -> Iterator[Metric]:
        answers = CounterMetricFamily("belagg_answers", "Questions answered, or why not.", labels=["outcome"])
        for outcome, count in self._service.tally.counts().items():
            answers.add_metric([outcome], count)
        yield answers
        try:
            yield from self._library()
        except ReaderFacingError as error:  # the others are told all the same
            logger.warning("no figures of the library: %s", error)

    def _library(self) -> Iterator[Metric]:
        with self._service.served.borrow() as library:
            manifest, fallback = library.manifest, bool(library.notice)
        yield InfoMetricFamily(
            "belagg_library", "What is served.", {"generation": manifest.id, "model": manifest.model}
        )
        built = datetime.fromisoformat(manifest.built).timestamp()
        for name, told, value in (
            ("documents", "Documents in the library.", len(manifest.documents)),
            ("passages", "Passages in the library.", manifest.passages),
            ("built_timestamp_seconds", "When the library was built, in seconds since 1970.", built),
            ("fallback", "1 where the library that was to be served is damaged and another stands in.", fallback),
        ):
            yield GaugeMetricFamily(f"belagg_library_{name}", told, value)


class Observed:
    """Counts, times and logs every request that passes."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes it on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status, took = time.perf_counter(), _GONE, 0.0

        async def seen(message: Message) -> None:
            nonlocal status, took
            if message["type"] == "http.response.start":
                status, took = message["status"], time.perf_counter() - begun
            await send(message)

        try:
            with self._metrics.under_way.track_inprogress():
                await self._app(scope, receive, seen)
        finally:
            self._tell(scope, status, took)

    def _tell(self, scope: Scope, status: int, took: float) -> None:
        method, route = scope["method"] if scope["method"] in _METHODS else "other", _template(scope)
        self._metrics.requests.labels(method, route, str(status)).inc()
        if status != _GONE:
            self._metrics.seconds.labels(route).observe(took)
        level = logging.DEBUG if route.startswith(_OFTEN) else logging.INFO
        logger.log(level, "%s %s %d, %.1f ms", method, route, status, took * 1000)


def _template(scope: Scope) -> str:
    """The route as it is declared: with `{doc}` where a request says which, and without what follows a `?`."""
    route = scope.get("route")
    path: str | None = getattr(route, "path", None)
    if path is None:
        return _NOWHERE
    if not isinstance(route, APIRoute):
        return path
    segments = scope["path"].split("/")  # the prefix under which a route is included is not told by the route
    return "/".join(segments[: len(segments) - path.count("/")]) + path


@metrics_route.get(
    "/metrics",
    summary="Mätvärden för Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def metrics(request: Request) -> Response:
    """Figures in Prometheus' text format."""
    held: Metrics = request.app.state.metrics
    return Response(generate_latest(held.registry), media_type=CONTENT_TYPE_LATEST)
