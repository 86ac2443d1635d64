"""What scripts/durability measures of a release build: backups under load, and how soon a server is ready."""

import collections
import os
import pathlib
import statistics
import time

from tratoserver import Server, ServerError

BATCH = 1_000
STALL_MS = 50
READY_MS = 200


def fill(site, count):
    """Loads parties as a migration would; they are not in the ledger."""
    site.open()
    site.server.start()
    client = site.server.client(site.key)
    for first in range(0, count, BATCH):
        operations = [
            {"method": "POST", "path": "/v1/parties", "body": party(number)}
            for number in range(first, min(first + BATCH, count))
        ]
        client.patiently("POST", "/v1/batch", {"atomic": True, "operations": operations}).expect(200)
    client.close()


def party(number):
    return {
        "kind": "organization",
        "display_name": f"Party {number:06d}",
        "country": "PT",
        "contact_points": [{"channel": "email", "value": f"p{number}@party.example", "is_primary": True}],
    }


# Backups


def backup(site, arguments):
    fill(site, arguments.records)
    begin = time.monotonic()
    load = site.load("before")
    time.sleep(5)
    alone = load.latencies[:]
    beside, took, copies = [], [], []
    for number in range(arguments.rounds):
        acknowledged = [w for writes in load.tried for w in list(writes) if w.acknowledged_id]
        first, begun = len(load.latencies), time.monotonic()
        copies.append((f"{site.disk.data}/backup-{number}.db", acknowledged))
        site.server.command("backup", copies[-1][0])
        took.append(time.monotonic() - begun)
        beside += load.latencies[first:]
        time.sleep(0.5)
    load.stop()
    site.server.terminate()
    for path, acknowledged in copies:
        verify_backup(site, path, acknowledged)
    size = pathlib.Path(copies[0][0]).stat().st_size >> 20
    said = (
        f"{len(copies)} backups of {size} MB in {min(took):.1f} to {max(took):.1f} s, each with all that was "
        f"acknowledged before; p99 of writes {p99(alone):.0f} ms without and {p99(beside):.0f} ms beside "
        f"({len(beside)} writes, {len(load.latencies) / (time.monotonic() - begin):.0f}/s)"
    )
    if p99(beside) > STALL_MS:
        raise ServerError(f"over {STALL_MS} ms: {said}")
    return said


def p99(seconds):
    return 1e3 * sorted(seconds)[len(seconds) * 99 // 100]


def verify_backup(site, path, acknowledged):
    """Restores over the last one restored, serves it, and looks for everything that was acknowledged before."""
    target = f"{site.disk.data}/restored.db"
    restored = Server(site.server.binary, target, site.server.log)
    replace = ["--replace"] if os.path.exists(target) else []
    restored.command("restore", path, *replace)
    restored.start()
    try:
        client = restored.client(site.key)
        for write in acknowledged:
            write.verify(client)
        # What began later is there whole or not at all.
        for write in site.ledger.writes:
            write.find(client)
        client.close()
        restored.terminate()
    finally:
        restored.kill()


# Starting


def start(site, arguments):
    fill(site, arguments.records)
    site.server.terminate()
    times = collections.defaultdict(list)
    for number in range(max(arguments.rounds, 5)):
        times["after SIGTERM"].append(site.server.start())
        load = site.load(f"start-{number}")
        site.pause(0.5, 2)
        site.server.kill()
        load.stop()
        log = pathlib.Path(f"{site.server.database}-wal").stat().st_size
        times["after SIGKILL"].append(site.server.start())
        site.server.terminate()
    said = ", ".join(
        f"{what} {1e3 * statistics.median(seconds):.0f} ms (at most {1e3 * max(seconds):.0f})"
        for what, seconds in times.items()
    )
    said = f"{arguments.records} records, ready {said}, log {log >> 20} MB"
    if max(max(seconds) for seconds in times.values()) > READY_MS / 1e3:
        raise ServerError(f"over {READY_MS} ms: {said}")
    return said
