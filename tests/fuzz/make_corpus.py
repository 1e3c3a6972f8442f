#!/usr/bin/env python3
"""Writes the seeds of the fuzz targets: small files, named for what they are. Run it after changing it."""
import base64
import bz2
import hashlib
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "oracle"))
import sharded  # noqa: E402
import siglog_index as siglog  # noqa: E402
from prefix_tree import Trie  # noqa: E402

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "corpus")


def seed(target, name, data):
    os.makedirs(os.path.join(HERE, target), exist_ok=True)
    with open(os.path.join(HERE, target, name), "wb") as out:
        out.write(data if isinstance(data, bytes) else data.encode())


DASH = "\u2014 "
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER = DASH + "PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
ENOCH = DASH + "EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
HASH = "3jx8Gc9OEYkraPxdq8pNS/ksC011/C16F5y8xOBRUIg="
HEAD = "conda.example/log\n2\n" + HASH + "\n"
CHECKPOINT = HEAD + "\n" + DASH + ("conda.example/log 5I4D/G0ciJqNuvTF7AN3GYHyBr8GvxTCDLepzRBGpBNRUiv0XrSVu+Dyaec8e3u6"
                                  "KcxUBIcK9Gvz/hsKq+46IoywaQM=\n")
COSIGNED = CHECKPOINT + DASH + ("witness.example/w g3VaswAAAABkGFDLgojMG7UXRZ2tFC8yPtRIlK2fb+4GaOmipiRSvfnAcH7U0+ClNreQjg"
                                "Hv40KnCX9RfFCxO22/gDWcwryiHf2WDw==\n")
TRAILER = '{"tlog-tools":"end","entries":2,"root_hash":"' + HASH + '"}'

seed("note", "signed-once", TEXT + "\n" + PETER)
seed("note", "signed-twice", TEXT + "\n" + PETER + ENOCH)
seed("note", "empty-lines-in-text", "a\n\nb\n\n\n" + PETER)
seed("note", "shortest", "\n\n" + DASH + "a AAAAAAE=\n")
seed("note", "unknown-key-odd-name", "x\n\n" + DASH + "\u00e8//= AAAAAAE=\n")
seed("note", "no-signature", TEXT + "\n")

seed("checkpoint", "worked-example", CHECKPOINT)
seed("checkpoint", "cosigned", COSIGNED)
seed("checkpoint", "text-alone", HEAD)
seed("checkpoint", "extension-lines", HEAD + "one\ntwo=2\n\n" + PETER)
seed("checkpoint", "empty-log", "a\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n" + PETER)
seed("checkpoint", "largest-size", "a b+c\n9007199254740991\n" + HASH + "\n\n" + PETER)

PROOF = "c2sp.org/tlog-proof@v1\n"
seed("tlog_proof", "two-entries", PROOF + "index 1\n" + HASH + "\n\n" + CHECKPOINT)
seed("tlog_proof", "no-path", PROOF + "index 0\n\n" + CHECKPOINT)
seed("tlog_proof", "extra-data", PROOF + "extra AQID\nindex 73894\n" + (HASH + "\n") * 5 + "\n" + COSIGNED)
seed("tlog_proof", "longest-path", PROOF + "index 9007199254740991\n" + (HASH + "\n") * 63 + "\nx")
seed("tlog_proof", "empty-extra", PROOF + "extra \nindex 0\n\nx")

REQUEST = "old 1\n" + HASH + "\n\n"
seed("witness_request", "one-hash", REQUEST + CHECKPOINT)
seed("witness_request", "from-nothing", "old 0\n\n" + COSIGNED)
seed("witness_request", "longest-proof", "old 9007199254740991\n" + (HASH + "\n") * 63 + "\n" + CHECKPOINT)
seed("witness_request", "too-long-proof", "old 1\n" + (HASH + "\n") * 64 + "\n" + CHECKPOINT)
seed("witness_request", "leading-zero", "old 01\n\n" + CHECKPOINT)
seed("witness_request", "no-checkpoint", REQUEST)


def audit(text):
    return text + "sum " + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "\n"


WITNESS = "witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
LISTING = '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
LISTED = "<Contents><Key>a/b+%41&amp;c</Key><Size>8192</Size></Contents>"
LISTING_END = "</ListBucketResult>"
seed("s3_listing", "last", LISTING + "<IsTruncated>false</IsTruncated>" + LISTED + LISTING_END)
seed("s3_listing", "goes-on", LISTING + "<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>"
     "<NextContinuationToken>t/=</NextContinuationToken>" + LISTED * 2 + LISTING_END)
