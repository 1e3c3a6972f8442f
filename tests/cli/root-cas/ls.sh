# All roots, by owner and bucket; those of one owner.
export TLOG_STORE=sqlite:roots.db
root-cas init
for place in 'bob mail' 'alice photos' 'alice Mail' 'b x'; do
  # shellcheck disable=SC2086  # the words are meant to be split
  root-cas set --expect-absent $place rootA > /dev/null
done
root-cas ls | sed 's/"updated_at":[0-9]*/"updated_at":1/'
root-cas ls alice | sed 's/"updated_at":[0-9]*/"updated_at":1/'
root-cas ls nobody
