#!/usr/bin/env python3
"""Starts a built server on a fresh database, uses it a little over a socket, and stops it.

What only a real process can show: migrations on an empty file, /readyz, a key made on the command
line, one record written and read back, metrics, a log whose level SIGHUP changes, and SIGTERM ending in
exit status 0.
"""

import argparse
import os
import pathlib
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from tratoclient import UnexpectedAnswer
from tratoserver import Server, ServerError


def expect(condition, message):
    if not condition:
        raise ServerError(message)


def use(server):
    server.command("migrate")
    client = server.client(server.create_key("smoke"))
    settings = pathlib.Path(f"{server.log}.conf")
    settings.write_text("log-level = info\nlog-format = text\n")
    os.environ["TRATO_CONFIG"] = str(settings)
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

    expect(" debug " not in server.log_tail(1000), "a debug line at the level info")
    settings.write_text("log-level = debug\nlog-format = text\n")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "the log-level is debug" in server.log_tail(), "SIGHUP did not change the level")
    client("POST", "/v1/parties", {"kind": "spoon"}).expect(422)
    expect(" debug   request " in server.log_tail(1), "no debug line for a 422")
    settings.write_text("log-level = loud\n")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "the settings stay" in server.log_tail(), "a wrong setting was not reported")
    settings.write_text("")

    metrics = stranger("GET", "/metrics").expect(200)
    expect(metrics.headers["content-type"].startswith("text/plain; version=0.0.4"), "no Prometheus text")
    wanted = 'trato_http_requests_total{method="POST",route="/v1/parties",status="422"} 2'
    expect(wanted in metrics.body.decode(), "two refused creates are not counted as two")
    stranger("GET", "/metrics", x_forwarded_for="192.0.2.1").expect(401)

    server.terminate()
    server.command("check")


def wait_for(condition, message, timeout=10):
    begin = time.monotonic()
    while not condition():
        expect(time.monotonic() - begin < timeout, message)
        time.sleep(0.01)


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
