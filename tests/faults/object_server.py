"""A store of objects behind HTTP that keeps to the conditions, checks the signatures of S3, and watches that what is in it
is a whole log at every moment; and that misbehaves where a test wants it to. A real server is what check_upload_real has.
"""

import hashlib
import sys
import threading
import urllib.parse

import harness
from harness import expect
from http_server import Server, response

import sigv4
import tree

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
ENV = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}
PROBE = "tlog-tools-probe"


def etag(data):
    return '"' + hashlib.md5(data, usedforsecurity=False).hexdigest() + '"'


class Store:
    """`before(request)` may answer in place of the store, and so may `after(request, answer)` once it has done its work."""

    def __init__(self, prefix="/bucket/logs/a/", signed=True):
        self.prefix, self.signed = prefix, signed
        self.objects, self.kinds, self.writes, self.log = {}, {}, [], []
        self.faults = []
        self.before = lambda request: None
        self.after = lambda request, answer: answer
        self.heeds = True
        self.tag = etag
        self.mutex = threading.RLock()
        self.server = Server({}, self.behave)

    def __enter__(self):
        self.server.__enter__()
        return self

    def __exit__(self, *ignored):
        self.server.__exit__()
        expect(not self.faults, *self.faults[:3])

    def behave(self, request):
        answer = self.before(request)
        if answer is not None:
            return answer
        with self.mutex:
            self.log.append((request.method, request.path))
            answer = self.answer(request)
        return self.after(request, answer)

    def answer(self, request):
        if self.signed:
            wrong = sigv4.fault(SECRET, request.method, request.path, request.headers, request.body)
            if wrong:
                self.faults.append(f"{request.method} {request.path}: {wrong}")
                return response(403)
        path, _, query = request.path.partition("?")
        if self.signed and path == "/" + self.prefix.split("/")[1] + "/" and request.method == "GET":
            return self.list(urllib.parse.parse_qs(query))
        if not request.path.startswith(self.prefix):
            self.faults.append(f"{request.path} is outside of {self.prefix}")
            return response(404)
        key = request.path[len(self.prefix):]
        present = self.objects.get(key)
        if request.method == "PUT":
            return self.put(key, present, request)
        if present is None:
            return response(404, b"" if request.method == "HEAD" else b"<Error><Code>NoSuchKey</Code></Error>")
        whole = response(200, present, [f"ETag: {self.tag(present)}"])
        return whole[:len(whole) - len(present)] if request.method == "HEAD" else whole

    def put(self, key, present, request):
        none, match = request.headers.get("if-none-match"), request.headers.get("if-match")
        if self.heeds and none is not None and present is not None:
            return response(412, b"<Error><Code>PreconditionFailed</Code></Error>")
        if self.heeds and match is not None and present is None:
            return response(404, b"<Error><Code>NoSuchKey</Code></Error>")
        if self.heeds and match is not None and match != etag(present):
            return response(412, b"<Error><Code>PreconditionFailed</Code></Error>")
        if key.startswith(".tlog") or "/.tlog" in key:
            self.faults.append(f"{key} travelled")
        self.objects[key] = request.body
        self.kinds[key] = (request.headers.get("content-type"), request.headers.get("cache-control"), none, match)
        self.writes.append(key)
        if key == "checkpoint":
            self.look()
        return response(200, b"", [f"ETag: {self.tag(request.body)}"])

    def list(self, query):
        """Two keys a page."""
        prefix, after = query["prefix"][0], query.get("continuation-token", [""])[0]
        inside = "/" + self.prefix.split("/", 2)[2]
        keys = sorted(key for key in (inside[1:] + key for key in self.objects) if key.startswith(prefix) and key > after)
        more = f"<NextContinuationToken>{keys[1]}</NextContinuationToken>" if len(keys) > 2 else ""
        items = "".join(f"<Contents><Key>{key}</Key><Size>{len(self.objects[key[len(inside) - 1:]])}</Size></Contents>"
                        for key in keys[:2])
        return response(200, f"<ListBucketResult><IsTruncated>{str(len(keys) > 2).lower()}</IsTruncated>{more}{items}"
                        "</ListBucketResult>".encode())

    def look(self):
        """Whoever reads now finds a checkpoint: all that it commits to must be there."""
        size = int(self.objects["checkpoint"].split(b"\n")[1])
        missing = [path for path in self.commits_to(size) if path not in self.objects]
        if missing:
            self.faults.append(f"a checkpoint of {size} entries without {missing[:3]}")

    @staticmethod
    def commits_to(size):
        return tree.objects([b"x"] * size).keys()

    def puts(self):
        return [key for key in self.writes if key != PROBE]

    def target(self):
        return "s3:/" + self.prefix.rstrip("/") if self.signed else self.server.url + self.prefix.rstrip("/")

    def options(self):
        return ["--endpoint", self.server.url] if self.signed else []
