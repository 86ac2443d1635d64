"""The servers that are measured, all alive at once on the same core; only the one under load uses it."""

import http.client
import os
import pathlib
import socket
import ssl
import subprocess
import time

from tratoserver import Server, free_port

from .options import SERVER_CORE, BenchError

HOST = "127.0.0.1"


def pinned(cores=SERVER_CORE):
    return ("taskset", "--cpu-list", str(cores))


class Trato(Server):
    """Ours, with an administrator's key; a database that is not there yet is made."""

    name = "Trato"

    def __init__(self, binary, database, cores=SERVER_CORE, arguments=()):
        super().__init__(binary, str(database), f"{database}.log", pinned(cores), arguments)
        self.command("migrate")
        self.key = self.create_key("bench")

    def secured(self, certificate):
        """Adds an address that speaks TLS; returns a view of this server by that address."""
        port = free_port(HOST)
        self.listen += f",tls:{HOST}:{port}"
        self.arguments += ["--tls-certificate", str(certificate.chain), "--tls-key", str(certificate.key)]
        return View(self, f"https://{HOST}:{port}")


class Peer:
    """Another server, started from a command line and ready when GET /livez answers 200."""

    key = None

    def __init__(self, name, folder, port, line, environment=None):
        self.name = name
        self.port = port
        self.url = f"http://{HOST}:{port}"
        self.log = pathlib.Path(folder) / f"{name.split()[0].lower()}.log"
        self.line = [*pinned(), *map(str, line)]
        self.environment = {**os.environ, **(environment or {})}
        self.process = None

    def start(self, timeout=30):
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.line, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.environment
            )
        deadline = time.monotonic() + timeout
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise BenchError(f"{self.name} did not start:\n{self.log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.02)

    def is_ready(self):
        connection = http.client.HTTPConnection(HOST, self.port, timeout=2)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self):
        """By SIGTERM first, so that a parent ends its children."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class View:
    """A server under another address: what wrk needs to know of it."""

    def __init__(self, server, url, name=None):
        self.server = server
        self.url = url
        self.name = name or server.name
        self.key = server.key

    @property
    def process(self):
        return self.server.process


class Certificate:
    """A self-signed EC P-256 certificate, the same for every server."""

    def __init__(self, folder):
        self.chain = pathlib.Path(folder) / "certificate.pem"
        self.key = pathlib.Path(folder) / "private.pem"
        line = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        line += ["-days", "30", "-subj", "/CN=localhost", "-out", self.chain, "-keyout", self.key]
        subprocess.run(line, check=True, capture_output=True)


def negotiated(server):
    """Protocol and cipher that a server and OpenSSL's defaults agree on."""
    port = int(server.url.rpartition(":")[2])
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    plain = socket.create_connection((HOST, port))
    with context.wrap_socket(plain, server_hostname="localhost") as secure:
        return f"{secure.version()} {secure.cipher()[0]}"


NGINX = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid %(folder)s/nginx.pid;
error_log %(folder)s/nginx-error.log warn;
events { worker_connections 16000; multi_accept on; }
http {
    access_log off;
    default_type application/json;
    keepalive_timeout 600;
    keepalive_requests 1000000000;
    client_body_temp_path %(folder)s; proxy_temp_path %(folder)s; fastcgi_temp_path %(folder)s;
    uwsgi_temp_path %(folder)s; scgi_temp_path %(folder)s;
    server {
        listen %(host)s:%(port)d reuseport backlog=16384;
        listen %(host)s:%(secure)d ssl;
        ssl_certificate %(chain)s;
        ssl_certificate_key %(key)s;
        ssl_protocols TLSv1.2 TLSv1.3;
        # The cipher that Trato prefers, so that both do the same work.
        ssl_prefer_server_ciphers on;
        ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384;
        location = /livez { return 200 '{"status":"ok"}'; }
        location = /record { return 200 '%(record)s'; }
    }
}
"""


class Nginx(Peer):
    """A static answer as short as that of /livez, and at /record one as long as a record, from memory."""

    def __init__(self, folder, certificate, record_size=841):
        folder = pathlib.Path(folder)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)
        port, secure = free_port(HOST), free_port(HOST)
        facts = {"folder": folder, "host": HOST, "port": port, "secure": secure, "chain": certificate.chain,
                 "key": certificate.key, "record": "r" * record_size}  # fmt: skip
        configuration = folder / "nginx.conf"
        configuration.write_text(NGINX % facts)
        super().__init__("nginx", folder, port, ["nginx", "-p", folder, "-c", configuration])
        self.secured = View(self, f"https://{HOST}:{secure}")


def hummingbird(folder, program, database):
    port = free_port(HOST)
    # By default SwiftNIO makes a loop for each core of the machine; this process is pinned to one.
    return Peer("Hummingbird + GRDB", folder, port, [program, database, port], {"NIO_SINGLETON_GROUP_LOOP_COUNT": "1"})


def fastapi(folder, python, application, database):
    port = free_port(HOST)
    line = [python, "-m", "uvicorn", "app:app", "--app-dir", application, "--host", HOST, "--port", port]
    line += ["--workers", "1", "--log-level", "warning", "--no-access-log"]
    return Peer("FastAPI + sqlite3", folder, port, line, {"BENCH_DATABASE": str(database)})
