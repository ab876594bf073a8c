"""Links are looked at on the public internet only, within limits.

Names are looked up in a table; connections end at a server of the test on the loopback address.
"""

import http.client
import http.server
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from courses import web

PUBLIC = "93.184.216.34"
NAMES = {
    "good.example": [PUBLIC],
    "other.example": ["2606:2800:220:1::1"],
    "xn--mnchen-3ya.example": [PUBLIC],
    "two.example": [PUBLIC, "10.0.0.1"],
    "inside.example": ["10.0.0.1"],
    "metadata.example": ["169.254.169.254"],
    "localhost": ["127.0.0.1", "::1"],
    "2130706433": ["127.0.0.1"],
    "void.example": [],
}


class Site(http.server.BaseHTTPRequestHandler):
    """Answers by path, and remembers what it was asked."""

    asked: list[tuple[str, str, str]] = []

    def answer(self) -> None:
        self.asked.append((self.command, self.headers["Host"], self.path))
        name, _, rest = unquote(self.path)[1:].partition("/")
        if name == "to":
            self.send_response(302)
            self.send_header("Location", rest)
        elif name == "no-head" and self.command == "HEAD":
            self.send_response(405)
        elif name == "slow":
            time.sleep(3)
            return
        elif name == "drip":
            self.drip()
            return
        elif name == "endless":
            self.endless()
            return
        else:
            self.send_response(int(name) if name.isdecimal() else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET = answer

    def drip(self) -> None:
        try:
            for _ in range(50):
                self.wfile.write(b"H")
                time.sleep(0.1)
        except OSError:
            return

    def endless(self) -> None:
        """Refuses HEAD; by GET it sends until the other side hangs up, and says how much."""
        if self.command == "HEAD":
            self.send_response(405)
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        sent = 0
        try:
            for _ in range(20_000):
                sent += self.wfile.write(b"x" * 1024)
        except OSError:
            self.asked.append(("sent", str(sent), ""))

    def log_message(self, *args: object) -> None:
        """Quiet."""


def serve(tls: ssl.SSLContext | None = None) -> Iterator[int]:
    Site.asked = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture
def site() -> Iterator[int]:
    yield from serve()


class Wire:
    """A network that leads to the test's server, and remembers where one wanted to go."""

    def __init__(self, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        self.port = port
        self.dialled: list[tuple[str, int]] = []
        self.looked_up: list[str] = []
        self.network = web.Network(self.look_up, self.dial, tls or ssl.create_default_context())

    def look_up(self, host: str, port: int) -> list[str]:
        self.looked_up.append(host)
        if host in NAMES:
            return NAMES[host]
        return web.look_up(host, port)

    def dial(self, address: str, port: int, timeout: float) -> socket.socket:
        self.dialled.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), timeout)

    def problem(self, address: str, timeout: float = 2) -> str:
        try:
            web.check(address, timeout=timeout, network=self.network)
        except web.LinkProblemError as error:
            return str(error)
        return ""


def test_a_page_that_answers_is_no_problem(site: int) -> None:
    wire = Wire(site)

    assert wire.problem("http://good.example/a page?q=ä#part") == ""
    assert wire.problem("http://münchen.example") == ""

    # The judged address is dialled, under the name of the site.
    assert wire.dialled == [(PUBLIC, 80)] * 2
    assert Site.asked == [
        ("HEAD", "good.example", "/a%20page?q=%C3%A4"),
        ("HEAD", "xn--mnchen-3ya.example", "/"),
    ]


def test_a_site_that_dislikes_head_is_asked_again(site: int) -> None:
    assert Wire(site).problem("http://good.example/no-head") == ""
    assert [method for method, *_ in Site.asked] == ["HEAD", "GET"]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("404", "There is no such page any more (404)."),
        ("403", "The site refuses (403). It may refuse programs only: look by hand."),
        ("500", "The site answers 500."),
        ("304", "The site answers 304."),
    ],
)
def test_other_answers_are_problems(site: int, status: str, words: str) -> None:
    assert Wire(site).problem(f"http://good.example/{status}") == words


