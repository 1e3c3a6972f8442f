"""AWS Signature Version 4 for S3, as its documentation has it, to judge what others sign. It shares no code with what it
judges; its own test is the examples of that documentation (VECTORS).
"""

import hashlib
import hmac
import re

EMPTY = hashlib.sha256(b"").hexdigest()
EXAMPLE_KEY, EXAMPLE_SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
EXAMPLE_TIME = "20130524T000000Z"

# "Examples: Signature calculations in AWS Signature Version 4" of the Amazon S3 API reference: method, path with query,
# headers besides host, x-amz-date and x-amz-content-sha256, body, signature.
VECTORS = (
    ("GET", "/test.txt", {"range": "bytes=0-9"}, b"",
     "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    ("PUT", "/test%24file.text", {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
     b"Welcome to Amazon S3.", "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    ("GET", "/?lifecycle", {}, b"", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ("GET", "/?max-keys=2&prefix=J", {}, b"", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
)

FORM = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([a-z0-9;-]+), "
                  r"?Signature=([0-9a-f]{64})")


def signature(secret, method, target, headers, names, region):
    """Over these headers, which have lower-case names; `target` is the path with its query."""
    path, _, query = target.partition("?")
    pairs = sorted(word if "=" in word else word + "=" for word in query.split("&") if word)
    lines = [f"{name}:{' '.join(headers[name].split())}" for name in names]
    canonical = "\n".join([method, path, "&".join(pairs), *lines, "", ";".join(names), headers["x-amz-content-sha256"]])
    time = headers["x-amz-date"]
    scope = f"{time[:8]}/{region}/s3/aws4_request"
    text = "\n".join(["AWS4-HMAC-SHA256", time, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ("AWS4" + secret).encode()
    for word in (time[:8], region, "s3", "aws4_request"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def fault(secret, method, target, headers, body):
    """What is wrong with the signature of a request; empty: nothing."""
    form = FORM.fullmatch(headers.get("authorization", ""))
    if not form:
        return f"no Authorization of this form: {headers.get('authorization')}"
    _, day, region, names, claimed = form.groups()
    names = names.split(";")
    if names != sorted(set(names)):
        return f"the signed headers are not in order: {names}"
    must = {"host", "x-amz-date", "x-amz-content-sha256"} | {name for name in headers if name.startswith("x-amz-")}
    must |= {"if-match", "if-none-match"} & headers.keys()
    if not must <= set(names):
        return f"headers that are not signed: {sorted(must - set(names))}"
    if headers["x-amz-content-sha256"] != hashlib.sha256(body).hexdigest():
        return f"the hash of the body is another: {headers['x-amz-content-sha256']}"
    if not headers["x-amz-date"].startswith(day):
        return "two dates"
    wanted = signature(secret, method, target, headers, names, region)
    return "" if wanted == claimed else f"the signature is {claimed}, not {wanted}"


def check_vectors():
    for method, target, more, body, wanted in VECTORS:
        headers = {"host": "examplebucket.s3.amazonaws.com", "x-amz-date": EXAMPLE_TIME,
                   "x-amz-content-sha256": hashlib.sha256(body).hexdigest(), **more}
        names = sorted(headers)
        got = signature(EXAMPLE_SECRET, method, target, headers, names, "us-east-1")
        assert got == wanted, (method, target, got)
        form = (f"AWS4-HMAC-SHA256 Credential={EXAMPLE_KEY}/20130524/us-east-1/s3/aws4_request,"
                f"SignedHeaders={';'.join(names)},Signature={got}")
        assert fault(EXAMPLE_SECRET, method, target, {**headers, "authorization": form}, body) == ""
        assert fault(EXAMPLE_SECRET, method, target, {**headers, "authorization": form}, body + b"x") != ""
        assert fault(EXAMPLE_SECRET, "HEAD", target, {**headers, "authorization": form}, body) != ""
