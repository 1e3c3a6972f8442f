# Lines that no log takes, and options that have no meaning for lines. There is no trailer then.
bad() { printf '%b' "$1" | status repodata-entries --reseal; }
bad '{"a":1}\n\n{"a":2}\n'
bad '{"a":1}\n[]\n'
bad '{"a":1}\n{"a":\n'
bad '{"a":"\377"}\n'
bad '{"tlog-tools":"end"}\n'
bad '{"entries":0,"root_hash":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","tlog-tools":"end"}\n'
python3 -c 'print("{\"a\":\"" + "x" * 65528 + "\"}")' | status repodata-entries --reseal
# Lines are counted with the trailers among them.
repodata-entries --reseal < /dev/null > end
(echo '{}'; cat end end; echo '{}'; cat end; echo 1) > in
status repodata-entries --reseal in
(echo '{}'; cat end end; echo '{}'; cat end; printf '%70000s\n' x) > in
status repodata-entries --reseal in
# An input that does not exist is found before anything is written.
echo '{}' > good
status repodata-entries --reseal good missing
# shellcheck disable=SC2086  # options are words
for options in "--subdir s" "--order siglog" "--limit 1" --no-trailer --keep-going --max-size=1 --contact=x --retries=0 http://127.0.0.1:1/x; do
  status repodata-entries --reseal $options good
done
status repodata-entries --raw good
# Any bytes, but not none and nothing reserved.
printf 'a\n\nb\n' | status repodata-entries --reseal --raw
printf '{"tlog-tools":1}\n' | status repodata-entries --reseal --raw
