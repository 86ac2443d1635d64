"""The databases: loaded once through imports, kept in the cache folder, and copied for each run."""

import contextlib
import hashlib
import itertools
import json
import os
import pathlib
import shutil
import sqlite3
import tempfile
import uuid

from tratoclient import UnexpectedAnswer, walk
from tratoserver import ServerError

from . import records
from .options import FEW, BenchError
from .servers import Trato

# Rows of one import, and of one piece of its body.
ROWS, PIECE = 1_000_000, 1_000
# Raised when what is loaded changes.
EDITION = 1


class Databases:
    """The loaded databases of one schema."""

    def __init__(self, binary, options):
        self.binary = binary
        self.cache = options.cache
        self.rows = options.rows
        self.schema = self.fingerprint()

    def few(self):
        return self.loaded(FEW)

    def large(self):
        return self.loaded(self.rows)

    def fingerprint(self):
        """Of the schema that this binary makes, so that a changed one is loaded again."""
        with tempfile.TemporaryDirectory(dir=self.cache) as folder:
            path = f"{folder}/empty.db"
            Trato(self.binary, path)
            with open_database(path) as database:
                texts = [row[0] or "" for row in database.execute("SELECT sql FROM sqlite_master ORDER BY name")]
        return hashlib.sha256("\n".join([str(EDITION), *texts]).encode()).hexdigest()[:12]

    def loaded(self, count):
        kept = self.cache / f"trato-{count}-{self.schema}.db"
        if not kept.exists():
            for stale in self.cache.glob(f"trato-{count}-*"):
                stale.unlink()
            print(f"loading {count:,} parties and as many opportunities (once; kept as {kept.name})", flush=True)
            self.make(kept, lambda path: self.fill(path, count))
        return kept

    def make(self, kept, fill):
        """Whole or not at all: a load that was interrupted leaves nothing that looks like one."""
        with tempfile.TemporaryDirectory(dir=self.cache) as folder:
            path = pathlib.Path(folder) / kept.name
            fill(path)
            # The last connection that closes takes the log with it, so that one file is all.
            with open_database(path) as database:
                database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            os.replace(path, kept)

    def fill(self, path, count):
        server = Trato(self.binary, path)
        try:
            server.start()
            client = server.client(server.key, timeout=120)
            take_in(client, "parties", count, records.party)
            # In the order in which they were made.
            found = walk(client, "/v1/parties?limit=500&fields=id&sort=id")
            some = [party["id"] for party in itertools.islice(found, FEW)]
            take_in(client, "opportunities", count, lambda number: records.opportunity(number, some))
            for resource in ("parties", "opportunities"):
                found = client("GET", f"/v1/{resource}?limit=1&count=exact").expect(200).json()["count"]
                if found != count:
                    raise BenchError(f"{count} {resource} were loaded, the server counts {found}")
            server.terminate()
        except (ServerError, UnexpectedAnswer) as error:
            raise BenchError(f"{error}\n{server.log_tail()}") from error
        finally:
            server.kill()

    def bare(self):
        """The tables of the peers: the few parties and all opportunities, with what their two questions need."""
        few, large = self.few(), self.large()
        kept = self.cache / f"peers-{self.rows}-{self.schema}.db"
        # Ids are new in every load, and those that are asked for are the same on both sides.
        loaded_at = max(few.stat().st_mtime, large.stat().st_mtime)
        if not kept.exists() or kept.stat().st_mtime < loaded_at:
            for stale in self.cache.glob(f"peers-{self.rows}-*"):
                stale.unlink()
            self.make(kept, lambda path: strip(path, few, large))
        return kept


def take_in(client, resource, count, body):
    """Creates records, `body` of each number up to a count."""

    def pieces(numbers):
        for start in numbers[::PIECE]:
            part = range(start, min(start + PIECE, numbers.stop))
            yield "".join(json.dumps(body(number), ensure_ascii=False) + "\n" for number in part).encode()

    for start in range(0, count, ROWS):
        numbers = range(start, min(start + ROWS, count))
        taken = client.take_in(resource, pieces(numbers), match_on="none")
        if taken["rows_created"] != len(numbers):
            raise BenchError(f"of {len(numbers)} {resource} an import made {taken['rows_created']}")


def open_database(path):
    return contextlib.closing(sqlite3.connect(path))


def text_of(column, name):
    """How a bare table would hold a column: ids and instants as the text that JSON shows."""
    if column.endswith("_at"):
        return f"strftime('%Y-%m-%dT%H:%M:%fZ', {column} / 1000.0, 'unixepoch') AS {column}"
    if column == "id" or column.endswith("_id") or column in ("created_by", "updated_by"):
        return f"text_id({column}) AS {column}"
    if column.endswith("_on"):
        return f"date({column} * 86400, 'unixepoch') AS {column}"
    return f"{name}.{column}"


def strip(path, few, large):
    with open_database(path) as database:
        database.create_function(
            "text_id", 1, lambda raw: raw and str(uuid.UUID(bytes=raw)), deterministic=True
        )
        database.execute("PRAGMA journal_mode=WAL").fetchall()
        for name, source in (("parties", few), ("opportunities", large)):
            database.execute("ATTACH ? AS source", (str(source),))
            columns = [row[1] for row in database.execute(f"PRAGMA source.table_info({name})")]
            columns = [column for column in columns if column not in ("pk", "deleted_at")]
            types = {row[1]: row[2] for row in database.execute(f"PRAGMA source.table_info({name})")}
            declared = ", ".join(
                "id TEXT NOT NULL PRIMARY KEY" if column == "id" else
                f"{column} {'INTEGER' if types[column] == 'INTEGER' and column[-3:] not in ('_at', '_on') else 'TEXT'}"
                for column in columns
            )  # fmt: skip
            database.execute(f"CREATE TABLE main.{name} ({declared})")
            chosen = ", ".join(text_of(column, name) for column in columns)
            database.execute(f"INSERT INTO main.{name} SELECT {chosen} FROM source.{name} ORDER BY pk")
            database.commit()
            database.execute("DETACH source")
        database.execute("CREATE INDEX opportunities_page ON opportunities (status, amount DESC, id DESC)")


def copy(kept, folder):
    path = pathlib.Path(folder) / kept.name
    shutil.copyfile(kept, path)
    return path


def sample_ids(kept, count):
    """Ids of parties spread over the whole table, as text."""
    with open_database(f"{kept}") as database:
        total = database.execute("SELECT max(pk) FROM parties").fetchone()[0]
        step = max(total // count, 1)
        rows = database.execute("SELECT id FROM parties WHERE pk % ? = 0 LIMIT ?", (step, count))
        return [str(uuid.UUID(bytes=row[0])) for row in rows]
