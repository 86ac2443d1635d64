"""Trials of scripts/durability in which the disk fails or is full while the server goes on."""

import contextlib
import http.client
import os
import pathlib
import shutil
import subprocess
import time

import killtrials
from tratoserver import ServerError

# For a write no room is a full disk; for a sync every cause is a failed disk.
FULL = ("pwrite64", "ENOSPC")
FAILURES = [("fdatasync", "EIO"), ("fsync", "EIO"), ("pwrite64", "EIO"), FULL, ("fdatasync", "ENOSPC")]


class Life:
    """A server from its start to its end, whose disk may fail at any moment of it."""

    def __init__(self, site, label):
        self.writes = [site.ledger.write(f"{label}-{number}", number) for number in range(5)]
        self.statuses = []
        server = site.server
        try:
            server.start()
            self.use(server.client(site.key))
            server.terminate()
        except ServerError as error:
            # How it ended is judged by whoever knows what failed.
            if server.process.poll() is None:
                raise ServerError(f"the server is neither ready nor gone: {error}") from None
        self.exit_status = server.process.wait()
        site.ledger.writes += self.writes

    def use(self, client):
        for write in self.writes:
            try:
                self.statuses.append(write.post(client).status)
            except (OSError, http.client.HTTPException):
                self.statuses.append(None)
        client.close()

    def judge(self, failure):
        """ServerError if this is not how a server shall live with such a failure."""
        told = f"{failure}: the writes were answered {self.statuses}, the server exited {self.exit_status}"
        if failure == FULL:
            # Before it serves it may end; then it goes on, and one failure costs one write at most.
            is_right = not self.statuses or (
                self.exit_status == 0 and sorted(self.statuses)[:4] == [201] * 4 and self.statuses[-1] in (201, 507)
            )
        else:
            good = [status == 201 for status in self.statuses]
            is_right = self.exit_status != 0 and good == sorted(good, reverse=True)
            is_right = is_right and set(self.statuses) <= {201, 503, None}
        if not is_right:
            raise ServerError(told)


def errors(site, arguments):
    site.open(is_fragile=True)
    runs = 0
    for kind, cause in FAILURES:
        numbers = range(1, 10_000) if arguments.full else site.rounds.sample(range(1, 60), arguments.rounds)
        for number in numbers:
            label = f"{kind}-{cause}-{number}"
            site.disk.arm(kind, number, cause)
            life = Life(site, label)
            has_failed = site.disk.failed
            site.disk.disarm()
            if has_failed:
                life.judge((kind, cause))
                runs += 1
            survive_power_cut(site, life.writes, label)
            if not has_failed and arguments.full:
                break
    return f"{runs} failures, {site.said(runs)}"


def survive_power_cut(site, writes, label):
    """After a restart in the same memory one more record is written; then the power goes."""
    site.server.start()
    client = site.server.client(site.key)
    site.ledger.verify(client, writes)
    client.close()
    last = write_one(site, f"{label}-last")
    site.server.kill()
    site.disk.cut_power(site.rounds)
    site.verify(writes + [last])
    site.disk.sync_all()


def write_one(site, label):
    write = site.ledger.write(label)
    client = site.server.client(site.key)
    write.post(client).expect(201)
    client.close()
    site.ledger.writes.append(write)
    return write


# From outside


def strace(site, arguments):
    if shutil.which("strace") is None:
        return "left out, there is no strace"
    site.open()
    for number in range(arguments.rounds):
        for kind, cause in FAILURES:
            label = f"{kind}-{cause}-{number}"
            if kind == "fsync":
                continue  # None while it serves.
            site.server.start()
            # With the first write SQLite syncs the folder too, and does not look whether that failed.
            write_one(site, f"{label}-first")
            when = str(site.rounds.randint(1, 100))
            if (kind, cause) == FULL:
                # Again and again: what a checkpoint cannot write is told to nobody, and is written the next time.
                when += "+7"
            tracer = attach(site.server.process, f"inject={kind}:error={cause}:when={when}", kind)
            load = site.load(label, allowed=(201, 503, 507))
            if (kind, cause) == FULL:
                wait_for(lambda load=load: load.statuses[507], "no write was answered 507")
                before = load.statuses[201]
                wait_for(lambda load=load, before=before: load.statuses[201] > before, "writes did not come back")
                end(tracer)
                site.server.terminate()
            else:
                killtrials.wait_for_end(site, load)
                end(tracer)
            site.verify(load.stop())
    return site.said(arguments.rounds)


