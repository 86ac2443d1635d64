"""Messages and what must come of them: the cases of scripts/conformance.

Each case is a name, the bytes (or steps: bytes to send and "100" to wait for), and the statuses of the
answers in their order with "open" or "close" for what becomes of the connection. The rules are RFC 9110
and RFC 9112; where they leave a choice, the stricter way is expected.
"""

import gzip
import itertools

JSON = b'{"a":1}'
LIMIT_BODY = 4 * 1024 * 1024


class Case:
    def __init__(self, name, steps, statuses, state="open", check=None):
        self.name = name
        self.steps = steps if isinstance(steps, list) else [steps]
        self.statuses = statuses if isinstance(statuses, list) else [statuses]
        self.state = state
        self.check = check

    @property
    def size(self):
        return sum(len(step) for step in self.steps)


def get(*fields, target="/livez", method="GET", version="HTTP/1.1", host="Host: a", body=b""):
    lines = [f"{method} {target} {version}", *([host] if host is not None else []), *fields]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def post(auth, *fields, body=JSON, target="/v1/parties", method="POST", version="HTTP/1.1"):
    kind = [f"Authorization: Bearer {auth}", "Content-Type: application/json"]
    return get(*kind, *fields, target=target, method=method, version=version, body=body)


def sized(auth, *fields, body=JSON, **rest):
    return post(auth, *fields, f"Content-Length: {len(body)}", body=body, **rest)


def chunked(auth, *pieces, coding="Transfer-Encoding: chunked"):
    return post(auth, coding, body=b"".join(pieces))


def header(name, value=None):
    """The answers must have a field, whose value contains a text."""

    def check(answers):
        found = answers[0].fields.get(name)
        if found is None or (value is not None and value not in found):
            return f"{name} is {found!r}, not {value!r}"
        return None

    return check


def no_header(name):
    return lambda answers: f"{name} is there" if name in answers[0].fields else None


