"""Trials of scripts/durability that end the server, by a signal or with the whole machine."""

import random
import time

from faultdisk import FaultDisk
from ledger import Ledger, Load
from tratoserver import Server, ServerError

FAILED_DISK = 70


class Site:
    """One database on a disk that can be made to fail, its server, and the ledger of its clients."""

    def __init__(self, arguments, folder):
        self.disk = FaultDisk(arguments.library, folder)
        self.server = Server(str(arguments.binary.resolve()), f"{self.disk.data}/trato.db", f"{folder}/log")
        self.rounds = random.Random(f"{arguments.seed} {folder.name}")
        self.ledger = Ledger(self.rounds)
        self.clients = arguments.clients
        self.key = None

    def open(self, is_fragile=False):
        """Makes the database; `is_fragile` serves it on the disk that fails and forgets."""
        self.server.command("migrate")
        self.key = self.server.create_key("ledger")
        if is_fragile:
            self.server.environment = self.disk.environment
        self.server.start()
        client = self.server.client(self.key)
        self.ledger.open(client)
        client.close()
        self.server.terminate()
        self.disk.sync_all()

    def load(self, label, **options):
        return Load(self.server, self.key, self.ledger, label, self.clients, **options)

    def pause(self, least=0.2, most=1.0):
        time.sleep(self.rounds.uniform(least, most))

    def verify(self, writes):
        """Restarts and holds the server against the ledger; returns the seconds to /readyz."""
        ready_after = self.server.start()
        client = self.server.client(self.key)
        self.ledger.verify(client, writes)
        self.ledger.verify_lists(client)
        client.close()
        self.server.terminate()
        self.server.command("check")
        return ready_after

    def said(self, rounds, slowest=None):
        ready = f", ready again after at most {1e3 * slowest:.0f} ms" if slowest else ""
        return f"{len(self.ledger.writes)} writes over {rounds} rounds, each there exactly once{ready}"


def must_be_running(server):
    if server.process.poll() is not None:
        raise ServerError(f"the server ended by itself with {server.process.returncode}")


def kill_under_load(site, label):
    load = site.load(label)
    site.pause()
    must_be_running(site.server)
    site.server.kill()
    writes = load.stop()
    if not load.statuses[201]:
        raise ServerError("nothing was acknowledged before the end: nothing was tested")
    return writes


def kill(site, arguments):
    site.open()
    slowest = 0
    for number in range(arguments.rounds):
        site.server.start()
        writes = kill_under_load(site, f"kill-{number}")
        slowest = max(slowest, site.verify(writes))
    return site.said(arguments.rounds, slowest)


def power(site, arguments):
    site.open(is_fragile=True)
    slowest = lost = 0
    for number in range(arguments.rounds):
        site.server.start()
        writes = kill_under_load(site, f"power-{number}")
        lost += site.disk.cut_power(site.rounds)
        slowest = max(slowest, site.verify(writes))
        site.disk.sync_all()
    power_at_birth(site, arguments)
    return f"{site.said(arguments.rounds, slowest)}, {lost} sectors lost"


def power_at_birth(site, arguments):
    """A database that is being made when the power goes is made anew, or finished."""
    for number in range(arguments.rounds):
        for path in site.disk.data.iterdir():
            path.unlink()
        site.disk.sync_all()
        process = site.server.spawn()
        time.sleep(site.rounds.uniform(0, 0.3))
        process.kill()
        process.wait()
        site.disk.cut_power(site.rounds)
        site.server.start()
        site.server.terminate()
        site.server.command("check")


def wait_for_end(site, load, seconds=10):
    """Waits until a failed disk has ended the server; nobody who knows of it may find it ready."""
    end = time.monotonic() + seconds
    while site.server.process.poll() is None:
        if time.monotonic() > end:
            raise ServerError(f"the disk has failed and the server still runs after {seconds} s")
        is_known = load.statuses[503] > 0
        if site.server.is_ready() and is_known:
            raise ServerError("a write was answered 503 for a failed disk, and /readyz with 200")
    if site.server.process.returncode != FAILED_DISK:
        raise ServerError(f"the disk failed and the server exited {site.server.process.returncode}")


def lost(site, arguments):
    site.open(is_fragile=True)
    for number in range(arguments.rounds):
        site.server.start()
        load = site.load(f"lost-{number}")
        site.disk.arm("fdatasync", site.rounds.randint(1, 150), "EIO")
        wait_for_end(site, load)
        writes = load.stop()
        site.disk.disarm()
        # The same memory: what the failed sync did not write can still be read. A few writes more, so that no
        # checkpoint heals it by chance.
        site.server.start()
        client = site.server.client(site.key)
        later = [site.ledger.write(f"later-{number}-{index}") for index in range(site.rounds.randint(1, 20))]
        for write in later:
            write.post(client).expect(201)
        client.close()
        site.ledger.writes += later
        writes += later
        site.server.kill()
        site.disk.cut_power(site.rounds)
        site.verify(writes)
        site.disk.sync_all()
    return site.said(arguments.rounds)


def terminate(site, arguments):
    site.open()
    for number in range(arguments.rounds):
        site.server.start()
        load = site.load(f"term-{number}")
        site.pause()
        site.server.terminate()
        site.verify(load.stop())
    return site.said(arguments.rounds)
