"""A real S3 server of a test's own: versitygw, over a folder (tests/README.md says why this one)."""

import contextlib
import hashlib
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.parse

import harness
import http_server
from harness import expect

import sigv4

PROGRAM = os.environ.get("TLOG_S3_SERVER", str(harness.TESTS.parent / "build-s3/versitygw"))
KEY, SECRET, BUCKET = "testkey", "testsecret", "bucket"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


class S3Server:
    """With `tls`, behind https with a certificate of an authority of its own, in the file `authority`."""

    def __init__(self, parent=None, tls=False):
        expect(os.access(PROGRAM, os.X_OK), f"{PROGRAM} is missing: run tests/check deps, or set TLOG_S3_SERVER")
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="tlog-s3-", dir=parent))
        self.folder = self.path / BUCKET  # a folder is a bucket
        self.folder.mkdir()
        self.port = free_port()
        self.url = f"http{'s' if tls else ''}://127.0.0.1:{self.port}"
        self.tls = []
        if tls:
            (self.path / "tls").mkdir()
            self.authority, certificate, key = http_server.make_authority(self.path / "tls")
            self.tls = ["--cert", str(certificate), "--key", str(key)]
        self.env = {**{name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "TLOG_"))},
                    "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ENDPOINT_URL": self.url,
                    "TLOG_SPILL": str(self.path / "spill")}
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *ignored):
        self.stop()
        shutil.rmtree(self.path, ignore_errors=True)

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "--port", f"127.0.0.1:{self.port}", "--quiet", *self.tls, "posix", str(self.path)],
                                        env={**os.environ, "ROOT_ACCESS_KEY": KEY, "ROOT_SECRET_KEY": SECRET},
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        harness.wait_for(self.answers, "the S3 server", timeout=60)

    def answers(self):
        expect(self.process.poll() is None, "the S3 server has ended")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(timeout=30)

    def put(self, key, data):
        """As another client does: what is laid into the folder by hand has no ETag, and no condition holds for it."""
        path = f"/{BUCKET}/{urllib.parse.quote(key)}"
        headers = {"host": f"127.0.0.1:{self.port}", "x-amz-content-sha256": hashlib.sha256(data).hexdigest(),
                   "x-amz-date": time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())}
        names = sorted(headers)
        signed = sigv4.signature(SECRET, "PUT", path, headers, names, "us-east-1")
        headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={KEY}/{headers['x-amz-date'][:8]}/us-east-1/s3/aws4_request, "
                                    f"SignedHeaders={';'.join(names)}, Signature={signed}")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("PUT", path, data, headers)
        answer = connection.getresponse()
        expect(answer.status == 200, answer.status, answer.read())

    def files(self, prefix):
        """What is in the bucket, below a prefix, without the probe."""
        files = harness.files_of(self.folder / prefix)
        files.pop("tlog-tools-probe", None)
        return files
