"""What browsers are told to refuse, and which names the server answers to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.access import is_loopback
from server.problems import problem

LOCAL_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ALWAYS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # a link to a question holds the question
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_PAGE: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PDF: Final = "frame-ancestors 'none'"  # a sandbox would keep the browser's own viewer from showing it
_DATA: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""For what is no page of ours, also a source file that is a web page: nothing in it runs."""
_DESCRIPTION: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For /docs, whose viewer writes styles and holds pictures of its own."""


@dataclass(frozen=True, slots=True)
class Browsers:
    """What pages in browsers may do: under which names they reach the server (None: any), and from which origins."""

    names: frozenset[str] | None = None
    origins: tuple[str, ...] = ()


ANY_NAME: Final = Browsers()


def browsers_on(host: str, names: Sequence[str], origins: Sequence[str]) -> Browsers:
    """The rules on this address: on this machine alone its own names and those given; elsewhere any, or those given."""
    local = is_loopback(host)
    known = LOCAL_NAMES | {host.lower(), *(name.lower() for name in names)} if local or names else None
    return Browsers(known, tuple(origins))


def add_browser_rules(app: FastAPI, browsers: Browsers) -> None:
    """Holds pages to the rules; who is no browser is not concerned."""
    if browsers.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=browsers.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization"],
            expose_headers=["Belagg-Mark", "ETag", "Location", "Retry-After"],
        )
    if browsers.names is not None:
        app.add_middleware(KnownNames, names=browsers.names)


class SecurityHeaders:
    """Adds the headers to every reply. `shared` lets pages of other origins show images of ours."""

    def __init__(self, app: ASGIApp, *, shared: bool) -> None:
        self._app = app
        told = {**_ALWAYS, "Cross-Origin-Resource-Policy": "cross-origin" if shared else "same-origin"}
        self._raw = [(name.lower().encode(), value.encode()) for name, value in told.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends what the app sends, with the headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                policy = _policy(scope["path"], Headers(raw=message["headers"]).get("content-type", ""))
                message["headers"] = [*message["headers"], *self._raw, (b"content-security-policy", policy.encode())]
            await send(message)

        await self._app(scope, receive, with_headers)


def _policy(path: str, media_type: str) -> str:
    if media_type.startswith("application/pdf"):
        return _PDF
    if not media_type.startswith("text/html") or path.startswith("/api/"):
        return _DATA
    return _DESCRIPTION if path.startswith("/docs") else _PAGE


class KnownNames:
    """Refuses requests to any other name than these.

    Otherwise a web page anywhere could have its own name lead here, and read what only this machine should.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets requests to our names through."""
        if scope["type"] == "http" and _name_in(Headers(scope=scope).get("host", "")) not in self._names:
            said = "Servern svarar inte på namnet i adressen. Den som sköter servern kan ange det med --name."
            await problem(HTTPStatus.MISDIRECTED_REQUEST, said)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _name_in(host: str) -> str:
    """The name in a `Host` header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:  # half a bracket
        return ""
