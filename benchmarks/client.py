"""A closed loop: so many connections, each asking again as soon as it is answered.

Reads the requests as JSON from standard input and writes what it saw as JSON. Used where `wrk` is missing.
"""

import argparse
import json
import selectors
import socket
import sys
import time
from itertools import count
from uuid import uuid4


class Connection:
    """One connection that asks, waits for the whole answer and asks again."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(self.address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def send(self, payload: bytes) -> None:
        self.received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(payload)

    def take(self) -> int:
        """Read what has come. Returns the answer's status once it is whole, 0 before, -1 when cut off."""
        chunk = self.socket.recv(1 << 18)
        if not chunk:
            return -1
        self.received += chunk
        head, found, body = self.received.partition(b"\r\n\r\n")
        if not found:
            return 0
        lines = head.lower().split(b"\r\n")
        lengths = [int(line[15:]) for line in lines if line.startswith(b"content-length:")]
        return int(head[9:12]) if len(body) >= (lengths[0] if lengths else 0) else 0


def payload(request: dict) -> bytes:
    body = request["body"].replace("{fresh}", str(uuid4())).encode()
    lines = [f"{request['method']} {request['path']} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request["headers"].items()]
    lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def run(
    requests: list[dict], address: tuple[str, int], seconds: float, connections: int, status: int
) -> dict:
    fixed = [None if "{fresh}" in request["body"] else payload(request) for request in requests]
    turn = count()

    def ask(connection: Connection) -> None:
        at = next(turn) % len(requests)
        connection.send(fixed[at] or payload(requests[at]))

    waits: list[float] = []
    errors = 0
    with selectors.DefaultSelector() as selector:
        for _ in range(connections):
            connection = Connection(address)
            selector.register(connection.socket, selectors.EVENT_READ, connection)
            ask(connection)
        begun = time.perf_counter()
        while time.perf_counter() < begun + seconds:
            for key, _ in selector.select(1):
                answered = key.data.take()
                if answered == 0:
                    continue
                waits.append(time.perf_counter() - key.data.sent_at)
                errors += answered != status
                if answered == -1:
                    selector.unregister(key.data.socket)
                    key.data.open()
                    selector.register(key.data.socket, selectors.EVENT_READ, key.data)
                ask(key.data)
    took = time.perf_counter() - begun
    waits.sort()
    return {
        "count": len(waits),
        "errors": errors,
        "seconds": took,
        "p50": waits[len(waits) // 2] * 1000,
        "p99": waits[int(len(waits) * 0.99)] * 1000,
    }


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--seconds", type=float, required=True)
    options.add_argument("--connections", type=int, required=True)
    options.add_argument("--status", type=int, required=True)
    said = options.parse_args()
    seen = run(json.load(sys.stdin), ("127.0.0.1", said.port), said.seconds, said.connections, said.status)
    json.dump(seen, sys.stdout)


if __name__ == "__main__":
    main()
