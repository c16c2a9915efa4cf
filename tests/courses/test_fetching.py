"""Asking another server: only public ones, for a bounded time and size."""

import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from courses import fetching
from courses.fetching import Answer, NoAnswer, NotAllowed, fetch, is_public, public_addresses


class Server(BaseHTTPRequestHandler):
    asked: list[tuple[str, str]] = []

    def do_GET(self):
        self.asked.append((self.headers["Host"], self.path))
        match self.path:
            case "/moved":
                self.answer(302, location="/here")
            case "/inside":
                self.answer(302, location="http://127.0.0.1/secret")
            case "/round":
                self.answer(301, location="/round")
            case "/endless":
                self.answer(200)
                while True:
                    self.wfile.write(bytes(10_000))
            case "/slow":
                self.answer(200)
                for _ in range(50):
                    self.wfile.write(b".")
                    time.sleep(0.1)
            case "/gone":
                self.answer(404)
            case _:
                self.answer(200)
                self.wfile.write(b"Here.")

    def answer(self, status, location=""):
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.end_headers()

    def handle(self):
        with suppress(OSError):  # the other side hung up, as it should
            super().handle()

    def log_message(self, *args):
        pass


@pytest.fixture
def asked(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(fetching, "PORTS", {"http": server.server_port, "https": 443})
    Server.asked.clear()
    yield Server.asked
    server.shutdown()
    server.server_close()


def here(host, port):
    """As if example.test stood at a public address, which is this test's server."""
    return ["127.0.0.1"] if host == "example.test" else public_addresses(host, port)


def test_a_page_is_asked_under_its_name_at_the_address_that_was_looked_at(asked):
    assert fetch("http://example.test/a?b=ü", addresses_of=here) == Answer(
        200, "http://example.test/a?b=ü", b"Here."
    )
    assert [(host.partition(":")[0], path) for host, path in asked] == [("example.test", "/a?b=%C3%BC")]


def test_a_redirect_is_followed_and_its_end_is_told(asked):
    assert fetch("http://example.test/moved", addresses_of=here).url == "http://example.test/here"


def test_a_redirect_into_the_house_is_refused(asked):
    with pytest.raises(NotAllowed):
        fetch("http://example.test/inside", addresses_of=here)

    assert [path for _, path in asked] == ["/inside"]


def test_without_the_look_at_the_address_the_house_would_be_asked(asked):
    """The guarantee taken away: what the test above refuses is then answered."""
    fetch("http://example.test/inside", addresses_of=lambda host, port: ["127.0.0.1"])

    assert [path for _, path in asked] == ["/inside", "/secret"]


@pytest.mark.parametrize("path", ["/round", "/slow"])
def test_what_never_ends_ends(asked, path):
    began = time.monotonic()

    with pytest.raises(NoAnswer):
        fetch(f"http://example.test{path}", seconds=1, addresses_of=here)

    assert time.monotonic() - began < 4


def test_no_more_is_read_than_was_wanted(asked):
    assert len(fetch("http://example.test/endless", most_bytes=50_000, addresses_of=here).body) == 50_000


def test_a_missing_page_is_an_answer(asked):
    assert fetch("http://example.test/gone", addresses_of=here).status == 404


@pytest.mark.parametrize(
    "url",
    [
        *("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://2130706433/"),
        *(
            "http://169.254.169.254/latest/meta-data/",
            "http://[::ffff:127.0.0.1]/",
            "http://[64:ff9b::7f00:1]/",
        ),
        *("file:///etc/passwd", "ftp://example.org/", "http://a:b@example.org/", "http://example.org:8080/"),
        *("http:///", "http://example.org/\r\nX: y", "javascript:alert(1)", "http://[::1", ""),
    ],
)
def test_addresses_that_are_no_public_page_are_not_asked(url):
    with pytest.raises(NotAllowed):
        fetch(url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        *((each, True) for each in ("93.184.216.34", "2606:2800:220:1::1")),
        *((each, False) for each in ("10.1.2.3", "172.16.0.1", "192.168.1.1", "127.8.8.8", "100.64.0.1")),
        *(
            (each, False)
            for each in ("169.254.1.1", "224.0.0.1", "255.255.255.255", "0.0.0.1", "::", "fe80::1%eth0")
        ),
        *(
            (each, False)
            for each in ("fc00::1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "ff02::1")
        ),
    ],
)
def test_an_address_is_public_or_not(address, public):
    assert is_public(address) is public


@pytest.mark.parametrize("most", [fetching.MOST_REDIRECTS, 20])
def test_a_circle_is_left_after_five_redirects_because_they_are_counted(asked, monkeypatch, most):
    """The planted fault is the other bound: with it, the same circle is gone round for longer."""
    assert fetching.MOST_REDIRECTS == 5
    monkeypatch.setattr(fetching, "MOST_REDIRECTS", most)

    with pytest.raises(NoAnswer, match="circles"):
        fetch("http://example.test/round", addresses_of=here)

    assert len(asked) == most + 1


def test_planted_without_the_clock_a_slow_page_is_read_to_its_end(asked, monkeypatch):
    monkeypatch.setattr(fetching, "_left", lambda end: 5.0)
    began = time.monotonic()

    assert len(fetch("http://example.test/slow", seconds=1, addresses_of=here).body) == 50

    assert time.monotonic() - began > 4


def test_planted_without_the_bound_more_is_read(asked):
    """The bound is what stops it: with a wider one, the same page gives more."""
    assert len(fetch("http://example.test/endless", most_bytes=200_000, addresses_of=here).body) == 200_000


def looked_up(*answers):
    """A look-up of names that says something else each time it is asked."""
    waiting = list(answers)

    def getaddrinfo(host, port, **how):
        found = waiting.pop(0) if len(waiting) > 1 else waiting[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    return getaddrinfo


def test_a_name_that_leads_anywhere_inside_is_refused(monkeypatch):
    monkeypatch.setattr(fetching.socket, "getaddrinfo", looked_up(["93.184.216.34", "10.0.0.1"]))

    with pytest.raises(NotAllowed):
        public_addresses("example.test", 80)


def test_planted_without_is_public_a_name_may_lead_inside(monkeypatch):
    monkeypatch.setattr(fetching.socket, "getaddrinfo", looked_up(["10.0.0.1"]))
    monkeypatch.setattr(fetching, "is_public", lambda address: True)

    assert public_addresses("example.test", 80) == ["10.0.0.1"]


@pytest.fixture
def rebound(monkeypatch):
    """A name that is public when it is looked at, and this machine when it is asked for once more."""
    connected = []

    def connect(address, *rest):
        connected.append(address[0])
        raise OSError("Nobody is asked in this test.")

    monkeypatch.setattr(fetching.socket, "create_connection", connect)
    monkeypatch.setattr(fetching.socket, "getaddrinfo", looked_up(["93.184.216.34"], ["127.0.0.1"]))
    return connected


def test_a_name_is_looked_up_once_and_held_to(rebound):
    with pytest.raises(NoAnswer):
        fetch("http://example.test/")

    assert rebound == ["93.184.216.34"]


def test_planted_a_second_look_up_leads_into_the_house(rebound, monkeypatch):
    def connect(self):
        [found] = fetching.socket.getaddrinfo(self.host, self.port)
        self.sock = fetching.socket.create_connection(found[4])

    monkeypatch.setattr(fetching._Pinned, "connect", connect)

    with pytest.raises(NoAnswer):
        fetch("http://example.test/")

    assert rebound == ["127.0.0.1"]
