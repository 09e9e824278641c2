"""Addresses that may be fetched from: http and https, and nothing inside the own network unless the editor says so."""

import ipaddress
import socket

import httpx

from ingest.errors import FetchFailed

_SCHEMES = ("http", "https")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class PublicTransport(httpx.BaseTransport):
    """Sends a request only to a public address.

    The name is looked up here and the connection is made to the very address that was looked at, at every redirect,
    so that a name cannot lead elsewhere between the look and the connection.
    """

    def __init__(self) -> None:
        self._inner = httpx.HTTPTransport(trust_env=True)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends the request to the address that its host has.

        Raises:
            FetchFailed: the host is inside the own network.
        """
        require_web(request.url)
        host = request.url.host
        return self._inner.handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(host=str(_public(host, request))),
                headers=request.headers,  # with the host's own name
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": host},
            )
        )

    def close(self) -> None:
        """Lets go of the connections."""
        self._inner.close()


def require_web(url: httpx.URL) -> None:
    """Refuses what is not on the web.

    Raises:
        FetchFailed: neither http nor https, or without a host.
    """
    if url.scheme not in _SCHEMES or not url.host:
        raise FetchFailed(f"Adressen {url} är ingen webbadress. Den ska börja med https:// eller http://.")


def _public(host: str, request: httpx.Request) -> Address:
    """The first of the host's addresses, if all of them are public."""
    port = request.url.port or (443 if request.url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"unknown host {host}", request=request) from error
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    for address in addresses:
        if not is_public(address):
            raise FetchFailed(
                f"Adressen {request.url.scheme}://{host} leder till {address}, som ligger inom det egna nätet. "
                "Är det rätt, hämta med --allow-private."
            )
    return addresses[0]


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet; one that wraps another is judged by that."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if wrapped is not None:
            return is_public(wrapped)
        if address in _NAT64:
            return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return address.is_global and not address.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
