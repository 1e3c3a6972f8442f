# What no policy may be: 78, with the line; the same where a policy says whom to believe.
log_key key
number_log 1 log
refused() {
  cat > bad
  status tlog-verify policy bad
  status tlog-verify checkpoint -q --policy bad log/checkpoint 2> quiet-err
  [ "$(sed 1q quiet-err)" = "$(tlog-verify policy bad 2>&1 > /dev/null | sed -n 1p)" ]
}
good=$(policy 2 1)
w1=$(witness_vkey 1)
w2=$(witness_vkey 2)
printf %s "$good" | refused                                                    # the last line was cut
printf '%s\n' "$good" | head -n -1 | refused                                   # a whole line was
printf '%s\n' "$good" | sed 's/witnesses 1/witnesses 0/' | refused             # threshold 0
printf '%s\n' "$good" | sed 's/witnesses 1/witnesses 3/' | refused             # k > n
printf '%s\n' "$good" | sed 's/witnesses 1.*/witnesses any/' | refused         # an empty group
printf '%s\n' "$good" | sed 's/w1 w2/w1 w1/' | refused                         # a member twice
printf '%s\nquorum w1\n' "$good" | refused                                     # two quorums
printf '%s\n' "$good" | sed -n -e '2h;2!p' -e '5{x;p;}' | refused                          # used before it is defined
printf '%s\nwitness again %s\n' "$good" "$w2" | refused                        # a key under two names
printf '%s\n' "$good" | sed "\$s/ /$(printf '\302\240')/" | refused            # NBSP as a blank
printf '%s # all of them\n' "$good" | refused
printf '%s\n' "$good" | sed 's/$/\r/' | refused
printf 'witness w1 x%s\nquorum w1\n' "$w1" | refused
printf 'witness w %s\nquorum w\n' "$LOG_VKEY" | refused
status tlog-verify policy nowhere
status tlog-verify policy
{ policy 1 1 && yes '# what a long policy' | head -n 200000; } | refused
