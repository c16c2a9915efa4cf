"""The one way in which this house asks another server for something that a person named.

An address may lead anywhere: so only to public ones, looked up once and then held to; within a time and a size;
and each redirect is looked at like the first address.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

MOST_REDIRECTS = 5
PORTS = {"http": 80, "https": 443}
AGENT = "Fascia (checks the sources of its courses)"
REDIRECTS = {301, 302, 303, 307, 308}
PIECE = 16 * 1024


class NotAllowed(ValueError):
    """An address that this house doesn't ask. Its text says why."""


class NoAnswer(Exception):
    """Nobody answered in time: the network, the name or the server. Says nothing about the page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said in the end, and at which address."""

    status: int
    url: str
    body: bytes


def public_addresses(host: str, port: int) -> list[str]:
    """Where a name leads. Raises NoAnswer where it leads nowhere, NotAllowed unless every address is public."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NoAnswer(f"{host} wasn't found.") from None
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    for address in addresses:
        if not is_public(address):
            raise NotAllowed(f"{host} is no public address.")
    return addresses


def is_public(address: str) -> bool:
    """Whether anybody on the internet is meant. Not: this machine, its network, or an address that wraps one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
        if inner:
            return is_public(str(inner))
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    return ip.is_global and not ip.is_multicast


def fetch(
    url: str,
    *,
    most_bytes: int = 64 * 1024,
    seconds: float = 10,
    accept: str = "*/*",
    addresses_of: Callable[[str, int], list[str]] = public_addresses,
) -> Answer:
    """What stands at an address. Raises NotAllowed or NoAnswer. More than `most_bytes` is not read."""
    end = time.monotonic() + seconds
    for _ in range(MOST_REDIRECTS + 1):
        parts = split(url)
        status, location, body = _ask(parts, addresses_of, accept, most_bytes, end)
        if status not in REDIRECTS or not location:
            return Answer(status, url, body)
        try:
            url = urljoin(url, location)
        except ValueError:
            raise NoAnswer("It leads to no address of the web.") from None
    raise NoAnswer("It leads in circles.")


def split(url: str) -> SplitResult:
    """The parts of a web address. Raises NotAllowed for any other, and for one with a password or a port of its own."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("This isn't an address of the web.") from None
    if parts.scheme not in PORTS or not parts.hostname or any(ord(letter) < 33 for letter in url):
        raise NotAllowed("This isn't an address of the web.")
    if parts.username is not None or port not in (None, PORTS[parts.scheme]):
        raise NotAllowed("An address with a password or a port of its own isn't asked.")
    return parts


def _ask(
    parts: SplitResult, addresses_of: Callable, accept: str, most: int, end: float
) -> tuple[int, str, bytes]:
    host, port = parts.hostname or "", PORTS[parts.scheme]
    [address, *_] = addresses_of(host, port)
    connection = _Pinned(host, address, port, _left(end), is_secret=parts.scheme == "https")
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {
            "User-Agent": AGENT,
            "Accept": accept,
            "Accept-Encoding": "identity",
            "Connection": "close",
        }
        connection.request("GET", _ascii(target), headers=headers)
        response = connection.getresponse()
        body = b""
        while len(body) < most and response.status not in REDIRECTS:
            connection.kept.settimeout(_left(end))
            piece = response.read1(min(PIECE, most - len(body)))
            if not piece:
                break
            body += piece
        return response.status, response.headers.get("Location", ""), body
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        raise NoAnswer(f"{host} didn't answer.") from error
    finally:
        connection.close()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise NoAnswer("It took too long.")
    return left


def _ascii(target: str) -> str:
    """Other letters as a browser sends them."""
    return "".join(
        letter if 32 < ord(letter) < 127 else "".join(f"%{b:02X}" for b in letter.encode())
        for letter in target
    )


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was looked at, under the name that was asked for: no second look-up."""

    def __init__(self, host: str, address: str, port: int, timeout: float, *, is_secret: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self.address = address
        self.is_secret = is_secret
        if is_secret:
            self.default_port = PORTS["https"]

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)
        if self.is_secret:
            self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)
        self.kept = (
            self.sock
        )  # an answer that is the last of its connection is read when that has let go of it