seed("s3_listing", "entities", '<!DOCTYPE x [<!ENTITY a "b">]>' + LISTING + LISTED.replace("a/b", "&a;") + LISTING_END)
seed("s3_listing", "an-error", "<Error><Code>AccessDenied</Code></Error>")

seed("upload_journal", "nothing-yet", "tlog-tools upload v1 dir:a\n")
seed("upload_journal", "two", "tlog-tools upload v1 dir:a\ntile/0/000\ntile/entries/x001/234.p/5\n")
seed("upload_journal", "torn", "tlog-tools upload v1 dir:a\ntile/0/000\n../x\n\ntile/0/001.p")
NINES, ONES = "9" * 64, "1" * 64
JOURNAL = f'{{"type":"chunk_upload","version":1,"plan_hex":"{NINES}","chunks":2,"mode":"auto","prepared":false}}\n'
INTENT = (f'{{"type":"intent","intent_hex":"{NINES}","serial":0,"batch":0,"mode":"batch","backend":"command","unix_time":9,"addresses":'
          f'["{ONES}","{NINES}"],"transfers":[{{"quote_hex":"{NINES}","id_hex":"{ONES}","amount":"12"}}],"total":"12","root_hex":"{ONES}"}}\n')
RECEIPT = f'{{"type":"receipt","intent_hex":"{NINES}","receipts":[{{"quote_hex":"{ONES}","receipt":"paper"}}]}}\n'
seed("chunk_journal", "begun", JOURNAL)
seed("chunk_journal", "settled", JOURNAL + INTENT + RECEIPT + f'{{"type":"stored","address":"{ONES}","endpoints_hex":["{NINES}"],"verify":"get"}}\n')
seed("chunk_journal", "voided-and-done", JOURNAL + INTENT + f'{{"type":"void","intent_hex":"{NINES}"}}\n{{"type":"done"}}\n')
seed("chunk_journal", "quoted-and-torn", JOURNAL + f'{{"type":"already","address":"{NINES}","endpoints_hex":["{ONES}"],"verify":"none"}}\n{{"type":"quoted","address":"{ONES}","size":'
     f'5,"quotes":[{{"id_hex":"{NINES}","price":"4","expires":7,"sig":"s","near":true}}]}}\n{{"type":"in')
seed("chunk_journal", "ingested", JOURNAL + f'{{"type":"ingested","address":"{ONES}"}}\n{{"type":"stored","address":"{ONES}","endpoints_hex":["{NINES}"],"verify":"get"}}\n')
HELLO = "ea8f163db38682925e4491c5e58d4bb3506ef8c14eb78a86e908c5624a67200f"
seed("chunk_quote", "a-quote", f'{{"address":"{HELLO}","data_size":5,"price":"12","expires":1700000000,"sig":"s"}}')
seed("chunk_quote", "already", f'{{"address":"{HELLO}","data_size":5,"already_stored":true}}')
seed("chunk_quote", "stores", f'{{"url":"dir:/srv/a"}}\n{{"id":"{NINES}","url":"https://b.example/store"}}\n')
HELLO_CID = "bafkr4ihkr4ld3m4gqkjf4reryxsy2s5tkbxprqkow6fin2iiyvreuzzab4"
seed("ingest_answer", "taken", f'{{"cid":"{HELLO_CID}","size":5}}')
seed("ingest_answer", "capable", '{"remoteCidPut":true,"eip712Auth":false}')
seed("ingest_answer", "etag", f'"{HELLO_CID}"')
seed("publish_state", "nothing-yet", "tlog-tools publish 1\n\n")
seed("publish_state", "a-size", "tlog-tools publish 1\nsize 70000 " + WITNESS + "\n\n")
seed("publish_state", "on-its-way", "tlog-tools publish 1\nsize 2 " + WITNESS + "\n\n" + COSIGNED)
seed("publish_state", "an-alarm", "tlog-tools publish 1\nsize 2 " + WITNESS + "\nlarger 2 " + WITNESS + "\n\n")
seed("publish_state", "cut-off", "tlog-tools publish 1\nsize 2 " + WITNESS)

