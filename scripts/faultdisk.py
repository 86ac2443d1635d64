"""A folder whose disk fails on demand and loses what was never synced; faults.c does it inside the server."""

import errno
import os
import pathlib
import shutil
import struct
import subprocess

from tratoserver import ServerError

SOURCE = pathlib.Path(__file__).resolve().parent / "faults.c"
SECTOR = 512

# As in faults.c.
KINDS = {"fdatasync": 1, "fsync": 2, "pwrite64": 4, "ftruncate": 8}
CONTROL = struct.Struct("=IiiiiI")


def build(folder):
    """Compiles the library and returns its path."""
    compiler = shutil.which("cc") or shutil.which("clang")
    if compiler is None:
        raise ServerError("faults.c needs a C compiler: cc or clang")
    library = f"{folder}/faults.so"
    options = ["-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-O2"]
    subprocess.run([compiler, *options, "-o", library, SOURCE, "-ldl", "-lpthread"], check=True)
    return library


class FaultDisk:
    """`data` is what processes see, `disk` what would still be there without electricity."""

    def __init__(self, library, folder):
        self.data = pathlib.Path(folder, "data")
        self.disk = pathlib.Path(folder, "disk")
        self.control = pathlib.Path(folder, "control")
        self.data.mkdir()
        self.disk.mkdir()
        self.disarm()
        self.sync_all()
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAULTS_DATA": str(self.data),
            "FAULTS_DISK": str(self.disk),
            "FAULTS_CONTROL": str(self.control),
        }

    # Failures

    def arm(self, kind, number, cause, run=1):
        """The number-th call of a kind from now on fails, and `run` of them in all; 0 for all later ones."""
        self._set(KINDS[kind], number - 1, run, getattr(errno, cause))

    def disarm(self):
        self._set(0, 0, 0, 0)

    def _set(self, kinds, left, run, error):
        # In place: the server has the file mapped.
        with open(self.control, "r+b" if self.control.exists() else "xb") as file:
            file.write(CONTROL.pack(kinds, left, run, error, 0, 0))

    @property
    def failed(self):
        """How many calls have failed since the failure was armed."""
        return CONTROL.unpack(self.control.read_bytes())[4]

    # Power

    def sync_all(self):
        """As an orderly shutdown of the machine: everything in memory is on the disk."""
        shutil.rmtree(self.disk)
        self.disk.mkdir()
        lines = []
        for path in self.data.iterdir():
            inode = path.stat().st_ino
            shutil.copyfile(path, self.disk / str(inode))
            lines.append(f"{inode} {path.name}\n")
        (self.disk / "names").write_text("".join(lines))

    def cut_power(self, rounds):
        """For the time when no process is left: the folder becomes what the disk has.

        Of what was written and not synced nothing survives, or what came first in the file, or any
        sectors of it. Returns how many sectors were lost.
        """
        names = dict(reversed(line.split(" ", 1)) for line in (self.disk / "names").read_text().splitlines())
        memory = {str(path.stat().st_ino): path.read_bytes() for path in self.data.iterdir()}
        survivors, lost = {}, 0
        for name, inode in names.items():
            path = self.disk / inode
            durable = path.read_bytes() if path.exists() else b""
            survivors[name], count = torn(durable, memory.get(inode, durable), rounds)
            lost += count
        for path in self.data.iterdir():
            path.unlink()
        for name, content in survivors.items():
            (self.data / name).write_bytes(content)
            os.chmod(self.data / name, 0o600)
        self.sync_all()
        return lost


def torn(durable, memory, rounds):
    """A file after a power cut, and how many sectors of what was in memory it lacks."""
    manner = rounds.choice(("nothing", "first", "any"))
    size = len(durable) if manner == "nothing" else rounds.choice((len(durable), len(memory)))
    old = durable.ljust(size, b"\0")[:size]
    differing = [
        at for at in range(0, size, SECTOR) if old[at : at + SECTOR] != memory[at : at + SECTOR]
    ]
    kept = {
        "nothing": [],
        "first": differing[: rounds.randint(0, len(differing))],
        "any": [at for at in differing if rounds.random() < 0.5],
    }[manner]
    content = bytearray(old)
    for at in kept:
        sector = memory[at : at + SECTOR]
        content[at : at + len(sector)] = sector
    return bytes(content[:size]), len(differing) - len(kept)
