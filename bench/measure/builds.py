"""Builds what is measured. What cannot be built here is left out of the page, with the reason."""

import hashlib
import subprocess
import sys

from .machine import output_of
from .options import BENCH, ROOT, BenchError

PEERS = BENCH / "peers"
# What is written in Swift is linked alike: with the libraries of Swift inside.
SWIFT_BUILD = ["swift", "build", "-c", "release", "--static-swift-stdlib"]


def quietly(line, log):
    """Runs a build; BenchError with the end of its output when it fails."""
    with log.open("w") as output:
        status = subprocess.run(line, cwd=ROOT, stdout=output, stderr=output, check=False).returncode
    if status != 0:
        tail = " ".join(log.read_text(errors="replace").split("\n")[-6:])
        raise BenchError(f"`{' '.join(map(str, line[:4]))} …` failed with {status}: {tail.strip()[-300:]}")


def trato(options):
    subprocess.run(["scripts/setup", "--bench"], cwd=ROOT, check=True)
    if options.binary:
        return options.binary
    subprocess.run([*SWIFT_BUILD, "--product", "trato"], cwd=ROOT, check=True)
    return output_of(*SWIFT_BUILD, "--show-bin-path") + "/trato"


def native(options):
    """The program on SQLite's C API."""
    program = options.cache / "sqlite_insert"
    source = BENCH / "native" / "sqlite_insert.c"
    line = ["cc", "-std=gnu17", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, source, "-lsqlite3"]
    quietly(line, options.cache / "native.log")
    return program


def hummingbird(options):
    package = PEERS / "hummingbird-grdb"
    scratch = options.cache / "hummingbird"
    line = [*SWIFT_BUILD, "--package-path", package, "--scratch-path", scratch]
    quietly(line, options.cache / "hummingbird.log")
    return scratch / "release" / "Peer"


def fastapi(options):
    """The interpreter of an environment with FastAPI; made anew when what it needs has changed."""
    requirements = PEERS / "fastapi-sqlite3" / "requirements.txt"
    environment = options.cache / "fastapi"
    stamp = environment / "requirements.sha256"
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    python = environment / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        log = options.cache / "fastapi.log"
        quietly([sys.executable, "-m", "venv", "--clear", environment], log)
        quietly([python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install", "-r", requirements], log)
        stamp.write_text(wanted)
    return python


def peers(options, wanted):
    """({name: program}, [why one is left out])."""
    made, left_out = {}, []
    for name, build in (("hummingbird", hummingbird), ("fastapi", fastapi)):
        if name not in wanted:
            continue
        print(f"building {name} (the first time takes a few minutes)", flush=True)
        try:
            made[name] = build(options)
        except (BenchError, OSError) as error:
            left_out.append(f"{name} could not be built here and its rows are left out: {error}")
    return made, left_out
