"""A Trato server as a child process: what the black-box scripts share."""

import http.client
import os
import signal
import socket
import subprocess
import time

from tratoclient import Client


class ServerError(Exception):
    """The server did not do what was promised; the message is for the person who reads the log."""


class Server:
    """The server under test on a loopback port that was free a moment ago."""

    host = "127.0.0.1"

    def __init__(self, binary, database, log, prefix=(), arguments=()):
        """`prefix` is put before the command, as in ("taskset", "-c", "0"), `arguments` after `serve`."""
        self.binary = binary
        self.database = database
        self.log = log
        self.prefix = list(prefix)
        self.arguments = list(arguments)
        self.environment = None
        self.port = free_port(self.host)
        self.listen = f"{self.host}:{self.port}"
        self.process = None

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    def command(self, *arguments, timeout=120):
        """Runs another command of the binary on the same database and returns what it printed."""
        line = [self.binary, *arguments, "--database", self.database]
        done = subprocess.run(line, capture_output=True, text=True, timeout=timeout, check=False)
        if done.returncode != 0:
            raise ServerError(f"`trato {arguments[0]}` exited {done.returncode}: {done.stderr}{done.stdout}")
        return done.stdout

    def create_key(self, name):
        lines = self.command("key", "create", "--name", name, "--role", "admin").split()
        if not lines or not lines[-1].startswith("trato_"):
            raise ServerError("`trato key create` printed no key on its last line")
        return lines[-1]

    def spawn(self):
        """Starts the server and does not wait for it; `environment` is added to ours."""
        line = [*self.prefix, self.binary, "serve", "--database", self.database]
        line += ["--listen", self.listen, *self.arguments]
        environment = {**os.environ, **self.environment} if self.environment else None
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                line, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=environment
            )
        return self.process

    def start(self, timeout=30):
        """Starts and waits until /readyz answers 200; returns the seconds that took."""
        begin = time.monotonic()
        self.spawn()
        while time.monotonic() - begin < timeout:
            if self.process.poll() is not None:
                raise ServerError(f"the server exited {self.process.returncode} at start\n{self.log_tail()}")
            if self.is_ready():
                return time.monotonic() - begin
            time.sleep(0.005)
        self.kill()
        raise ServerError(f"the server was not ready after {timeout} s\n{self.log_tail()}")

    def is_ready(self):
        client = self.client(timeout=2)
        try:
            return client("GET", "/readyz").status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            client.close()

    def client(self, key=None, timeout=30):
        return Client(self.url, key, timeout)

    def terminate(self, timeout=30):
        """Sends SIGTERM; ServerError unless the server exits 0 in time."""
        self.process.send_signal(signal.SIGTERM)
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise ServerError(f"SIGTERM did not end the server within {timeout} s\n{self.log_tail()}") from None
        if status != 0:
            raise ServerError(f"after SIGTERM the server exited {status} instead of 0\n{self.log_tail()}")

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def log_tail(self, lines=20):
        if not os.path.exists(self.log):
            return ""
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return "".join(log.readlines()[-lines:])


def free_port(host):
    with socket.socket() as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]
