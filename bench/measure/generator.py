"""wrk on its own core, and what one run of it reports."""

import dataclasses
import re
import subprocess
import time

from .machine import cpu_seconds
from .options import BENCH, CONNECTIONS, LOAD_CORE, BenchError

UNITS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


@dataclasses.dataclass
class Sample:
    """One run of one side of a row."""

    rate: float
    p50_ms: float
    p99_ms: float
    cpu_us: float
    # How much of a core the server used: well below 1, the disk or the load was the limit, not the server.
    core: float

    def scaled(self, factor):
        """For a request that does the work of several."""
        return dataclasses.replace(self, rate=self.rate * factor, cpu_us=self.cpu_us / factor)


@dataclasses.dataclass
class Load:
    """What wrk sends. `script` is a file of bench/wrk and `arguments` what it is given."""

    path: str = "/"
    script: str = ""
    arguments: tuple = ()
    connections: int = CONNECTIONS
    threads: int = 1
    cores: str = str(LOAD_CORE)

    def start(self, server, seconds):
        return Running(self, server, seconds)

    def run(self, server, seconds):
        return self.start(server, seconds).finish()


class Running:
    def __init__(self, load, server, seconds):
        line = ["taskset", "--cpu-list", load.cores, "wrk", "--latency", f"--threads={load.threads}"]
        # wrk takes whole seconds only.
        line += [f"--connections={load.connections}", f"--duration={max(1, round(seconds))}s", "--timeout=10s"]
        if server.key:
            line += ["--header", f"Authorization: Bearer {server.key}"]
        if load.script:
            line += ["--script", str(BENCH / "wrk" / load.script)]
        line.append(server.url + load.path)
        if load.arguments:
            line += ["--", *map(str, load.arguments)]
        self.server = server
        self.cpu = cpu_seconds(server.process.pid)
        self.begin = time.monotonic()
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def finish(self):
        try:
            output = self.process.communicate(timeout=120)[0]
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        took = time.monotonic() - self.begin
        cpu = cpu_seconds(self.server.process.pid) - self.cpu
        if self.process.returncode != 0 or "Non-2xx" in output or "Socket errors" in output:
            raise BenchError(f"wrk saw failures of {self.server.name}, so its figures mean nothing:\n{output}")
        answered = int(find(r"(\d+) requests in", output))
        return Sample(
            rate=float(find(r"Requests/sec:\s+([\d.]+)", output)),
            p50_ms=milliseconds(find(r"^\s*50%\s+(\S+)", output)),
            p99_ms=milliseconds(find(r"^\s*99%\s+(\S+)", output)),
            cpu_us=1e6 * cpu / max(answered, 1),
            core=cpu / took,
        )


def find(pattern, output):
    match = re.search(pattern, output, re.MULTILINE)
    if match is None:
        raise BenchError(f"wrk printed no {pattern}:\n{output}")
    return match.group(1)


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * UNITS[unit]
