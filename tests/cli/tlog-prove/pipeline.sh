# Entries are appended, proved and verified in one pipeline: the proofs are in the tree that the append has published.
log_key key
number_log 3 log
numbers() { number_lines "$1" | tail -n +4; }
# stage NAME COMMAND...: a part of the pipeline, whose status and messages said() tells.
stage() {
  name=$1
  shift
  code=0
  "$@" 2> "$name.err" || code=$?
  echo "$name $code" > "$name.status"
}
said() {
  cat append.status prove.status verify.status
  cat append.err prove.err verify.err >&2
}
add() { stage append tlog-append --log log --key key --no-trailer "$@"; }
prove() { stage prove tlog-prove inclusion --log log --batch=- -q "$@"; }
verify() { stage verify tlog-verify proof --log-key "$LOG_VKEY" --batch=- "$@"; }
numbers 300 | add - | prove | verify | tail -n 1
said
numbers 301 | add --skip-existing - | prove | verify | tail -n 1
said
# Nothing new: there is nothing to prove, and what comes out has no proof in it.
add /dev/null | prove | verify
said
# Who fails leaves nothing behind, and nobody takes that for a yes.
echo 'not json' | add - | prove | verify
said
echo 'not json' | add - | prove --partial | verify --partial
said
# Not published yet: no, but for who has the checkpoint.
echo '{"n":301}' | add --defer-publish - | prove | verify
said
echo '{"n":302}' | add --defer-publish - | prove --checkpoint=log/.tlog/signed | verify | tail -n 1
said
# A line that names no entry; an older tree, of which there is no checkpoint.
echo '{"index":1,"leaf_hash":""}' | prove | verify
said
echo '{"index":1}' | prove --size 256 | verify
said
