"""Everything that stands on the bench during one run: folders, databases and servers, made when a row needs them."""

import functools
import itertools
import os
import subprocess

from . import builds, records, servers
from .compare import LeftOut
from .data import Databases, copy, sample_ids
from .machine import memory
from .options import FEW


class Stand:
    """`folder` is on the disk that is measured and goes with the run."""

    def __init__(self, options, folder, binary, programs):
        self.options = options
        self.folder = folder
        self.binary = binary
        self.programs = programs
        self.databases = Databases(binary, options)
        self.running = []
        self.names = (f"{os.getpid()}x{number}" for number in itertools.count())

    def started(self, server):
        self.running.append(server)
        server.start()
        return server

    def stop(self, server):
        self.running.remove(server)
        server.kill()

    def check(self):
        """The databases that were written to must have come through it."""
        for name in ("few", "large"):
            server = self.__dict__.get(name)
            if server is not None:
                self.running.remove(server)
                server.terminate()
                server.command("check")

    def close(self):
        for server in reversed(self.running):
            server.kill()
        self.running.clear()

    def path(self, name):
        return self.folder / name

    def copy(self, kept, name):
        """A copy of a loaded database under a name of its own."""
        folder = self.path(name)
        folder.mkdir()
        return copy(kept, folder)

    @functools.cached_property
    def certificate(self):
        return servers.Certificate(self.folder)

    @functools.cached_property
    def few(self):
        """Trato with 10,000 parties; what is written is written here."""
        return self.started(servers.Trato(self.binary, self.copy(self.databases.few(), "few")))

    @functools.cached_property
    def large(self):
        server = self.started(servers.Trato(self.binary, self.copy(self.databases.large(), "large")))
        self.memory_at_start = memory(server.process.pid)
        return server

    @functools.cached_property
    def nginx(self):
        return self.started(servers.Nginx(self.path("nginx"), self.certificate, self.record_size))

    @functools.cached_property
    def record_size(self):
        """Bytes of the answer to a GET by id, in the middle of the few."""
        client = self.few.client(self.few.key)
        sizes = sorted(len(client("GET", path).expect(200).body) for path in self.few_paths[::100])
        client.close()
        return sizes[len(sizes) // 2]

    @functools.cached_property
    def hummingbird(self):
        """None when it could not be built."""
        if "hummingbird" not in self.programs:
            return None
        database = self.copy(self.databases.bare(), "hummingbird")
        return self.started(servers.hummingbird(database.parent, self.programs["hummingbird"], database))

    @functools.cached_property
    def fastapi(self):
        if "fastapi" not in self.programs:
            return None
        database = self.copy(self.databases.bare(), "fastapi")
        application = builds.PEERS / "fastapi-sqlite3"
        return self.started(servers.fastapi(database.parent, self.programs["fastapi"], application, database))

    @functools.cached_property
    def native(self):
        return builds.native(self.options)

    @functools.cached_property
    def few_paths(self):
        return [f"/v1/parties/{identifier}" for identifier in sample_ids(self.databases.few(), FEW)]

    def file_of(self, name, paths):
        """A file with one path a line, for bench/wrk/paths.lua."""
        path = self.path(name)
        if not path.exists():
            path.write_text("\n".join(paths) + "\n")
        return path

    def few_file(self):
        return self.file_of("few.paths", self.few_paths)

    def spread_file(self):
        identifiers = sample_ids(self.databases.large(), FEW)
        return self.file_of("spread.paths", [f"/v1/parties/{identifier}" for identifier in identifiers])

    def search_file(self):
        return self.file_of("search.paths", records.searches(self.options.rows))

    @functools.cached_property
    def order_parts(self):
        """The ids of a party and of five products of the few."""
        client = self.few.client(self.few.key)
        made = [self.few_paths[0].rpartition("/")[2]]
        for number in range(5):
            wish = {"name": f"Product {number}", "sku": f"BENCH-{number}"}
            made.append(client("POST", "/v1/products", wish).expect(201).json()["id"])
        client.close()
        return made

    def need_tls(self):
        line = [self.binary, "serve", "--help"]
        said = subprocess.run(line, capture_output=True, text=True, check=True).stdout
        if "--tls-certificate" not in said:
            raise LeftOut("this build of Trato speaks no TLS (`trato serve --help` knows no --tls-certificate)")