def test_redirects_are_followed_three_times(site: int) -> None:
    wire = Wire(site)

    assert wire.problem("http://good.example/to//to//to//fine") == ""
    assert wire.problem("http://good.example/to/http://other.example/fine") == ""
    many = wire.problem("http://good.example/to//to//to//to//fine")

    assert many == "The link is sent on more than 3 times."
    assert wire.looked_up.count("good.example") == 4 + 1 + 4
    assert wire.dialled[5 - 1 : 6] == [(PUBLIC, 80), ("2606:2800:220:1::1", 80)]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:8.8.8.8]/",
        "http://[64:ff9b::a00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "http://0.0.0.0/",
        "http://10.0.0.1/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://224.0.0.1/",
        "http://2130706433/",
        "http://localhost/",
        "http://inside.example/",
        "http://metadata.example/",
        # One private address spoils the name.
        "http://two.example/",
        "https://inside.example/",
    ],
)
def test_private_addresses_are_refused(site: int, address: str) -> None:
    wire = Wire(site)
    refusal = "The address leads into a private network."

    assert wire.problem(address) == refusal
    assert wire.dialled == []
    # A public page that sends on to them leads no further.
    assert wire.problem(f"http://good.example/to/{address}") == refusal
    assert wire.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("file:///etc/passwd", "Only http and https addresses are asked."),
        ("ftp://good.example/", "Only http and https addresses are asked."),
        ("gopher://good.example/", "Only http and https addresses are asked."),
        ("javascript:alert(1)", "Only http and https addresses are asked."),
        ("//good.example/", "Only http and https addresses are asked."),
        ("http://me:secret@good.example/", "The address holds a name or a password."),
        ("http://good.example@inside.example/", "The address holds a name or a password."),
        ("http://@good.example/", "The address holds a name or a password."),
        ("http://good.example:8000/", "Port 8000 is not asked."),
        ("http://good.example:22/", "Port 22 is not asked."),
        ("http://good.example:0/", "Port 0 is not asked."),
        ("http://good.example:99999/", "This is no address."),
        ("http://[good/", "This is no address."),
        ("http:///path", "The address names no site."),
        ("http://" + "a" * 70 + ".example/", "The name of the site is none."),
        ("http://void.example/", "The name of the site is not known."),
        ("http://a\0b.example/", "The name of the site is not known."),
        ("http://good.example/" + "a" * 2_000, "The address is too long."),
    ],
)
def test_what_is_not_to_be_asked_is_not(site: int, address: str, words: str) -> None:
    wire = Wire(site)

    assert wire.problem(address) == words
    assert wire.dialled == []


def test_redirects_keep_to_the_same_rules(site: int) -> None:
    wire = Wire(site)

    for place, words in (
        ("file:///etc/passwd", "Only http and https addresses are asked."),
        ("http://good.example:22/", "Port 22 is not asked."),
        ("http://me@good.example/", "The address holds a name or a password."),
        ("//[nowhere", "The site sends on to what is no address."),
    ):
        assert wire.problem(f"http://good.example/to/{place}") == words


def test_the_name_is_looked_up_once_a_request(site: int) -> None:
    """A second look-up could answer otherwise: the connection goes to what was judged."""
    wire = Wire(site)
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    wire.network = web.Network(lambda host, port: next(answers), wire.dial)

    assert wire.problem("http://rebinding.example/") == ""
    assert wire.dialled == [(PUBLIC, 80)]
    assert wire.problem("http://rebinding.example/") != ""
    assert wire.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("path", ["slow", "drip"])
def test_slow_sites_are_left(site: int, path: str) -> None:
    """Also those that send a byte now and then, which a socket's time-out allows for ever."""
    began = time.monotonic()

    assert Wire(site).problem(f"http://good.example/{path}", timeout=0.4) == (
        "The site did not answer in time."
    )
    assert time.monotonic() - began < 2.5


def test_slow_name_servers_are_left() -> None:
    def never(host: str, port: int) -> list[str]:
        time.sleep(2)
        return [PUBLIC]

    with pytest.raises(web.LinkProblemError, match="could not be looked up in time"):
        web.check("http://good.example/", timeout=0.2, network=web.Network(never))


def test_one_link_takes_four_time_outs_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 2.0, 3.0, 45.0])
    budget = web.Budget(request=10, until=40)
    monkeypatch.setattr(time, "monotonic", lambda: next(clock) + 38)

    assert budget.left == 2
    assert budget.left == 1
    with pytest.raises(web.LinkProblemError, match="in time"):
        _ = budget.left


def test_no_more_than_64_kib_of_a_page_are_read(site: int, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    original = http.client.HTTPResponse.read

    def counted(self: http.client.HTTPResponse, amount: int | None = None) -> bytes:
        content = original(self, amount)
        read.append(len(content))
        return content

    monkeypatch.setattr(http.client.HTTPResponse, "read", counted)

    assert Wire(site).problem("http://good.example/endless") == ""
    assert read == [0, 64 * 1024]


def test_a_dead_port_is_a_problem() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    assert Wire(port).problem("http://good.example/") == "The site does not answer."


# Of nobody but these tests: for the name good.example, for a hundred years.
PEM = Path(__file__).parent / "good_example.pem"


def test_certificates_are_for_the_name_that_was_asked() -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(PEM)
    trusting = ssl.create_default_context(cafile=str(PEM))
    names: list[str | None] = []
    note: Callable[..., None] = lambda sock, name, context: names.append(name)  # noqa: E731
    server.sni_callback = note
    invalid = "The site's certificate is not valid."

    for port in serve(server):
        wire = Wire(port, trusting)
        assert wire.problem("https://good.example/") == ""
        assert wire.problem("https://good.example/to//fine") == ""
        assert wire.problem("https://other.example/") == invalid
        assert Wire(port).problem("https://good.example/") == invalid

    assert names == ["good.example"] * 3 + ["other.example", "good.example"]
    assert set(wire.dialled) == {(PUBLIC, 443), ("2606:2800:220:1::1", 443)}


def test_as_shipped_it_does_not_reach_the_machine_it_runs_on(site: int) -> None:
    for host in ("127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "localhost"):
        with pytest.raises(web.LinkProblemError, match="private network"):
            web.check(f"http://{host}/", timeout=2)
    assert Site.asked == []
