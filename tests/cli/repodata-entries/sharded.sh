# Sharded repodata (CEP 16): the same bytes as from repodata.json, and only from shards that are what they are named by.
sharded() { python3 -B "$TESTS/oracle/sharded.py" "$@"; }
real="$DATA/repodata/sharded/linux-64"
repodata-entries "$real"
repodata-entries "$real" > out
repodata-entries "$real/repodata.json" | cmp - out
repodata-entries -j 3 "$real/repodata_shards.msgpack.zst" | cmp - out
repodata-entries --subdir linux-64 "$real/" | cmp - out
sharded entries "$real" | cmp - out
cp -r "$real" moved && cd moved && repodata-entries repodata_shards.msgpack.zst | cmp - ../out && cd ..
# All options work as they do on repodata.json.
zstd -dq "$DATA/repodata/r_linux-64.json.zst" -o r.json
sharded make r.json r
find r -type f | wc -l
# shellcheck disable=SC2086  # options are words
for options in "-j 1" "-j 8" "--order siglog" "--limit 1000" "--subdir linux-64" --no-trailer; do
  repodata-entries $options r.json > out
  repodata-entries $options r | cmp - out
done
sharded entries r | tail -1
# Shards in a folder of their own, and shards beside an index that was made to be fetched.
sharded make "$real/repodata.json" own shards_base_url=./shards/
repodata-entries own | tail -1
sharded make "$real/repodata.json" fetched shards_base_url=https://shards.example/
repodata-entries fetched | tail -1
# Indexes as the common writers have them.
sharded make "$real/repodata.json" rattler writer=rattler-index shards_base_url=./
sharded make "$real/repodata.json" conda writer=conda-index shards_base_url=
for channel in rattler conda; do
  repodata-entries "$channel" > out
  sharded entries "$channel" | cmp - out
  tail -1 out
done
# The index of a channel without packages.
echo '{"info":{"subdir":"noarch"},"packages":{}}' > none.json
sharded make none.json none
repodata-entries none
# A base without the slash that it means.
sharded make "$real/repodata.json" below shards_base_url=./shards/
python3 -B - <<'EOF'
import os, subprocess, sys
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import sharded
path = "below/" + sharded.INDEX
index = sharded.unpack(subprocess.run(["zstd", "-dcq", path], check=True, capture_output=True).stdout)
index["info"]["shards_base_url"] = "./shards"
sharded.write("below", sharded.INDEX, sharded.frame(sharded.pack(index)))
EOF
repodata-entries below | tail -1
