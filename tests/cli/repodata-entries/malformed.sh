# What is not repodata is named, with the place, and nothing is written.
. "$TESTS/cli/repodata-entries/common.sh"
reject() {
  printf '%b' "$1" > in.json
  status repodata-entries --subdir s in.json
}
reject 'hello\n'
reject '[]'
reject '\0037\0213\0010\0000'
reject '\0357\0273\0277{"packages":{}}'
reject '{"packages":[]}'
reject '{"packages":{},"packages.conda":null}'
reject '{"info":[],"packages":{}}'
reject '{"info":{"subdir":7},"packages":{}}'
reject '{"packages":{}}\n}'
reject '{"packages":{\n "a":{"b":1,}}}'
reject '{"packages":{},"removed":[1 2]}'
reject '{"packages":{"a":{"b":"\t"}}}'
reject '{"packages":{'
repodata a "$(record)" b "$(record)" | head -c 200 > in.json
status repodata-entries in.json