AUDIT = "tlog-tools audit 1\norigin conda.example/log\n"
seed("audit_state", "nothing-verified", audit(AUDIT + "size 70000\nroot " + HASH + "\nverified 0\n"))
seed("audit_state", "whole", audit(AUDIT + "size 1\nroot " + HASH + "\nverified 1\nsubtree " + HASH + "\n"))
seed("audit_state", "some", audit(AUDIT + "size 70000\nroot " + HASH + "\nverified 768\n" + ("subtree " + HASH + "\n") * 2))
seed("audit_state", "damaged", AUDIT + "size 1\nroot " + HASH + "\nverified 0\nsum " + HASH + "\n")

seed("vkey", "log", "conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h")
seed("vkey", "cosigner", "witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs")
seed("vkey", "base64-with-plus", "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
seed("vkey", "secret", "PRIVATE+KEY+conda.example/log+e48e03fc+ASoqKioqKioqKioqKioqKioqKioqKioqKioqKioqKioq")
seed("vkey", "name-alone", "example.com/\u00e8")

for name, path in {"full": "tile/0/000", "partial": "tile/15/x123/x456/789.p/41", "entries": "tile/entries/273.p/112",
                   "largest-index": "tile/63/x018/x446/x744/x073/x709/x551/615.p/255", "zero-group": "tile/1/x001/000",
                   "overflow": "tile/0/x018/x446/x744/x073/x709/x551/616", "needless-group": "tile/0/x000/001"}.items():
    seed("tile_path", name, path)

seed("bundle", "one-empty", b"\x00\x00\x00")
seed("bundle", "three", b"\x02\x00\x03foo\x00\x00\x00\x01x")
seed("bundle", "cut-off", b"\x01\x00\x01a\x00\x02b")
seed("bundle", "full-of-empty", b"\xff" + b"\x00\x00" * 256)

seed("trailer", "example", TRAILER)
seed("trailer", "nothing", TRAILER.replace(":2,", ":0,"))
seed("trailer", "largest", TRAILER.replace(":2,", ":9007199254740991,"))
seed("trailer", "too-large", TRAILER.replace(":2,", ":9007199254740992,"))
seed("trailer", "with-blanks", TRAILER.replace(":2,", ": 2,"))

seed("entry_line", "package", '{"build":"h0c530f3_0","build_number":0,"filename":"tzdata-2024a-h0c530f3_0.conda","size":119815}')
seed("entry_line", "empty-object", "{}")
seed("entry_line", "escapes", r'{"a\n\"\\\/\b\f\r\t\u00e8\ud83d\ude00":["x",null,true,false]}')
seed("entry_line", "half-of-a-pair", r'{"a":"\ud83d"}')
seed("entry_line", "reserved", '{"a":1,"tlog-tools":2}')
seed("entry_line", "reserved-escaped", '{"\\u0074log-tools":{"tlog-tools":1}}')
seed("entry_line", "numbers", '{"a":[-0,1e999,123456789012345678901234567890,0.1e-3,18446744073709551616,-9223372036854775809]}')
seed("entry_line", "not-an-object", "[{},[]]")
seed("entry_line", "nested", '{"a":' + "[" * 40 + "]" * 40 + "}")
seed("entry_line", "not-utf8", b'{"a":"\xff"}')
seed("entry_line", "not-utf8-nor-json", b'\xfb"a":1,"tlog-tool]\0\x0c\x16}')

LINES = b'{"a":1}\n{"a":2}\n'
seed("entry_reader", "with-trailer", b"\x00" + LINES + TRAILER.encode() + b"\n")
seed("entry_reader", "no-trailer-needed", b"\x06" + LINES)
seed("entry_reader", "raw-crlf", b"\x03" + LINES.replace(b"\n", b"\r\n"))
seed("entry_reader", "crlf-no-last-line-end", b"\x0e{}\r\n{}\r")
seed("entry_reader", "empty-lines", b"\x02\n\n\r\n\n")
seed("entry_reader", "text-after-trailer", b"\x10" + TRAILER.encode() + b"\n\n")
seed("entry_reader", "bad-trailer", b"\x00" + TRAILER.replace("end", "END").encode())
seed("entry_reader", "cut-off", b"\x00" + LINES + TRAILER.encode()[:40])

RECORD = ('{"build":"b","build_number":0,"constrains":["a <1"],"depends":["c","d >=2"],"license":"MIT","license_family":null,'
          '"md5":"0","name":"n","sha256":"' + "0123456789abcdefABCDEF" + "7" * 42 + '","size":18446744073709551615,'
          '"subdir":"s","timestamp":1578324546,"version":"1"}')
REPODATA = '{"info":{"subdir":"s"},"packages":{"a":%s},"packages.conda":{"b":%s,"a":%s},"removed":[]}' % ((RECORD,) * 3)
seed("repodata", "both-sections", REPODATA)
seed("repodata", "empty-sections", '{"packages":{},"packages.conda":{}}')
seed("repodata", "duplicates", '{"packages":{"a":1,"\\u0061":%s},"packages":{"b":%s,"b":{}}}' % (RECORD, RECORD))
seed("repodata", "escapes", '{"packages":{"\\ud83d\\ude00\\/":%s}}' % RECORD.replace('"n"', '"\\u0000\\n\\u00e9\\\\"'))
seed("repodata", "odd-types", '{"packages":{"a":%s}}' % RECORD.replace("1578324546", "1.5e3").replace('"c"', "[{}],null"))
seed("repodata", "faults", '{"packages":{"a":{},"b":[],"c":null,"d":%s}}' % RECORD.replace('"n"', "-0"))
seed("repodata", "bzip2", bz2.compress(REPODATA.encode()))
seed("repodata", "zstd", b"\x28\xb5\x2f\xfd\x20\x0f\x79\x00\x00" + b'{"packages":{}}')

SHARD = {"packages": {"a": {"build": "b", "build_number": 0, "depends": ["c"], "md5": b"\1" * 16, "name": "n",
                            "sha256": b"\2" * 32, "size": 2**64 - 1, "timestamp": 1.5, "noarch": None, "version": "1"}},
         "packages.conda": {"a": {}, "b": {"sha256": b"", "x": [True, -1, 2**40]}}, "removed": ["c"]}
INDEX = {"version": 1, "info": {"subdir": "s", "base_url": "", "shards_base_url": "./x/"}, "shards": {"a": b"\3" * 32}}
seed("msgpack", "shard", sharded.pack(SHARD))
seed("msgpack", "index", sharded.pack(INDEX))
seed("msgpack", "base-outside", sharded.pack({**INDEX, "info": {"shards_base_url": "a/../../b"}}))
WRITTEN = {"info": INDEX["info"], "shards": INDEX["shards"]}
seed("msgpack", "index-rattler", sharded.pack(WRITTEN))
seed("msgpack", "index-conda", sharded.pack({**WRITTEN, "repodata_version": 2, "removed": []}))
seed("msgpack", "small-types", b"\x87\xa1a\x01\xa1b\x92\xc0\xc3\xa1c\xc4\x01\xff\xa1d\xd4\x01\x00\xa1e\xe0\xa1f\xca\x7f\xc0\0\0\xa1g\x80")
seed("msgpack", "claims-much", b"\xdd\xff\xff\xff\xff\xdf\xff\xff\xff\xff\xdb\xff\xff\xff\xff")
seed("msgpack", "deep", b"\x91" * 1100)
seed("repodata_shard", "raw-blocks", sharded.frame(sharded.pack(SHARD)))
seed("repodata_shard", "plain", sharded.pack(SHARD))
seed("repodata_shard", "no-section", sharded.frame(sharded.pack({"removed": []})))
ENTRY = ('{"build":"b","build_number":0,"depends":["c","d >=2"],"filename":"f","license":"MIT","name":"n","sha256":"'
         + "0123456789abcdefABCDEF" + "7" * 42 + '","size":1,"subdir":"s","timestamp":1578324546,"version":"1"}')
seed("conda_schema", "entry", ENTRY)
seed("conda_schema", "attested", ENTRY.replace("{", '{"attestation_sha256":"a",', 1))
seed("conda_schema", "blanks", ENTRY.replace(":", ": "))
seed("conda_schema", "more-fields", ENTRY.replace("{", '{"arch":null,"noarch":"python",', 1))
seed("conda_schema", "escapes", ENTRY.replace("MIT", "\\u0041\\/\\n\\ud83d\\ude00"))
seed("conda_schema", "no-size", ENTRY.replace('"size"', '"Size"'))

LOG = "log conda.example/log+e48e03fc+ARl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h"
W1 = "witness w1 witness.example/w+83755ab3+BOpKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs"
W2 = "witness w2 conda.example/log+%s+BBl/ayPhbIUyxqvIOPrNXqeJvgx2spIDNAOb+os9No1h"
W2 %= hashlib.sha256(b"conda.example/log\n\x04" + base64.b64decode("GX9rI+FshTLGq8g4+s1ep4m+DHaykgM0A5v6iz02jWE=")).hexdigest()[:8]
seed("policy", "one-witness", LOG + "\n" + W1 + " https://witness.example/\nquorum w1\n")
seed("policy", "groups", "\n".join([LOG, W1, W2, "group a 1 w1", "group b all a w2", "# text \u00a0", "\tquorum\t b "]) + "\n")
seed("policy", "none", LOG + " https://log.example/#x\nquorum none\n")
seed("policy", "cut-off", LOG + "\n" + W1 + "\nquorum w1")
seed("policy", "later-type", "log later.example+00000000+/wE=\nquorum none\n")
seed("policy", "names", W1.replace("w1", "\u00a0#all") + "\ngroup none-of-it any \u00a0#all\nquorum none-of-it\n")

seed("record", "proof", '{"type":"proof","index":1,"leaf_hash":"' + HASH + '","proof":"c2sp.org\\/tlog-proof@v1\\n"}')
seed("record", "consistency", '{"type":"consistency","old_size":1,"new_size":2,"hashes":["' + HASH + '","x"]}')
seed("record", "escaped-key", '{"t\\u0079pe":"a","type":"b"}')
seed("record", "nested", '{"a":[{"b":[1,null]},-0.5e1],"type":"x","hashes":[1]}')


def index(size, records):
    """An index file of at most two keys."""
    trie = Trie()
    records = sorted((hashlib.sha256(key).digest(), key, entries) for key, entries in records)
    for hashed, _, entries in records:
        for entry in entries:
            trie.insert(hashed, entry)
    bodies = [bytes([len(key)]) + key + bytes([entries[0]] + [b - a for a, b in zip(entries, entries[1:])])
              for _, key, entries in records]
    root = trie.root()
    text = (f"tlog-tools vindex 1\norigin conda.example/log\nsize {size}\nroot {HASH}\nmap field name\n"
            f"keys {len(records)}\nrecords {sum(map(len, bodies))}\nindex {root.hex()}\n")
    text += "sum " + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "\n"
    offsets = [sum(map(len, bodies[:i])) for i in range(len(bodies) + 1)]
    return (text.encode().ljust(4096, b"\0") + b"".join(bodies) + b"".join(r[0] for r in records) +
            (root if len(records) == 2 else b"") + b"".join(o.to_bytes(8, "big") for o in offsets))


seed("index_file", "no-key", index(4, []))
seed("index_file", "one-key", index(4, [(b"foo", [0, 2])]))
seed("index_file", "two-keys", index(4, [(b"foo", [0, 2]), (b"bar", [1])]))
seed("index_file", "cut-off", index(4, [(b"foo", [0, 2])])[:-1])


FOO, BAR = (hashlib.sha256(key).digest() for key in (b"foo", b"bar"))
seed("siglog_wal", "three", siglog.record(0, [FOO]) + siglog.record(1, [BAR]) + siglog.record(2, []))
seed("siglog_wal", "both-versions", siglog.record(0, [FOO, BAR], 2) + siglog.record(1, [BAR, BAR]))
seed("siglog_wal", "torn", siglog.record(0, [FOO]) + siglog.record(1, [BAR])[:-1])
seed("siglog_wal", "damaged", siglog.record(0, [FOO])[:-5] + siglog.record(1, []))
# Without their sums, which the target adds.
seed("siglog_snapshot", "no-key", siglog.snapshot(0, {})[:-4])
seed("siglog_snapshot", "two-keys", siglog.snapshot(3, {FOO: [0, 2], BAR: [1]})[:-4])
seed("siglog_snapshot", "not-sorted", siglog.snapshot(3, {FOO: [0, 2], BAR: [1]}, lambda keys: sorted(keys)[::-1])[:-4])
seed("siglog_snapshot", "cut-off", siglog.snapshot(3, {FOO: [0, 2], BAR: [1]})[:-8])
seed("siglog_snapshot", "no-entries", siglog.snapshot(3, {FOO: []})[:-4])

ROOT = "689e6d14ad1ceeb748a2489352d90399c5053b10b625f6291c4f35a9f7a3c325"
seed("index_anchor", "by-field", '{"field":"name","root":"' + ROOT + '","tree_size":4,"type":"vindex-root"}')
seed("index_anchor", "by-map", '{"map_sha256_hex":"' + ROOT + '","root":"' + ROOT + '","tree_size":0,"type":"vindex-root"}')
seed("index_anchor", "another-field", '{"field":"x","root":"' + ROOT + '","tree_size":4,"type":"vindex-root"}')
