"""`make run` says where the house is once it answers there."""

import socket
import threading
import time

from config import up


def test_it_waits_until_the_server_takes_connections():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        port = server.getsockname()[1]
        threading.Timer(0.3, server.listen).start()
        began = time.monotonic()

        assert up.wait_for(port)
        assert time.monotonic() - began >= 0.25


def test_it_does_not_wait_for_ever():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))  # and never listens

        assert not up.wait_for(server.getsockname()[1], seconds=0.2)
