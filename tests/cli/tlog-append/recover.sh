# What a run left that died: before it signed, and after.
. "$TESTS/cli/tlog-append/common.sh"
prepare
end_input more
cp -r log before
append -q more
# After signing: the objects are in the stage, the old checkpoint is published.
after() {
  rm -rf died
  cp -r before died
  cp log/.tlog/signed died/.tlog/signed
  printf 'tlog-tools append 1\npublished 2\nsigned 2\nthen %s\n' "$1" > died/.tlog/append
  mkdir -p died/.tlog/stage/tile/0/000.p died/.tlog/stage/tile/entries/000.p
  cp log/tile/0/000.p/5 died/.tlog/stage/tile/0/000.p/5
  cp log/tile/entries/000.p/5 died/.tlog/stage/tile/entries/000.p/5
}
next() { tlog-append --log died --key key --no-trailer "$@"; }
after publish
next --objects /dev/null
diff -r -x lock log died
after publish
status next --at-size 2 more
diff -r -x lock log died
# One that was to defer is published by a run that does not.
after defer
next --defer-publish -q /dev/null
cmp before/checkpoint died/checkpoint
next -q /dev/null
cmp log/checkpoint died/checkpoint
# Before signing: what is staged is thrown away.
after publish
cp before/.tlog/signed died/.tlog/signed
next --objects /dev/null
diff before/checkpoint died/checkpoint
diff -r before/tile died/tile
test ! -e died/.tlog/stage
# The record of something else.
echo nonsense > died/.tlog/append
status next /dev/null
# An import is not resumed over it.
status tlog-import --resume --log log --origin conda.example/log --key key --no-trailer /dev/null
