# A root from its claim to its removal: won, stale, retried, repeated, unchanged; the versions count.
export TLOG_STORE=sqlite:roots.db
cas() { # the time is no part of what is compared
  code=0
  root-cas "$@" > out || code=$?
  sed 's/"updated_at":[0-9]*/"updated_at":1/' out
  echo "status $code"
}
cas init --check-cas
cas get alice photos
cas set --expect-absent alice photos A
cas set --expect=A alice photos B
cas set --expect=A alice photos C
cas set --expect=B alice photos C
cas set --expect=B alice photos C
cas set --expect=C alice photos C
cas set --expect=D alice photos D
cas set --expect-absent alice photos D
cas set --expect-version=2 alice photos D
cas set --expect-version=3 alice photos D
cas set --expect=A alice mail B
cas set --expect-version=1 alice mail B
cas get alice photos
cas rm --expect=A alice photos
cas rm --expect=D alice photos
cas rm --expect=D alice photos
cas set --expect-absent alice photos E
cas rm --expect-version=1 alice photos