def attach(process, injection, kind):
    line = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={kind}", "-e", injection, "-p", str(process.pid)]
    tracer = subprocess.Popen(line)
    tasks = pathlib.Path(f"/proc/{process.pid}/task")

    def is_attached():
        if tracer.poll() is not None:
            raise ServerError(f"strace exited {tracer.returncode}")
        texts = [(task / "status").read_text() for task in tasks.iterdir()]
        return all("TracerPid:\t0" not in text for text in texts)

    wait_for(is_attached, "strace did not attach")
    return tracer


def end(process):
    process.terminate()
    process.wait()


def wait_for(condition, complaint, seconds=10):
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise ServerError(f"{complaint} within {seconds} s")
        time.sleep(0.002)


# No room


def room(site, arguments):
    site.open(is_fragile=True)
    for number in range(arguments.rounds):
        site.server.start()
        load = site.load(f"room-{number}", allowed=(201, 503, 507))
        site.pause(0.1, 0.4)
        site.disk.arm("pwrite64", site.rounds.randint(1, 50), "ENOSPC", run=0)
        full_and_back(site, load, site.disk.disarm)
        site.server.kill()
        site.verify(load.stop())
        site.disk.sync_all()
    with small_disk(site) as folder:
        if folder is None:
            return f"{site.said(arguments.rounds)}; no tmpfs, mounting one needs root"
        for number in range(arguments.rounds):
            fill_up(site, folder, f"tmpfs-{number}")
    return f"{site.said(2 * arguments.rounds)}, half of them on a tmpfs"


def full_and_back(site, load, make_room):
    """Waits until writes are refused, makes room, and waits until they are taken again, by the same server."""
    wait_for(lambda: load.statuses[507], "no write was answered 507")
    site.pause(0.1, 0.3)
    killtrials.must_be_running(site.server)
    if not site.server.is_ready():
        raise ServerError("a full disk is no reason for /readyz to answer 503")
    make_room()
    before = load.statuses[201]
    wait_for(lambda: load.statuses[201] > before + 10, "writes did not come back with the room")
    if load.statuses[503]:
        raise ServerError("writes on a full disk were answered 503, not 507")


@contextlib.contextmanager
def small_disk(site):
    """The database on a tmpfs of its own, while it lasts; None where that is not allowed."""
    folder = f"{site.disk.data}-small"
    os.mkdir(folder)
    options = ["-t", "tmpfs", "-o", "size=256m", "none", folder]
    if subprocess.run(["mount", *options], capture_output=True).returncode != 0:
        yield None
        return
    home = site.server.database
    try:
        shutil.copy(home, folder)
        site.server.database = f"{folder}/trato.db"
        site.server.environment = None
        yield folder
    finally:
        site.server.kill()
        site.server.database = home
        subprocess.run(["umount", folder], check=True)


def fill_up(site, folder, label):
    filler = pathlib.Path(folder, "filler")
    site.server.start()
    load = site.load(label, allowed=(201, 503, 507))
    site.pause(0.1, 0.4)
    with open(filler, "wb", buffering=0) as file:
        for size in (1 << 16, 4096, 512, 1):
            with contextlib.suppress(OSError):
                while file.write(b"\0" * size):
                    pass
    full_and_back(site, load, filler.unlink)
    site.server.kill()
    site.verify(load.stop())