def lines(_):
    good = {
        "absolute form": "http://a/livez",
        "absolute form in capitals": "HTTP://A.EXAMPLE/livez",
        "absolute form with a port": "http://a:8080/livez",
        "absolute form of another host": "http://other.example/livez",
        "absolute form with an IPv6 host": "http://[2001:db8::1]:80/livez",
        "absolute form with a query": "http://a/livez?x=1&y=%20",
        "escaped letters are letters": "/%6civez",
        "an empty query": "/livez?",
        "a query with question marks": "/livez?a?b/c",
    }
    for name, target in good.items():
        yield Case(name, get(target=target), 200)
    bad = {
        "absolute form with a user": "http://u@a/livez",
        "absolute form with a user and a password": "http://u:p@a/livez",
        "absolute form without a host": "http:///livez",
        "absolute form with a bad port": "http://a:65536/livez",
        "absolute form with half an IPv6 host": "http://[::1/livez",
        "a scheme without slashes": "http:/livez",
        "a scheme that is not served": "gopher://a/livez",
        "a fragment": "/livez#top",
        "authority form": "a:80",
        "asterisk form of GET": "*",
        "no slash": "livez",
        "a backslash": "/\\livez",
        "a quote": '/"livez"',
        "braces": "/v1/{parties}",
        "a pipe": "/a|b",
        "a parameter of a segment": "/v1/parties;a=b/x",
        "half an escape": "/livez%4",
        "an escape that is none": "/livez%gg",
        "an escaped NUL": "/livez%00",
        "an escaped CRLF": "/livez%0d%0aX:y",
        "overlong UTF-8": "/%c0%afetc",
        "a surrogate in UTF-8": "/%ed%a0%80",
        "dots": "/v1/../livez",
        "escaped dots": "/v1/%2e%2e/livez",
        "half escaped dots": "/v1/.%2e/livez",
        "dots behind an escaped slash": "/v1/..%2flivez",
        "dots with a parameter": "/v1/..;/livez",
        "a dot": "/./livez",
        "two slashes": "//livez",
        "two slashes inside": "/v1//parties",
        "a bad escape in the query": "/livez?a=%zz",
        "a raw byte above ASCII": "/\xe9",
    }
    for name, target in bad.items():
        yield Case(name, get(target=target), 400, "close")
    broken = {
        "two spaces before the target": b"GET  /livez HTTP/1.1",
        "two spaces before the version": b"GET /livez  HTTP/1.1",
        "a space at the end": b"GET /livez HTTP/1.1 ",
        "a space at the beginning": b" GET /livez HTTP/1.1",
        "tabs": b"GET\t/livez\tHTTP/1.1",
        "a vertical tab": b"GET\x0b/livez HTTP/1.1",
        "no version": b"GET /livez",
        "no target": b"GET HTTP/1.1",
        "a method with a colon": b"GE:T /livez HTTP/1.1",
        "a small version": b"GET /livez http/1.1",
        "a version with more digits": b"GET /livez HTTP/1.10",
        "a version with a comma": b"GET /livez HTTP/1,1",
        "a version of letters": b"GET /livez HTTP/a.b",
        "another protocol": b"GET /livez HTTPS/1.1",
        "a NUL in the line": b"GET /livez\0 HTTP/1.1",
        "a bare CR in the line": b"GET /livez\r HTTP/1.1",
        "a field for a line": b"Host: a",
        "CONNECT with a path": b"CONNECT /livez HTTP/1.1",
        "CONNECT without a port": b"CONNECT [::1] HTTP/1.1",
    }
    for name, line in broken.items():
        yield Case(name, line + b"\r\nHost: a\r\n\r\n", 400, "close")
    yield Case("bare LF after the line", b"GET /livez HTTP/1.1\nHost: a\r\n\r\n", 400, "close")
    yield Case("bare LF everywhere", b"GET /livez HTTP/1.1\nHost: a\n\n", 400, "close")
    yield Case("bare CR everywhere", b"GET /livez HTTP/1.1\rHost: a\r\r", 400, "close")
    for version in ("HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9"):
        yield Case(f"version {version}", get(version=version), 505, "close")
    yield Case("a higher minor version", get(version="HTTP/1.9"), 200)
    yield Case("the preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "close")
    yield Case("an empty line before", b"\r\n" + get(), 200)
    yield Case("many empty lines before", b"\r\n" * 50 + get(), 400, "close")
    yield Case("a small method", get(method="get"), 501)
    yield Case("an unknown method", get(method="BREW"), 501)
    yield Case("TRACE", get(method="TRACE"), 405, check=header("allow"))
    yield Case("CONNECT", get(target="a:80", method="CONNECT"), 405, "close", header("allow"))
    yield Case("OPTIONS of the server", get(target="*", method="OPTIONS"), 204, check=header("allow", "GET"))
    yield Case("OPTIONS in absolute form", get(target="http://a", method="OPTIONS"), 204, check=header("allow"))
    yield Case("OPTIONS of an address", get(target="/livez", method="OPTIONS"), 204, check=header("allow", "HEAD"))
    yield Case("PATCH where it is not", get(method="PATCH"), 405, check=header("allow", "GET"))


def hosts(_):
    good = ["a", "a:80", "a:", "a:65535", "A.Example.", "127.0.0.1:1", "[::1]", "[::1]:8080", "[2001:db8::ff:1]"]
    good += ["[::ffff:192.0.2.1]", "a_b-c.d~e", "xn--bcher-kva.example", "a%41b", "a,b", "  a\t"]
    for value in good:
        yield Case(f"Host {value!r}", get(host="Host: " + value), 200)
    bad = ["", " ", "a b", "a\tb", "u@a", "u:p@a", "@a", "a@", "a:b", "a:-1", "a:65536", "a:000080", "a:80:80", ":80"]
    bad += ["::1", "[::1", "::1]", "[::g]", "[]", "[::1]x", "[::1]:x", "[fe80::1%25eth0]", "[127.0.0.1]", "a/b", "a?b"]
    bad += ["a#b", "a\\b", "a%", "a%4", "a%zz", "a<b", 'a"b', "a|b", "a^b", "\xe9", "http://a", "a" * 256]
    for value in bad:
        yield Case(f"Host {value[:20]!r}", get(host="Host: " + value), 400, "close")
    yield Case("no Host", get(host=None), 400, "close")
    yield Case("no Host in HTTP/1.0", get(host=None, version="HTTP/1.0"), 200, "close")
    yield Case("two Hosts", get("Host: a"), 400, "close")
    yield Case("two Hosts in HTTP/1.0", get("host: b", version="HTTP/1.0"), 400, "close")
    yield Case("no Host with absolute form", get(host=None, target="http://a/livez"), 400, "close")
    yield Case("a bad Host with absolute form", get(host="Host: a b", target="http://a/livez"), 400, "close")


def fields(_):
    good = ["X:", "X: ", "X:y", "X: \t y \t ", "X: a\tb", "X: caf\xe9", "x!#$%&'*+-.^_`|~1: y", "X: " + "y" * 9000]
    for line in good:
        yield Case(f"field {line[:20]!r}", get(line), 200)
    bad = ["X", "X y: z", "X : y", "X\t: y", ": y", " X: y", "\tX: y", "X(: y", "X@: y", "X/: y", "X\xe9: y", '"X": y']
    bad += ["X\x00: y", "X\x7f: y", "X: a\0b", "X: a\x01b", "X: a\x0bb", "X: a\x7fb", "X: a\rb", "X: a\nb", "X:\r y"]
    bad += ["X: a\n", "X: a\r", "X: a\r\n b", "X: a\r\n\tb", "X:\r\n b", "X: a\r\n ", "X: a\r\n \r\nY: z", "\r"]
    for line in bad:
        yield Case(f"field {line!r}", get(line), 400, "close")
    yield Case("folding of Host", get(host="Host:\r\n a"), 400, "close")
    yield Case("folding before the first field", get(host=" Host: a"), 400, "close")
    yield Case("one hundred fields", get(*[f"X{n}: y" for n in range(99)]), 200)
    yield Case("one field too many", get(*[f"X{n}: y" for n in range(100)]), 431, "close")
    fixed = len("GET /no?x= HTTP/1.1\r\n")
    for extra, status, state in ((0, 404, "open"), (1, 414, "close")):
        target = "/no?x=" + "y" * (16384 - fixed + extra)
        yield Case(f"a line of its bound and {extra}", get(target=target), status, state)
    fixed = len("Host: a\r\nX: \r\n\r\n")
    for extra, status, state in ((0, 200, "open"), (1, 431, "close")):
        yield Case(f"fields of their bound and {extra}", get("X: " + "y" * (32768 - fixed + extra)), status, state)
    yield Case("a line without an end", b"GET /" + b"x" * 20000, 414, "close")
    yield Case("a field without an end", b"GET / HTTP/1.1\r\nX: " + b"x" * 40000, 431, "close")
    yield Case("a TLS or binary greeting", b"\x80\x01\x02\x03" * 8, 400, "close")


def lengths(auth):
    n = len(JSON)
    for text in (f"{n}", f"  {n}\t", f"00{n}"):
        yield Case(f"Content-Length {text!r}", post(auth, f"Content-Length: {text}"), 422)
    bad = ["", "-1", "+7", "7 7", "7,7", "7, 7", "7;", "7.0", "0x7", "7e0", "7a", "\xb27", "\x0b7", "7\x0c", "--7"]
    bad += ["9223372036854775808", "18446744073709551623", "1" * 400]
    for text in bad:
        yield Case(f"Content-Length {text[:20]!r}", post(auth, f"Content-Length: {text}"), 400, "close")
    twice = post(auth, f"Content-Length: {n}", f"Content-Length: {n}")
    yield Case("Content-Length twice", twice, 400, "close")
    yield Case("two Content-Lengths", post(auth, "Content-Length: 0", f"content-length: {n}"), 400, "close")
    both = ("Transfer-Encoding: chunked", f"Content-Length: {n}")
    for order in (both, both[::-1]):
        yield Case(f"length and coding {order[0][:8]}", post(auth, *order, body=b"0\r\n\r\n"), 400, "close")
    smuggled = post(auth, *both, body=b"0\r\n\r\n" + get(target="/admin"))
    yield Case("length and coding with a message behind", smuggled, 400, "close")
    yield Case("a length with a space before its colon", post(auth, f"Content-Length : {n}"), 400, "close")
    yield Case("a length that is folded", post(auth, f"Content-Length:\r\n {n}"), 400, "close")
    yield Case("a body without its length", post(auth), [400, 400], "close")
    yield Case("GET with a body", get("Content-Length: 3", body=b"abc"), 400)
    yield Case("GET with a length of nothing", get("Content-Length: 0"), 200)
    body = b"GET /x HTTP/1.1\r\nHost: a\r\n\r\n"
    yield Case("a message in a body", sized(auth, body=body) + get(), [400, 200])
    too_large = post(auth, f"Content-Length: {LIMIT_BODY + 1}", body=b"")
    yield Case("a body that will be too large", too_large, 413, "close")
    yield Case("a body of terabytes", post(auth, "Content-Length: 9223372036854775807", body=b""), 413, "close")
    exact = b'"' + b"x" * (LIMIT_BODY - 2) + b'"'
    yield Case("a body of its bound", sized(auth, body=exact), 422)
    late = post(auth, f"Content-Length: {LIMIT_BODY * 2}", body=b"x" * LIMIT_BODY)
    yield Case("the answer survives what is still sent", late, 413, "close")


def codings(auth):
    whole = b"7\r\n" + JSON + b"\r\n0\r\n\r\n"
    for coding in ("chunked", "Chunked", "CHUNKED", "\tchunked  "):
        yield Case(f"coding {coding!r}", chunked(auth, whole, coding=f"Transfer-Encoding: {coding}"), 422)
    refused = ["", "identity", "gzip", "chunked, identity", "chunked, chunked", "chunked, gzip", "xchunked", "chunkedx"]
    refused += ["chunked;q=1", '"chunked"', "chunked,", ",chunked", "chunked, ,", "chunk", "chunked\x0b", "chun ked"]
    refused += ["identity, chunked", "gzip;a=b, chunked", "br, chunked", "\x00chunked"]
    for coding in refused:
        yield Case(f"coding {coding!r}", chunked(auth, whole, coding=f"Transfer-Encoding: {coding}"), 400, "close")
    for coding in ("gzip, chunked", "deflate, chunked", "gzip, x-compress, chunked"):
        yield Case(f"coding {coding!r}", chunked(auth, whole, coding=f"Transfer-Encoding: {coding}"), 501, "close")
    twice = "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"
    yield Case("the coding in two lines", chunked(auth, whole, coding=twice), 400, "close")
    yield Case("the coding in HTTP/1.0", post(auth, "Transfer-Encoding: chunked", body=whole, version="HTTP/1.0"), 400, "close")
    good = {
        "two chunks": b'3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n',
        "zeros before the size": b"0000007\r\n" + JSON + b"\r\n000\r\n\r\n",
        "a size in capitals": b"A\r\n   " + JSON + b"\r\n0\r\n\r\n",
        "an extension": b"7;a\r\n" + JSON + b"\r\n0;b=c\r\n\r\n",
        "a quoted extension": b'7;a="x;\\"y"\r\n' + JSON + b"\r\n0\r\n\r\n",
        "spaces around an extension": b'7 ; a = "x"\r\n' + JSON + b"\r\n0\r\n\r\n",
        "a trailer": b"7\r\n" + JSON + b"\r\n0\r\nX-Sum: 1\r\nY:\r\n\r\n",
        "a trailer that is not merged": b"7\r\n" + JSON + b"\r\n0\r\nContent-Length: 99\r\nContent-Type: text/plain\r\n\r\n",
        "a trailer with another coding": b"7\r\n" + JSON + b"\r\n0\r\nTransfer-Encoding: gzip\r\nHost: b\r\n\r\n",
        "a tiny chunk for each byte": b"".join(b"1\r\n%c\r\n" % byte for byte in JSON) + b"0\r\n\r\n",
    }
    for name, body in good.items():
        yield Case(name, chunked(auth, body), 422)
    bad = {
        "no size": b"\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size with a sign": b"+7\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a negative size": b"-7\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size with 0x": b"0x7\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size with a space before": b" 7\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size with a space behind": b"7 \r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size of letters": b"g\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size with an underscore": b"0_7\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size of seventeen digits": b"1" * 17 + b"\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size that wraps": b"fffffffffffffff9\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a chunk longer than its size": b"6\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a chunk shorter than its size": b"8\r\n" + JSON + b"\r\n0\r\n\r\n",
        "bare LF behind the size": b"7\n" + JSON + b"\r\n0\r\n\r\n",
        "bare LF behind the chunk": b"7\r\n" + JSON + b"\n0\r\n\r\n",
        "bare CR behind the size": b"7\r" + JSON + b"\r\n0\r\n\r\n",
        "bare LF at the end": b"7\r\n" + JSON + b"\r\n0\r\n\n",
        "bare LF behind the last chunk": b"7\r\n" + JSON + b"\r\n0\n\r\n",
        "an extension without a name": b"7;\r\n" + JSON + b"\r\n0\r\n\r\n",
        "an extension without a value": b"7;a=\r\n" + JSON + b"\r\n0\r\n\r\n",
        "an extension without its quote": b'7;a="x\r\n' + JSON + b"\r\n0\r\n\r\n",
        "an extension with LF": b"7;a\nb\r\n" + JSON + b"\r\n0\r\n\r\n",
        "an extension with CR": b"7;a\rb\r\n" + JSON + b"\r\n0\r\n\r\n",
        "an extension beyond its bound": b"7;a=" + b"x" * 1100 + b"\r\n" + JSON + b"\r\n0\r\n\r\n",
        "a size line without an end": b"7;a=" + b"x" * 5000,
        "extensions beyond their bound": b"1;aaaaaaaa=" + b"b" * 990 + b"\r\n \r\n",
        "a folded trailer": b"7\r\n" + JSON + b"\r\n0\r\nX: a\r\n b\r\n\r\n",
        "a trailer with a space before its colon": b"7\r\n" + JSON + b"\r\n0\r\nX : a\r\n\r\n",
        "a trailer without a colon": b"7\r\n" + JSON + b"\r\n0\r\nGET / HTTP/1.1\r\n\r\n",
        "a trailer with NUL": b"7\r\n" + JSON + b"\r\n0\r\nX: a\0\r\n\r\n",
        "trailers beyond their bound": b"7\r\n" + JSON + b"\r\n0\r\n" + b"X: " + b"y" * 9000 + b"\r\n\r\n",
        "many trailers beyond their bound": b"7\r\n" + JSON + b"\r\n0\r\n" + b"X: y\r\n" * 2000 + b"\r\n",
    }
    bad["extensions beyond their bound"] = bad["extensions beyond their bound"] * 20
    for name, body in bad.items():
        yield Case(name, chunked(auth, body), 400, "close")
    yield Case("a chunk beyond the bound", chunked(auth, b"400001\r\n"), 413, "close")
    yield Case("chunks beyond the bound", chunked(auth, b"200000\r\n" + b" " * 0x200000 + b"\r\n200001\r\n"), 413, "close")
    yield Case("a message behind the last chunk", chunked(auth, whole) + get(), [422, 200])


def connections(auth):
    yield Case("close", get("Connection: close"), 200, "close", header("connection", "close"))
    yield Case("close among others", get("Connection: foo, Close , bar"), 200, "close")
    yield Case("close in the second line", get("Connection: keep-alive", "Connection: close"), 200, "close")
    yield Case("closed is not close", get("Connection: closed"), 200)
    yield Case("HTTP/1.0 ends", get(version="HTTP/1.0"), 200, "close", header("connection", "close"))
    kept = get("Connection: Keep-Alive", version="HTTP/1.0")
    yield Case("HTTP/1.0 stays", kept, 200, "open", header("connection", "keep-alive"))
    yield Case("HTTP/1.0 stays and ends", get("Connection: keep-alive, close", version="HTTP/1.0"), 200, "close")
    yield Case("names of other fields", get("Connection: Host, Authorization, Content-Length", "Content-Length: 0"), 200)
    yield Case("an upgrade to HTTP/2", get("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"), 200)
    yield Case("an upgrade to a web socket", get("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"), 200)
    many = b"".join(get(f"X-Request-Id: {n}") for n in range(100))

    def in_order(answers):
        ids = [answer.fields["x-request-id"] for answer in answers]
        return None if ids == [str(n) for n in range(100)] else f"the order is {ids}"

    yield Case("a hundred at once, answered in order", many, [200] * 100, "open", in_order)
    mixed = get(method="HEAD") + sized(auth) + get(target="/nothing") + get(method="OPTIONS", target="*") + get()
    yield Case("mixed at once", mixed, [200, 422, 404, 204, 200])
    yield Case("nothing behind close", get("Connection: close") + get(), 200, "close")
    yield Case("nothing behind a refusal", get() + b"GARBAGE\r\n\r\n" + get(), [200, 400], "close")
    yield Case("writes and reads in order", (sized(auth) + get()) * 20, [422, 200] * 20)


def expectations(auth):
    head = post(auth, "Expect: 100-continue", f"Content-Length: {len(JSON)}", body=b"")
    yield Case("100 before the body", [head, "100", JSON], 422)
    yield Case("100 before a chunked body", [post(auth, "Expect: 100-Continue", "Transfer-Encoding: chunked", body=b""), "100", b"7\r\n" + JSON + b"\r\n0\r\n\r\n"], 422)
    yield Case("100 expected twice", [post(auth, "Expect: 100-continue, 100-continue", "Content-Length: 7", body=b""), "100", JSON], 422)
    yield Case("100 for a second message", [get() + head, "100", JSON], [200, 422])

    def unasked(answers):
        return "there is a 100" if any(answer.informed for answer in answers) else None

    yield Case("no 100 without a body", get("Expect: 100-continue"), 200, "open", unasked)
    yield Case("no 100 for a body of nothing", get("Expect: 100-continue", "Content-Length: 0"), 200, "open", unasked)
    yield Case("no 100 for HTTP/1.0", sized(auth, "Expect: 100-continue", version="HTTP/1.0"), 422, "close", unasked)
    yield Case("no 100 for what is too large", post(auth, "Expect: 100-continue", f"Content-Length: {LIMIT_BODY + 1}", body=b""), 413, "close", unasked)
    yield Case("no 100 for what is refused", post(auth, "Expect: 100-continue", "Content-Length: x", body=b""), 400, "close", unasked)
    for value in ("200-ok", "100-continue-please", "100-continue, more", "100-continue=1"):
        yield Case(f"Expect {value}", sized(auth, f"Expect: {value}"), 417, "close", unasked)
    yield Case("an unknown expectation in HTTP/1.0", sized(auth, "Expect: x", version="HTTP/1.0"), 422, "close")


def negotiation(auth):
    key = f"Authorization: Bearer {auth}"

    def listed(*fields, method="GET", target="/v1/parties"):
        return get(key, *fields, target=target, method=method)

    for value in ("*/*", "application/*", "application/json", "APPLICATION/JSON", "application/json;q=0.001", "text/html, */*;q=0.1",
                  "text/html;q=1, application/json;q=0.2", "application/json; charset=utf-8", "", ",", "garbage", "*/*;q=2",
                  'text/html;a="x,y;q=0", application/json'):  # fmt: skip
        yield Case(f"Accept {value!r}", listed(f"Accept: {value}"), 200)
    for value in ("text/html", "application/json;q=0", "*/*;q=0", "application/*;q=0", "*/*, application/json;q=0.000", "application/jso", "application/xml, text/*"):
        yield Case(f"Accept {value!r}", listed(f"Accept: {value}"), 406)
        yield Case(f"HEAD with Accept {value!r}", listed(f"Accept: {value}", method="HEAD"), 406)
    page = "/openapi.json"
    for value in ("gzip", "x-gzip", "GZIP", "*", "gzip;q=0.5", "identity;q=0, *;q=0.1", "br, gzip"):
        yield Case(f"Accept-Encoding {value!r}", get(f"Accept-Encoding: {value}", target=page), 200, "open", header("content-encoding", "gzip"))
    for value in ("", "br", "identity", "gzip;q=0", "gzip;q=0.1, identity;q=0.9", "gzip;q=0, *", "deflate, br", "gzipx"):
        yield Case(f"Accept-Encoding {value!r}", get(f"Accept-Encoding: {value}", target=page), 200, "open", no_header("content-encoding"))
    yield Case("Vary says what was looked at", get(target=page), 200, "open", header("vary", "Accept-Encoding"))
    yield Case("a small answer as gzip where plain is refused", get("Accept-Encoding: identity;q=0, gzip"), 200, "open", header("content-encoding", "gzip"))
    for value in ("*;q=0", "identity;q=0", "identity;q=0, gzip;q=0", "identity;q=0, br"):
        yield Case(f"Accept-Encoding {value!r}", listed(f"Accept-Encoding: {value}"), 406)
    yield Case("Range means nothing", get("Range: bytes=0-3", target=page), 200, "open", no_header("content-range"))
    yield Case("many ranges mean nothing", get("Range: bytes=" + ",".join("0-1" for _ in range(2000)), target=page), 200)
    yield Case("If-Range means nothing", get('If-Range: "x"', "Range: bytes=0-", target=page), 200)
    yield Case("a type that is none", get(key, "Content-Length: 7", target="/v1/parties", method="POST", body=JSON), 415, "open", header("accept", "json"))
    for value in ("text/json", "application/x-www-form-urlencoded", "application/json; charset=latin1", "application/jsonx", "json", ""):
        typed = get(key, f"Content-Type: {value}", "Content-Length: 7", target="/v1/parties", method="POST", body=JSON)
        yield Case(f"Content-Type {value!r}", typed, 415)
    for value in ("application/json; charset=UTF-8", 'Application/JSON;charset="utf-8"', "application/json ; x=y"):
        typed = get(key, f"Content-Type: {value}", "Content-Length: 7", target="/v1/parties", method="POST", body=JSON)
        yield Case(f"Content-Type {value!r}", typed, 422)
    packed = gzip.compress(JSON)
    yield Case("a body as gzip", sized(auth, "Content-Encoding: gzip", body=packed), 422)
    yield Case("a body as gzip in two members", sized(auth, "Content-Encoding: x-gzip", body=gzip.compress(JSON[:3]) + gzip.compress(JSON[3:])), 422)
    yield Case("a body as gzip, cut", sized(auth, "Content-Encoding: gzip", body=packed[:-4]), 400)
    yield Case("a body as gzip, with more", sized(auth, "Content-Encoding: gzip", body=packed + b"x"), 400)
    yield Case("a body that is no gzip", sized(auth, "Content-Encoding: gzip"), 400)
    yield Case("a bomb", sized(auth, "Content-Encoding: gzip", body=gzip.compress(b" " * 9_000_000)), 413)
    yield Case("a small bomb", sized(auth, "Content-Encoding: gzip", body=gzip.compress(b" " * 1_000_000)), 413)
    for value in ("deflate", "br", "gzip, gzip", "gzip, identity, br", "compress"):
        yield Case(f"Content-Encoding {value}", sized(auth, f"Content-Encoding: {value}", body=packed), 415, "open", header("accept-encoding", "gzip"))


def conditions(auth, path, tag):
    """`path` is a record whose current tag is `tag`, without quotes."""
    key = f"Authorization: Bearer {auth}"
    past, future = "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"

    def read(*fields, method="GET"):
        return get(key, *fields, target=path, method=method)

    def change(*fields):
        return sized(auth, *fields, target=path, method="PATCH", body=b'{"no_such":1}')

    for value in (f'"{tag}"', f'W/"{tag}"', f'"x" , "{tag}"', f',,"{tag}",', "*", f'"{tag}-gzip"', f'"a,b", "{tag}"'):
        for method in ("GET", "HEAD"):
            yield Case(f"{method} If-None-Match {value}", read(f"If-None-Match: {value}", method=method), 304, "open", header("etag"))
    for value in ('"x"', f'"{tag}x"', f'w/"{tag}"', tag, f"'{tag}'", '""', f'"x", *, "{tag}"', f'"x{tag}"', "garbage"):
        yield Case(f"GET If-None-Match {value}", read(f"If-None-Match: {value}"), 200)
    two = read('If-None-Match: "x"', f'If-None-Match: "{tag}"')
    yield Case("If-None-Match in two lines", two, 304)
    for value, status in ((f'"{tag}"', 422), (f'"x", "{tag}"', 422), ("*", 422), (f'W/"{tag}"', 412), ('"x"', 412), (tag, 400), (f'*, "{tag}"', 400), ('"x', 400)):
        yield Case(f"PATCH If-Match {value}", change(f"If-Match: {value}"), status)
    yield Case("GET If-Match that is not", read('If-Match: "x"'), 412)
    yield Case("PATCH If-None-Match *", change("If-None-Match: *"), 412)
    yield Case("PATCH If-None-Match of another", change('If-None-Match: "x"'), 422)
    for value, status in ((past, 412), (future, 422), ("Sunday, 06-Nov-94 08:49:37 GMT", 412), ("Sun Nov  6 08:49:37 1994", 412), ("yesterday", 422), ("", 422)):
        yield Case(f"PATCH If-Unmodified-Since {value!r}", change(f"If-Unmodified-Since: {value}"), status)
    for value, status in ((past, 200), (future, 304), ("Sun Nov  6 08:49:37 1994", 200), ("tomorrow", 200), ("Fri, 32 Jan 2100 00:00:00 GMT", 200), ("Fri, 01 Jan 2100 00:00:00 PST", 200)):
        yield Case(f"GET If-Modified-Since {value!r}", read(f"If-Modified-Since: {value}"), status)
    yield Case("a tag beats a date when reading", read('If-None-Match: "x"', f"If-Modified-Since: {future}"), 200)
    yield Case("a tag beats a date when changing", change(f'If-Match: "{tag}"', f"If-Unmodified-Since: {past}"), 422)
    yield Case("If-Match comes before If-None-Match", read('If-Match: "x"', f'If-None-Match: "{tag}"'), 412)
    yield Case("a date means nothing to a change", change(f"If-Modified-Since: {future}"), 422)


def ends(_):
    """Steps that end with None: our side says that nothing follows."""
    yield Case("an end after a message", [get(), None], 200, "close")
    yield Case("an end after two messages", [get() + get(), None], [200, 200], "close")
    yield Case("an end before anything", [None], [], "close")
    yield Case("an end in the line", [b"GET /li", None], 400, "close")
    yield Case("an end in the fields", [b"GET /livez HTTP/1.1\r\nHost: a\r\n", None], 400, "close")
    yield Case("an end in the body", [get("Content-Length: 9", method="POST", body=b"x"), None], 400, "close")
    yield Case("an end in a chunk", [get("Transfer-Encoding: chunked", method="POST", body=b"9\r\nx"), None], 400, "close")


def every(auth, path, tag):
    groups = [lines, hosts, fields, lengths, codings, connections, expectations, negotiation, ends]
    yield from itertools.chain.from_iterable(group(auth) for group in groups)
    yield from conditions(auth, path, tag)
