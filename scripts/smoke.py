#!/usr/bin/env python3
"""Starts a built server on a fresh database, uses it a little over a socket, and stops it.

What only a real process can show: migrations on an empty file, /readyz, a key made on the command
line, one record written and read back, and SIGTERM ending in exit status 0.
"""

import argparse
import pathlib
import sys
import tempfile

sys.dont_write_bytecode = True

from tratoclient import UnexpectedAnswer
from tratoserver import Server, ServerError


def expect(condition, message):
    if not condition:
        raise ServerError(message)


def use(server):
    server.command("migrate")
    client = server.client(server.create_key("smoke"))
    server.start()

    client("GET", "/livez").expect(200)
    stranger = server.client()
    refused = stranger("GET", "/v1/parties").expect(401)
    expect("www-authenticate" in refused.headers, "a 401 without WWW-Authenticate")
    expect(refused.json()["code"], "a 401 without a problem code")

    wish = {"kind": "organization", "display_name": "Smoke Ltd"}
    made = client("POST", "/v1/parties", wish).expect(201)
    party = client("GET", f"/v1/parties/{made.json()['id']}").expect(200)
    expect(party.json()["display_name"] == "Smoke Ltd", "the party came back with another name")
    expect(party.headers["etag"], "a record without an ETag")
    listed = client("GET", "/v1/parties?limit=10").expect(200).json()
    expect([p["id"] for p in listed["data"]] == [made.json()["id"]], "the list is not that one party")

    bad = client("POST", "/v1/parties", {"kind": "spoon"}).expect(422)
    pointers = [error["pointer"] for error in bad.json()["errors"]]
    expect("/kind" in pointers, f"no error points at /kind: {pointers}")
    client("GET", "/openapi.json").expect(200)
    client("GET", "/docs").expect(200)

    server.terminate()
    server.command("check")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", type=pathlib.Path, help="the trato executable")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trato-smoke-") as folder:
        server = Server(str(arguments.binary.resolve()), f"{folder}/smoke.db", f"{folder}/log")
        try:
            use(server)
        except (ServerError, UnexpectedAnswer, OSError) as error:
            print(f"smoke: {error}\n{server.log_tail()}", file=sys.stderr)
            return 1
        finally:
            server.kill()
    print("smoke: started, served, drained, exited 0")
    return 0


if __name__ == "__main__":
    sys.exit(main())
