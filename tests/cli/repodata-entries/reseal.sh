# Streams of entry lines that were changed on purpose get the right trailer.
. "$TESTS/cli/repodata-entries/common.sh"
example > example.json
repodata-entries --subdir s example.json > whole
repodata-entries --subdir s --limit 1 example.json > one
repodata-entries --reseal whole | cmp - whole
head -1 whole | repodata-entries --reseal | cmp - one
grep tzdata whole | repodata-entries --reseal | cmp - one
sed '$d' whole | repodata-entries --reseal - | cmp - whole
sed 's/$/\r/' whole | repodata-entries --reseal | cmp - whole
printf %s "$(cat whole)" | repodata-entries --reseal | cmp - whole
# A trailer that is wrong, and trailers in the middle.
grep -v tzdata whole > wrong
repodata-entries --reseal wrong | tail -1
cat one one > twice
repodata-entries --reseal twice | tee resealed | tail -1
repodata-entries --reseal one one | cmp - resealed
cat one whole | repodata-entries --reseal | tail -1
# Nothing at all, and nothing but a trailer.
repodata-entries --reseal < /dev/null
repodata-entries --reseal < /dev/null | repodata-entries --reseal
# What it gives can be imported; -j changes nothing.
log_key key
number_lines 70000 | repodata-entries --reseal > numbers
tail -1 numbers
for jobs in 1 2 7; do repodata-entries --reseal -j $jobs numbers numbers | sha256sum; done
tlog-import --log log --origin conda.example/log --key key numbers
# Any bytes.
printf 'a\r\n\377\n{"x":1}\n' | repodata-entries --reseal --raw | od -c | head -3
# An entry that ends in CR keeps it.
printf '{"a":1}\r\r\n{"a":2}\r\n' | repodata-entries --reseal > returns
rm -r log
tlog-import -q --log log --origin conda.example/log --key key returns
od -c log/tile/entries/000.p/2
