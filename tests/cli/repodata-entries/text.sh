# One way to write a string, whatever way it was written in.
. "$TESTS/cli/repodata-entries/common.sh"
repodata \
  01-raw "$(record '' ',"name":"café ☃ 😀 </&>"')" \
  02-escaped "$(record '' ',"name":"caf\u00e9 \u2603 \ud83d\ude00 \u003c\/\u0026>"')" \
  03-short "$(record '' ',"name":"\u0022\u005c\u0008\u0009\u000a\u000c\u000d"')" \
  04-control "$(record '' ',"name":"\u0000\u001F\u007f"')" \
  '05-\u00e9' "$(record)" > in.json
repodata-entries --no-trailer in.json
repodata f "$(record '' ',"name":"\ud800"')" | status repodata-entries
repodata f "$(record '' ',"name":"\udc00\ud800"')" | status repodata-entries
printf '{"packages":{"\377":{}}}' | status repodata-entries
