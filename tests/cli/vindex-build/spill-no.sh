# A root without room, or that is none: nothing is written. /proc has no room.
. "$TESTS/cli/vindex-build/common.sh"
prepare
full=/proc/self/task
status build --key-field name --out index --spill-root=$full
status build --map 'sed s/.*//' --out index --spill-root=$full
build --key-field name --out old --quiet
package_lines | tlog-append --log log --key key --no-trailer > /dev/null
cp old before
status build --key-field name --out old --update --spill-root=$full
cmp old before
status build --key-field name --out index --to-siglog-snapshot snapshot --spill-root=$full
ln -s .local link
status build --key-field name --out index --spill-root=link
status build --key-field name --out index --spill-root=key
HOME='' status build --key-field name --out index
ls
