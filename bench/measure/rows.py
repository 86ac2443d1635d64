"""The rows that compare rates and latencies: each is a function of the stand that returns its Result."""

import dataclasses
import json
import resource
import subprocess

from .compare import Goal, LeftOut, Side, compare
from .generator import Load, Sample
from .options import CONNECTIONS, FEW
from .servers import Trato, negotiated, pinned

LIST = "/v1/opportunities?status=open&sort=-amount&limit=50"
BATCH = 1000
BATCH_CLIENTS = 2
# Readers beside saturating writers: so many, pausing this long on average.
PACED, PAUSE_MS = 16, 20


def side(server, load, name=None):
    """`load` is a Load, or makes one for each run. None for a server that is not there."""
    if server is None:
        return None
    return Side(name or server.name, lambda seconds: (load() if callable(load) else load).run(server, seconds))


def random_paths(stand, file, pause=0, **more):
    """Each run draws in another order. `pause` in ms is that of each connection between requests."""

    def load():
        seed = next(stand.names).rpartition("x")[2]
        return Load(script="paths.lua", arguments=(file, seed, pause), **more)

    return load


def creates(stand, **more):
    return lambda: Load(script="create_party.lua", arguments=(next(stand.names),), **more)


def native(stand, mode, database):
    """A side that is the C program; its CPU time is the child's."""

    def run(seconds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        line = [*pinned(), stand.native, mode, database, str(seconds)]
        said = json.loads(subprocess.run(line, capture_output=True, text=True, check=True).stdout)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        count = max(said["rate"] * seconds, 1)
        return Sample(said["rate"], said["p50_us"] / 1000, said["p99_us"] / 1000, 1e6 * cpu / count, cpu / seconds)

    return run


def livez(stand):
    load = Load("/livez")
    goal = Goal("at least 1.0 × nginx", against="nginx", at_least=1.0, is_unbound=True)
    return compare(stand.options, "`GET /livez`", [side(stand.few, load), side(stand.nginx, load)], [goal])


def by_id(stand):
    load = random_paths(stand, stand.few_file())
    sides = [side(stand.few, load), side(stand.nginx, Load("/record")), side(stand.hummingbird, load),
             side(stand.fastapi, load)]  # fmt: skip
    goals = [
        Goal("at least 0.60 × nginx static", against="nginx", at_least=0.6, is_unbound=True),
        Goal("at least 12 × Hummingbird + GRDB", against="Hummingbird + GRDB", at_least=12, is_unbound=True),
    ]
    note = f"GET by id draws from {FEW:,} ids at random; nginx answers {stand.record_size} bytes, as many as ours."
    return compare(stand.options, "`GET /v1/parties/{id}`", sides, goals, [note])


def listing(stand):
    load = Load(LIST)
    sides = [side(stand.large, load), side(stand.hummingbird, load), side(stand.fastapi, load)]
    goal = Goal("at least 15 × Hummingbird + GRDB", against="Hummingbird + GRDB", at_least=15, is_unbound=True)
    what = f"`GET {LIST}` over {stand.options.rows:,}"
    return compare(stand.options, what, sides, [goal])


def growth(stand):
    rows = f"from {FEW:,} to {stand.options.rows:,} rows"
    goal = Goal("p50 at most 1.5 × (the goal is stated for 10,000,000)", "p50_ms", "Trato, few", at_most=1.5)
    large = side(stand.large, random_paths(stand, stand.spread_file()), "Trato, many")
    few = side(stand.few, random_paths(stand, stand.few_file()), "Trato, few")
    result = compare(stand.options, f"by id, {rows}", [large, few], [goal])
    lists = [side(stand.large, Load(LIST), "Trato, many"), side(stand.few, Load(LIST), "Trato, few")]
    result.add(compare(stand.options, f"list, {rows}", lists, [goal]))
    return result


def search(stand):
    file = stand.search_file()
    goal = Goal("p99 under 10 ms", "p99_ms", at_most=10)
    what = f"`q=` over {stand.options.rows:,} parties, 20 hits"
    result = compare(stand.options, f"{what}, {CONNECTIONS} clients",
                     [side(stand.large, random_paths(stand, file))], [goal])  # fmt: skip
    alone = side(stand.large, random_paths(stand, file, connections=1))
    result.add(compare(stand.options, f"{what}, one client", [alone], [goal]))
    return result


def create(stand):
    load = creates(stand)
    sides = [side(stand.few, load), side(stand.hummingbird, load), side(stand.fastapi, load)]
    goal = Goal("at least 6 × Hummingbird + GRDB", against="Hummingbird + GRDB", at_least=6)
    return compare(stand.options, f"`POST /v1/parties`, durable, {CONNECTIONS} clients", sides, [goal])


def order(stand):
    def load():
        return Load(script="put_order.lua", arguments=(next(stand.names), *stand.order_parts))

    goals = [
        Goal("at least 3,000 orders/s, or what the next line says", at_least=3000),
        Goal("at least 2 × Hummingbird's insert rate", against="Hummingbird + GRDB", at_least=2),
    ]
    sides = [side(stand.few, load), side(stand.hummingbird, creates(stand))]
    what = f"one order with five lines, `PUT` by external id, durable, {CONNECTIONS} clients"
    return compare(stand.options, what, sides, goals)


def lone(stand):
    copied = stand.copy(stand.databases.few(), "lone")
    commit = "SQLite's C API, one commit each"
    sides = [side(stand.few, creates(stand, connections=1)), Side(commit, native(stand, "lone", copied)),
             Side("fdatasync alone", native(stand, "fdatasync", stand.path("probe")))]  # fmt: skip
    goal = Goal("p50 at most 1.3 × the commit with its fdatasync in C", "p50_ms", commit, at_most=1.3)
    return compare(stand.options, "a lone client's `POST /v1/parties`", sides, [goal])


def mixed(stand):
    """Latency of readers at a fixed pace while 32 writers do as much as they can."""

    def both(server):
        readers = random_paths(stand, stand.few_file(), pause=PAUSE_MS, connections=PACED)
        return Side(server.name, lambda seconds: contended(stand, server, readers, seconds))

    if stand.hummingbird is None:
        raise LeftOut("it is a comparison with Hummingbird, which is not there")
    goal = Goal("p99 at most 1/3 of Hummingbird + GRDB's", "p99_ms", "Hummingbird + GRDB", at_most=1 / 3)
    note = (f"Reads while writers saturate: {CONNECTIONS} connections post parties without a pause; {PACED} others read "
            f"by id and pause {PAUSE_MS} ms on average between reads, so that both servers get the same load of reads. "
            "The rate is that of the reads.")  # fmt: skip
    what = "`GET /v1/parties/{id}` while writers saturate"
    return compare(stand.options, what, [both(stand.few), both(stand.hummingbird)], [goal], [note])


def contended(stand, server, readers, seconds):
    writing = creates(stand)().start(server, seconds + 1)
    try:
        reading = readers().run(server, seconds)
    finally:
        writing.finish()
    # The CPU time is that of both kinds of request, so it says nothing about one read.
    return dataclasses.replace(reading, cpu_us=None)


def batch(stand):
    def ours(seconds):
        load = Load(script="batch_parties.lua", arguments=(next(stand.names),), connections=BATCH_CLIENTS)
        return load.run(stand.few, seconds).scaled(BATCH)

    copied = stand.copy(stand.databases.few(), "batch")
    reference = "SQLite's C API, 1,000 a commit"
    goals = [
        Goal("at least 25,000 records/s", at_least=25_000),
        Goal("at least 0.3 × SQLite's C API", against=reference, at_least=0.3),
    ]
    note = (f"Batches come from {BATCH_CLIENTS} connections, so that one is on its way while the other is worked on; rates "
            "and CPU are per record, latencies per batch.")  # fmt: skip
    sides = [Side("Trato", ours), Side(reference, native(stand, "batch", copied))]
    return compare(stand.options, f"`POST /v1/batch` of {BATCH:,} parties", sides, goals, [note])


def tls(stand):
    stand.need_tls()
    # A server of its own, so that the others are measured without a second listener.
    server = Trato(stand.binary, stand.path("tls.db"))
    secured = server.secured(stand.certificate)
    stand.started(server)
    load = Load("/livez")
    sides = [side(secured, load), side(stand.nginx.secured, load)]
    goal = Goal("at least 1.1 × nginx with TLS", against="nginx", at_least=1.1, is_unbound=True)
    note = f"TLS as negotiated with OpenSSL: {negotiated(secured)} with Trato, {negotiated(stand.nginx.secured)} with nginx."
    try:
        return compare(stand.options, "keep-alive TLS `GET /livez`", sides, [goal], [note])
    finally:
        stand.stop(server)
