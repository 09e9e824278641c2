"""How much may be asked of the server: requests per caller, requests at once, and bodies."""

import ipaddress
import math
import time
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from server.access import Access
from server.bodies import BodyLimit
from server.errors import KeyNeeded, KeyTrouble
from server.problems import problem

_API = "/api/"
_NETWORK_BITS = 64  # of an IPv6 address: who has one address has all that share these


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much: of requests in a minute by one caller (None: no limit), at once, and of bodies."""

    per_minute: int | None = None
    at_once: int = 64
    body_bytes: int = 64 * 1024
    body_s: float = 10.0


USUAL: Final = Limits()


def add_limits(app: FastAPI, limits: Limits) -> None:
    """Holds the app to them. Bodies are waited for before one of the few places is taken."""
    app.add_middleware(AtOnce, most=limits.at_once)
    app.add_middleware(BodyLimit, most=limits.body_bytes, seconds=limits.body_s)
    if limits.per_minute is not None:
        app.add_middleware(PerCaller, per_minute=limits.per_minute)


class AtOnce:
    """Refuses requests to the API while `most` of them are being answered."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most
        self._now = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Takes a place, and gives it back."""
        if not _to_api(scope):
            await self._app(scope, receive, send)
            return
        if self._now >= self._most:
            said = "Servern har fullt upp just nu. Försök igen om en stund."
            await problem(HTTPStatus.SERVICE_UNAVAILABLE, said, {"Retry-After": "1"})(scope, receive, send)
            return
        self._now += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._now -= 1


class PerCaller:
    """Refuses requests to the API of a key, or else an address, that has sent `per_minute` of them in a minute."""

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._rate = RateLimitItemPerMinute(per_minute)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Counts the request."""
        caller = _caller(scope) if _to_api(scope) else None
        if caller is None or self._limiter.hit(self._rate, caller):
            await self._app(scope, receive, send)
            return
        again = self._limiter.get_window_stats(self._rate, caller).reset_time - time.time()
        said = f"Du har frågat för ofta: högst {self._rate.amount} gånger i minuten. Vänta en stund och försök igen."
        headers = {"Retry-After": str(max(1, math.ceil(again)))}
        await problem(HTTPStatus.TOO_MANY_REQUESTS, said, headers)(scope, receive, send)


def _to_api(scope: Scope) -> bool:
    return scope["type"] == "http" and str(scope["path"]).startswith(_API)


def _caller(scope: Scope) -> str | None:
    """Who asks, by key or else by address; None for this machine itself, which may ask as often as it likes."""
    access: Access = scope["app"].state.access
    try:
        key = access.key_in(Headers(scope=scope).get("authorization", ""))
    except (KeyNeeded, KeyTrouble):  # which the route tells
        key = None
    return f"key {key.name}" if key else _network(scope["client"][0] if scope["client"] else "")


def _network(address: str) -> str | None:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address or None
    if known.is_loopback:
        return None
    bits = _NETWORK_BITS if known.version == 6 else known.max_prefixlen
    return str(ipaddress.ip_network((known, bits), strict=False))
