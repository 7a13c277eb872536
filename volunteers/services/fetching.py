"""Fetch a public list over the network: never from a private address, never without a limit."""

import http.client
import ipaddress
import re
import socket
import ssl
import time
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from django.conf import settings

from volunteers.formats import LARGEST_LIST

PATIENCE = 10  # seconds in which a server must say something
LONGEST = 60  # seconds for all pages of a list
MOST_PAGES = 200
MOST_REDIRECTS = 4
CHUNK = 65_536
A_PAGE = "100"  # issues; both systems give no more
REDIRECTS = {301, 302, 303, 307, 308}
NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next"?', re.IGNORECASE)


class FetchError(Exception):
    """A list that did not come, and why, in words for whoever configured it."""


@dataclass
class _Budget:
    """What is left of the bytes and seconds of one fetch."""

    until: float = field(default_factory=lambda: time.monotonic() + LONGEST)
    left: int = field(default_factory=lambda: LARGEST_LIST)

    def spend(self, chunk: bytes) -> bytes:
        """Take a chunk off what is left, or refuse to go on."""
        self.left -= len(chunk)
        if self.left < 0:
            raise FetchError(f"The list is larger than {LARGEST_LIST // 1_000_000} MB.")
        if time.monotonic() > self.until:
            raise FetchError(f"The list did not come within {LONGEST} seconds. Try later.")
        return chunk


def fetch_pages(url: str) -> list[bytes]:
    """Return every page of a list, in order: the `Link` header names the next."""
    budget = _Budget()
    pages: list[bytes] = []
    seen: set[str] = set()
    following: str | None = with_page_size(url)
    while following:
        if following in seen or len(pages) == MOST_PAGES:
            raise FetchError("The list’s pages never end. Check the address.")
        seen.add(following)
        address = following
        body, link = _fetch(address, budget)
        pages.append(body)
        found = NEXT.search(link)
        following = urljoin(address, found[1]) if found else None
        if following and urlsplit(following).netloc != urlsplit(url).netloc:
            raise FetchError("The list’s next page is on another site. Check the address.")
    return pages


def with_page_size(url: str) -> str:
    """Return an address that asks for as many issues a page as there may be."""
    parts = _parts(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if "per_page" not in dict(query):
        query.append(("per_page", A_PAGE))
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))


def _fetch(url: str, budget: _Budget) -> tuple[bytes, str]:
    """Return one page and its `Link` header, redirects followed as far as they may be."""
    for _ in range(MOST_REDIRECTS + 1):
        connection = _connect(url)
        try:
            answer = _ask(connection, url)
            if answer.status in REDIRECTS:
                url = urljoin(url, answer.headers.get("Location", ""))
                continue
            if answer.status != 200:
                raise FetchError(
                    f"{_host(url)} answered {answer.status}: {_meaning(answer.status)}."
                )
            return _read(answer, budget), answer.headers.get("Link", "")
        except (OSError, http.client.HTTPException) as error:
            raise FetchError(f"{_host(url)} did not answer: {_short(error)}.") from error
        finally:
            connection.close()
    raise FetchError(f"{_host(url)} sends us from one address to the next. Check the address.")


def _read(answer: http.client.HTTPResponse, budget: _Budget) -> bytes:
    """Return the body, as far as the budget allows."""
    return b"".join(map(budget.spend, iter(lambda: answer.read(CHUNK), b"")))


def _ask(connection: http.client.HTTPConnection, url: str) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
    headers = {
        "Accept": "application/json",
        "Accept-Encoding": "identity",  # a small answer cannot unfold into a large one
        "User-Agent": f"london-digital-corps (+{settings.SITE_URL})",
    }
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _connect(url: str) -> http.client.HTTPConnection:
    """Return a connection to the very address that was found to be public, not to its name."""
    parts = _parts(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _public_address(host, port)
    if parts.scheme == "https":
        return _PinnedHTTPS(host, port, address)
    return _Pinned(host, port, address)


def _parts(url: str) -> SplitResult:
    """Return the parts of an address of the web; any other is refused."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # one that is no number is found here
    except ValueError:
        raise FetchError("This is no whole web address. Check it.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise FetchError("Only addresses that begin with https:// or http:// are fetched.")
    return parts


def _public_address(host: str, port: int) -> str:
    """Return an address of a host, none of whose addresses is private."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError(f"There is no {host}. Check the address.") from None
    addresses = [str(one[4][0]) for one in found]
    if not all(one in settings.FETCH_ALSO_FROM or _is_public(one) for one in addresses):
        raise FetchError(f"{host} is not on the public network, so it is not fetched.")
    return addresses[0]


def _is_public(address: str) -> bool:
    """Tell whether an address is one of the public network, also where it wraps another."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    return ip.is_global and not ip.is_multicast and (inner is None or inner.is_global)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever its host's name leads to by now."""

    def __init__(self, host: str, port: int, address: str) -> None:
        super().__init__(host, port, timeout=PATIENCE)
        self.address = address

    def connect(self) -> None:
        """Connect to the address."""
        self.sock = socket.create_connection((self.address, self.port), PATIENCE)


class _PinnedHTTPS(_Pinned):
    """The same, encrypted; the certificate must be the host's."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect to the address and hold the certificate against the host's name."""
        super().connect()
        context = ssl.create_default_context()
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)


def _host(url: str) -> str:
    return urlsplit(url).hostname or "The address"


def _meaning(status: int) -> str:
    if status in {403, 429}:
        return "we asked too often, or may not read it"
    return "there is no such list" if status in {404, 410} else "try later"


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:100] or type(error).__name__
