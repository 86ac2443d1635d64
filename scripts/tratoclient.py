"""A small client of the HTTP API over a keep-alive connection: what the scripts that load data share."""

import http.client
import json
import time
import urllib.parse

REPEATABLE = {"GET", "HEAD", "PUT", "DELETE"}
PATIENCE_SECONDS = 60


class UnexpectedAnswer(Exception):
    """The server answered something that the contract does not promise here."""


class Answer:
    """A response that has been read to its end."""

    def __init__(self, request, status, headers, body):
        self.request = request
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)

    def expect(self, *statuses):
        """Returns the answer if its status is one of these; UnexpectedAnswer with the problem otherwise."""
        if self.status in statuses:
            return self
        wanted = " or ".join(map(str, statuses))
        raise UnexpectedAnswer(f"{self.request} answered {self.status}, not {wanted}:\n{self.readable()}")

    def readable(self):
        text = self.body.decode("utf-8", "replace")
        try:
            text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
        except ValueError:
            pass
        return text[:4000]


class Client:
    """One connection, for one thread. A connection that broke is made anew by the next request."""

    def __init__(self, url, key=None, timeout=30):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an address of a server: {url}")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self.connection = kind(parts.hostname, parts.port, timeout=timeout)
        self.prefix = parts.path.rstrip("/")
        self.key = key

    def __call__(self, method, path, body=None, **headers):
        """Sends one request once. if_match='"3"' sends the field If-Match: "3"."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key:
            fields["Authorization"] = f"Bearer {self.key}"
        if body is not None:
            fields["Content-Type"] = "application/json"
            body = json.dumps(body, ensure_ascii=False).encode()
        try:
            self.connection.request(method, self.prefix + path, body, fields)
            response = self.connection.getresponse()
            return Answer(f"{method} {path}", response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise

    def patiently(self, method, path, body=None, **headers):
        """Sends a request until it is answered by something else than "later" (429, 503).

        A request whose connection broke is sent again only if doing so cannot do its work twice:
        its method is idempotent, or it carries an Idempotency-Key.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        safe = method in REPEATABLE or "idempotency_key" in headers
        while True:
            try:
                answer = self(method, path, body, **headers)
            except (OSError, http.client.HTTPException):
                if not safe or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
                continue
            if answer.status not in (429, 503) or time.monotonic() > deadline:
                return answer
            time.sleep(retry_after(answer))

    def upsert(self, path, body):
        """PUT of a record by its external id; changes need If-Match on some resources (428)."""
        answer = self.patiently("PUT", path, body)
        if answer.status == 428:
            etag = self.patiently("GET", path).expect(200).headers["ETag"]
            answer = self.patiently("PUT", path, body, if_match=etag)
        return answer.expect(200, 201)

    def take_in(self, resource, pieces, **query):
        """Sends a file of NDJSON piece by piece as an import and waits for its end; returns the import, which has
        completed."""
        fields = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/x-ndjson",
                  "Transfer-Encoding": "chunked"}  # fmt: skip
        path = "/v1/imports?" + urllib.parse.urlencode({"resource": resource, **query})
        try:
            self.connection.request("POST", self.prefix + path, pieces, fields, encode_chunked=True)
            response = self.connection.getresponse()
            answer = Answer(f"POST {path}", response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            raise
        return self.until_ended(f"/v1/imports/{answer.expect(201).json()['id']}")

    def until_ended(self, path):
        """Waits for the end of an import or export and returns it; UnexpectedAnswer unless it has completed."""
        while True:
            record = self.patiently("GET", path).expect(200).json()
            if record["status"] in ("completed", "failed", "cancelled"):
                if record["status"] != "completed":
                    raise UnexpectedAnswer(f"{path} has {record['status']}: {record}")
                return record
            time.sleep(0.05)

    def close(self):
        self.connection.close()


def retry_after(answer):
    """Seconds the server asks to wait; the form with a date is not used by Trato."""
    value = answer.headers.get("Retry-After", "1")
    return min(float(value), 30.0) if value.isdigit() else 1.0


def walk(client, path):
    """Every record of a list, page by page; `path` has a query already."""
    cursor = ""
    while True:
        page = client.patiently("GET", path + cursor).expect(200).json()
        yield from page["data"]
        if page["next_cursor"] is None:
            return
        cursor = "&cursor=" + urllib.parse.quote(page["next_cursor"], safe="")


def by_external(resource, system, identifier):
    """The address of a record by another system's key."""
    return f"/v1/{resource}/by-external/{system}/{urllib.parse.quote(identifier, safe='')}"
