# Sharded repodata that is not what its index says, or leads elsewhere. Nothing is written of it.
. "$TESTS/cli/repodata-entries/common.sh"
sharded() { python3 -B "$TESTS/oracle/sharded.py" "$@"; }
shard=56a0c19b47ba1a2d0f1390eda489b1c49a00d35814571057e6d81e0c93dfd157.msgpack.zst
other=2dcdacf7009b4f1c21f452c5079384340257e0e1cbecb8ec484984d1fa85b115.msgpack.zst
fresh() { rm -rf c && cp -r "$DATA/repodata/sharded/linux-64" c; }
bad() {
  echo "$1"
  status repodata-entries c
}
fresh && flip c/$shard 300 && bad "a changed byte"
fresh && cp c/$other c/$shard && bad "another shard"
fresh && truncate -s -1 c/$shard && bad "cut off"
fresh && rm c/$shard && bad "missing"
fresh && rm c/$shard && mkdir c/$shard && bad "a directory"
fresh && rm c/$shard && mkfifo c/$shard && bad "a pipe"
fresh && truncate -s -10 c/repodata_shards.msgpack.zst && bad "the index cut off"
fresh && rm c/repodata_shards.msgpack.zst && bad "no index"
fresh && mv c/$shard c/repodata_shards.msgpack.zst && bad "a shard for the index"
fresh
echo "standard input"
status repodata-entries < c/repodata_shards.msgpack.zst
echo "another subdir"
status repodata-entries --subdir noarch c
for base in ../ /etc/ file:///etc/ a/../../; do
  rm -rf c
  sharded make "$DATA/repodata/sharded/linux-64/repodata.json" c "shards_base_url=$base"
  bad "$base"
done
fresh
echo "too large"
status repodata-entries --max-size 100 c
status repodata-entries --max-size 1000 c
# A filename in two shards, and a record that makes no entry.
index() {
  python3 -B - "$@" <<'EOF'
import os, sys
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import sharded
hashes = dict(item.split("=") for item in sys.argv[1:])
hashes = {name: bytes.fromhex(digest[:64]) for name, digest in hashes.items()}
sharded.write(".", sharded.INDEX, sharded.frame(sharded.pack({"version": 1, "info": {"subdir": "s"}, "shards": hashes})))
EOF
}
rm -rf c
mkdir c
cd c || exit
echo "{\"packages\":{\"x.tar.bz2\":$(record)}}" > a.json
echo "{\"packages\":{\"x.tar.bz2\":$(record '' ',"size":3')}}" > b.json
index a="$(sharded pack a.json)" b="$(sharded pack b.json)"
cd .. && bad "a filename twice"
cd c || exit
echo "{\"packages\":{\"y.tar.bz2\":$(record '' ',"size":-1')}}" > b.json
index a="$(sharded pack a.json)" b="$(sharded pack b.json)"
cd .. && bad "a record that makes no entry"
status repodata-entries --keep-going c
cd c || exit
echo '{"removed":[]}' > b.json
index a="$(sharded pack a.json)" b="$(sharded pack b.json)"
cd .. && bad "a shard that is no repodata"
# Bytes are a checksum, and nothing else.
bytes_in() {
  rm -rf c && mkdir c && cd c || exit
  python3 -B - "$1" <<'EOF'
import os, sys
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import sharded
record = {"build": "0", "build_number": 0, "depends": ["a", b"a"], "license": b"a", "md5": b"\1" * 16, "name": "x",
          "sha256": b"\2" * 32, "size": 1, "version": "1"}
if sys.argv[1]:
    record[sys.argv[1]] = b"a"
data, name = sharded.shard({"packages": {"x.tar.bz2": record}})
sharded.write(".", name, data)
index = {"info": {"subdir": "s"}, "shards": {"x": bytes.fromhex(name[:64])}}
sharded.write(".", sharded.INDEX, sharded.frame(sharded.pack(index)))
EOF
  cd ..
  bad "bytes in ${1:-license and depends}"
}
for field in "" name build version; do bytes_in "$field"; done
echo "another version"
(cd c && python3 -B - <<'EOF'
import os, sys
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import sharded
sharded.write(".", sharded.INDEX, sharded.frame(sharded.pack({"version": 2, "info": {}, "shards": {}})))
EOF
)
status repodata-entries c
