"""docs/reference/benchmarks.md, from what was measured."""

import datetime
import os
import platform

from . import machine
from .compare import said
from .options import CONNECTIONS, FEW, LOAD_CORE, SERVER_CORE

ABOUT = """# Benchmarks

Written by `scripts/bench`; run it to have the figures of your own machine. The figures are those of the machine below
and of nothing else: compare ratios, and compare only what was measured in one run.
{caveat}
## Goals

{goals}

A ratio is the median of the ratios of the rounds, ours to the reference of the same round. *By CPU* is the same of the CPU
time per request, above 1 where ours needs less. It says more than the rates where a server's core is not used up (*core*
below), because then the load, the disk or other work on the machine was the limit; reads of which ours used less than 90 % of
its core are judged by it.

## Everything measured

{details}

Medians of {runs} runs of {seconds} s each; *core* is the share of its core that the server used, *CPU* its user and system
time by answered request.

{notes}

## How

- All servers are alive at once and pinned to core {server}; only the one under load does anything. `wrk` with one thread is
  pinned to core {load} and speaks HTTP/1.1 over loopback on {connections} keep-alive connections unless a row says otherwise.
- Each round runs every side of a row once, in turn, after one run of each to warm up. An answer other than 2xx or a
  socket error ends the measurement when it is ours, and leaves the other side out of the row when it is not.
- {built}. Requests to `/v1` carry an API key, and are answered with what the product does: authentication,
  sight, ETag, and for writes validation, audit, change entry and search index. A write is answered after its transaction is
  on the disk (`synchronous=FULL`).
- The databases were loaded through imports: one with {few:,} parties and as many opportunities, which takes all
  writes, and one with {rows:,} of each, for the list, the search and the memory. Each run works on fresh copies.
- The list asks for one page again and again, and reads by id draw from 10,000 records, so ours are mostly answered with
  [encodings it remembers](../explanation/performance.md#reads): the list after a look at each record's version, reads by id without one
  while nothing is committed, as in their row; reads while writers saturate have it. The caller's sight is judged each time.
- After the runs the servers were stopped with SIGTERM and `trato check` found their databases sound.

## The references, and what they do not do

- **nginx** answers `return 200` with a body from its configuration, which has as many bytes as ours: no file, no database.
- **Hummingbird + GRDB** (`bench/peers/hummingbird-grdb`): the tables of parties and opportunities with the same columns and
  the index that the list needs, rows as `Codable` records, `DatabasePool` in WAL with `synchronous=FULL`, one SwiftNIO loop.
  No authentication, sight, ETag, audit, feed, search, validation or owned rows; a create is one row in one table, and null
  members are left out of its JSON.
- **FastAPI + sqlite3** (`bench/peers/fastapi-sqlite3`): the same on the same tables, one uvicorn worker with uvloop and
  httptools.
- **SQLite's C API** (`bench/native/sqlite_insert.c`): prepared inserts of the rows that one create of ours makes (party,
  contact point, audit entry, event, full-text entry) into a copy of our database with all its indices. No HTTP, JSON, rules
  or checks.

## On what

| | |
|---|---|
| date | {date} |
| commit | {commit} |
| processor | {processor}, {cores} cores |
| kernel | {kernel} |
| file system of the databases | {file_system} |
| SQLite | {sqlite} |
| Swift | {swift} |
| nginx | {nginx} |
"""


def table(head, rows):
    columns, alignment = head
    lines = [f"| {' | '.join(columns)} |", f"|{'|'.join(alignment)}|"]
    return "\n".join(lines + [f"| {' | '.join(row)} |" for row in rows])


def goals(result):
    head = ("work", "ours", "reference", "ratio", "by CPU", "goal", "reached"), (
        "---", "---:", "---:", "---:", "---:", "---", "---")  # fmt: skip
    rows = [
        (one.what, one.ours, one.reference, one.ratio, one.by_cpu, one.goal, said(one.reached))
        for one in result.findings
    ]
    return table(head, rows)


def details(result):
    columns = ("work", "server", "per second", "slowest to fastest", "p50 ms", "p99 ms", "CPU µs", "core")
    rows = []
    for one in result.details:
        rates = [sample.rate for sample in one.samples]
        cpu = one.median("cpu_us")
        rows.append((
            one.what, one.side, f"{one.median('rate'):,.0f}", f"{min(rates):,.0f} to {max(rates):,.0f}",
            f"{one.median('p50_ms'):,.2f}", f"{one.median('p99_ms'):,.2f}",
            "–" if cpu is None else f"{cpu:,.1f}", f"{100 * one.median('core'):.0f} %",
        ))  # fmt: skip
    return table((columns, ("---", "---", *["---:"] * 6)), rows)


def caveat(options):
    if options.runs >= 5 and options.rows >= 1_000_000:
        return ""
    return (
        f"\n**A trial run**: {options.runs} runs of {options.seconds:g} s over {options.rows:,} rows instead of at least five over "
        "1,000,000.\n"
    )


def page(result, options):
    return ABOUT.format(
        caveat=caveat(options),
        goals=goals(result),
        details=details(result),
        notes="\n".join(f"- {note}" for note in result.notes),
        runs=options.runs,
        seconds=f"{options.seconds:g}",
        server=SERVER_CORE,
        load=LOAD_CORE,
        connections=CONNECTIONS,
        built="Trato is a binary that was built before" if options.binary else "Trato is a release build (`swift build -c release --static-swift-stdlib`, as the peer in Swift)",
        few=FEW,
        rows=options.rows,
        date=datetime.datetime.now(datetime.UTC).date(),
        commit=machine.commit(),
        processor=machine.processor(),
        cores=os.cpu_count(),
        kernel=platform.release(),
        file_system=machine.file_system(options.cache),
        sqlite=machine.output_of("pkg-config", "--modversion", "sqlite3"),
        swift=machine.output_of("swift", "--version"),
        nginx=machine.output_of("nginx", "-v"),
    )

