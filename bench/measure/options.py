"""What a run of scripts/bench may be told, and where its things lie."""

import argparse
import dataclasses
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
BENCH = ROOT / "bench"
PAGE = ROOT / "docs" / "reference" / "benchmarks.md"

SERVER_CORE = 0
LOAD_CORE = 1
CONNECTIONS = 32
IDLE_CONNECTIONS = 10_000
# The set that GET by id draws from, and the database that is written to.
FEW = 10_000


class BenchError(Exception):
    """The measurement cannot go on, or would mean nothing; the message is for the person at the terminal."""


@dataclasses.dataclass
class Options:
    binary: str
    cache: pathlib.Path
    output: pathlib.Path
    only: list
    rows: int
    runs: int
    seconds: float


def parser(description):
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    made.add_argument("--binary", help="a built trato, instead of building one")
    made.add_argument("--cache", type=pathlib.Path, default=ROOT / ".build" / "bench",
                      help="where peers and loaded databases are kept and copies of them are measured; not a "
                      "tmpfs, which would make durability free (default: .build/bench)")  # fmt: skip
    made.add_argument("--output", type=pathlib.Path, help=f"default: {PAGE.relative_to(ROOT)}, and with "
                      "--only or --small a file in the cache folder")  # fmt: skip
    made.add_argument("--only", action="append", default=[], metavar="NAME",
                      help="measure this row only; may be repeated (--list names them)")  # fmt: skip
    made.add_argument("--list", action="store_true", help="print the names of the rows")
    made.add_argument("--rows", type=int, help="parties and opportunities in the large database (default: 1000000)")
    made.add_argument("--small", action="store_true", help="20,000 of them, to try things out")
    made.add_argument("--runs", type=int, default=5)
    made.add_argument("--seconds", type=float, default=3, help="of one run (default: %(default)s)")
    return made


def parse(description, names):
    """The options, checked; ends the process when they are wrong or only the names were asked for."""
    line = parser(description)
    given = line.parse_args()
    if given.list:
        print("\n".join(names))
        line.exit()
    for name in given.only:
        if name not in names:
            line.error(f"there is no row {name}; --list names them")
    if not {SERVER_CORE, LOAD_CORE} <= os.sched_getaffinity(0):
        line.error("cores 0 and 1 are needed, one for the servers and one for the load")
    if given.seconds < 1 or given.runs < 1:
        line.error("--seconds and --runs must be at least 1")
    rows = given.rows or (20_000 if given.small else 1_000_000)
    if rows < FEW:
        line.error(f"--rows must be at least {FEW}")
    cache = given.cache.resolve()
    is_whole = not given.only and not given.small
    output = given.output or (PAGE if is_whole else cache / "benchmarks.md")
    return Options(given.binary, cache, output, given.only, rows, given.runs, given.seconds)
