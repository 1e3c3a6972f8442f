# The rules of signed-note for names.
for name in 'a b' 'a+b' "a$(printf '\302\240')b" "$(printf 'a\377')" "$(printf 'a\tb')"; do
  status tlog-key new --name "$name" --out key
done
status tlog-key new --name= --out key
status tlog-key new --name '' --out key
test ! -e key
tlog-key new --name "$(printf 'caf\303\251')" --out key | grep -o '"name":"[^"]*"'
