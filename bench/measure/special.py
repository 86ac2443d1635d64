"""The rows that are not one rate against another: loops, idle connections, memory."""

import os
import resource
import socket
import statistics

from .compare import Detail, Finding, LeftOut, Result
from .generator import Load
from .machine import memory
from .options import IDLE_CONNECTIONS, LOAD_CORE, SERVER_CORE
from .rows import LIST, creates, random_paths
from .servers import HOST, Nginx, Trato

MEGABYTE = 1_000_000


def loops(stand):
    """Two loops on two cores against one, on servers of their own."""
    cores = sorted(os.sched_getaffinity(0) - {SERVER_CORE, LOAD_CORE})
    is_free = len(cores) >= 2
    load_cores = ",".join(map(str, cores)) if is_free else str(LOAD_CORE)
    threads = len(cores) if is_free else 1
    load = random_paths(stand, stand.few_file(), cores=load_cores, threads=threads)
    samples = {1: [], 2: []}
    servers = {}
    for count in samples:
        database = stand.copy(stand.databases.few(), f"loops-{count}")
        pinned = f"{SERVER_CORE},{LOAD_CORE}" if count == 2 else str(SERVER_CORE)
        servers[count] = stand.started(Trato(stand.binary, database, pinned, ["--loops", str(count)]))
        load().run(servers[count], 1)
    for _ in range(stand.options.runs):
        for count, server in servers.items():
            samples[count].append(load().run(server, stand.options.seconds))
    for server in servers.values():
        stand.stop(server)

    what = "`GET /v1/parties/{id}`, two loops on two cores against one"
    pairs = list(zip(samples[2], samples[1], strict=True))
    if is_free:
        attribute, note = "rate", f"Two loops: wrk ran on cores {load_cores}."
        ratio = statistics.median(two.rate / one.rate for two, one in pairs)
    else:
        attribute = "cpu_us"
        ratio = statistics.median(2 * one.cpu_us / two.cpu_us for two, one in pairs)
        note = ("Two loops: this machine has no cores left for the load, which therefore shares the second core with the "
                "second loop. The ratio is not one of rates but what two cores could answer by the CPU time per request: "
                "2 × that of one loop / that of two.")  # fmt: skip
    details = [Detail(what, f"Trato, {count} loop{'s' * (count > 1)}", taken) for count, taken in samples.items()]
    ours, reference = (
        f"{detail.median(attribute):,.0f}/s" if is_free else f"{detail.median(attribute):,.1f} µs of CPU"
        for detail in reversed(details)
    )
    goal = "at least 1.7 × one, where the load leaves the cores"
    finding = Finding(what, ours, f"one loop {reference}", f"{ratio:.2f}", "–", goal, ratio >= 1.7 if is_free else None)
    return Result([finding], details, [note])


class Crowd:
    """Keep-alive connections that have asked once and stay open."""

    def __init__(self, port, count):
        self.sockets = []
        request = f"GET /livez HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        try:
            for _ in range(count):
                opened = socket.create_connection((HOST, port), timeout=10)
                self.sockets.append(opened)
                opened.sendall(request)
                if not opened.recv(4096).startswith(b"HTTP/1.1 200"):
                    raise LeftOut("a connection of the crowd was not answered")
        except BaseException:
            self.close()
            raise

    def close(self):
        for opened in self.sockets:
            opened.close()


def idle(stand):
    """User memory of an idle connection, and the rate of others beside them; fresh servers in every round."""
    allow_descriptors(IDLE_CONNECTIONS + 1_000)
    bytes_each = {"Trato": [], "nginx": []}
    kept = {"Trato": [], "nginx": []}
    load = Load("/livez")
    for turn in range(stand.options.runs):
        for name, each in bytes_each.items():
            server = fresh(stand, name, turn)
            load.run(server, 1)
            before_rate = load.run(server, stand.options.seconds).rate
            before = memory(server.process.pid, "RssAnon")
            crowd = Crowd(server.port, IDLE_CONNECTIONS)
            try:
                grown = memory(server.process.pid, "RssAnon") - before
                beside = load.run(server, stand.options.seconds).rate
            finally:
                crowd.close()
            each.append(grown / IDLE_CONNECTIONS)
            kept[name].append(beside / before_rate)
            stand.stop(server)
    ours, theirs = (statistics.median(bytes_each[name]) for name in ("Trato", "nginx"))
    share, their_share = (statistics.median(kept[name]) for name in ("Trato", "nginx"))
    what = f"{IDLE_CONNECTIONS:,} idle keep-alive connections"
    note = ("Idle connections: growth of the anonymous resident memory (RssAnon) by the connections, and the rate of "
            f"`GET /livez` on {load.connections} others while they are open. nginx reserves part of its memory for 16,000 "
            "connections at start, which is not in this growth.")  # fmt: skip
    return Result(
        [
            Finding(f"user memory of one of {what}", f"{ours:,.0f} B", f"nginx {theirs:,.0f} B",
                    f"{ours / theirs:.2f}" if theirs else "–", "–", "at most 562 B", ours <= 562),
            Finding(f"rate beside {what}, to that without", f"{share:.2f}", f"nginx {their_share:.2f}", "–", "–",
                    "no loss (at least 0.97)", share >= 0.97),
        ],
        [], [note],
    )  # fmt: skip


def fresh(stand, name, turn):
    if name == "nginx":
        return stand.started(Nginx(stand.path(f"idle-nginx-{turn}"), stand.certificate))
    return stand.started(Trato(stand.binary, stand.path(f"idle-{turn}.db"), arguments=["--idle-seconds", "600"]))


def allow_descriptors(count):
    """For this process and the servers it starts."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= count:
        return
    if hard != resource.RLIM_INFINITY and hard < count:
        raise LeftOut(f"{count:,} descriptors are needed and this machine allows {hard:,}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, hard))


def footprint(stand):
    """Resident memory of the server on the large database, at its start and after every kind of request."""
    server = stand.large
    client = server.client(server.key)
    products = [client("POST", "/v1/products", {"name": f"Product {n}", "sku": f"SIZE-{n}"}).expect(201).json()["id"]
                for n in range(5)]  # fmt: skip
    client.close()
    spread = stand.spread_file()
    party = spread.read_text().split("\n", 1)[0].rpartition("/")[2]
    loads = [
        Load("/livez"), random_paths(stand, spread)(), Load(LIST), random_paths(stand, stand.search_file())(),
        creates(stand)(), Load(script="put_order.lua", arguments=(next(stand.names), party, *products)),
        Load(script="batch_parties.lua", arguments=(next(stand.names),), connections=2),
    ]  # fmt: skip
    for load in loads:
        load.run(server, stand.options.seconds)
    start, after = stand.memory_at_start / MEGABYTE, memory(server.process.pid) / MEGABYTE
    peak = memory(server.process.pid, "VmHWM") / MEGABYTE
    note = (f"Memory: resident (VmRSS) of the server on the database of {stand.options.rows:,} parties and as many "
            "opportunities, with SQLite's page cache at its default of 16 MiB for each of its two connections (one loop, one "
            f"writer) and 16 MiB of encoded records for the loop; all of them count here. The peak was {peak:,.0f} MB.")  # fmt: skip
    return Result(
        [
            Finding("resident memory at start", f"{start:,.1f} MB", "–", "–", "–", "under 30 MB", start < 30),
            Finding("resident memory after all of the above", f"{after:,.1f} MB", "–", "–", "–", "under 150 MB",
                    after < 150),
        ],
        [], [note],
    )  # fmt: skip

