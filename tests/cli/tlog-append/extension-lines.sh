# A published checkpoint with extension lines is the log's as any other; those of the next one are not ours to say, which is
# told when it replaces the first.
. "$TESTS/cli/tlog-append/common.sh"
prepare
python3 - log/checkpoint <<'EOF'
import base64, os, sys
sys.path.insert(0, os.environ["TESTS"] + "/oracle")
import ed25519
path, seed = sys.argv[1], b"\x2a" * 32
text, signature = open(path, "rb").read().split(b"\n\n")
text += b"\nextra 1\nextra 2\n"
name, blob = signature.split(b" ")[1:]
blob = base64.b64encode(base64.b64decode(blob)[:4] + ed25519.sign(seed, text))
open(path, "wb").write(text + b"\n\xe2\x80\x94 " + name + b" " + blob + b"\n")
EOF
cp log/checkpoint extended
append --no-trailer -q --defer-publish more
cmp extended log/checkpoint
append --no-trailer /dev/null
cmp log/.tlog/signed log/checkpoint
wc -l < log/checkpoint
# So does one that another program made.
rm -r log/.tlog
cp extended log/checkpoint
append --no-trailer more | tail -n 1
wc -l < log/checkpoint
tlog-verify log --log-key "$LOG_VKEY" log -q
