"""A receiver of webhooks that verifies what it gets (Standard Webhooks 1.0) and misbehaves at first attempts."""

import base64
import collections
import hashlib
import hmac
import http.server
import json
import random
import socket
import struct
import threading
import time

HOST = "127.0.0.1"
TOLERANCE_SECONDS = 300


def is_signed(secrets, headers, body):
    """Whether one of the signatures is by one of the secrets, over a timestamp of now."""
    message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message or not stamp.isdigit() or abs(time.time() - int(stamp)) > TOLERANCE_SECONDS:
        return False
    signed = f"{message}.{stamp}.".encode() + body
    right = set()
    for secret in secrets:
        key = base64.b64decode(secret.removeprefix("whsec_"))
        right.add("v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode())
    return any(part in right for part in headers.get("webhook-signature", "").split(" "))


class Listener(http.server.ThreadingHTTPServer):
    """Listens on its address also while connections of the one before are still closing."""

    allow_reuse_address = True
    daemon_threads = True


class Receiver:
    """`messages` are (id, seq, record, type) of what was taken, in order; `faults` what must not have happened."""

    def __init__(self, seed):
        self.rounds = random.Random(seed)
        self.lock = threading.Lock()
        self.attempts = collections.Counter()
        self.messages = []
        self.faults = []
        self.secrets = []
        self.canary = self.listen(0, Canary)
        self.server = self.listen(0, Hook)
        self.port = self.server.server_address[1]

    def listen(self, port, kind):
        server = Listener((HOST, port), kind)
        server.receiver = self
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return server

    @property
    def url(self):
        return f"http://{HOST}:{self.port}/hook"

    def kill(self):
        self.server.shutdown()
        self.server.server_close()

    def restart(self):
        self.server = self.listen(self.port, Hook)

    def fate(self, message):
        """What to do with an attempt: first ones fail now and then, in every way."""
        with self.lock:
            self.attempts[message] += 1
            if self.attempts[message] > 1 or self.rounds.random() < 0.9:
                return "ok"
            return self.rounds.choice(["500", "429", "302", "reset", "garbage", "hang", "late"])

    def take(self, headers, body):
        data = json.loads(body)
        with self.lock:
            self.messages.append(
                (headers["webhook-id"], data["data"]["seq"], data["data"]["id"], data["type"])
            )


class Hook(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        receiver = self.server.receiver
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        if not is_signed(receiver.secrets, headers, body):
            receiver.faults.append(f"{headers.get('webhook-id')} has no valid signature")
        fate = receiver.fate(headers.get("webhook-id", ""))
        if fate == "ok":
            receiver.take(headers, body)
            self.answer(204)
        elif fate == "late":
            # Taken, but the sender may never hear of it.
            receiver.take(headers, body)
            time.sleep(0.3)
            self.answer(200)
        elif fate == "500":
            self.answer(500)
        elif fate == "429":
            self.answer(429, ("Retry-After", "1"))
        elif fate == "302":
            port = receiver.canary.server_address[1]
            self.answer(302, ("Location", f"http://{HOST}:{port}/followed"))
        elif fate == "hang":
            time.sleep(20)
            self.close_connection = True
        elif fate == "garbage":
            self.wfile.write(b"\x00not http\r\n\r\n")
            self.close_connection = True
        else:
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
            )
            self.connection.close()
            self.close_connection = True

    def answer(self, status, *fields):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


class Canary(http.server.BaseHTTPRequestHandler):
    """Stands where nothing may come."""

    def log_message(self, *_):
        pass

    def do_POST(self):
        self.server.receiver.faults.append(f"a request came to {self.path} of the canary")
        self.send_error(403)

    do_GET = do_POST
