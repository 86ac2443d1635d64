"""What scripts/bench measures Trato against: the same addresses on bare tables, as FastAPI's guide writes it.

No authentication, sight, ETag, audit, change feed or search. The database is named by BENCH_DATABASE.
"""

import datetime
import os
import sqlite3
import threading
import uuid

from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

app = FastAPI()
local = threading.local()


class NewParty(BaseModel):
    kind: str
    display_name: str
    country: str | None = None


def connection():
    """One connection for each thread of the pool."""
    if not hasattr(local, "connection"):
        local.connection = sqlite3.connect(os.environ["BENCH_DATABASE"], timeout=30, isolation_level=None)
        local.connection.row_factory = sqlite3.Row
        local.connection.execute("PRAGMA synchronous=FULL")
    return local.connection


@app.get("/livez")
async def livez():
    return {"status": "ok"}


@app.get("/v1/parties/{identifier}")
def read_party(identifier: str):
    row = connection().execute("SELECT * FROM parties WHERE id = ?", (identifier,)).fetchone()
    if row is None:
        raise HTTPException(404)
    return dict(row)


@app.get("/v1/opportunities")
def list_opportunities(
    status: str = "open", limit: int = 50, after_amount: int | None = None, after_id: str | None = None
):
    where, values = "status = ?", [status]
    if after_amount is not None and after_id is not None:
        where += " AND (amount, id) < (?, ?)"
        values += [after_amount, after_id]
    rows = connection().execute(
        f"SELECT * FROM opportunities WHERE {where} ORDER BY amount DESC, id DESC LIMIT ?", [*values, limit]
    )
    return {"data": [dict(row) for row in rows]}


@app.post("/v1/parties", status_code=201)
def create_party(wish: NewParty):
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds")
    party = {
        "id": str(uuid.uuid4()),
        **wish.model_dump(),
        "status": "active",
        "version": 1,
        "created_at": now,
        "updated_at": now,
        "external_ids": "[]",
        "tags": "[]",
        "custom": "{}",
    }
    columns = ", ".join(party)
    places = ", ".join("?" for _ in party)
    connection().execute(f"INSERT INTO parties ({columns}) VALUES ({places})", list(party.values()))
    return party
