"""The clients of the bench: each answer is counted once, and a wrong one as an error."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks import load


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[str] = []

    def do_POST(self):
        self.seen.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(200 if self.path == "/right" else 404)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        """Nobody reads it."""


@pytest.fixture
def server():
    Answering.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        yield listening
        listening.shutdown()


def scenario(*paths: str) -> dict:
    requests = [
        {"method": "POST", "path": path, "headers": {"A": "]]b"}, "body": "id={fresh}"} for path in paths
    ]
    return {"requests": requests, "status": 200}


CLIENTS = [
    load.by_ours,
    pytest.param(
        load.by_wrk, marks=pytest.mark.skipif(not load.WRK, reason="`make bench` works without wrk")
    ),
]


@pytest.mark.parametrize("client", CLIENTS)
def test_each_request_has_a_fresh_id(client, server):
    seen = client(scenario("/right"), server.server_port, 1, 2)

    assert seen["errors"] == 0
    assert seen["count"] > 0
    assert len(set(Answering.seen)) == len(Answering.seen)
    assert all(len(body) == len("id=") + 36 for body in Answering.seen)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_wrong_answer_is_an_error(client, server):
    seen = client(scenario("/wrong"), server.server_port, 1, 2)

    assert 0 < seen["errors"] <= seen["count"] + 2  # what was under way at the end is answered, not counted
