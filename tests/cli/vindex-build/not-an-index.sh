# What is not an index, damaged or whole, is not written over: a slip of the pen must not cost a checkpoint.
. "$TESTS/cli/vindex-build/common.sh"
prepare
cp log/checkpoint before
status build --key-field name --out log/checkpoint --update
cmp before log/checkpoint
package_lines > entries
status build --key-field name --out entries --update
package_lines | cmp entries
printf x > x
status build --key-field name --out x --update
# These are what is left of one.
build --key-field name --out good > /dev/null
for left in cut empty zeros; do
  case $left in
    cut) head -c 9 good > index ;;
    empty) : > index ;;
    zeros) { head -c 4096 /dev/zero && tail -c +4097 good; } > index ;;
  esac
  build --key-field name --out index --update 2> /dev/null | grep rebuilt
  cmp good index
done
