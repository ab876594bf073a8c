"""Looks whether an address of the public internet answers, and goes nowhere else.

Editors write the addresses, so one may point into the server's own network. The name is looked up
once; every address found must be a public one; the connection goes to exactly the address that
was judged, so that a second look-up can't give another. Each redirect is judged anew. The
libraries for this are young, or ask a resolver of their choice, so it is done here with
`http.client`.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 3
MOST_TIMEOUTS = 4
MOST_BYTES = 64 * 1024
# Of a name with many addresses.
MOST_ADDRESSES = 3
LONGEST_ADDRESS = 2_000
REDIRECTS = {301, 302, 303, 307, 308}
HEADERS = {"User-Agent": "ml-careers-link-check", "Accept": "*/*", "Connection": "close"}
# Characters of a path and query that stay as they are; “%” because much is encoded already.
PATH_CHARACTERS = "/%:@!$&'()*+,;=~-._?"

# Most wrap an IPv4 address, and a gateway may unwrap it into the local network. The others are
# not public, which Python learns with its later versions only.
REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.88.99.0/24",
        "::/96",
        "::ffff:0:0/96",
        "::ffff:0:0:0/96",
        "64:ff9b:1::/48",
        "2001::/32",
        "2002::/16",
        "3fff::/20",
    )
)
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class LinkProblemError(Exception):
    """Why a link does not lead to a page, in words for editors."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked, in parts."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(address: str) -> Target:
    """The parts of an address. Raises `LinkProblemError` for one that is not to be asked."""
    if len(address) > LONGEST_ADDRESS:
        raise LinkProblemError("The address is too long.")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise LinkProblemError("This is no address.") from error
    if parts.scheme not in PORTS:
        raise LinkProblemError("Only http and https addresses are asked.")
    if "@" in parts.netloc:
        raise LinkProblemError("The address holds a name or a password.")
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values():
        raise LinkProblemError(f"Port {port} is not asked.")
    try:
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except UnicodeError as error:
        raise LinkProblemError("The name of the site is none.") from error
    if not host:
        raise LinkProblemError("The address names no site.")
    path = quote(parts.path or "/", safe=PATH_CHARACTERS.replace("?", ""))
    query = f"?{quote(parts.query, safe=PATH_CHARACTERS)}" if parts.query else ""
    return Target(parts.scheme, host, port, path + query)


def is_public(address: str) -> bool:
    """Whether this is the address of a machine on the public internet."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in NAT64:
            return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.scope_id or ip.is_site_local:
            return False
    if any(ip in network for network in REFUSED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


# --- The network ---------------------------------------------------------------------------


def look_up(host: str, port: int) -> list[str]:
    """All addresses of a name, as the system finds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, port: int, timeout: float) -> socket.socket:
    return socket.create_connection((address, port), timeout)


@dataclass(frozen=True)
class Network:
    """How names are looked up and connections made. Tests hand in others."""

    look_up: Callable[[str, int], list[str]] = look_up
    dial: Callable[[str, int, float], socket.socket] = dial
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)


class _Connection(http.client.HTTPConnection):
    """To the address that was judged, under the name of the site."""

    def __init__(self, target: Target, address: str, network: Network, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._target, self._address, self._network = target, address, network
        self.is_cut = threading.Event()

    def connect(self) -> None:
        self.sock = self._network.dial(self._address, self._target.port, self.timeout or 1)
        self._go_on()
        if self._target.scheme == "https":
            # The handshake by itself: the connection can be cut meanwhile.
            self.sock = self._network.tls.wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self._go_on()
            self.sock.do_handshake()

    def _go_on(self) -> None:
        if self.is_cut.is_set():
            raise TimeoutError

    def cut(self) -> None:
        """End all reading and writing, from another thread."""
        self.is_cut.set()
        if self.sock is not None:
            # That of the plain socket: TLS would want to say goodbye first.
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@contextmanager
def _cut_after(connection: _Connection, seconds: float) -> Iterator[None]:
    """A time-out for the whole: that of a socket begins again with every byte."""
    timer = threading.Timer(seconds, connection.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        connection.close()


def _addresses(target: Target, network: Network, timeout: float) -> list[str]:
    """The public addresses of a site. One that has others as well is not asked at all."""
    found: list[str] = []
    failed: list[OSError | ValueError] = []

    def ask() -> None:
        try:
            found.extend(network.look_up(target.host, target.port))
        except (OSError, ValueError) as error:
            failed.append(error)

    # The system's own time-outs are longer, and can't be set.
    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise LinkProblemError("The name of the site could not be looked up in time.")
    if failed or not found:
        raise LinkProblemError("The name of the site is not known.")
    if not all(map(is_public, found)):
        raise LinkProblemError("The address leads into a private network.")
    return found[:MOST_ADDRESSES]


# --- Asking --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    # Where it sends on to; empty where it does not.
    location: str


@dataclass(frozen=True, slots=True)
class Budget:
    """Seconds for one request, and for all that one link costs."""

    request: float
    until: float

    @property
    def left(self) -> float:
        left = min(self.request, self.until - time.monotonic())
        if left <= 0:
            raise LinkProblemError("The site did not answer in time.")
        return left


def _ask(method: str, target: Target, network: Network, budget: Budget) -> Answer:
    """The answer of the first address that takes a connection."""
    problem = "The site does not answer."
    for address in _addresses(target, network, budget.left):
        connection = _Connection(target, address, network, budget.left)
        try:
            with _cut_after(connection, budget.left):
                headers = HEADERS | {"Host": target.host_header}
                connection.request(method, target.path, headers=headers)
                response = connection.getresponse()
                response.read(MOST_BYTES)
                return Answer(response.status, response.getheader("Location") or "")
        except ssl.SSLCertVerificationError as error:
            raise LinkProblemError("The site's certificate is not valid.") from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            is_late = isinstance(error, TimeoutError) or connection.is_cut.is_set()
            problem = f"The site {'did not answer in time' if is_late else 'does not answer'}."
    raise LinkProblemError(problem)


def _answer(target: Target, network: Network, budget: Budget) -> Answer:
    """By HEAD, and by GET where the site does not like that."""
    answer = _ask("HEAD", target, network, budget)
    return answer if answer.status < 400 else _ask("GET", target, network, budget)


def _joined(address: str, location: str) -> str:
    try:
        return urljoin(address, location)
    except ValueError as error:
        raise LinkProblemError("The site sends on to what is no address.") from error


def check(address: str, *, timeout: float, network: Network | None = None) -> None:
    """Return where a page answers; raise `LinkProblemError` with the reason where none does.

    `timeout` is in seconds, for each request; redirects and all take no more than four of them.
    """
    network = network or Network()
    budget = Budget(timeout, time.monotonic() + MOST_TIMEOUTS * timeout)
    for _ in range(MOST_REDIRECTS + 1):
        answer = _answer(target_of(address), network, budget)
        if answer.status not in REDIRECTS or not answer.location:
            break
        address = _joined(address, answer.location)
    else:
        raise LinkProblemError(f"The link is sent on more than {MOST_REDIRECTS} times.")
    if not 200 <= answer.status < 300:
        raise LinkProblemError(WORDS.get(answer.status, f"The site answers {answer.status}."))


WORDS = {
    401: "The page wants a sign-in (401).",
    403: "The site refuses (403). It may refuse programs only: look by hand.",
    404: "There is no such page any more (404).",
    410: "There is no such page any more (410).",
    429: "The site is asked too often (429).",
}
