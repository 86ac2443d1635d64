"""What clients of a server wrote and were told, and what a server that came back must therefore have.

  acknowledged (2xx seen)        is there exactly once, whole, under its external id and with the same id
  refused (507)                  is not there
  unknown (no answer, or 503)    is there at most once, and once after a repetition with the same key
  repeated                       answers with the record of the first answer, whoever saw it
"""

import collections
import http.client
import threading
import time

from tratoclient import by_external, walk
from tratoserver import ServerError

SYSTEM = "ledger"
LINES = 3


class Write:
    """One intended record: its name is unique, and its key never changes over repetitions."""

    def __init__(self, name, resource="parties", customer=None):
        self.name = name
        self.resource = resource
        self.customer = customer
        self.acknowledged_id = None
        self.was_refused = False

    def body(self):
        known = {"external_ids": [{"system": SYSTEM, "id": self.name}]}
        if self.resource == "parties":
            return {"kind": "organization", "display_name": self.name, **known}
        line = {"description": self.name, "quantity": "2", "unit_price": "10", "tax_rate_percent": "0"}
        return {"party_id": self.customer, "lines": [line] * LINES, **known}

    def post(self, client):
        """Returns the answer; ServerError if it contradicts an earlier one."""
        answer = client("POST", f"/v1/{self.resource}", self.body(), idempotency_key=self.name)
        self.was_refused = answer.status == 507
        if answer.status == 201:
            record = answer.json()["id"]
            if self.acknowledged_id not in (None, record):
                raise ServerError(f"{self.name}: first {self.acknowledged_id}, repeated {record}")
            self.acknowledged_id = record
        return answer

    def find(self, client):
        """The record as the server has it, or None; ServerError if it is not whole."""
        answer = client("GET", by_external(self.resource, SYSTEM, self.name)).expect(200, 404)
        if answer.status == 404:
            return None
        record = answer.json()
        if self.resource == "parties":
            is_whole = record["display_name"] == self.name
        else:
            is_whole = len(record["lines"]) == LINES and record["gross_amount"] == "60.00"
        if not is_whole:
            raise ServerError(f"{self.name} is there, but not whole: {record}")
        return record

    def verify(self, client):
        record = self.find(client)
        if self.acknowledged_id is None:
            if record is not None and self.was_refused:
                raise ServerError(f"{self.name} was refused and is there")
        elif record is None:
            raise ServerError(f"{self.name} was acknowledged and is lost")
        elif record["id"] != self.acknowledged_id:
            raise ServerError(f"{self.name} was acknowledged as {self.acknowledged_id}, found {record['id']}")


class Ledger:
    """Everything that was written to one database."""

    def __init__(self, rounds):
        self.rounds = rounds
        self.writes = []
        self.customer = None

    def open(self, client):
        """Makes the customer of all orders."""
        write = Write("customer")
        write.post(client).expect(201)
        self.customer = write.acknowledged_id
        self.writes.append(write)

    def write(self, name, number=0):
        """The next intended record; every third is an order."""
        if number % 3 == 2:
            return Write(name, "orders", self.customer)
        return Write(name)

    def acknowledged(self):
        return sum(write.acknowledged_id is not None for write in self.writes)

    def verify(self, client, writes):
        """Holds the server against what its clients saw; returns how many were repeated."""
        for write in writes:
            write.verify(client)
        unseen = [write for write in writes if write.acknowledged_id is None]
        for write in unseen:
            write.post(client).expect(201)
        seen = [write for write in writes if write not in unseen]
        again = self.rounds.sample(seen, min(20, len(seen)))
        for write in again:
            answer = write.post(client).expect(201)
            if answer.headers.get("Idempotency-Replayed") != "true":
                raise ServerError(f"{write.name}: the repetition does not say that it is one")
        return len(unseen) + len(again)

    def verify_lists(self, client):
        """Every record that was ever acknowledged appears exactly once in a walk, and no other does."""
        for resource in ("parties", "orders"):
            found = collections.Counter(
                known["id"]
                for record in walk(client, f"/v1/{resource}?limit=500&fields=external_ids")
                for known in record["external_ids"]
            )
            expected = collections.Counter(w.name for w in self.writes if w.resource == resource)
            if found != expected:
                extra, lacking = list(found - expected)[:5], list(expected - found)[:5]
                raise ServerError(f"a walk over {resource} finds too many of {extra}, too few of {lacking}")


class Load:
    """Clients that write until they are told to stop; `writes` is theirs until then."""

    def __init__(self, server, key, ledger, label, clients, allowed=(201, 503)):
        self.server, self.key, self.ledger, self.allowed = server, key, ledger, allowed
        self.failures = []
        self.latencies = []
        self.statuses = collections.Counter()
        self.done = threading.Event()
        self.tried = [[] for _ in range(clients)]
        self.threads = [
            threading.Thread(target=self.run, args=(f"{label}-{index}", writes))
            for index, writes in enumerate(self.tried)
        ]
        for thread in self.threads:
            thread.start()

    def run(self, label, writes):
        client = self.server.client(self.key, timeout=10)
        while not self.done.is_set():
            write = self.ledger.write(f"{label}-{len(writes)}", len(writes))
            writes.append(write)
            begin = time.monotonic()
            try:
                status = write.post(client).status
            except (OSError, http.client.HTTPException):
                self.done.wait(0.01)
                continue
            except ServerError as error:
                self.failures.append(str(error))
                break
            self.latencies.append(time.monotonic() - begin)
            self.statuses[status] += 1
            if status not in self.allowed:
                self.failures.append(f"{write.name}: a create under load answered {status}")
                break
            if status == 503:
                self.done.wait(0.01)
        client.close()

    def stop(self):
        """Returns what was tried, and adds it to the ledger."""
        self.done.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise ServerError("; ".join(self.failures[:5]))
        writes = [write for writes in self.tried for write in writes]
        self.ledger.writes += writes
        return writes
